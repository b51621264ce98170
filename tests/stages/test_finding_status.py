"""What became of a finding: not seen is not gone, and each way to call it fixed too soon."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.claims import Scope
from harness.model.scenario import Cell, Scenario, VendorStatement
from harness.stages.finding_status import Seen, Status, status_of
from tests.support.judging_rows import LOG, claim, judgement_row, statement
from tests.support.scenario_parts import at, capture_file, cell, scenario, step

HOUR = 3600.0


def run(
    name: str, hour: float, *, lasts: float = 600, kinds: tuple[str, ...] = ("login",), **given: Any
) -> Cell:
    """A cell that begins at an hour, with one step of each kind."""
    steps = tuple(
        step(kind, hour * HOUR + n * lasts, hour * HOUR + (n + 1) * lasts) for n, kind in enumerate(kinds)
    )
    return cell(*steps, id=name, **({"subject_version": "1.0"} | given))


def seen_in(*cells: Cell, hosts: frozenset[str] = frozenset({LOG})) -> tuple[Seen, ...]:
    return tuple(Seen(cell=one, leads=(0,), hosts=hosts, first_ns=at(0), last_ns=at(1)) for one in cells)


def status(
    seen: tuple[Seen, ...],
    *others: Cell,
    verdicts: dict[str, str] | None = None,
    ratios: dict[str, float | None] | None = None,
    doubtful: tuple[str, ...] = (),
    statements: tuple[VendorStatement, ...] = (),
    scope: Scope | None = None,
) -> Status:
    """Judge cells that show it (FAIL) and others (PASS unless given) in any order."""
    cells = (*(one.cell for one in seen), *others)
    words = {one.id: "PASS" for one in others} | {one.cell.id: "FAIL" for one in seen} | (verdicts or {})
    judged = {
        ("no-cn", name): judgement_row(name, word, coverage_ratio=(ratios or {}).get(name, 1.0))
        for name, word in words.items()
    }
    of: Scenario = scenario(*cells, vendor_statements=statements)
    return status_of(claim(scope=scope or Scope()), seen, frozenset(doubtful), judged, of)


V1 = run("v1", 0)
V2 = run("v2", 2, subject_version="1.1")


def test_a_retest_that_is_pass_with_nothing_else_changed_is_fixed() -> None:
    found = status(seen_in(V1), V2)
    assert found == (
        "fixed", "Not seen in v2, which repeat it with nothing else changed, at equal or better coverage.", ["v2"]
    )  # fmt: skip


def test_a_further_session_of_the_same_version_is_a_retest_too() -> None:
    assert status(seen_in(V1), run("again", 2, session=2)).word == "fixed"


def test_a_finding_that_nobody_looked_for_again_is_open() -> None:
    found = status(seen_in(V1))
    assert (found.word, found.since) == ("open", [])


NO_RETEST = {
    "an earlier cell": run("x", -2),
    "a cell that began before the other had ended": run("x", 0.1),
    "a cell that began at the same time": run("x", 0, session=2),
    "another egress region": run("x", 2, egress_region="DE"),
    "another account region": run("x", 2, account_region="JP"),
    "other settings": run("x", 2, settings="local data"),
    "another bearer": run("x", 2, bearer="sim"),
    "another answer to consent": run("x", 2, consent="declined"),
    "a cell without steps, at no known time": cell(id="x"),
}


@pytest.mark.parametrize("other", NO_RETEST.values(), ids=NO_RETEST)
def test_what_is_no_repetition_says_nothing_of_a_finding(other: Cell) -> None:
    found = status(seen_in(V1), other, statements=(statement(version=other.subject_version),))
    assert (found.word, found.since) == ("open", [])


def test_a_cell_that_began_before_the_last_step_of_the_other_had_ended_is_not_later() -> None:
    two_steps = run("v1", 0, kinds=("login", "flight"))
    overlapping = run("v2", 0.2, kinds=("login", "flight"), subject_version="1.1")
    assert status(seen_in(two_steps), overlapping).word == "open"


@pytest.mark.parametrize("verdict", ["ERROR", "NONE"])
def test_a_cell_that_broke_or_was_not_run_says_nothing(verdict: str) -> None:
    assert status(seen_in(V1), V2, verdicts={"v2": verdict}).word == "open"


def test_a_cell_in_which_it_may_be_after_all_says_nothing() -> None:
    found = status(
        seen_in(V1), V2, verdicts={"v2": "INCONCLUSIVE"}, doubtful=("v2",), statements=(statement(),)
    )
    assert (found.word, found.since) == ("open", [])


def test_a_cell_outside_the_claims_scope_says_nothing() -> None:
    assert status(seen_in(V1), V2, scope=Scope(subject_versions=("1.0",))).word == "open"


def test_a_finding_in_a_cell_at_no_known_time_stays_open() -> None:
    assert status(seen_in(cell(id="timeless")), V2).word == "open"


WEAKER = {
    "something is open in it": (V2, {"verdicts": {"v2": "INCONCLUSIVE"}}),
    "another finding is in it": (V2, {"verdicts": {"v2": "FAIL"}}),
    "its coverage is less": (V2, {"ratios": {"v2": 0.995, "v1": 0.999}}),
    "its coverage is not known": (V2, {"ratios": {"v2": None}}),
    "it is shorter": (run("v2", 2, lasts=599, subject_version="1.1"), {}),
    "it leaves a step out": (run("v2", 2, kinds=("idle",), lasts=6000, subject_version="1.1"), {}),
    "its network offers less": (run("v2", 2, subject_version="1.1", ip_versions=(6,)), {}),
    "it is seen from elsewhere": (
        run("v2", 2, subject_version="1.1", captures=(capture_file(vantage_point="sim"),)), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("later", "given_"), WEAKER.values(), ids=WEAKER)
def test_a_weaker_retest_is_not_seen_since_and_never_fixed(later: Cell, given_: dict[str, Any]) -> None:
    found = status(seen_in(V1), later, **given_)
    assert found == ("not_seen_since", "Not seen in v2; the cause is not known.", ["v2"])


def test_one_good_retest_is_enough_beside_a_weaker_one() -> None:
    found = status(seen_in(V1), V2, run("v3", 4, subject_version="1.2"), verdicts={"v2": "INCONCLUSIVE"})
    assert (found.word, found.since) == ("fixed", ["v2", "v3"])


def test_a_vendors_word_for_the_version_tested_since_is_fixed_with_its_source() -> None:
    found = status(seen_in(V1), V2, verdicts={"v2": "INCONCLUSIVE"}, statements=(statement(),))
    assert found == ("fixed", "Not seen in v2; the vendor states: removed (a mail).", ["v2"])


NO_WORD = {
    "of another host": statement(host="other.skylark.example"),
    "of a host below it": statement(host=f"x.{LOG}"),
    "of a version that was not tested": statement(version="2.0"),
    "of the version that shows it": statement(version="1.0"),
}


@pytest.mark.parametrize("said", NO_WORD.values(), ids=NO_WORD)
def test_a_vendors_word_counts_for_nothing_if_it_is(said: VendorStatement) -> None:
    assert (
        status(seen_in(V1), V2, verdicts={"v2": "INCONCLUSIVE"}, statements=(said,)).word == "not_seen_since"
    )


def test_a_vendors_word_for_the_version_that_shows_it_counts_for_nothing_in_a_quiet_session_either() -> None:
    again = run("again", 2, session=2)
    said = (statement(version="1.0"),)
    assert (
        status(seen_in(V1), again, verdicts={"again": "INCONCLUSIVE"}, statements=said).word
        == "not_seen_since"
    )


def test_a_vendors_word_alone_fixes_nothing() -> None:
    assert status(seen_in(V1), statements=(statement(), statement(version="1.0"))).word == "open"


V3 = run("v3", 4, subject_version="1.2")
V4 = run("v4", 6, subject_version="1.3")


def test_a_finding_that_came_back_is_open_whatever_the_version_between_showed() -> None:
    found = status(seen_in(V1, V3), V2, statements=(statement(),))
    assert (found.word, found.since) == ("open", ["v2"])
    assert "v3" in found.why


def test_a_vendors_word_that_a_later_version_refuted_does_not_count_once_it_is_gone_again() -> None:
    found = status(
        seen_in(V1, V3), V2, V4, verdicts={"v4": "INCONCLUSIVE"}, statements=(statement(version="1.1"),)
    )
    assert (found.word, found.since) == ("not_seen_since", ["v2", "v4"])


def test_the_retest_must_come_after_the_last_cell_that_shows_it() -> None:
    assert status(seen_in(V1, V3), V2, V4, verdicts={"v4": "INCONCLUSIVE"}).word == "not_seen_since"
    assert status(seen_in(V1, V3), V2, V4).word == "fixed"


DE_V1 = run("de", 1, egress_region="DE")


def test_a_finding_in_two_regions_is_open_until_both_are_repeated() -> None:
    found = status(seen_in(V1, DE_V1), V2, statements=(statement(),))
    assert (found.word, found.why) == ("open", "Not repeated since for de.")


def test_a_finding_in_two_regions_is_fixed_only_where_both_retests_are_good() -> None:
    again = run("de2", 3, egress_region="DE", subject_version="1.1")
    assert status(seen_in(V1, DE_V1), V2, again).word == "fixed"
    assert status(seen_in(V1, DE_V1), V2, again, verdicts={"de2": "INCONCLUSIVE"}).word == "not_seen_since"


def test_a_vendors_word_counts_only_where_its_version_was_tested_in_every_region() -> None:
    old_again = run("de2", 3, egress_region="DE", session=2)
    open_there = {"de2": "INCONCLUSIVE"}
    assert (
        status(seen_in(V1, DE_V1), V2, old_again, verdicts=open_there, statements=(statement(),)).word
        == "not_seen_since"
    )
    new = replace(old_again, subject_version="1.1")
    assert status(seen_in(V1, DE_V1), V2, new, verdicts=open_there, statements=(statement(),)).word == "fixed"


NAMELESS = frozenset({"8.0.0.1", "8.0.0.9"})


def test_a_finding_without_a_name_needs_a_word_on_each_of_its_addresses() -> None:
    seen, open_ = seen_in(V1, hosts=NAMELESS), {"v2": "INCONCLUSIVE"}
    words = tuple(statement(host=host) for host in sorted(NAMELESS))
    assert status(seen, V2, verdicts=open_, statements=words).word == "fixed"
    assert status(seen, V2, verdicts=open_, statements=words[:1]).word == "not_seen_since"


@given(st.permutations(range(4)))
def test_the_order_in_which_cells_are_listed_changes_nothing(order: list[int]) -> None:
    cells = [V1, V2, V3, V4]
    seen = [seen_in(V1)[0], seen_in(V3)[0]]
    ordered = scenario(*(cells[n] for n in order))
    judged = {
        ("no-cn", one.id): judgement_row(one.id, "FAIL" if one in (V1, V3) else "PASS") for one in cells
    }
    shown = [seen[n] for n in sorted(range(2), key=lambda n: order[n])]
    assert status_of(claim(), shown, frozenset(), judged, ordered) == status(seen_in(V1, V3), V2, V4)
