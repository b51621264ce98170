"""Every function that reads octets, given random and mutated ones: a value or Malformed, no exception, clean texts.

``make soak`` gives each 1,000,000. ``python -m tests.fuzz.decoder_rates`` does so here and now, and measures.
"""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed
from tests.fuzz.decoders import DECODERS
from tests.support.fuzzing import INPUTS, inputs, objection


@pytest.mark.parametrize("name", DECODERS)
def test_any_octets_give_a_clean_value_or_malformed(name: str) -> None:
    read, seeds = DECODERS[name]
    for data in inputs(seeds, name, INPUTS):
        assert objection(read(data), len(data)) is None, data.hex()


@pytest.mark.parametrize("name", DECODERS)
def test_the_valid_messages_are_valid(name: str) -> None:
    """What is mutated must be something to the decoder, or only its first look is tried."""
    read, seeds = DECODERS[name]
    assert any(found and not isinstance(found, Malformed) for found in map(read, seeds))
