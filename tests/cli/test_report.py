"""``report`` as a command: what a result was, it says again; other formats and comparisons beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.cli import analyze, report, verify
from harness.cli.exits import Exit
from harness.cli.formats import NOTHING, Wanted
from harness.cli.report import Request, request
from harness.errors import HarnessError, UsageError
from harness.reports.document import document as analysis_document
from harness.reports.verification_document import document
from tests.support import analysis_example
from tests.support.repository import ROOT
from tests.support.verification_example import example, narrowed

FILES = ("markdown", "sarif", "junit", "geojson")


def run(*arguments: str | Path) -> Exit:
    return report.run(request([*map(str, arguments)]))


@pytest.fixture
def result(tmp_path: Path) -> Path:
    path = tmp_path / "result.json"
    path.write_bytes(b"".join(document([example()], only=[])))
    return path


@pytest.fixture
def analyzed(tmp_path: Path) -> Path:
    path = tmp_path / "analysis.json"
    path.write_bytes(b"".join(analysis_document(analysis_example.example())))
    return path


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a", Request(paths=("a",), all_rows=False, width=None, formats=NOTHING)),
        ("a --all b --width 72", Request(paths=("a", "b"), all_rows=True, width=72, formats=NOTHING)),
        (
            "a --sarif s --junit - --csv d --github",
            Request(
                paths=("a",),
                all_rows=False,
                width=None,
                formats=Wanted(files=(("sarif", "s"), ("junit", "-")), csv="d", github=True),
            ),
        ),
        ("--schema analysis", Request(paths=(), all_rows=False, width=None, schema="analysis")),
    ],
)
def test_what_is_taken(line: str, expected: Request) -> None:
    assert request(line.split()) == expected


@pytest.mark.parametrize("line", ["", "a --width 10", "a --json b", "a --schema analysis", "--schema x"])
def test_what_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="try `harness report --help`"):
        request(line.split())


def formats_into(folder: Path) -> list[str]:
    """Options for every format, each into a file or folder of its own."""
    folder.mkdir()
    files = [word for name in FILES for word in (f"--{name}", str(folder / name))]
    return [*files, "--csv", str(folder / "tables")]


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_report_is_that_of_verify_to_the_letter_in_every_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    first, again, result = tmp_path / "first", tmp_path / "again", str(tmp_path / "result.json")
    line = ["scenarios/four-regions", "--json", result, "--width", "80", *formats_into(first)]
    assert verify.run(verify.request(line)) is Exit.OK
    said = capsys.readouterr().out
    assert "Scenario four-regions" in said
    assert run(result, "--width", "80", *formats_into(again)) is Exit.OK
    assert capsys.readouterr().out == said
    assert written(again) == written(first)
    assert set(FILES) | {"tables/leads.csv"} <= set(written(first))


def test_a_report_is_that_of_analyze_to_the_letter_in_every_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    first, again, result = tmp_path / "first", tmp_path / "again", str(tmp_path / "result.json")
    question = ["scenarios/four-regions/br-v10.pcapng", "--country", "CN", "--at=-23.55,-46.63,25"]
    line = [*question, "--json", result, "--width", "80", *formats_into(first)]
    assert analyze.run(analyze.request(line)) is Exit.WITNESSED
    said = capsys.readouterr().out
    assert run(result, "--width", "80", *formats_into(again)) is Exit.OK
    assert capsys.readouterr().out == said
    assert written(again) == written(first)


def test_every_format_is_written_and_replaced_by_its_like_alone(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    targets = [word for name in FILES for word in (f"--{name}", str(tmp_path / name))]
    for told in ("wrote", "replaced"):
        assert run(result, *targets, "--csv", tmp_path / "tables") is Exit.OK
        assert capsys.readouterr().err.count(f"harness: {told} ") == len(FILES) + 1
    before = {name: (tmp_path / name).read_bytes() for name in FILES}
    for name, other in zip(FILES, [*FILES[1:], FILES[0]], strict=True):
        with pytest.raises(UsageError, match="is no document of harness"):
            run(result, f"--{name}", tmp_path / other)
    with pytest.raises(UsageError, match="is no document of harness"):
        run(result, "--sarif", result)
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == before


def test_one_format_takes_the_place_of_the_report(
    result: Path, analyzed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (result, analyzed):
        for name in FILES:
            assert run(path, f"--{name}", "-") is Exit.OK
            said = capsys.readouterr().out
            assert said.startswith(("<", "{"))
    for line in (["--sarif", "-", "--junit", "-"], ["--sarif", "-", "--github"]):
        with pytest.raises(UsageError, match="write to standard output"):
            run(result, *line)
    with pytest.raises(UsageError, match="give each its own file"):
        run(result, "--sarif", result.parent / "x", "--junit", result.parent / "x")


def test_annotations_stand_behind_a_report_that_can_hold_no_command(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert run(result, "--github") is Exit.OK
    first, *lines = capsys.readouterr().out.splitlines()
    token = first.removeprefix("::stop-commands::")
    behind: Iterator[str] = iter(lines[lines.index(f"::{token}::") + 1 :])
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in behind)
    assert (tmp_path / "summary.md").read_text().startswith("<!-- harness report -->")


def test_several_results_are_told_one_after_the_other_and_compared(
    result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(b"".join(document([narrowed()], only=["egress.region=BR"])))
    assert run(result, other, "--width", "80") is Exit.OK
    said = capsys.readouterr().out
    assert said.count("Scenario four-regions") == 2
    assert "Comparison of 2 results of four-regions" in said
    assert "test: [1] none, [2] --only egress.region=BR" in " ".join(said.split())


def test_faults_of_every_document_at_once(result: Path, analyzed: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(HarnessError) as fault:
        run(result, tmp_path / "bad.json", tmp_path / "missing.json")
    assert "bad.json" in str(fault.value)
    assert "missing.json" in str(fault.value)
    with pytest.raises(UsageError, match=r"analysis\.json is of `harness analyze`: give it alone"):
        run(result, analyzed)


@pytest.mark.parametrize("name", ["analysis", "verification"])
def test_the_schema_is_the_published_one(name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("--schema", name) is Exit.OK
    published = (ROOT / f"docs/schema/harness-{name}.schema.json").read_bytes()
    assert json.loads(capsysbinary.readouterr().out) == json.loads(published)
