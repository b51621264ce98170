"""Sentences of whole captures, word for word: the four regions, and one case for each way to say something.

``HARNESS_UPDATE_EXPECTED=1`` rewrites ``expected/``; the difference is read before it is committed.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from harness.campaign import verify
from harness.model.narrowing import Narrower
from harness.model.selection import Selection
from harness.model.verdicts import Verdict
from harness.rules.scenario import load_scenario
from harness.stages.sentences import NOT_TESTED
from harness.tables.verification import Verification
from tests.cases.verdicts.running import TODAY, expected_rows
from tests.support import golden
from tests.support.repository import ROOT
from tests.support.sentence_world import DENIALS

FOLDER = Path(__file__).parent
REGIONS = ROOT / "scenarios/four-regions"
SINGAPORE = Selection((("egress.region", ("SG",)),))
CASES = (
    # PASS, by kind of claim
    *("base", "hong-kong-is-not-mainland", "silence-with-permitted-services", "control-clear", "only-listed-hosts"),
    *("no-third-party-analytics", "no-planted-data", "dns-of-the-network-only"),
    # PASS of less than is asserted
    *("asserted-worldwide-tested-in-us", "region-of-the-claim-not-tested", "planned-cell-not-run", "ipv4-only"),
    *("resolver-given-in-cn", "two-independent-sessions"),
    # FAIL
    *("data-to-cn", "hong-kong-in-the-group", "attempt-refutes-a-claim-of-no-contact", "no-name", "hostile-names"),
    *("silence-broken", "control-by-operator", "third-party-analytics", "position-leaves"),
    *("witness-under-interference", "finding-not-seen-since", "declined-consent"),
    # INCONCLUSIVE
    *("packet-loss-counted", "loss-unknown", "accepted-limit-still-blocks", "accepted-limit-expired", "tunnel"),
    *("step-evidence-not-found", "one-cell-silent-device-other-cell-live", "vpn-capture", "no-steps"),
    *("control-of-an-unknown-operator", "content-that-nobody-can-read", "only-listed-hosts-and-one-without-a-name"),
    # ERROR and NONE
    *("error-beside-fail", "error-keeps-its-witness", "same-octets-for-two-cells", "content-not-run"),
)  # fmt: skip


@cache
def verified(folder: Path, only: Selection = Selection()) -> Verification:  # noqa: B008 - frozen
    return verify(load_scenario(folder / "scenario.yaml"), today=TODAY, narrower=Narrower(only=only))


@dataclass(frozen=True)
class Told:
    """What is said of one claim over one choice of cells."""

    claim: str
    selection: str
    as_tested: str
    as_asserted: str
    sentence: str
    is_read: bool
    """Whether a capture of its cells was read."""


def told(rolled: Told) -> str:
    head = (
        f"{rolled.claim}, {rolled.selection}: {rolled.as_tested} as tested, {rolled.as_asserted} as asserted"
    )
    return f"{head}\n{textwrap.fill(rolled.sentence, 100, initial_indent='  ', subsequent_indent='  ', break_long_words=False, break_on_hyphens=False)}\n"


def of_regions() -> tuple[Told, ...]:
    whole = verified(REGIONS)
    cells = {vantage.partition("/")[0] for vantage in whole.captures["vantage"]}
    return tuple(
        Told(
            one.claim, one.selection, one.as_tested.verdict.name, one.as_asserted.verdict.name, one.sentence,
            bool(cells & set(one.tested)),
        )
        for one in (*whole.chosen, *whole.compared, *verified(REGIONS, SINGAPORE).chosen)
    )  # fmt: skip


def of_case(name: str) -> tuple[Told, ...]:
    """From the rows that ``tests/cases/verdicts`` holds the case to: to judge all of them again takes half a minute."""
    folder = ROOT / "tests/cases/verdicts" / name
    cells = {row["vantage"].partition("/")[0] for row in expected_rows(folder, "captures")}
    return tuple(
        Told(
            row["claim"], row["selection"], row["as_tested"], row["as_asserted"], row["sentence"],
            bool(cells & set(row.get("tested", ()))),
        )
        for row in expected_rows(folder, "rollups")
        if row["selection"] == "all cells"
    )  # fmt: skip


def test_four_regions() -> None:
    golden.check(FOLDER / "expected/four-regions.txt", "".join(told(one) for one in of_regions()))


def test_cases() -> None:
    text = "".join(f"## {name}\n" + "".join(told(one) for one in of_case(name)) for name in CASES)
    golden.check(FOLDER / "expected/cases.txt", text)


@pytest.mark.parametrize("rolled", [of_regions, *CASES])
def test_words_of_pass_are_for_pass_and_whatever_was_forged_says_so(rolled: object) -> None:
    for one in of_case(rolled) if isinstance(rolled, str) else of_regions():
        assert bool(DENIALS.search(one.sentence)) == (one.as_tested == "PASS")
        assert one.sentence.startswith("SYNTHETIC, ") == one.is_read


def test_every_verdict_and_what_was_not_tested_is_among_them() -> None:
    """Asked of the text that ``test_cases`` holds them to, as all judged again take a quarter of a minute."""
    cases = (FOLDER / "expected/cases.txt").read_text(encoding="utf-8").split("## ")[1:]
    words = [" ".join(one.split()) for one in cases]
    assert all(any(f": {verdict.name} as tested" in one for one in words) for verdict in Verdict)
    assert {NOT_TESTED.strip() in one for one in words} == {True, False}
