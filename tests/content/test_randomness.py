"""What looks random: noise does, words and coded words do not."""

from __future__ import annotations

import base64
import random

from harness.content.randomness import BLOCK_OCTETS, LEAST_OCTETS, looks_random, random_blocks

WORDS = b"The quick brown fox jumps over the lazy dog, and every pilot keeps a log of what was flown where. "


def test_noise_looks_random_and_text_does_not() -> None:
    chance = random.Random(1)
    for octets, share in ((64, 0.95), (256, 0.999), (1_024, 1.0)):
        seen = sum(looks_random(chance.randbytes(octets)) for _ in range(2_000)) / 2_000
        assert seen >= share
    for text in (
        WORDS,
        base64.b64encode(chance.randbytes(600)),
        chance.randbytes(200).hex().encode(),
        bytes(100),
    ):
        assert not looks_random(text)
    assert not looks_random(chance.randbytes(LEAST_OCTETS - 1))


def test_blocks_are_judged_one_by_one() -> None:
    noise = random.Random(2).randbytes(BLOCK_OCTETS)
    text = (WORDS * 20)[:BLOCK_OCTETS]
    assert random_blocks(noise + text + noise + noise[:100]).tolist() == [True, False, True, True]
    assert random_blocks(b"").tolist() == []
    assert random_blocks(noise * 1_030).all()
