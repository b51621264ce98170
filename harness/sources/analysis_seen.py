"""The JSON document of ``analyze`` or ``verify`` -> the endpoints that were seen, with what a rule could match them by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from harness.model.unmatched import Seen
from harness.sources.analysis_file import nullable, rows_of, tables_of
from harness.sources.bounded_json import Node

_MOST: Final = (1 << 64) - 1
_MOST_NS: Final = (1 << 63) - 1
_MOST_NAMES: Final = 10_000
"""Of one endpoint."""


def read_seen(path: str) -> tuple[Seen, ...]:
    """Read a document, all scenarios together, in order.

    Raises:
        HarnessError: It cannot be read, or is no such document; says where.
    """
    return tuple(seen for tables in tables_of(path) for seen in _seen(tables))


def _seen(tables: Node) -> Iterator[Seen]:
    places = {_place_key(row): row for row in rows_of(tables.member("places"), _PLACE)}
    ruled = {_key(row) for row in rows_of(tables.member("classes"), _CLASS) if row["rule"] is not None}
    paths = {row["capture"]: row["path"] for row in rows_of(tables.member("captures"), _CAPTURE)}
    for row in rows_of(tables.member("endpoints"), _ENDPOINT):
        place: dict[str, Any] = places.get(_place_key(row), {})
        yield Seen(
            vantage=row["vantage"],
            address=row["server_ip"],
            looked_up=place["looked_up_ip"] if place else row["server_ip"],
            transport=row["transport"],
            port=row["server_port"],
            scope=row["scope"],
            names=row["names"],
            other_name=None if row["name"] in row["names"] else row["name"],
            asn=place.get("asn"),
            holder=place.get("as_org"),
            octets_up=row["payload_octets_up"],
            octets_down=row["payload_octets_down"],
            first_ns=row["first_ns"],
            last_ns=row["last_ns"],
            capture=row["capture"],
            path=paths.get(row["capture"]),
            ruled=_key(row) in ruled,
        )


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["vantage"], row["server_ip"], row["transport"], row["server_port"]


def _place_key(row: dict[str, Any]) -> tuple[str, str]:
    return row["vantage"], row["server_ip"]


def _texts(node: Node) -> tuple[str, ...]:
    if isinstance(node.value, list) and len(node.value) > _MOST_NAMES:
        raise node.fault(f"a list of at most {_MOST_NAMES:,} names")
    return tuple(item.text() for item in node.items())


def _octets(node: Node) -> int:
    return node.whole(0, _MOST)


def _time(node: Node) -> int:
    return node.whole(-_MOST_NS, _MOST_NS)


def _port(node: Node) -> int:
    return node.whole(0, 65_535)


def _asn(node: Node) -> int:
    return node.whole(0, (1 << 32) - 1)


_KEY: Final = {
    "vantage": Node.text,
    "server_ip": Node.address,
    "transport": Node.text,
    "server_port": nullable(_port),
}
_ENDPOINT: Final = {
    **_KEY,
    "scope": Node.text,
    "name": nullable(Node.text),
    "names": _texts,
    "payload_octets_up": _octets,
    "payload_octets_down": _octets,
    "first_ns": _time,
    "last_ns": _time,
    "capture": Node.text,
}
_PLACE: Final = {
    "vantage": Node.text,
    "server_ip": Node.address,
    "looked_up_ip": Node.address,
    "asn": nullable(_asn),
    "as_org": nullable(Node.text),
}
_CLASS: Final = {**_KEY, "rule": nullable(Node.text)}
_CAPTURE: Final = {"capture": Node.text, "path": Node.text}
