"""A narrower test beside the full one, as a reader sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.narrowing import Narrower
from harness.model.verdicts import Verdict
from harness.reports.lines import Line, paint
from harness.reports.text import shown
from harness.reports.verification_beside import beside_lines, full_test_lines
from harness.tables.counterfactuals import Missed
from harness.tables.verification import Verification
from tests.support.examples import COSTLY
from tests.support.verification_example import example, narrowed

NOTHING = Missed(
    endpoints=4,
    endpoints_missed=0,
    octets=60_000,
    octets_missed=0,
    octets_unseen=0,
    countries=("CN",),
    countries_missed=(),
    unplaced_missed=0,
)


def words(lines: Iterable[Line]) -> str:
    return " ".join(paint(lines, colour=False).split())


def told(found: Verification, *, all_rows: bool = False) -> str:
    return words(beside_lines(found, 80, all_rows=all_rows))


def changed(**given: Any) -> Verification:
    found = narrowed()
    assert found.beside is not None
    return replace(found, beside=replace(found.beside, **given))


def of_claim(found: Verification, number: int) -> str:
    assert found.beside is not None
    return words(full_test_lines(found.chosen[number], found, found.beside, 80))


def sentence_of_full(found: Verification, number: int) -> str:
    assert found.beside is not None
    return shown(found.beside.full.chosen[number].sentence)


def test_the_full_test_has_nothing_beside_it() -> None:
    assert told(example()) == ""


def test_the_full_verdicts_stand_beside_with_the_findings_that_are_missed() -> None:
    found = narrowed()
    assert of_claim(found, 0) == (
        "The full test: FAIL as tested, FAIL as asserted. This one misses 1 of 3 findings. "
        + sentence_of_full(found, 0)
    )
    assert of_claim(found, 1) == (
        f"The full test: INCONCLUSIVE as tested, INCONCLUSIVE as asserted. {sentence_of_full(found, 1)}"
    )


def test_a_finding_that_other_numbers_tell_is_not_missed() -> None:
    """Lead numbers are each test's own: what is compared is the identity."""
    found = narrowed()
    leads = found.leads.with_columns(lead_id=pl.col("lead_id") + 50)
    rolled = found.chosen[0]
    judged = replace(rolled.as_tested, witnesses=tuple(number + 50 for number in (0, 1, 3)))
    again = replace(found, leads=leads, chosen=(replace(rolled, as_tested=judged), *found.chosen[1:]))
    assert "misses" not in of_claim(again, 0)


def test_shares_are_told_with_what_they_are_of() -> None:
    text = told(narrowed())
    for said in (
        "2 of 4 endpoints (50%), by name, else address",
        "12.0 kB of 60.0 kB sent (20%)",
        "24.0 kB of 60.0 kB sent (40.01%), with addresses that names it saw led to elsewhere",
        "1 of 3 countries that an address could be in (33.33%): DE",
        "1 endpoint missed could be in any country: the place is open",
    ):
        assert said in text


def test_what_contradicts_a_claim_comes_first_with_its_packet() -> None:
    text = told(narrowed())
    first = text.index(
        "Missed, and contradicts a claim: 1 - crash.skylark.example [2001:db8:cccc::17]:8883 tcp"
    )
    second = text.index(
        "Seen, but without what contradicts a claim: 1 - log.skylark.example 203.0.113.7:443 tcp"
    )
    third = text.index("Missed besides: 1 - (no name seen) 198.51.100.9:443 tcp could be in any country")
    assert first < second < third
    assert text.count("contradicts no-data-to-cn;") == 2
    assert [text.count(f"Wireshark: frame.number == {packet}") for packet in (1004, 1006)] == [1, 1]
    assert "sdk" not in text[: text.index("Addresses that it places otherwise")]


def test_nothing_missed_is_said_and_nothing_is_listed() -> None:
    beside = narrowed().beside
    assert beside is not None
    text = told(
        changed(
            missed=NOTHING,
            endpoints=beside.endpoints.clear(),
            places=beside.places.clear(),
            leads=beside.leads.clear(),
        )
    )
    assert text == (
        "What this narrower test missed None of 4 endpoints that the subject contacted in the full test."
    )


def test_that_other_locators_change_nothing_is_said_too() -> None:
    beside = narrowed().beside
    assert beside is not None
    text = told(
        changed(
            test=Narrower(databases=("x",)),
            missed=NOTHING,
            endpoints=beside.endpoints.clear(),
            places=beside.places.clear(),
            leads=beside.leads.clear(),
        )
    )
    assert "It places every address as the full test does." in text
    assert "Every endpoint that it saw stands to every claim as in the full test." in text


def test_places_and_leads_that_are_told_otherwise_are_told_both_ways_witnesses_first() -> None:
    text = told(narrowed())
    assert "log.skylark.example 203.0.113.7: in full CN agreed, here CN single; in br-v1, br-v2" in text
    assert "203.0.113.88: in full CN agreed, here unknown; in br-v1" in text
    for said in (
        "in full witness, here open; in br-v1. One says open.",
        "in full clear, here open; in br-v1. One says open.",
        "in full open, here clear; in br-v1. Both say open.",
    ):
        assert said in text
    assert text.index("in full witness, here open") < text.index("in full clear, here open")


def test_long_lists_say_how_much_was_left_out() -> None:
    beside = narrowed().beside
    assert beside is not None
    many = pl.concat([beside.endpoints.filter(pl.col("name") == "crash.skylark.example")] * 11)
    found = changed(endpoints=many)
    assert "... and 3 more; --all lists every one" in told(found)
    assert told(found).count("crash.skylark.example") == 8
    assert told(found, all_rows=True).count("crash.skylark.example") == 11


def test_an_error_of_the_full_test_is_not_lost() -> None:
    found = narrowed()
    assert found.beside is not None
    first, *rest = found.beside.full.chosen
    broken = replace(first, as_tested=replace(first.as_tested, verdict=Verdict.ERROR))
    full = replace(found.beside.full, chosen=(broken, *rest))
    assert of_claim(replace(found, beside=replace(found.beside, full=full)), 0).startswith(
        "The full test: ERROR as tested"
    )


@pytest.mark.parametrize("width", [60, 72, 80, 120])
@COSTLY
@given(text=st.text(st.characters(codec=None, categories=None), max_size=30))
def test_names_from_outside_act_in_no_way_and_break_no_line(width: int, text: str) -> None:
    stored = text.encode("utf-8", "backslashreplace").decode("utf-8")
    beside = narrowed().beside
    assert beside is not None
    named = pl.lit(stored).alias("name")
    found = changed(
        endpoints=beside.endpoints.with_columns(named),
        leads=beside.leads.with_columns(named, reason=pl.lit(stored)),
        places=beside.places.with_columns(names=pl.concat_list(pl.lit(stored))),
    )
    lines = paint(beside_lines(found, width, all_rows=True), colour=False).splitlines()
    assert [line for line in lines if len(line) > width or not line.isprintable()] == []
