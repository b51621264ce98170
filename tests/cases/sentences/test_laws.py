"""Laws of sentences on drawn worlds: nothing that is not in evidence, nothing stronger than the verdict, whatever the order."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from harness.model.blind_spots import BlindSpotKind
from harness.model.claim_words import claim_words
from harness.model.selection import Selection
from harness.model.verdicts import Verdict
from harness.stages.sentences import NOT_TESTED
from tests.support.drawn_sentences import SELECTIONS, worlds
from tests.support.sentence_world import DENIALS, SPOTS, STEPS, WORDS, Plan, World, told

LAW = settings(max_examples=settings().max_examples // 4)
"""Each example is laid out as a whole."""


def before(text: str) -> set[str]:
    """Words that stand before what was not tested."""
    return set(re.findall(r"[\w.\-]*\w", text.lower().partition(NOT_TESTED)[0]))


def in_evidence(of: World, selection: Selection, verdict: Verdict) -> list[Plan]:
    """Cells that a sentence may speak of: those that were run; with witnesses, those that hold one."""
    run = [one for one in of.plans if one.verdict is not Verdict.NONE and selection.holds(one.cell)]
    if verdict in (Verdict.FAIL, Verdict.ERROR):
        return [one for one in run if one.verdict is Verdict.FAIL]
    return run


@given(worlds(), SELECTIONS)
def test_no_value_step_or_product_stands_in_a_sentence_that_is_not_in_evidence(
    of: World, selection: Selection
) -> None:
    found = told(of, selection)
    evidence = in_evidence(of, selection, found.as_tested.verdict)
    said = before(found.sentence)
    for variable, values in WORDS.items():
        seen = {getattr(one.cell, variable) for one in evidence}
        assert not {value.lower() for value in values if value not in seen} & said
    done = frozenset().union(*(one.exercised for one in evidence))
    asked = set(of.claim.scope.steps or STEPS)
    assert not {step for step in STEPS if step not in done & asked} & said
    assert "finch" not in said
    if found.as_tested.verdict in (Verdict.PASS, Verdict.INCONCLUSIVE):
        assert {getattr(one.cell, variable).lower() for one in evidence for variable in WORDS} <= said
        assert done & asked <= said


@LAW
@given(worlds(), SELECTIONS)
def test_no_time_stands_in_a_sentence_but_that_of_the_steps_captured(of: World, selection: Selection) -> None:
    found = told(of, selection)
    times = re.findall(r"([\d.]+) (s|min|h)\b", found.sentence)
    if found.as_tested.verdict not in (Verdict.PASS, Verdict.INCONCLUSIVE):
        assert times == []
        return
    asked = of.claim.scope.steps or STEPS
    run = in_evidence(of, selection, found.as_tested.verdict)
    seconds = sum(60 for one in run for step in one.cell.steps if step.kind in asked)
    ((number, unit),) = times
    least, size = {"s": (1, 1), "min": (6, 60)}[unit]
    assert float(number) * size <= seconds + 1e-6
    assert seconds < float(number) * size + least


@LAW
@given(worlds(), SELECTIONS)
def test_only_a_pass_denies(of: World, selection: Selection) -> None:
    found = told(of, selection)
    passed = found.as_tested.verdict is Verdict.PASS
    assert bool(DENIALS.search(found.sentence)) == (claim_words(of.claim).none in found.sentence) == passed
    assert (" was seen " in found.sentence) == (found.as_tested.verdict is Verdict.INCONCLUSIVE)


@LAW
@given(worlds(), SELECTIONS, st.sampled_from(SPOTS), st.integers(0, 3))
def test_another_blind_spot_never_makes_a_sentence_stronger(
    of: World, selection: Selection, kind: BlindSpotKind, number: int
) -> None:
    struck = of.plans[number % len(of.plans)]
    assume(struck.verdict in (Verdict.PASS, Verdict.INCONCLUSIVE) and selection.holds(struck.cell))
    spots = struck.spots | {kind} if struck.verdict is Verdict.INCONCLUSIVE else frozenset({kind})
    blinder = replace(struck, verdict=Verdict.INCONCLUSIVE, spots=spots)
    worse = replace(of, plans=tuple(blinder if one is struck else one for one in of.plans))
    was, now = (told(one, selection) for one in (of, worse))
    assert now.as_tested.verdict is not Verdict.PASS
    assert not DENIALS.search(now.sentence)
    if now.as_tested.verdict is not Verdict.ERROR or now.as_tested.witnesses:
        assert kind.value.replace("_", " ") in now.sentence
    for other in SPOTS:
        if f"{other.value.replace('_', ' ')} in " in was.sentence:
            assert f"{other.value.replace('_', ' ')} in " in now.sentence
    if was.as_tested.verdict is Verdict.INCONCLUSIVE:
        assert was.sentence.partition(", but what")[0] == now.sentence.partition(", but what")[0]


@LAW
@given(worlds(), SELECTIONS)
def test_each_accepted_limit_stands_in_the_sentence_and_whether_it_blocks(
    of: World, selection: Selection
) -> None:
    found = told(of, selection)
    struck = {
        kind for one in of.plans if one.verdict is Verdict.INCONCLUSIVE and selection.holds(one.cell) for kind in one.spots
    }  # fmt: skip
    for limit in of.limits:
        text = f"{limit.kind.value.replace('_', ' ')} (until 2027-03-01)"
        assert text in found.sentence
        blocking = found.sentence.partition("blocking all the same: ")[2].partition(";")[0]
        assert (text in blocking) == (limit.kind in struck)
    assert ("accepted, and" in found.sentence) == bool(of.limits)


@LAW
@given(worlds(), SELECTIONS, st.randoms(use_true_random=False))
def test_order_never_matters(of: World, selection: Selection, random: Any) -> None:
    cells = list(of.plans)
    random.shuffle(cells)
    scope = of.claim.scope
    turned = replace(scope, egress_regions=scope.egress_regions[::-1], steps=scope.steps[::-1])
    other = replace(of, plans=tuple(cells), claim=replace(of.claim, scope=turned), shuffle=random)
    assert _numbered(told(other, selection).sentence) == _numbered(told(of, selection).sentence)


def _numbered(text: str) -> str:
    """Without numbers of packets, which follow the order of the cells here."""
    return re.sub(r"packet \d+", "packet N", text)


@LAW
@given(worlds(), SELECTIONS)
def test_every_sentence_is_one_line_that_begins_and_ends_as_one(of: World, selection: Selection) -> None:
    text = told(of, selection).sentence
    assert text.endswith(".")
    assert text[0].isupper()
    assert text.startswith("SYNTHETIC, ") == (
        of.made_by is not None and any(one.cell.captures and selection.holds(one.cell) for one in of.plans)
    )
    assert not re.search(r"  | [,;.:]|[\n]|;;|\(\)|\[\]", text)
