"""``harness endpoints import``: lists become rule files that pass the lint, MUD files become claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli import endpoints_import, endpoints_lint
from harness.cli.exits import Exit
from harness.errors import HarnessError, UsageError
from tests.support.mud_files import WHOLE, octets

ASKED = ("--licence", "MIT", "--operator", "Example Drones")


def run(*arguments: str | Path) -> Exit:
    return endpoints_import.run(endpoints_import.request([*map(str, arguments)]))


@pytest.mark.parametrize(
    ("form", "data", "said"),
    [
        ("v2fly", b"acme.example\nfull:api.acme.example @cn\nkeyword:acme\n", "2 names taken, 1 entries not"),
        (
            "hosts",
            b"0.0.0.0 a.acme.example\n127.0.0.1 localhost\n1.2.3.4 x\n",
            "1 names taken, 1 entries not",
        ),
    ],
)
def test_a_list_becomes_rules_that_pass(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], form: str, data: bytes, said: str
) -> None:
    (tmp_path / "list").write_bytes(data)
    assert run(form, tmp_path / "list", *ASKED, "--country", "NO", "--category", "ads") is Exit.OK
    told = capfd.readouterr()
    assert said in told.err
    assert "save as example-drones.yaml" in told.err
    made = tmp_path / "example-drones.yaml"
    made.write_text(told.out)
    assert endpoints_lint.run(endpoints_lint.request([str(made), "--strict"])) is Exit.OK
    assert "# Licence of the list: MIT\n" in told.out
    assert "category: ads" in told.out
    assert 'control_country: "NO"' in told.out


def test_a_mud_file_becomes_a_claim(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Drone 1.json").write_bytes(octets(WHOLE))
    assert run("mud", tmp_path / "Drone 1.json", "--licence", "none stated") is Exit.OK
    said = capfd.readouterr().out
    assert "- id: drone-1-only-mud-hosts\n  kind: name\n" in said
    assert "Made of Drone 1.json (MUD file, RFC 8520)" in said


def test_where_it_is_from_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list").write_bytes(b"acme.example\n")
    run("v2fly", tmp_path / "list", *ASKED, "--source", "acme/lists:data/acme@0123456", "--id-prefix", "acme")
    said = capfd.readouterr().out
    assert "Listed in acme/lists:data/acme@0123456" in said
    assert "- id: acme.names\n" in said


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"keyword:x\n")
    with pytest.raises(HarnessError, match="no name in it can be taken; line 1: keyword:x"):
        run("v2fly", tmp_path / "list", *ASKED)
    with pytest.raises(HarnessError, match="cannot be read"):
        run("hosts", tmp_path / "none", *ASKED)
    with pytest.raises(HarnessError, match="this is no JSON"):
        run("mud", tmp_path / "list", "--licence", "MIT")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["v2fly", "f", "--operator", "X"], "required: --licence"),
        (["v2fly", "f", "--licence", "MIT"], "--operator: say who runs"),
        (["v2fly", "f", "--licence", "MIT", "--operator", "TODO"], "left to be filled in"),
        (["v2fly", "f", "--licence", "a\nb", "--operator", "X"], "--licence 'a"),
        (["v2fly", "f", "--licence", "M" * 101, "--operator", "X"], "--licence 'M"),
        (["hosts", "f", "--licence", "MIT", "--operator", "\u5927\u7586"], "--id-prefix: none can be made"),
        (["hosts", "f", "--licence", "MIT", "--operator", "X", "--country", "UK"], "--country 'UK'"),
        (
            ["mud", "f", "--licence", "MIT", "--operator", "X", "--category", "ads"],
            "--category: only for lists",
        ),
        (["else", "f", "--licence", "MIT"], "invalid choice: 'else'"),
        ([], "required"),
    ],
)
def test_mistakes(line: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        endpoints_import.request(line)
    assert said in str(caught.value)
    assert "--help" in str(caught.value)
