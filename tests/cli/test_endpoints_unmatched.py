"""``harness endpoints unmatched``: from a capture to stubs, and from filled stubs to nothing left."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harness.cli import endpoints_lint, endpoints_unmatched
from harness.cli.exits import Exit
from harness.errors import HarnessError, UsageError
from harness.pipeline import analyze
from harness.reports.document import document as document_of
from tests.support.repository import ROOT


def run(*arguments: str | Path) -> Exit:
    return endpoints_unmatched.run(endpoints_unmatched.request([*map(str, arguments)]))


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("analysis") / "analysis.json"
    path.write_bytes(b"".join(document_of(analyze([str(ROOT / "captures/lab/plain/app.pcapng")]))))
    return path


def test_from_capture_to_a_catalogue_that_knows_it(
    analysis: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(analysis) is Exit.POSSIBLE
    said = capfd.readouterr()
    assert "suffix: [dronelab.example]" in said.out
    assert "Seen in app.pcapng (capture 2717dbe54b73)" in said.out
    assert "stubs: fill in what says TODO" in said.err
    stubs = tmp_path / "unmatched.yaml"
    stubs.write_text(said.out)
    lint = endpoints_lint.request([str(stubs), "--width", "80"])
    assert endpoints_lint.run(lint) is Exit.USAGE
    assert "is left to be filled in" in " ".join(capfd.readouterr().out.split())
    text = re.sub(r'"TODO: who[^"]*"', "Drone Lab", said.out)
    stubs.write_text(re.sub(r'"TODO: cite[^"]*"', "Drone Lab manual 2026", text))
    assert endpoints_lint.run(lint) is Exit.OK
    capfd.readouterr()
    assert run(analysis, "--catalogue", tmp_path, "--json", "-") is Exit.OK
    document = json.loads(capfd.readouterr().out)
    assert (document["unmatched"], document["endpoints"]) == ([], document["known"] + document["inside"])


def test_the_document_tells_what_was_seen(analysis: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(analysis, "--json", "-", "--id-prefix", "lab")
    document = json.loads(capfd.readouterr().out)
    first = document["unmatched"][0]
    assert (first["by"], first["key"]) == ("suffix", "dronelab.example")
    assert first["octets"] <= first["octets_up"] + first["octets_down"]
    assert {one["vantage"] for one in first["endpoints"]} == {"app"}
    assert "- id: lab.dronelab-example" in document["stubs"]


def test_mistakes(analysis: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="are required"):
        endpoints_unmatched.request([])
    for prefix in ("A", "a.b", "-", "a--b", "a" * 41, ""):
        with pytest.raises(UsageError, match="single '-'"):
            endpoints_unmatched.request(["x", "--id-prefix", prefix])
    with pytest.raises(HarnessError, match="cannot be read"):
        run(tmp_path / "none.json")
    with pytest.raises(UsageError, match="no document of harness"):
        run(analysis, "--json", analysis)
