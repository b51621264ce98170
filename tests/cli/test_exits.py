"""The worst answer decides; 1 is for witnesses alone. For verify every combination stands here as a table."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.cli.exits import (
    Exit,
    captures_status,
    cell_status,
    claim_status,
    exit_for,
    rolled_status,
    verify_status,
    worst_status,
)
from harness.model.scenario import Expectation
from harness.model.verdicts import Judgement, Verdict
from harness.model.words import CountryAnswer
from harness.tables.judgements import FINDINGS
from harness.tables.verification import RollUp, Unmet, Verification
from tests.support.judged_cells import LOG, OTHER, judged_cells
from tests.support.verification_example import example, frame

W, P, N = CountryAnswer.WITNESSED, CountryAnswer.POSSIBLE, CountryAnswer.NONE_SEEN
EXAMPLE = example()

TABLE = {
    # worst kind of verdict in the claim: status without expectation, status when it is not as expected
    "PASS": (0, 3),
    "NONE": (3, 3),
    "INCONCLUSIVE": (3, 3),
    "ERROR": (4, 4),
    "FAIL": (1, 1),
    "ERROR beside witnesses": (1, 1),
}
"""By hand from DESIGN section 5; the worst kind is the last that either roll-up has. As expected is always 0."""
PLACE = {"PASS": 0, "NONE": 1, "INCONCLUSIVE": 2, "ERROR": 3, "FAIL": 4, "ERROR beside witnesses": 5}


def judgement(kind: str, claim: str = "one") -> Judgement:
    verdict = Verdict[kind.split(maxsplit=1)[0]]
    return Judgement(
        claim=claim,
        cell=None,
        verdict=verdict,
        witnesses=(0,) if verdict is Verdict.FAIL or "beside" in kind else (),
        blind_spots=(0,) if verdict is Verdict.INCONCLUSIVE else (),
        coverage_ratio=1.0,
    )


def rolled(tested: str, asserted: str, claim: str = "one", selection: str = "all cells") -> RollUp:
    return RollUp(
        claim=claim,
        selection=selection,
        cells=("a",),
        tested=("a",),
        as_tested=judgement(tested, claim),
        as_asserted=judgement(asserted, claim),
        sessions=1,
        bound=None,
        differences=(),
    )


def expectation(claim: str, tested: str, asserted: str, *findings: str) -> Expectation:
    return Expectation(
        claim=claim,
        as_tested=Verdict[tested.split(maxsplit=1)[0]],
        as_asserted=Verdict[asserted.split(maxsplit=1)[0]],
        findings=findings,
        line=1,
    )


def verification(
    *chosen: RollUp, expect: tuple[Expectation, ...] = (), findings: str = "", unmet: int = 0, errors: int = 0
) -> Verification:
    """Findings as ``claim/name`` words."""
    rows = [{"finding": finding, "claim": finding.split("/")[0]} for finding in findings.split()]
    return replace(
        EXAMPLE,
        scenario=replace(EXAMPLE.scenario, expect=expect),
        findings=frame(FINDINGS, rows),
        chosen=chosen,
        unmet=(Unmet(claim="one", text="not so"),) * unmet,
        errors=("broke",) * errors,
    )


@pytest.mark.parametrize(
    ("answers", "status"),
    [([], 0), ([N], 0), ([P], 3), ([W], 1), ([N, P], 3), ([P, W, N], 1), ([W, P], 1), ([N, N], 0)],
)
def test_worst_wins(answers: list[CountryAnswer], status: int) -> None:
    assert exit_for(answers) == exit_for(reversed(answers)) == status


@pytest.mark.parametrize(("tested", "asserted"), list(itertools.product(TABLE, repeat=2)))
@pytest.mark.parametrize("expected", [None, True, False])
def test_status_of_one_claim(tested: str, asserted: str, expected: bool | None) -> None:
    plain, unmet = TABLE[max(tested, asserted, key=lambda kind: PLACE[kind])]
    wanted = 0 if expected else (plain if expected is None else unmet)
    assert claim_status([judgement(tested), judgement(asserted)], expected=expected) == wanted


@pytest.mark.parametrize("statuses", list(itertools.product((0, 1, 3, 4), repeat=3)))
def test_worst_of_several_claims(statuses: tuple[int, ...]) -> None:
    wanted = next(status for status in (1, 4, 3, 0) if status in statuses)
    assert worst_status(map(Exit, statuses)) == wanted


def test_nothing_judged_is_no_pass() -> None:
    assert worst_status([]) == Exit.POSSIBLE
    assert verify_status(verification(), narrowed=False) == Exit.POSSIBLE
    assert verify_status(verification(), narrowed=True) == Exit.POSSIBLE


@pytest.mark.parametrize(("tested", "asserted"), list(itertools.product(TABLE, repeat=2)))
@pytest.mark.parametrize("unmet", [0, 1])
def test_status_of_a_scenario(tested: str, asserted: str, unmet: int) -> None:
    plain, other = TABLE[max(tested, asserted, key=lambda kind: PLACE[kind])]
    for expect, alone in (
        ((), plain),
        ((expectation("one", tested, asserted),), 0),
        ((expectation("one", tested, asserted, "one/vanished"),), other),
        ((expectation("one", "PASS" if tested != "PASS" else "NONE", asserted),), other),
        ((expectation("one", tested, "PASS" if asserted != "PASS" else "NONE"),), other),
    ):
        found = verification(rolled(tested, asserted), expect=expect, unmet=unmet)
        # What else is unmet, such as a limit that expired, makes no FAIL unexpected.
        assert verify_status(found, narrowed=False) == (3 if unmet and alone == 0 else alone)


@pytest.mark.parametrize(("tested", "asserted"), list(itertools.product(TABLE, repeat=2)))
@pytest.mark.parametrize("errors", [0, 1])
def test_with_only_the_verdict_as_tested_decides_alone(tested: str, asserted: str, errors: int) -> None:
    for expect in ((), (expectation("one", tested, asserted),), (expectation("one", "NONE", "NONE"),)):
        found = verification(rolled(tested, asserted), expect=expect, unmet=errors, errors=errors)
        assert verify_status(found, narrowed=True) == TABLE[tested][0]


@pytest.mark.parametrize(
    ("wanted", "findings", "status"),
    [
        (("two/a",), "two/a", 0),
        (("two/a", "two/b"), "two/b two/a", 0),
        (("two/a",), "two/a two/b", 1),
        (("two/a", "two/b"), "two/a", 1),
        ((), "two/a", 1),
        (("two/a",), "two/a one/c", 0),
    ],
)
def test_a_fail_is_expected_with_its_findings_alone(
    wanted: tuple[str, ...], findings: str, status: int
) -> None:
    expect = (expectation("two", "FAIL", "FAIL", *wanted),)
    found = verification(
        rolled("PASS", "PASS"), rolled("FAIL", "FAIL", "two"), expect=expect, findings=findings
    )
    assert verify_status(found, narrowed=False) == status


def test_an_expectation_holds_for_its_claim_alone() -> None:
    chosen = (rolled("PASS", "PASS"), rolled("FAIL", "FAIL", "two"))
    first = (expectation("one", "PASS", "PASS"),)
    assert verify_status(verification(*chosen, expect=first), narrowed=False) == Exit.WITNESSED
    both = (expectation("one", "FAIL", "FAIL"), expectation("two", "FAIL", "FAIL"))
    assert verify_status(verification(*chosen, expect=both), narrowed=False) == Exit.POSSIBLE


def test_an_unexpected_fail_wins_over_an_error() -> None:
    found = verification(rolled("ERROR", "ERROR"), rolled("FAIL", "FAIL", "two"), errors=1, unmet=1)
    assert verify_status(found, narrowed=False) == Exit.WITNESSED


@pytest.mark.parametrize(
    ("verdict", "expected", "status"),
    [("PASS", None, 4), ("PASS", "PASS", 4), ("ERROR", None, 4), ("ERROR", "ERROR", 0), ("PASS", "ERROR", 4)],
)
def test_what_broke_is_an_error_unless_it_was_expected(
    verdict: str, expected: str | None, status: int
) -> None:
    expect = (expectation("one", expected, expected),) if expected else ()
    found = verification(rolled(verdict, verdict), expect=expect, errors=1)
    assert verify_status(found, narrowed=False) == status


CELLS = st.lists(
    st.sampled_from(("PASS", "NONE", "INCONCLUSIVE", "ERROR", "FAIL log", "FAIL other", "ERROR log")),
    max_size=4,
)
VERDICTS = st.sampled_from(tuple(Verdict.__members__))
WANTED = st.none() | st.tuples(VERDICTS, VERDICTS, st.sets(st.sampled_from((LOG, OTHER))))


@given(CELLS, WANTED, st.booleans(), st.booleans())
def test_a_scenario_is_as_it_should_be_where_all_its_items_are_and_only_there(
    cells: list[str], wanted: tuple[str, str, set[str]] | None, expired: bool, broke: bool
) -> None:
    found = judged_cells(cells, wanted, expired=expired, broke=broke)
    of_cells = [cell_status("no-cn", one, found) for one in found.judgements["cell"]]
    items = [*of_cells, rolled_status("no-cn", found), captures_status(found)]
    assert set(items) - {Exit.OK} if verify_status(found, narrowed=False) else set(items) == {Exit.OK}


@given(CELLS, st.booleans())
def test_what_is_expected_just_so_makes_every_item_ok(cells: list[str], broke: bool) -> None:
    found = judged_cells(cells, None)
    (rolled,) = found.chosen
    wanted = (rolled.as_tested.verdict.name, rolled.as_asserted.verdict.name, set(found.findings["finding"]))
    again = judged_cells(cells, wanted, broke=broke and "ERROR" in wanted)
    statuses = {cell_status("no-cn", one, again) for one in again.judgements["cell"]}
    assert statuses | {rolled_status("no-cn", again), captures_status(again)} == {Exit.OK}


@pytest.mark.parametrize(
    ("cell", "wanted", "status"),
    [
        ("PASS", None, 0),
        ("FAIL log", None, 1),
        ("INCONCLUSIVE", None, 3),
        ("NONE", None, 3),
        ("ERROR", None, 4),
        ("ERROR log", None, 1),
        ("FAIL log", ("FAIL", "FAIL", {LOG, OTHER}), 0),
        ("FAIL log", ("FAIL", "FAIL", {OTHER}), 1),
        ("FAIL log", ("PASS", "PASS", set()), 1),
        ("FAIL log", ("INCONCLUSIVE", "INCONCLUSIVE", {LOG}), 1),
        ("INCONCLUSIVE", ("PASS", "PASS", set()), 3),
        ("INCONCLUSIVE", ("PASS", "INCONCLUSIVE", set()), 0),
        ("INCONCLUSIVE", ("FAIL", "FAIL", {LOG}), 0),
        ("NONE", ("PASS", "PASS", set()), 3),
        ("NONE", ("PASS", "INCONCLUSIVE", set()), 0),
        ("ERROR", ("FAIL", "FAIL", {LOG}), 4),
        ("ERROR", ("ERROR", "ERROR", set()), 0),
    ],
)
def test_status_of_one_cell(cell: str, wanted: tuple[str, str, set[str]] | None, status: int) -> None:
    """By hand from DESIGN section 5; whatever else the claim comes to."""
    assert cell_status("no-cn", "c0", judged_cells([cell, "PASS"], wanted)) == status


def test_statuses_are_public() -> None:
    assert {status.name: status.value for status in Exit} == {
        "OK": 0,
        "WITNESSED": 1,
        "USAGE": 2,
        "POSSIBLE": 3,
        "ERROR": 4,
        "INTERRUPTED": 130,
    }
