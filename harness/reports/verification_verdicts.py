"""Roll-ups -> the first screen: each claim, the sentence that its evidence supports, its verdicts, and what a US-only test would have said."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from harness.model.claims import Claim
from harness.model.scenario import CellRole
from harness.model.verdicts import Judgement
from harness.reports.lines import EMPTY, Line, Style, wrapped
from harness.reports.units import counted
from harness.reports.verification_beside import findings_of, full_test_lines
from harness.reports.verification_facts import Facts
from harness.reports.verification_words import (
    STYLES,
    about_words,
    difference_words,
    sentence_as_asserted,
    sentence_as_tested,
    sessions_words,
    verdict_name,
)
from harness.tables.verification import Difference, RollUp, Verification

AS_EXPECTED = "As the scenario expects: verdicts and findings are those that it names."
ELSEWHERE = "There, not as in the other cells:"
_US = "US"
_IS_ONE = "A test from US only: this is one. Nothing here says what other regions show."
_NOT_RUN = "A test from US only: no cell was run, so nothing can be compared."


def verdict_lines(facts: Facts, width: int) -> Iterator[Line]:
    """One block for each claim, in order of the scenario."""
    verification = facts.verification
    claims = {claim.id: claim for claim in verification.scenario.claims}
    for rolled in verification.chosen:
        yield from _claim(claims[rolled.claim], rolled, facts, width)
        yield EMPTY


def _claim(claim: Claim, rolled: RollUp, facts: Facts, width: int) -> Iterator[Line]:
    verification = facts.verification
    yield from wrapped(f'{claim.id}: "{claim.text}"', width, rest="  ", style=Style.HEADING)
    yield from wrapped(rolled.sentence, width, first="  ", rest="    ")
    yield from wrapped(f"said in: {claim.source or 'no source is stated'}", width, first="  ", rest="    ")
    yield from wrapped(about_words(claim), width, first="  ", rest="    ")
    failed = failed_cells(verification.judgements, rolled)
    yield from _verdict("as tested", rolled.as_tested, sentence_as_tested(claim, rolled, failed), width)
    yield from _verdict(
        "as asserted", rolled.as_asserted, sentence_as_asserted(claim, rolled.as_asserted), width
    )
    if verification.beside is None:
        yield from _us_only(claim, rolled, facts, width)
    else:
        yield from _differences("These cells, not as the others:", rolled.differences, width, indent="  ")
        yield from full_test_lines(rolled, verification, verification.beside, width)
    yield from wrapped(sessions_words(rolled), width, first="  ", rest="    ")
    if not facts.narrowed:
        yield from _expected(claim, facts, width)


def _verdict(label: str, judgement: Judgement, sentence: str, width: int) -> Iterator[Line]:
    opening = f"{verdict_name(judgement)} {label}"
    first, *rest = wrapped(f"{opening}: {sentence}.", width, first="  ", rest="    ")
    text = first[0][0]
    # The verdict is short enough to stand whole on the first line.
    yield (("  " + opening, STYLES[judgement.verdict]), (text.removeprefix("  " + opening), Style.PLAIN))
    yield from rest


def failed_cells(judgements: pl.DataFrame, rolled: RollUp) -> int:
    """Tested cells that hold a witness."""
    found = judgements.filter(
        (pl.col("claim") == rolled.claim)
        & pl.col("cell").is_in(rolled.tested)
        & (pl.col("witnesses").list.len() > 0)
    )
    return found.height


def _us_only(claim: Claim, rolled: RollUp, facts: Facts, width: int) -> Iterator[Line]:
    """What a test from US only would have said, what it would have missed, and what else differs."""
    compared = us_only(claim, rolled, facts)
    if isinstance(compared, str):
        yield from wrapped(compared, width, first="  ", rest="    ")
        return
    said = verdict_name(compared.as_tested)
    opening = "  A test from US only would have said: "
    if len(opening) + len(said) < width:
        yield ((opening, Style.PLAIN), (said, STYLES[compared.as_tested.verdict]))
    else:
        yield from wrapped(said, width, first=opening, rest="    ")
    yield from wrapped(compared.sentence, width, first="    ")
    if missed := missed_words(rolled, compared, facts.verification):
        yield from wrapped(missed, width, first="    ", style=Style.BAD)
    yield from _differences(ELSEWHERE, compared.differences, width)


def us_only(claim: Claim, rolled: RollUp, facts: Facts) -> RollUp | str:
    """The same claim over the cells whose egress region is US; or in a sentence why there is nothing to compare."""
    compared = next((one for one in facts.verification.compared if one.claim == claim.id), None)
    if compared is None:
        return _no_comparison(facts)
    if compared.tested == rolled.tested:
        return _IS_ONE if rolled.tested else _NOT_RUN
    return compared


def _no_comparison(facts: Facts) -> str:
    regions = {cell.egress_region for cell in facts.verification.scenario.cells if cell.role is CellRole.TEST}
    if regions == {_US}:
        return _IS_ONE
    if _US not in regions:
        return "A test from US only: no cell reaches the internet from the US, so nothing can be compared."
    return "A test from US only: no cell in the claim's scope can be compared."


def missed_words(rolled: RollUp, compared: RollUp, verification: Verification) -> str:
    """How many findings the compared cells do not show; empty where they show all."""
    everything = findings_of(verification.leads, rolled.as_tested)
    left = everything - findings_of(verification.leads, compared.as_tested)
    if not left:
        return ""
    return f"It would have missed {len(left)} of {counted(len(everything), 'finding')}."


def _differences(
    opening: str, differences: tuple[Difference, ...], width: int, *, indent: str = "    "
) -> Iterator[Line]:
    if not differences:
        return
    yield from wrapped(opening, width, first=indent)
    for difference in differences:
        yield from wrapped(difference_words(difference), width, first=indent + "  ", rest=indent + "    ")


def _expected(claim: Claim, facts: Facts, width: int) -> Iterator[Line]:
    unmet = unmet_of(claim, facts)
    for text in unmet:
        yield from wrapped(f"NOT AS EXPECTED: {text}", width, first="  ", rest="    ", style=Style.BAD)
    if not unmet and any(one.claim == claim.id for one in facts.verification.scenario.expect):
        yield from wrapped(AS_EXPECTED, width, first="  ", rest="    ")


def unmet_of(claim: Claim, facts: Facts) -> list[str]:
    """What is not as expected of this claim alone."""
    unmet = [one.text for one in facts.verification.unmet if one.claim == claim.id]
    return [text for text in unmet if text not in facts.unmet_of_all]
