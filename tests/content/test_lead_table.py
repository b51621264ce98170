"""Every pattern is bounded, so that no octets make it slow; every rule has its id, reasoning and source."""

from __future__ import annotations

import re
import time
from importlib import import_module

import pytest

from harness.content.lead_table import KEY_RULES, MEDIA_RULES, TARGET_RULES, TEXT_RULES
from harness.content.leads import FORMS, PAIR, find_leads
from harness.model.content import Part

codes, parser = import_module("re._constants"), import_module("re._parser")
RULES = (*KEY_RULES, *TEXT_RULES, *TARGET_RULES, *MEDIA_RULES)
PATTERNS = [rule.pattern for rule in (*TEXT_RULES, *TARGET_RULES, *MEDIA_RULES)]
PATTERNS += [pattern.pattern for pattern in (PAIR, *FORMS.values())]
MOST_WAYS = 520
"""Octets that one pattern can match at most, repeats of repeats multiplied."""


def most_octets(tokens) -> int:
    """Greatest length of what a parsed pattern matches."""
    total = 0
    for code, value in tokens:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            _, most, inner = value
            assert most != codes.MAXREPEAT, "unbounded repeat"
            total += most * most_octets(inner)
        elif code is codes.SUBPATTERN:
            total += most_octets(value[-1])
        elif code is codes.BRANCH:
            total += max(most_octets(branch) for branch in value[1])
        elif code in (codes.ASSERT, codes.ASSERT_NOT, codes.AT):
            continue
        else:
            total += 1
    return total


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_is_bounded(pattern: bytes) -> None:
    assert most_octets(parser.parse(pattern)) <= MOST_WAYS


def test_a_pattern_that_is_not_bounded_is_seen() -> None:
    with pytest.raises(AssertionError, match="unbounded"):
        most_octets(parser.parse(rb"(?:a+)+b"))


@pytest.mark.parametrize(
    "octet", [b"a", b"1", b".", b"@a", b"a.", b'"', b"a-", b"=", b"1.1111,", b"A1581F", b"89", b'"a":', b"%"]
)
def test_no_octets_are_slow(octet: bytes) -> None:
    started = time.process_time()
    find_leads(octet * (200_000 // len(octet)), Part.QUERY)
    assert time.process_time() - started < 2.0


def test_rules_are_told_apart_and_reasoned() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.reasoning and rule.sources and all(rule.sources) for rule in RULES)
    keys = [key for rule in KEY_RULES for key in rule.keys]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]+", key) for key in keys)
