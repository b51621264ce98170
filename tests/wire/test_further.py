"""All protocols together: none takes another's octets or noise, and how a stream is cut changes nothing that is told."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import Fact, ProtocolFact
from harness.model.malformed import Malformed
from harness.model.protocols import Protocol
from harness.wire.further import datagram_start, stream_start
from harness.wire.told_datagrams import DATAGRAMS
from harness.wire.told_several import OVER_SEVERAL
from harness.wire.told_streams import STREAMS
from tests.fuzz.decoders import DATAGRAM_SEEDS, STREAM_SEEDS
from tests.fuzz.test_wire_fuzz import ANSWER, HELLO, SEEDS
from tests.support import protocol_samples as samples
from tests.support.examples import COSTLY
from tests.support.fuzzing import inputs, mutated
from tests.support.quic_packets import datagram
from tests.support.wire_messages import records

NOISE = 10_000
CLAIMED = (records(HELLO), datagram(), ANSWER, *(seed for seeds in SEEDS.values() for seed in seeds))
"""Of protocols that are known before these are asked."""
OPAQUE = {ProtocolFact(Protocol.OPAQUE.value)}
ONE_STREAM = {sample.name: sample.data[0] for sample in samples.STREAMS}


def sure(data: bytes) -> list[int]:
    """Which protocols take a stream's octets, by their places."""
    return [
        place
        for place, protocol in enumerate(STREAMS)
        if 0 < protocol.wanted(data) <= len(data) and not isinstance(protocol.facts(data), Malformed)
    ]


@cache
def takers(data: bytes) -> list[int]:
    """Which protocols take one datagram, by their places."""
    return [place for place, decode in enumerate(DATAGRAMS) if not isinstance(decode(data), Malformed)]


def all_of(data: bytes, *cuts: int) -> set[Fact]:
    """Everything that is told of a stream that comes in segments; whether it is opaque goes by its first payload, by design."""
    start = stream_start(begins=True)
    told: list[Fact] = []
    for cut in (*cuts, len(data)):
        facts, done = start.look(data[:cut])
        told += facts
        if done:
            return set(told) - OPAQUE
    return {*told, *start.end(data)} - OPAQUE


def test_no_two_are_sure_of_the_same_stream() -> None:
    chance = random.Random(11)
    seeds = [*STREAM_SEEDS, *DATAGRAM_SEEDS, *ONE_STREAM.values()]
    for seed in seeds:
        for data in (seed, *(mutated(seed, chance) for _ in range(30))):
            assert len(sure(data)) <= 1, data.hex()
    assert {place for seed in seeds for place in sure(seed)} | {len(STREAMS) - 1} == set(range(len(STREAMS)))


def test_no_two_are_sure_of_the_same_datagram() -> None:
    chance = random.Random(12)
    seeds = [*STREAM_SEEDS, *DATAGRAM_SEEDS, *(data for sample in samples.DATAGRAMS for data in sample.data)]
    for seed in seeds:
        for data in (seed, *(mutated(seed, chance) for _ in range(30))):
            assert len(takers(data)) <= 1, data.hex()
    assert {place for seed in seeds for place in takers(seed)} == set(range(len(DATAGRAMS)))


@pytest.mark.parametrize("data", CLAIMED, ids=lambda data: data[:4].hex())
def test_what_is_known_before_is_taken_by_none(data: bytes) -> None:
    assert sure(data) == []
    assert takers(data) == []


def test_noise_is_recognised_by_none() -> None:
    chance = random.Random(13)
    found = set()
    for _ in range(NOISE):
        data = chance.randbytes(chance.randint(1, 300))
        start, one = stream_start(begins=True), datagram_start()
        told = (*start.look(data)[0], *start.end(data), *one.feed(data)[0], *one.end())
        found |= {fact.protocol for fact in told if isinstance(fact, ProtocolFact)}
    assert found == {Protocol.OPAQUE.value}


def test_noise_over_several_datagrams_is_recognised_by_none() -> None:
    chance = random.Random(14)
    for _ in range(NOISE // 8):
        several = [chance.randbytes(chance.randint(1, 300)) for _ in range(8)]
        assert all(isinstance(protocol.facts(several), Malformed) for protocol in OVER_SEVERAL)


def test_a_direction_that_was_met_in_the_middle_is_not_opaque() -> None:
    data = random.Random(1).randbytes(400)
    assert stream_start(begins=True).look(data)[0] + stream_start(begins=True).end(data)
    assert stream_start(begins=False).look(data) == ((), True)


@pytest.mark.parametrize("name", ONE_STREAM)
@COSTLY
@given(st.data())
def test_any_cutting_of_a_stream_tells_the_same(name: str, data: st.DataObject) -> None:
    stream = ONE_STREAM[name]
    cuts = data.draw(st.lists(st.integers(1, len(stream)), max_size=8, unique=True).map(sorted))
    assert all_of(stream, *cuts) == all_of(stream)


@pytest.mark.parametrize("name", ONE_STREAM)
def test_octet_by_octet_tells_the_same(name: str) -> None:
    stream = ONE_STREAM[name]
    assert all_of(stream, *range(1, len(stream))) == all_of(stream)


def test_any_cutting_of_mutated_streams_tells_the_same() -> None:
    chance, told = random.Random(15), 0
    for data in inputs(STREAM_SEEDS, "cut", 2_000):
        cuts = sorted(chance.randint(0, len(data)) for _ in range(5))
        assert all_of(data, *cuts) == all_of(data), (data.hex(), cuts)
        told += bool(all_of(data))
    assert told > 300
