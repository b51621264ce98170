"""Every key of a protocol's fact is declared."""

from __future__ import annotations

from harness.model.privacy import PRIVATE_KEYS, KeyOrigin, Redaction, redacted_words
from harness.model.protocol_keys import PROTOCOL_KEYS


def test_every_key_says_what_its_value_can_hold() -> None:
    assert set(PRIVATE_KEYS) == set(PROTOCOL_KEYS)


def test_a_reader_is_told_whether_results_can_be_compared() -> None:
    random, given = (redacted_words(Redaction(key=key, key_id="abc")) for key in KeyOrigin)
    assert "in this result only" in random
    assert "abc" not in random
    assert "comparable under key abc" in given
