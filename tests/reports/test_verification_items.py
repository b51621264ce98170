"""What a test item says: the witness to follow to its packet, or what blocks PASS; and nothing in it can act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from harness.reports.text import shown
from harness.reports.verification_facts import Facts
from harness.reports.verification_items import (
    captures_text,
    cell_text,
    cell_verdict,
    rolled_sentence,
    rolled_text,
    rolled_verdict,
    summary_text,
    unmet_text,
)
from harness.tables.verification import Unmet, Verification
from tests.support import golden
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.verification_example import example, hostile

EXPECTED = Path(__file__).parent / "expected"
CLAIM = "no-data-to-cn"


def broken() -> Verification:
    return replace(example(), errors=("us-v1.pcapng: no such file", "br-v1.pcapng: altered"))


TEXTS: dict[str, Callable[[Facts], str]] = {
    "cell": lambda facts: cell_text(facts, CLAIM, "br-v1", 80),
    "cell_open": lambda facts: cell_text(facts, CLAIM, "de-v1", 80),
    "cell_not_run": lambda facts: cell_text(facts, CLAIM, "jp-v1", 80),
    "roll_up": lambda facts: rolled_text(facts, CLAIM, 80),
    "roll_up_open": lambda facts: rolled_text(facts, "local-mode-silent", 80),
    "captures": lambda facts: captures_text(facts, 80),
    "unmet": lambda facts: unmet_text(facts, 80),
    "summary": lambda facts: summary_text(
        [(f"x.yaml::{one.claim}", (rolled_verdict(facts, one.claim), rolled_sentence(facts, one.claim)))
         for one in facts.verification.chosen], 80,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in TEXTS if name != "unmet"])
def test_transcript(name: str) -> None:
    golden.check(EXPECTED / f"item_{name}.txt", TEXTS[name](Facts(broken())) + "\n")


def test_a_witness_can_be_followed_to_its_packet() -> None:
    text = TEXTS["cell"](Facts(example()))
    first, *rest = text.splitlines()
    assert first.startswith(
        "FAIL: no-data-to-cn in br-v1: log.skylark.example 203.0.113.7:443 tcp, packet 1001 of "
    )
    words = " ".join(" ".join(rest).split())
    for told in (
        "SYNTHETIC: made up by harness forge 0.1.0",
        "log.skylark.example 203.0.113.7:443 tcp",
        "located: CN agreed (answers: dbip-country CN, geo-whois CN)",
        "dbip-country and geo-whois, of separate lineage, both say CN; routed and unicast.",
        "seen at saopaulo (gateway-lan, BR, isp)",
        "frame.number == 1001",
        "UNDER INTERFERENCE: seen while the harness or rig changed what the product does",
        "The scenario expects FAIL as tested, FAIL as asserted with no-data-to-cn/log.skylark.example.",
    ):
        assert told in words


def test_what_is_undecided_says_what_blocks_and_what_would_mend_it() -> None:
    text = TEXTS["cell_open"](Facts(example()))
    assert text.startswith("INCONCLUSIVE: no-data-to-cn in de-v1: open: ")
    assert "for PASS: " in text


def test_a_roll_up_says_what_is_not_as_expected_the_sentence_and_its_findings() -> None:
    facts = Facts(example())
    text = " ".join(TEXTS["roll_up"](facts).split())
    assert text.startswith("FAIL as tested, FAIL as asserted: no-data-to-cn: The finding no-data-to-cn/crash")
    assert text.count("NOT AS EXPECTED: ") == 2
    assert " ".join(shown(rolled_sentence(facts, CLAIM)).split()) in text
    for finding in facts.verification.findings["finding"]:
        assert shown(finding) in text


def test_every_claim_that_is_not_as_expected_is_told() -> None:
    base = example()
    one = replace(base, unmet=(Unmet(claim=CLAIM, text="Not so."),))
    assert unmet_text(Facts(one), 80) == rolled_text(Facts(one), CLAIM, 80)
    assert unmet_text(Facts(base), 80).count("NOT AS EXPECTED: The accepted limit late_start expired.") == 2


def test_of_many_witnesses_the_rest_are_counted() -> None:
    base = example()
    ninefold = pl.col("witnesses").list.eval(pl.element().repeat_by(9).explode())
    judgements = base.judgements.with_columns(ninefold)
    text = cell_text(Facts(replace(base, judgements=judgements)), CLAIM, "br-v1", 80)
    assert "... and 12 more witnesses; harness verify --all lists every one" in text
    assert text.count("Wireshark: ") == 6


def test_both_verdicts_are_said_unless_both_are_pass() -> None:
    base = example()
    passed = base.compared[0].as_tested
    both = replace(base.chosen[0], as_tested=passed, as_asserted=passed)
    assert rolled_verdict(Facts(replace(base, chosen=(both,))), CLAIM) == "PASS"
    one = replace(both, as_asserted=base.compared[0].as_asserted)
    assert rolled_verdict(Facts(replace(base, chosen=(one,))), CLAIM) == (
        "PASS as tested, INCONCLUSIVE as asserted"
    )
    assert cell_verdict(Facts(base), CLAIM, "us-v1") == "PASS"


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_nothing_from_outside_can_act(name: str, text: str) -> None:
    told = TEXTS[name](Facts(hostile(text)))
    assert all(shown(line) == line for line in told.split("\n"))


@pytest.mark.parametrize("name", [name for name in TEXTS if name != "summary"])
def test_only_the_first_line_may_be_longer_than_the_width(name: str) -> None:
    assert all(len(line) <= 80 for line in TEXTS[name](Facts(hostile("w" * 300))).splitlines()[1:])
