"""Networks and their records in, an MMDB file out, by MaxMind DB File Format Specification 2.0; maxminddb reads it in the tests that use it."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

MARKER = b"\xab\xcd\xefMaxMind.com"


def sized(kind: int, size: int) -> bytes:
    """A control octet with what follows of it."""
    more = b""
    if size >= 65_821:
        size, more = 31, (size - 65_821).to_bytes(3, "big")
    elif size >= 285:
        size, more = 30, (size - 285).to_bytes(2, "big")
    elif size >= 29:
        size, more = 29, bytes([size - 29])
    head = bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])
    return head + more


def encoded(value: Any) -> bytes:
    """A value of the data section."""
    if isinstance(value, bool):
        return sized(14, int(value))
    if isinstance(value, str):
        octets = value.encode()
        return sized(2, len(octets)) + octets
    if isinstance(value, bytes):
        return sized(4, len(value)) + value
    if isinstance(value, float):
        return sized(3, 8) + struct.pack(">d", value)
    if isinstance(value, int):
        octets = value.to_bytes((value.bit_length() + 7) // 8, "big")
        return sized(6 if value < 1 << 32 else 9, len(octets)) + octets
    if isinstance(value, dict):
        return sized(7, len(value)) + b"".join(encoded(k) + encoded(v) for k, v in value.items())
    return sized(11, len(value)) + b"".join(map(encoded, value))


@dataclass
class Tree:
    """A search tree that grows; a record is a node's number, None, or the data's offset as text."""

    bits: int
    nodes: list[list[int | str | None]] = field(default_factory=lambda: [[None, None]])

    def put(self, prefix: int, length: int, record: int | str) -> None:
        """Let a prefix lead to a record; what it holds inside another, it takes from that."""
        node = 0
        for depth in range(length):
            bit = prefix >> (self.bits - 1 - depth) & 1
            if depth == length - 1:
                self.nodes[node][bit] = record
                return
            below = self.nodes[node][bit]
            if not isinstance(below, int):
                self.nodes.append([below, below])
                below = self.nodes[node][bit] = len(self.nodes) - 1
            node = below

    def at(self, prefix: int, length: int) -> int:
        """The node that a prefix leads to."""
        node: Any = 0
        for depth in range(length):
            node = self.nodes[node][prefix >> (self.bits - 1 - depth) & 1]
        assert isinstance(node, int)
        return node


def mmdb_of(
    records: Mapping[str, dict[str, Any]],
    *,
    version: int = 6,
    record_bits: int = 24,
    epoch: int = 1_790_000_000,
    aliases: tuple[str, ...] = (),
) -> bytes:
    """A file. Wider networks are written first; ``aliases`` lead to the tree of IPv4."""
    tree, data = Tree(32 if version == 4 else 128), b""
    for text in sorted(records, key=lambda text: (ip_network(text).prefixlen + 96 * ("." in text), text)):
        network = ip_network(text)
        length = network.prefixlen + (96 if version == 6 and network.version == 4 else 0)
        tree.put(int(network.network_address), length, f"{len(data)}")
        data += encoded(records[text])
    for text in aliases:
        network = ip_network(text)
        tree.put(int(network.network_address), network.prefixlen, tree.at(0, 96))
    return file_of(tree, data, version, record_bits, epoch)


def file_of(
    tree: Tree, data: bytes, version: int = 6, record_bits: int = 24, epoch: int = 1_790_000_000
) -> bytes:
    """Tree, separator, data and metadata."""
    count = len(tree.nodes)

    def number(record: int | str | None) -> int:
        if record is None:
            return count
        return record if isinstance(record, int) else count + 16 + int(record)

    about = {
        "node_count": count,
        "record_size": record_bits,
        "ip_version": version,
        "database_type": "Made-Up",
        "languages": ["en"],
        "description": {"en": "made up"},
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": epoch,
    }
    nodes = b"".join(node_octets(number(left), number(right), record_bits) for left, right in tree.nodes)
    return nodes + bytes(16) + data + MARKER + encoded(about)


def node_octets(left: int, right: int, record_bits: int) -> bytes:
    """One node; records of 28 bits share the octet between them."""
    if record_bits != 28:
        size = record_bits // 8
        return left.to_bytes(size, "big") + right.to_bytes(size, "big")
    between = (left >> 24) << 4 | right >> 24
    return (left & 0xFFFFFF).to_bytes(3, "big") + bytes([between]) + (right & 0xFFFFFF).to_bytes(3, "big")
