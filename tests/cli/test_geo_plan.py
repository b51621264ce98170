"""``harness geo plan`` reads a document, prints what is needed, and leaves by whether anything is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import geo_plan
from harness.cli.exits import Exit
from harness.errors import HarnessError, UsageError
from harness.model.active import ActiveKind, ActiveSample, Ending
from harness.model.cities import CITIES
from harness.model.sites import Site
from harness.pipeline import analyze
from harness.reports.document import document as document_of
from harness.reports.geo_probe import head_line, sample_line
from tests.support.geo_rows import document
from tests.support.places_example import place, votes

CLEAR = place(located=votes(vendor="DE", holder="DE"), candidates=["DE"])


def run(*arguments: str | Path) -> Exit:
    return geo_plan.run(geo_plan.request([*map(str, arguments)]))


def test_what_is_open_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = document(tmp_path / "a.json", rows={})
    assert run("--from", path, "--width", "80") is Exit.POSSIBLE
    said = capsys.readouterr().out
    assert "1 address of 1 not clear of them" in said
    assert "app (own)" in said


def test_all_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = document(tmp_path / "a.json", rows={"places": [CLEAR]})
    assert run("--from", path) is Exit.OK
    assert run("--from", path, "--country", "DE", "--json", "-") is Exit.POSSIBLE
    told = json.loads(capsys.readouterr().out.partition("\n{")[2].join(["{", ""]))
    assert told["countries"] == ["DE"]


def test_the_document_is_written_and_replaces_only_its_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, target = document(tmp_path / "a.json", rows={}), tmp_path / "plan.json"
    run("--from", path, "--json", target)
    run("--from", path, "--json", target)
    assert "replaced" in capsys.readouterr().err
    assert json.loads(target.read_text())["schema"] == "harness-geo-plan"
    with pytest.raises(UsageError, match="no document of harness"):
        run("--from", path, "--json", path)


def test_mistakes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="required: --from"):
        geo_plan.request([])
    with pytest.raises(UsageError, match="--country 'xx'"):
        geo_plan.request(["--from", "x", "--country", "xx"])
    with pytest.raises(HarnessError, match="cannot be read"):
        run("--from", tmp_path / "none.json")


def test_what_was_measured_on_purpose_is_shown_beside_and_closes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = CITIES["Frankfurt"]
    head = head_line(began_ns=1, site=site, count=1, timeout_s=1, spacing_s=0.5, total_s=9)
    sample = ActiveSample(ActiveKind.TCP_CONNECT, "8.0.0.1", 443, None, 10**18, 20_000_000, Ending.ANSWERED)
    (tmp_path / "active.jsonl").write_bytes(head + sample_line(sample))
    path, target = document(tmp_path / "a.json", rows={}), tmp_path / "plan.json"
    assert run("--from", path, "--active", tmp_path / "active.jsonl", "--json", target) is Exit.POSSIBLE
    said = " ".join(capsys.readouterr().out.split())
    assert "tcp_connect 20.0 ms, would exclude the countries; no verdict reads it" in said
    told = json.loads(target.read_text())
    assert [one["active"] for one in told["active"]] == [True]
    assert len(told["needs"]) == 1


def test_what_analyze_writes_can_be_planned_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture = Path(__file__).resolve().parents[2] / "captures/lab/plain/app.pcapng"
    written = tmp_path / "analysis.json"
    written.write_bytes(b"".join(document_of(analyze([str(capture)], site=Site(50.11, 8.68, 25)))))
    assert run("--from", written, "--country", "CN") is Exit.POSSIBLE
    assert "52.80.0.10" in capsys.readouterr().out
