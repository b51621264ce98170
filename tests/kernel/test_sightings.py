"""The law of sightings: any split and any order of batches gives what a dictionary over all packets gives."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from harness.kernel.codes import BAD_HEADER, CUT, ENCRYPTED, IP, NO_IP
from harness.kernel.records import NO_TIME, NONE, PACKET, SIGHTING
from harness.kernel.sighting_table import SightingTable
from harness.kernel.sightings import SPAN_NS, fill_sighting_slots

Packets = NDArray[np.void]
Slots = NDArray[np.int32]
Key = tuple[int, int, int, int, int]

FIELDS = tuple(SIGHTING.names or ())
TEN_S = 10_000_000_000
LOW_BITS = 0xC0000201  # 192.0.2.1, and ::c000:201


def packets_of(*rows: dict[str, int]) -> Packets:
    """PACKET records of IPv4 packets with the fields given, numbered from 1."""
    records = np.zeros(len(rows), dtype=PACKET)
    for number, (record, row) in enumerate(zip(records, rows, strict=True), 1):
        made = {"number": number, "verdict": IP, "family": 4, "source_lo": LOW_BITS, "source_mac": 1} | row
        for field, value in made.items():
            record[field] = value
    return records


def sightings_of(*batches: Packets, seed: int = 0) -> list[tuple[int, ...]]:
    """Rows as plain values, sorted."""
    table = SightingTable(seed)
    for batch in batches:
        table.add(batch)
    return sorted(row.tolist() for row in table.take())


def naive(packets: Packets) -> list[tuple[int, ...]]:
    """The definition, word for word, on Python numbers."""
    first: dict[Key, tuple[int, int]] = {}
    for packet in packets:
        if packet["verdict"] != IP or packet["time_ns"] == NO_TIME:
            continue
        hi, lo, mac, family = (packet[f].item() for f in ("source_hi", "source_lo", "source_mac", "family"))
        when = (packet["time_ns"].item(), packet["number"].item())
        key = (hi, lo, mac, family, when[0] // TEN_S)
        first[key] = min(first.get(key, when), when)
    return sorted((hi, lo, mac, *when, family) for (hi, lo, mac, family, _), when in first.items())


EDGES = [0, 1, -1, TEN_S, TEN_S - 1, -TEN_S, -TEN_S - 1, NO_TIME, NO_TIME + 1, 2**63 - 1]
packet_rows = st.fixed_dictionaries(
    {
        "time_ns": st.one_of(
            st.sampled_from(EDGES), st.integers(-3 * TEN_S, 3 * TEN_S), st.integers(-(2**63), 2**63 - 1)
        ),
        "verdict": st.sampled_from([IP, IP, IP, IP, NO_IP, CUT]),
        "family": st.sampled_from([4, 6]),
        # Few values, so that senders meet again; bit patterns with the sign bit set are negative numbers.
        "source_hi": st.sampled_from([0, 0, 1, -1, -(2**63)]),
        "source_lo": st.sampled_from([0, LOW_BITS, -1, -(2**63)]),
        "source_mac": st.sampled_from([NONE, 0, 1, 2**48 - 1]),
    }
)


@given(st.lists(packet_rows, max_size=60), st.data())
def test_any_split_in_any_order_gives_what_a_dictionary_gives(
    rows: list[dict[str, int]], data: st.DataObject
) -> None:
    packets = packets_of(*rows)
    borders = data.draw(st.lists(st.integers(0, len(packets)), max_size=6).map(sorted))
    batches = data.draw(st.permutations(np.split(packets, borders)))
    assert sightings_of(*batches, seed=data.draw(st.integers(0, 2**62))) == naive(packets)


@given(st.lists(packet_rows, max_size=30), st.randoms())
def test_the_order_of_packets_inside_a_batch_is_irrelevant(
    rows: list[dict[str, int]], random: Random
) -> None:
    packets = packets_of(*rows)
    order = list(range(len(packets)))
    random.shuffle(order)
    assert sightings_of(packets[order]) == sightings_of(packets)


def many(count: int) -> Packets:
    """Packets of as many senders and spans; each comes twice, the later one first."""
    packets = np.zeros(2 * count, dtype=PACKET)
    index = np.arange(count)
    packets["verdict"], packets["family"] = IP, 4
    packets["source_lo"] = np.tile(index // 3, 2)
    packets["time_ns"] = np.concatenate([index % 3 * SPAN_NS + 7, index % 3 * SPAN_NS + 5])
    packets["number"] = np.arange(1, 2 * count + 1)
    return packets


@pytest.mark.parametrize("count", [1023, 1024, 1025, 2048, 2049, 30_000])
def test_the_table_grows_as_far_as_it_must(count: int) -> None:
    packets = many(count)
    rows = sightings_of(*np.array_split(packets, 7), seed=2**62 - 1)
    assert len(rows) == count
    assert rows == naive(packets)
    assert {row[FIELDS.index("time_ns")] % SPAN_NS for row in rows} == {5}


def test_a_table_that_was_taken_is_empty_and_may_be_used_again() -> None:
    table = SightingTable()
    table.add(many(2000))
    assert len(table.take()) == 2000
    assert len(table.take()) == 0
    table.add(packets_of({"time_ns": 3}))
    taken = table.take()
    assert taken.dtype == SIGHTING
    assert taken["time_ns"].tolist() == [3]


@pytest.mark.parametrize("verdict", [NO_IP, ENCRYPTED, CUT, BAD_HEADER])
def test_packets_without_ip_give_nothing(verdict: int) -> None:
    assert sightings_of(packets_of({"verdict": verdict, "time_ns": 1})) == []


def test_packets_without_a_time_give_nothing_and_do_not_hide_others() -> None:
    assert sightings_of(packets_of({"time_ns": NO_TIME})) == []
    rows = sightings_of(packets_of({"time_ns": NO_TIME}, {"time_ns": 8}))
    assert [row[FIELDS.index("number")] for row in rows] == [2]


def test_spans_before_the_epoch_are_as_long_as_those_after_it() -> None:
    rows = sightings_of(packets_of(*({"time_ns": time_ns} for time_ns in (-TEN_S, -1, 0, TEN_S - 1, TEN_S))))
    assert [row[FIELDS.index("time_ns")] for row in rows] == [-TEN_S, 0, TEN_S]


def test_an_ipv6_address_is_not_the_ipv4_address_of_the_same_low_bits() -> None:
    mapped = {"family": 6, "source_hi": 0}
    rows = sightings_of(packets_of({"time_ns": 1}, {"time_ns": 2} | mapped, {"time_ns": 3} | mapped))
    assert [row[FIELDS.index("family")] for row in rows] == [4, 6]


@pytest.mark.parametrize("field", ["source_mac", "source_lo", "source_hi"])
def test_another_mac_or_address_is_another_sender(field: str) -> None:
    packets = packets_of(*({"time_ns": 1, "family": 6, field: value} for value in (5, 6, 5)))
    assert [row[FIELDS.index(field)] for row in sightings_of(packets)] == [5, 6]


def test_of_packets_at_one_time_the_lowest_number_is_kept() -> None:
    packets = packets_of(
        {"time_ns": 1, "number": 9}, {"time_ns": 1, "number": 4}, {"time_ns": 1, "number": 5}
    )
    assert [row[FIELDS.index("number")] for row in sightings_of(packets)] == [4]


def slots_of(packets: Packets, seed: int, slots: int = 1024) -> Slots:
    """Where each packet's sighting would lie in an empty table."""
    rows = np.zeros(len(packets), dtype=SIGHTING)
    for field in ("source_hi", "source_lo", "source_mac", "time_ns", "number", "family"):
        rows[field] = packets[field]
    table = np.empty(slots, dtype=np.int32)
    found = np.empty(len(rows), dtype=np.int32)
    for i in range(len(rows)):
        fill_sighting_slots(rows[i : i + 1], 1, table, seed)
        found[i] = table.argmax()
    return found


def test_senders_chosen_to_collide_under_one_seed_do_not_under_another() -> None:
    packets = np.zeros(50_000, dtype=PACKET)
    packets["family"], packets["source_lo"] = 4, np.arange(len(packets))
    chosen = packets[slots_of(packets, seed=0, slots=128) == 7]
    assert len(chosen) > 300
    for seed in (1, 2**61 + 12_345):
        assert len(np.unique(slots_of(chosen, seed))) > len(chosen) // 2


@pytest.mark.parametrize("shift", [0, 16, 32, 54])
@pytest.mark.parametrize("field", ["source_hi", "source_lo", "source_mac"])
def test_senders_that_differ_in_few_bits_are_spread(field: str, shift: int) -> None:
    packets = np.zeros(512, dtype=PACKET)
    packets["family"], packets[field] = 6, np.arange(512) << shift
    assert len(np.unique(slots_of(packets, seed=12_345))) > 256


def test_other_records_than_packets_are_refused() -> None:
    with pytest.raises(TypeError, match="PACKET"):
        SightingTable().add(np.zeros(1, dtype=SIGHTING))
