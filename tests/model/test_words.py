"""Vocabularies whose order is their meaning. Their values are public, so a new order or spelling is a break."""

from __future__ import annotations

from enum import StrEnum

import pytest

from harness.model.words import ContactLevel, CountryAnswer, Owner, Standing


@pytest.mark.parametrize(
    ("vocabulary", "values"),
    [
        (ContactLevel, ["attempted", "connected", "handshake", "data"]),
        (CountryAnswer, ["witnessed", "possible", "none_seen"]),
        (Standing, ["witness", "open", "excluded"]),
        (Owner, ["subject", "tool", "other", "background", "delegated", "unassigned"]),
    ],
)
def test_order_and_spelling_stay(vocabulary: type[StrEnum], values: list[str]) -> None:
    assert [word.value for word in vocabulary] == values
