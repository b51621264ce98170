"""The report of verify as a reader sees it; what it must hold, and that nothing in it can act."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import __version__
from harness.model.blind_spots import STANDING_LIMITS
from harness.model.verdicts import Judgement, Verdict
from harness.reports.terminal import LEAST_WIDTH
from harness.reports.text import shown
from harness.reports.verification import render
from harness.tables.verification import Verification
from tests.support import golden
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.examples import COSTLY
from tests.support.verification_example import example, hostile, narrowed

EXPECTED = Path(__file__).parent / "expected"
TABLES = (
    "captures",
    "matrix",
    "places",
    "classes",
    "contacts",
    "leads",
    "liveness",
    "step_evidence",
    "coverage",
)


def report(verification: Verification, width: int = 80, *, all_rows: bool = False) -> str:
    return render([verification], width, colour=False, all_rows=all_rows)


def words(verification: Verification, *, all_rows: bool = False) -> str:
    return " ".join(report(verification, all_rows=all_rows).split())


@pytest.mark.parametrize(("width", "all_rows"), [(60, False), (80, False), (80, True)])
def test_transcript(width: int, all_rows: bool) -> None:
    text = report(example(), width, all_rows=all_rows).replace(f"harness {__version__}", "harness VERSION")
    golden.check(EXPECTED / f"verification_{width}{'_all' if all_rows else ''}.txt", text)


def test_transcript_of_a_choice() -> None:
    text = report(narrowed()).replace(f"harness {__version__}", "harness VERSION")
    golden.check(EXPECTED / "verification_only.txt", text)


@pytest.mark.parametrize("width", [LEAST_WIDTH, 72, 80, 100, 160])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    for made in (example(), narrowed(), hostile("w" * 300)):
        lines = report(made, width, all_rows=True).splitlines()
        assert [line for line in lines if len(line) > width] == []


def test_colour_only_repeats_what_words_say() -> None:
    coloured = render([example()], 80, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == report(example()).split()
    assert "\x1b[1;31m  FAIL as tested\x1b[0m" in coloured
    assert "\x1b[32mPASS\x1b[0m" in coloured


def test_the_first_screen_holds_the_verdict_and_what_a_us_test_would_have_said() -> None:
    first = " ".join(" ".join(report(example()).splitlines()[:28]).split())
    for text in (
        "SYNTHETIC: made up by",
        "said in: https://example.example/trust",
        "FAIL as tested: 3 of 5 tested cells (of 6 planned) show application data going to CN.",
        "FAIL as asserted",
        "A test from US only would have said: PASS",
        "It would have missed 3 of 3 findings.",
        "egress.region: US; elsewhere BR, DE, SG",
        "account.region: US; elsewhere BR, DE, SG",
    ):
        assert text in first


def test_the_sentence_stands_first_of_each_claim_and_of_what_a_us_test_would_have_said() -> None:
    base = example()
    text = words(base)
    for one in (*base.chosen, *base.compared):
        assert " ".join(shown(one.sentence).split()) in text
    claims = {claim.id: claim for claim in base.scenario.claims}
    for one in base.chosen:
        head = f'{one.claim}: "{shown(claims[one.claim].text)}" {shown(one.sentence)} said in: '
        assert " ".join(head.split()) in text


def test_the_matrix_lays_every_claim_against_its_cells_and_sums_them_up() -> None:
    text = report(example()).partition("\nMatrix: ")[2].partition("\nCoverage\n")[0]
    rows = [line.split() for line in text.splitlines()]
    assert ["us-v1", "PASS", "99.99%", "1", "2.0", "min", "0.01%", "0", "0"] in rows
    assert ["de-v1", "INCONCLUSIVE", "0%", "1", "2.0", "min", "?", "0", "4"] in rows
    assert ["jp-v1", "NONE", "-", "-", "-", "-", "0", "1"] in rows
    assert ["as", "tested", "FAIL", "-", "5", "10.0", "min", "0.01%", "5", "4"] in rows
    assert ["as", "asserted", "FAIL", "-", "-", "-", "-", "5", "6"] in rows


def test_shares_of_octets_and_steps_are_told_once_for_each_cell() -> None:
    text = words(example())
    assert text.count("us-v1 100% 99.99% 50% -") == 1
    assert "jp-v1 100%" not in text
    assert "Steps of us-v1, br-v1, sg-v1.1: login." in text
    assert "Steps of sg-v1: login (stated only)." in text
    assert "Steps of de-v1: login NOT SHOWN." in text
    assert "Steps of jp-v1: login not run." in text


def test_every_witness_is_told_with_packet_file_and_filter() -> None:
    found = example()
    text = report(found, all_rows=True)
    unbroken = "".join(text.split())
    contacts = {row["contact_id"]: row for row in found.contacts.iter_rows(named=True)}
    paths = dict(found.captures.select("capture", "path").iter_rows())
    witnesses = [row for row in found.leads.iter_rows(named=True) if row["standing"] == "witness"]
    assert len(witnesses) == 5
    for lead in witnesses:
        contact = contacts[lead["contact_id"]]
        assert f"packet{contact['packet']}of{shown(paths[contact['capture']])}" in unbroken
        assert f"frame.number == {contact['packet']}" in text
        assert contact["server_ip"] in text
        assert f"cell{lead['cell']},seenat{contact['vantage_point']}(" in unbroken


def test_a_long_list_says_how_much_was_left_out() -> None:
    base = example()
    leads = pl.Series("leads", [[3], [0, 1, 2, 5], [1]], dtype=pl.List(pl.UInt64))
    found = replace(base, findings=base.findings.with_columns(leads))
    text = words(found)
    assert "... and 1 more witness; --all lists every one" in text
    # One of each cell comes first.
    assert [text.count(f"Wireshark: frame.number == {packet}") for packet in (1001, 1003, 1006)] == [1, 1, 1]
    assert "--all" not in report(found, all_rows=True)


def test_long_tables_and_many_findings_are_cut_and_counted() -> None:
    base = example()
    one = base.judgements.head(1)
    judgements = pl.concat([one.with_columns(cell=pl.lit(f"cell-{number}")) for number in range(55)])
    findings = pl.concat([base.findings.head(1)] * 14)
    text = words(replace(base, judgements=judgements, findings=findings))
    assert "... and 15 more cells; --all lists every one" in text
    assert "... and 2 more findings against no-data-to-cn; --all lists every one" in text


def test_what_blocks_is_told_with_its_remedy_and_what_is_accepted_still_blocks() -> None:
    found = example()
    text = words(found)
    for row in found.blind_spots.head(7).iter_rows(named=True):
        assert row["kind"].replace("_", " ") in text
        assert row["remedy"] in text
    assert "accepted, and it still blocks: the phone's capture app has no counter" in text
    assert "2 more blind spots block no claim of this scenario; --all lists them" in text
    assert (
        "us-v1: no distance: lan: round trips of 2 of 7 addresses bound no distance: intercepted (2)." in text
    )
    assert "WireGuard to 192.0.2.1." in words(found, all_rows=True)


def test_how_many_addresses_physics_speaks_of_is_told_in_numbers() -> None:
    assert "Addresses whose distance round trips bound: us-v1 5 of 1,000,000, " in words(example())


def test_standing_limits_stand_with_every_verdict() -> None:
    for made in (example(), narrowed()):
        assert all(limit in words(made) for limit in STANDING_LIMITS)


def test_interference_is_said_of_witness_and_finding() -> None:
    text = words(example())
    assert "OPEN, UNDER INTERFERENCE ONLY" in text
    assert text.count("UNDER INTERFERENCE: seen while") == 1


def test_registered_and_operator_countries_are_not_told_as_location() -> None:
    for line in report(example(), 240).splitlines():
        if "registered SG" in line:
            assert line.strip().startswith("not location: ")
        if "located:" in line:
            assert "SG" not in line.replace("geo-whois SG", "")


def test_what_is_unmet_for_all_claims_is_told_once() -> None:
    text = words(example())
    assert text.count("NOT AS EXPECTED: The accepted limit late_start expired.") == 1
    assert text.count("NOT AS EXPECTED: The finding no-data-to-cn/crash.skylark.example was") == 1
    met = words(replace(example(), unmet=()))
    assert "NOT AS EXPECTED" not in met
    assert met.count("As the scenario expects") == 1


def test_a_choice_says_so_and_applies_no_expectation() -> None:
    text = words(narrowed())
    assert "--only egress.region=BR: the verdicts as tested of this narrower test decide" in text
    assert "NOT AS EXPECTED" not in text
    assert "A test from US only" not in text
    assert "NONE as tested: no cell asked about lies in the claim's scope." in text
    assert "crash.skylark.example: NOT SEEN SINCE" not in text
    assert "packet 1001" in text
    assert "packet 1003" not in text


def test_a_claim_about_the_us_alone_is_not_compared_with_itself() -> None:
    base = example()
    alone = replace(base.compared[0], selection="all cells")
    text = words(replace(base, chosen=(alone,)))
    assert "A test from US only: this is one." in text
    assert "would have said" not in text


def test_where_no_cell_was_run_the_us_is_not_said_to_have_been_tested() -> None:
    base = example()
    planned = replace(base.compared[0], tested=())
    text = words(replace(base, chosen=(replace(planned, selection="all cells"),), compared=(planned,)))
    assert "A test from US only: no cell was run, so nothing can be compared." in text


def test_a_choice_is_told_apart_from_the_other_cells() -> None:
    base, found = example(), narrowed()
    first, *rest = found.chosen
    chosen = replace(first, differences=base.compared[0].differences)
    text = words(replace(found, chosen=(chosen, *rest), compared=base.compared))
    assert "These cells, not as the others: egress.region: US; elsewhere BR, DE, SG" in text
    assert "A test from US only" not in text


def test_what_broke_stands_on_top() -> None:
    error = Judgement(claim="no-data-to-cn", cell=None, verdict=Verdict.ERROR, witnesses=(0,))
    first, *rest = example().chosen
    broken = replace(first, as_tested=error, as_asserted=error)
    text = words(replace(example(), chosen=(broken, *rest), errors=("a.pcapng is missing.",)))
    assert text.index("ERROR: a.pcapng is missing.") < text.index("said in:")
    assert "ERROR as tested: captures are missing, altered or unreadable" in text
    assert "what was read: 3 of 5 tested cells (of 6 planned) show application data going to CN" in text


def test_each_scenario_is_headed() -> None:
    text = render([example(), replace(example(), made_by=())], 80, colour=False)
    assert text.count("\nScenario ") + text.startswith("Scenario ") == 2
    assert text.count("SYNTHETIC") == 1


def test_empty_tables_are_told_plainly() -> None:
    base = example()
    tables = {
        table: getattr(base, table).clear() for table in (*TABLES, "blind_spots", "judgements", "findings")
    }
    bare = Judgement(claim="no-data-to-cn", cell=None, verdict=Verdict.NONE)
    chosen = (replace(base.chosen[0], as_tested=bare, as_asserted=bare, tested=()),)
    text = words(replace(base, **tables, chosen=chosen, compared=()))
    assert "No packet that was read contradicts a claim." in text
    assert "Blind spots: 0 block PASS" in text


@pytest.mark.parametrize("width", [60, 160])
@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "\udc80.example", "l" * 255, "\x1b" * 255])
def test_hostile_text_is_inert_wherever_it_stands(name: str, width: int) -> None:
    text = report(hostile(name), width, all_rows=True)
    assert re.search(r"[^\n -~]", text) is None
    lines = [line.split(":")[0] for line in text.splitlines()]
    assert [lines.count(head) for head in ("Findings", "Coverage", "Captures", "Cells")] == [1, 1, 1, 1]


@COSTLY
@given(st.text(st.characters(codec=None, categories=None), max_size=40))
def test_no_text_can_act(text: str) -> None:
    made = report(hostile(text))
    assert all(char == "\n" or char == shown(char) for char in made)
