"""The picture of a running capture says of endpoints and claims what the sealed capture will, and never that one holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.live.asked import Asked
from harness.live.looking import Marked, look
from harness.live.tap_reader import TapFiles, TapReader, TapShown
from harness.model.claims import Grade
from harness.model.live import LivePicture
from harness.model.names_apart import NamesApart
from harness.model.scenario import Cell, Interference, Scenario
from harness.model.subject import Boundary
from harness.pipeline import analyze
from harness.rules.catalogue import load_catalogue
from harness.rules.scenario import load_scenario
from harness.stages.answers import STANDING_LIMITS
from tests.support.repository import ROOT
from tests.support.ring_files import Ring

FOLDER = ROOT / "scenarios/four-regions"
CLAIM = "no-data-to-cn"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(FOLDER / "scenario.yaml")


def shown_of(path: Path, vantage: str, folder: Path) -> TapShown:
    ring = Ring(folder)
    ring.copy(path)
    ring.ended = True
    reader = TapReader(
        TapFiles(vantage=vantage, listed=ring.listed, over=ring.over, apart=NamesApart()), lambda: ()
    )
    reader.start()
    reader.join()
    shown = reader.ask(0.0)
    assert shown is not None
    return shown


def shown_of_cell(cell: Cell, folder: Path) -> TapShown:
    (file,) = cell.captures
    return shown_of(FOLDER / file.path, f"{cell.id}/{file.vantage_point}", folder)


def picture_of(
    scenario: Scenario,
    cell_id: str,
    folder: Path,
    *,
    interference: tuple[Interference, ...] = (),
    baseline: bool = True,
) -> LivePicture:
    cells = {cell.id: cell for cell in scenario.cells}
    cell = cells[cell_id]
    (file,) = cell.captures
    shown = shown_of_cell(cell, folder)
    before = (shown_of_cell(cells[str(cell.baseline)], folder),) if baseline else ()
    asked = Asked(
        rules=load_catalogue(), scenario=scenario, cell=cell, interference=interference, baseline=before
    )
    assert file.from_ns is not None
    assert file.to_ns is not None
    steps = tuple((step.id, step.from_ns) for step in cell.steps)
    return look([shown], [], asked, Marked(steps=steps, began_ns=file.from_ns), file.to_ns)


def test_a_witness_refutes_its_claim_at_once(scenario: Scenario, tmp_path: Path) -> None:
    picture = picture_of(scenario, "br-v10", tmp_path)
    claim = next(claim for claim in picture.claims if claim.id == CLAIM)
    assert claim.refuted
    assert claim.words.startswith("REFUTED: ")
    assert any(
        witness.startswith("log.skylark.example 47.94.10.10:443 tcp, packet 79")
        for witness in claim.witnesses
    )
    worst = picture.endpoints[0]
    assert (worst.name, worst.rank, worst.concern) == ("log.skylark.example", 0, f"refutes {CLAIM}")
    assert any(note.startswith("SYNTHETIC: made up by harness-forge") for note in picture.notes)


def test_where_nothing_refutes_a_claim_it_is_open_and_never_a_pass(
    scenario: Scenario, tmp_path: Path
) -> None:
    picture = picture_of(scenario, "us-v10", tmp_path)
    assert [claim.refuted for claim in picture.claims] == [False] * len(scenario.claims)
    assert all(claim.words.startswith("nothing refutes it so far") for claim in picture.claims)
    assert "PASS" not in repr(picture)


def test_without_its_baseline_a_claim_that_asks_for_the_difference_is_open(
    scenario: Scenario, tmp_path: Path
) -> None:
    picture = picture_of(scenario, "br-v10", tmp_path, baseline=False)
    claim = next(claim for claim in picture.claims if claim.id == CLAIM)
    assert (claim.refuted, claim.words) == (False, "nothing refutes it so far; 2 contacts could")
    assert any(spot.startswith("Baseline br-base was not captured yet") for spot in picture.blind_spots)


def test_interference_is_said_with_everything(scenario: Scenario, tmp_path: Path) -> None:
    claims = tuple(replace(claim, attribution=Grade.DEVICE) for claim in scenario.claims)
    interference = (Interference.TLS_INTERCEPTION,)  # none of the baseline, which so tells nothing
    subject = replace(scenario.subject, boundary=Boundary.DEVICE)
    asking = replace(scenario, claims=claims, subject=subject)
    picture = picture_of(asking, "br-v10", tmp_path, interference=interference)
    assert any(note.startswith("INTERFERENCE: tls_interception") for note in picture.notes)
    claim = next(claim for claim in picture.claims if claim.id == CLAIM)
    assert claim.words.startswith("REFUTED UNDER INTERFERENCE: ")


@pytest.mark.parametrize(
    ("set_ns", "words"),
    [(10**9, []), (3_600 * 10**9, ["forward by 3600.0 s"]), (-2 * 10**9, ["back by 2.0 s"])],
)
def test_a_clock_that_was_set_is_a_blind_spot_of_the_picture(
    tmp_path: Path, set_ns: int, words: list[str]
) -> None:
    shown = shown_of(ROOT / "captures/lab/plain/gw-lan.pcapng", "lan0", tmp_path)
    asked = Asked(rules=load_catalogue(), countries=("CN",))
    picture = look([shown], [], asked, Marked(clock_set_ns=set_ns), 0)
    said = [text for text in picture.blind_spots if text.startswith("The clock was set")]
    assert [word in text for word, text in zip(words, said, strict=True)] == [True] * len(words)


def test_endpoints_of_a_picture_are_those_of_an_analysis(tmp_path: Path) -> None:
    path = ROOT / "captures/lab/plain/gw-lan.pcapng"
    shown = shown_of(path, "lan0", tmp_path)
    picture = look([shown], [], Asked(rules=load_catalogue(), countries=("CN",)), Marked(), 0)
    whole = analyze([str(path)], countries=["CN"])
    there = whole.endpoints.filter(whole.endpoints["scope"] != "local")
    seen = {(one.address, one.port): (one.name, one.octets_up, one.octets_down) for one in picture.endpoints}
    expected = {
        (row["server_ip"], row["server_port"]): (
            row["name"],
            row["payload_octets_up"],
            row["payload_octets_down"],
        )
        for row in there.iter_rows(named=True)
    }
    assert seen == expected
    (claim,) = picture.claims
    assert claim.words == "REFUTED: application data went to 1 endpoint there"
    packet = whole.answers[0].witnesses[0].packet
    assert claim.witnesses[0].endswith(f"packet {packet} of {shown.captures[0]['capture']}")
    assert picture.blind_spots[-len(STANDING_LIMITS) :] == STANDING_LIMITS
