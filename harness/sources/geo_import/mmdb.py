"""An MMDB file in; the country, AS number and holder of each of its networks out.

MaxMind DB File Format Specification 2.0. Records in the layouts of GeoLite2 and DB-IP Lite (``country.iso_code``,
``autonomous_system_number``), IPinfo Lite (``country_code``, ``asn`` as "AS15169", ``as_name``) and ip-location-db (``country_code``
alone).

The search tree is walked level by level, all nodes of a level at once; the paths through it are counted, because a node that points to itself
would make 2^128 of them (decision 0149). IPv4 stands below ::/96; what else points there (::ffff:0:0/96, 2002::/16) is the same and left out.

Blind spots: ``registered_country`` is another question and not read. The build epoch is the time of packing, and the data may be older.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from harness.sources.geo_import.found import Found, Said, Span, as_number
from harness.sources.geo_import.mmdb_data import MmdbData, MmdbFault

Array = npt.NDArray[Any]
MARKER: Final = b"\xab\xcd\xefMaxMind.com"
METADATA_OCTETS: Final = 128 * 1024
"""The metadata begin within so many octets of the end."""
_SEPARATOR: Final = 16
"""Zero octets between search tree and data."""
_RECORD_BITS: Final = (24, 28, 32)
_MOST_PATHS: Final = 4
"""Paths for each node of the tree, at most; a tree has one."""


class _Tree(NamedTuple):
    """The search tree: of each node the record for bit 0 and for bit 1."""

    records: Array
    bits: int


class _Leaves(NamedTuple):
    """Networks that have data."""

    high: Array
    low: Array
    length: Array
    record: Array


def read_mmdb(octets: bytes, found: Found) -> None:
    """Read rows of ``Said``."""
    try:
        _read(octets, found)
    except MmdbFault as fault:
        found.fault(1, f"no sound MMDB: {fault}")


def _read(octets: bytes, found: Found) -> None:
    about, begin = _metadata(octets)
    nodes, record_bits, version = (about.get(k) for k in ("node_count", "record_size", "ip_version"))
    if not isinstance(nodes, int) or record_bits not in _RECORD_BITS or version not in (4, 6):
        raise MmdbFault(f"{nodes!r} nodes of {record_bits!r} bits for IP version {version!r}")
    size = nodes * record_bits // 4
    if size + _SEPARATOR > begin:
        raise MmdbFault(f"{nodes:,} nodes do not fit into the file")
    epoch = about.get("build_epoch")
    if isinstance(epoch, int) and 0 < epoch < 1 << 33:
        found.dated(datetime.fromtimestamp(epoch, UTC).date().isoformat(), "file_epoch")
    tree = _Tree(_records(octets, nodes, record_bits), 32 if version == 4 else 128)
    leaves = _walk(tree)
    said = _answers(leaves.record, nodes, MmdbData(memoryview(octets)[size + _SEPARATOR : begin]), found)
    for record, span in zip(leaves.record.tolist(), _spans(leaves, tree.bits), strict=True):
        if (answer := said[record]) is not None:
            found.add(span, answer)


def _metadata(octets: bytes) -> tuple[dict[str, Any], int]:
    """The metadata, and where they begin."""
    begin = octets.rfind(MARKER, max(0, len(octets) - METADATA_OCTETS))
    if begin < 0:
        raise MmdbFault("no metadata at its end")
    about = MmdbData(memoryview(octets)[begin + len(MARKER) :]).value(0)
    if not isinstance(about, dict):
        raise MmdbFault("its metadata are no map")
    return about, begin


def _records(octets: bytes, nodes: int, record_bits: int) -> Array:
    """Both records of every node as numbers."""
    raw = np.frombuffer(octets, np.uint8, nodes * record_bits // 4).reshape(nodes, record_bits // 4)
    if record_bits == 32:
        return raw.reshape(-1).view(">u4").reshape(nodes, 2).astype(np.int64)
    wide = raw.astype(np.int64)
    left = wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]
    right = wide[:, -3] << 16 | wide[:, -2] << 8 | wide[:, -1]
    if record_bits == 28:  # the octet between them holds the upper four bits of each
        left |= wide[:, 3] >> 4 << 24
        right |= (wide[:, 3] & 15) << 24
    return np.stack([left, right], axis=1)


def _walk(tree: _Tree) -> _Leaves:
    """Every network that has data, once."""
    nodes = len(tree.records)
    v4 = _ipv4_root(tree)
    at = np.zeros(min(nodes, 1), dtype=np.int64)
    high, low = np.zeros(len(at), np.uint64), np.zeros(len(at), np.uint64)
    leaves, paths = [_Leaves(high[:0], low[:0], at[:0], at[:0])], 0
    for depth in range(tree.bits):
        paths += len(at)
        if paths > _MOST_PATHS * nodes:
            raise MmdbFault("its search tree is none: several paths lead to the same nodes")
        place = tree.bits - 1 - depth
        at, high, low = _children(tree, at, high, low, place)
        data = at > nodes
        if data.any():
            leaves.append(_Leaves(high[data], low[data], np.full(data.sum(), depth + 1), at[data]))
        # What leads to the root of IPv4 from elsewhere than ::/96 is an alias.
        on = at < nodes
        if (alias := at == v4).any():
            on &= ~(alias & ((high != 0) | (low != 0)))
        at, high, low = at[on], high[on], low[on]
        if not len(at):
            break
    if len(at):
        raise MmdbFault("its search tree is deeper than an address is long")
    return _Leaves(*(np.concatenate(parts) for parts in zip(*leaves, strict=True)))


def _children(tree: _Tree, at: Array, high: Array, low: Array, place: int) -> tuple[Array, Array, Array]:
    """What both records of some nodes hold, and the prefixes of these; bit 1 is set at a place, 0 the last."""
    bit = np.uint64(1 << (place % 64))
    zero = np.uint64(0)
    upper, lower = (bit, zero) if place >= 64 else (zero, bit)
    found = tree.records[at].ravel(order="F")  # the left ones first
    return found, np.concatenate([high, high | upper]), np.concatenate([low, low | lower])


def _ipv4_root(tree: _Tree) -> int:
    """The node at ::/96; -1 where IPv4 has none."""
    node = 0
    if tree.bits == 32:
        return -1
    for _ in range(96):
        if node >= len(tree.records):
            return -1
        node = int(tree.records[node, 0])
    return node if node < len(tree.records) else -1


def _spans(leaves: _Leaves, bits: int) -> Iterator[Span]:
    """The range of each network; those in ::/96 are IPv4."""
    columns = (column.tolist() for column in leaves[:3])
    for high, low, length in zip(*columns, strict=True):
        first = high << 64 | low
        last = first | ((1 << (bits - length)) - 1)
        version = 4 if bits == 32 or (high == 0 and length >= 96 and low < 1 << 32) else 6
        yield Span(version, first, last)


def _answers(records: Array, nodes: int, data: MmdbData, found: Found) -> dict[int, Said | None]:
    """What each record says; every distinct one is decoded once."""
    answers: dict[int, Said | None] = {}
    for record in np.unique(records).tolist():
        offset = record - nodes - _SEPARATOR
        if offset < 0:
            raise MmdbFault("a record leads into the space before the data")
        value = data.value(offset)
        if not isinstance(value, dict):
            raise MmdbFault(f"the record at octet {offset:,} of the data is no map")
        answers[record] = _said(value, found)
    return answers


def _said(record: dict[str, Any], found: Found) -> Said | None:
    """What a record says, whatever vendor's it is; None where nothing that is asked."""
    code = record.get("country_code", record.get("country"))
    if isinstance(code, dict):
        code = code.get("iso_code")
    number = record.get("autonomous_system_number", record.get("asn"))
    asn = as_number(str(number)) if isinstance(number, int | str) and number != "" else None
    name = record.get("autonomous_system_organization", record.get("as_name"))
    country = None
    if isinstance(code, str):
        country = found.country(code, 1)
    elif code is not None:
        raise MmdbFault(f"a country that is no text but {type(code).__name__}")
    organisation = name if isinstance(name, str) and name else None
    return Said(country, asn or None, organisation) if country or asn else None
