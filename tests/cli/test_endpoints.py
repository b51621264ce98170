"""``harness endpoints``: each subcommand is a module that has what a command has."""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path

import pytest

from harness.cli import endpoints
from harness.cli.exits import Exit
from harness.cli.main import main
from harness.errors import UsageError
from tests.support.repository import ROOT

PAGE = (ROOT / "docs/endpoints.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"\$ harness (?P<arguments>.*?)(?: > (?P<file>\S+))?(?:  # status (?P<status>\d))?")


@pytest.mark.parametrize("name", endpoints.SUBCOMMANDS)
def test_every_subcommand_has_parser_request_and_run(name: str) -> None:
    found = endpoints.subcommand(name)
    assert f"harness endpoints {name}" in found.parser().format_help()
    assert callable(found.request)
    assert callable(found.run)


@pytest.mark.parametrize("line", [[], ["nothing"], ["--json"], ["stats", "extra"], ["search"], ["explain"]])
def test_what_is_wrong_is_told(line: list[str]) -> None:
    with pytest.raises(UsageError, match="--help"):
        endpoints.request(line)


def test_it_runs(capfd: pytest.CaptureFixture[str]) -> None:
    assert endpoints.run(endpoints.request(["stats", "--width", "80"])) is Exit.OK
    assert "they name an endpoint and carry" in capfd.readouterr().out


def test_every_command_of_the_page_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """In its order, in a folder with the files that it tells to save."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "captures").symlink_to(ROOT / "captures")
    ran = 0
    for kind, name, text in _BLOCK.findall(PAGE):
        if kind == "text":
            (tmp_path / name).write_text(text, encoding="utf-8")
        elif kind == "yaml":
            told = [line for line in (tmp_path / name).read_text().splitlines() if not line.startswith("#")]
            digest = hashlib.sha256((tmp_path / "drone.json").read_bytes()).hexdigest()[:16]
            assert told == text.replace("SHA256", digest).splitlines()
        for line in text.splitlines() if kind == "console" else ():
            found = _LINE.fullmatch(line)
            assert found is not None, line
            status = main(shlex.split(found["arguments"]))
            said = capfd.readouterr()
            assert status == int(found["status"] or 0), f"{line}\n{said.err}"
            assert said.out
            ran += 1
            if found["file"]:
                (tmp_path / found["file"]).write_text(said.out, encoding="utf-8")
    assert ran == len(re.findall(r"^\$ ", PAGE, re.MULTILINE)) > 10


def test_the_page_tells_every_subcommand() -> None:
    assert all(f"harness endpoints {name}" in PAGE for name in endpoints.SUBCOMMANDS)
