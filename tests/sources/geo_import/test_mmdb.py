"""MMDB files: every vendor's layout, the same networks as maxminddb finds, and files that would never end."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import maxminddb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.geo_import.found import Found, Said
from harness.sources.geo_import.mmdb import read_mmdb
from tests.support.examples import COSTLY
from tests.support.mmdb_writer import Tree, encoded, file_of, mmdb_of

NESTED = {
    "192.0.2.0/24": {"country_code": "DE"},
    "192.0.2.64/26": {"country_code": "TR"},
    "2001:db8::/32": {"country_code": "FR"},
    "2001:db8::5/128": {"country_code": "HK"},
}


def read(octets: bytes) -> Found:
    found = Found(file="made-up.mmdb")
    read_mmdb(octets, found)
    return found


def said(found: Found) -> dict[tuple[int, int, int], Said]:
    return {(v, row.start, row.end): row.value for v, rows in found.rows.items() for row in rows}


def by_maxminddb(octets: bytes) -> dict[tuple[int, int, int], str]:
    with maxminddb.open_database(io.BytesIO(octets), maxminddb.MODE_FD) as database:
        return {
            (network.version, int(network.network_address), int(network.broadcast_address)): record[
                "country_code"
            ]
            for network, record in database
        }


@pytest.mark.parametrize("record_bits", [24, 28, 32])
def test_the_same_networks_as_another_reader_finds(record_bits: int) -> None:
    octets = mmdb_of(NESTED, record_bits=record_bits, aliases=("::ffff:0:0/96", "2002::/16"))
    found = read(octets)
    assert found.faults == []
    assert {key: one.country for key, one in said(found).items()} == by_maxminddb(octets)


PREFIXES = st.one_of(
    st.integers(0, 2**24 - 1).flatmap(
        lambda number: st.integers(8, 24).map(
            lambda length: str(ip_network((number << 8, length), strict=False))
        )
    ),
    st.integers(0, 2**60 - 1).flatmap(
        lambda number: st.integers(3, 128).map(
            lambda length: str(ip_network(((0x2 << 124) | (number << 60), length), strict=False))
        )
    ),
)


@COSTLY
@given(
    st.dictionaries(PREFIXES, st.sampled_from(["DE", "CN", "HK"]), min_size=1, max_size=12),
    st.sampled_from([24, 28, 32]),
)
def test_random_trees_are_read_as_another_reader_does(made: dict[str, str], record_bits: int) -> None:
    octets = mmdb_of(
        {prefix: {"country_code": code} for prefix, code in made.items()}, record_bits=record_bits
    )
    assert {key: one.country for key, one in said(read(octets)).items()} == by_maxminddb(octets)


def test_a_file_of_ipv4_alone() -> None:
    octets = mmdb_of({"192.0.2.0/24": {"country_code": "DE"}}, version=4)
    assert list(said(read(octets))) == [(4, 0xC0000200, 0xC00002FF)]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"country": {"iso_code": "CN", "names": {"en": "China", "de": "C" * 300}}, "registered_country": {"iso_code": "US"}}, Said("CN")),
        ({"country_code": "CN"}, Said("CN")),
        ({"country": "China", "country_code": "CN", "asn": "AS64496", "as_name": "One"}, Said("CN", 64496, "One")),
        ({"country": "UK"}, Said("GB")),
        ({"autonomous_system_number": 64497, "autonomous_system_organization": "Two"}, Said(None, 64497, "Two")),
        ({"registered_country": {"iso_code": "US"}}, None),
        ({"country_code": "EU"}, None),
        ({"country": {"geoname_id": 1}, "location": {"latitude": 1.5}, "x": True, "y": b"z", "big": 1 << 40}, None),
    ],
)  # fmt: skip
def test_layouts_of_vendors(record: dict[str, Any], expected: Said | None) -> None:
    found = read(mmdb_of({"192.0.2.0/24": record}))
    assert found.faults == []
    assert list(said(found).values()) == ([] if expected is None else [expected])


def test_the_date_is_that_of_packing() -> None:
    epoch = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
    found = read(mmdb_of(NESTED, epoch=epoch))
    assert (found.date, found.date_basis) == ("2026-11-01", "file_epoch")


def test_pointers_are_followed_once() -> None:
    tree = Tree(128)
    tree.put(int(ip_network("2001:db8::/32").network_address), 32, "6")
    country = encoded("DE")
    data = country + b"\0" * (6 - len(country)) + bytes([7 << 5 | 1]) + encoded("country_code") + b"\x20\x00"
    assert [one.country for one in said(read(file_of(tree, data))).values()] == ["DE"]


def test_a_tree_whose_nodes_all_lead_to_the_next_would_have_more_paths_than_can_be_gone() -> None:
    tree = Tree(128, [[at + 1, at + 1] for at in range(120)])
    tree.nodes[-1] = [None, None]
    assert "several paths" in read(file_of(tree, b"")).faults[0]


def test_a_node_that_leads_to_itself() -> None:
    assert len(read(file_of(Tree(128, [[0, 0]]), b"")).faults) == 1


def test_values_that_point_to_each_other_end() -> None:
    tree = Tree(128)
    tree.put(0x2001 << 112, 16, "0")
    ring = bytes([7 << 5 | 1]) + encoded("a") + b"\x20\x00"
    assert "deep" in read(file_of(tree, ring)).faults[0]


@pytest.mark.parametrize(("key", "expected"), [("a", ["DE"]), ("country", [])])
def test_a_value_that_stands_for_a_billion_is_decoded_once_each_layer(key: str, expected: list[str]) -> None:
    data, below = encoded("x"), 0
    for _ in range(10):  # an array of eight pointers to the layer below: 2^30 texts
        at = len(data)
        data += bytes([8, 4]) + pointer(below) * 8
        below = at
    tree = Tree(128)
    tree.put(0x2001 << 112, 16, f"{len(data)}")
    data += bytes([7 << 5 | 2]) + encoded(key) + pointer(below)
    data += encoded("asn") + encoded(64496) if expected == [] else encoded("country_code") + encoded("DE")
    assert [one.country for one in said(read(file_of(tree, data))).values()] == expected


def pointer(to: int) -> bytes:
    """A pointer of eleven bits."""
    return bytes([1 << 5 | to >> 8, to & 0xFF])


@pytest.mark.parametrize(
    "octets", [b"", b"\xab\xcd\xefMaxMind.com", b"\xab\xcd\xefMaxMind.com\xe0", b"x" * 500]
)
def test_what_is_none_is_one_fault(octets: bytes) -> None:
    assert len(read(octets).faults) == 1


@given(st.data())
def test_cut_and_altered_files_never_raise(data: st.DataObject) -> None:
    octets = bytearray(mmdb_of(NESTED, record_bits=data.draw(st.sampled_from([24, 28, 32]))))
    for _ in range(data.draw(st.integers(1, 6))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(octets[: data.draw(st.integers(0, len(octets)))]))
