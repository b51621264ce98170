"""The JSON document of ``analyze`` or ``verify`` -> the rows that say where addresses are (``docs/json.md``).

Of each table only the members are read that are asked for here; others, and tables that a later version adds, are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from harness.model.geo_needs import Told
from harness.sources.bounded_json import Node, read_json
from harness.tables.documents import SCHEMA_OF_ANALYSIS, SCHEMA_OF_VERIFICATION, SCHEMA_VERSION

Row = dict[str, Any]
Read = Callable[[Node], Any]

_SCHEMAS: Final = (SCHEMA_OF_ANALYSIS, SCHEMA_OF_VERIFICATION)
_MOST_NS: Final = (1 << 63) - 1


def read_analysis(path: str) -> tuple[Told, ...]:
    """Read a document; one for each scenario.

    Raises:
        HarnessError: It cannot be read, or is no such document; says where.
    """
    return tuple(map(_told, tables_of(path)))


def tables_of(path: str) -> tuple[Node, ...]:
    """The objects of a document that hold tables: itself, or one for each scenario.

    Raises:
        HarnessError: It cannot be read, or is no such document; says where.
    """
    document = read_json(path)
    schema = document.member("schema")
    if schema.value not in _SCHEMAS:
        raise schema.fault(
            f"the document that `harness analyze --json` or `harness verify --json` writes: {' or '.join(_SCHEMAS)}"
        )
    if document.member("schema_version").value != SCHEMA_VERSION:
        raise document.member("schema_version").fault(f"version {SCHEMA_VERSION} of the document")
    if schema.value == _SCHEMAS[0]:
        return (document,)
    return tuple(document.member("scenarios").items())


def _told(document: Node) -> Told:
    return Told(
        endpoints=tuple(rows_of(document.member("endpoints"), _ENDPOINT)),
        places=tuple(_places(document.member("places"))),
        distances=tuple(rows_of(document.member("distances"), _DISTANCE)),
        dates=tuple(
            _date(source.member("date"))
            for source in document.member("data_sources").items()
            if source.member("meaning").value in ("geolocated", "cloud_region")
            and source.member("date").value
        ),
    )


def _date(node: Node) -> str:
    text = node.text()[:10]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise node.fault("an ISO date") from None


def _places(table: Node) -> Iterator[Row]:
    """PLACES rows; a radius without the round trip that it is of would be nobody's evidence."""
    for node, row in zip(table.items(), rows_of(table, _PLACE), strict=True):
        if row["radius_km"] is not None and row["rtt_ns"] is None:
            raise node.member("rtt_ns").fault("the round trip of radius_km")
        yield row


def rows_of(table: Node, wanted: Mapping[str, Read]) -> Iterator[Row]:
    """Each row of a table with the members wanted, in order.

    Raises:
        HarnessError: A member is missing, or of another form; says where.
    """
    for row in table.items():
        yield {name: read(row.member(name)) for name, read in wanted.items()}


def nullable(read: Read) -> Read:
    """A reader that takes null too, as None."""
    return lambda node: None if node.value is None else read(node)


def _texts(node: Node) -> list[str]:
    return [item.text() for item in node.items()]


def _votes(node: Node) -> list[dict[str, str]]:
    return [
        {name: vote.member(name).text() for name in ("source", "lineage", "country")} for vote in node.items()
    ]


def _also(node: Node) -> list[Row]:
    """Addresses behind told NAT64 prefixes; ``excluded`` is the whole row's."""
    return list(rows_of(node, _EVIDENCE))


def _whole(node: Node) -> int:
    return node.whole(-_MOST_NS, _MOST_NS)


def _number(least: float, most: float) -> Read:
    return lambda node: node.number(least, most)


_TEXT: Final[Read] = Node.text
_ADDRESS: Final[Read] = Node.address
_TEXT_OR_NONE: Final = nullable(Node.text)
_WHOLE_OR_NONE: Final = nullable(_whole)
_PLACED: Final = {
    "latitude": _number(-90, 90),
    "longitude": _number(-180, 180),
    "error_km": _number(0, 20_040),
}
_ENDPOINT: Final[Mapping[str, Read]] = {
    **dict.fromkeys(("vantage", "transport", "scope", "scope_kind"), _TEXT),
    "server_ip": _ADDRESS,
    **dict.fromkeys(("name", "name_source"), _TEXT_OR_NONE),
    "server_port": _WHOLE_OR_NONE,
    **dict.fromkeys(("payload_octets_up", "first_ns", "last_ns"), _whole),
}  # fmt: skip
_EVIDENCE: Final[Mapping[str, Read]] = {
    "looked_up_ip": _TEXT,
    **dict.fromkeys(("nat64_prefix", "nat64_capture", "registered_country", "operator_country"), _TEXT_OR_NONE),
    **dict.fromkeys(("nat64_packet", "asn"), _WHOLE_OR_NONE),
    "routed": nullable(Node.flag),
    "anycast": Node.flag,
    "located": _votes,
    "candidates": _texts,
    "status": _TEXT,
}  # fmt: skip
_PLACE: Final[Mapping[str, Read]] = {
    **_EVIDENCE,
    "vantage": _TEXT,
    "server_ip": _ADDRESS,
    **dict.fromkeys(("cloud", "cloud_region"), _TEXT_OR_NONE),
    "also": _also,
    **dict.fromkeys(("excluded", "excluded_jointly"), _texts),
    "rtt_doubts": _texts,
    **dict.fromkeys(("rtt_ns", "rtt_packet"), _WHOLE_OR_NONE),
    **dict.fromkeys(("rtt_kind", "rtt_capture"), _TEXT_OR_NONE),
    "radius_km": nullable(_number(0, 1e12)),
}  # fmt: skip
_DISTANCE: Final[Mapping[str, Read]] = {
    "vantage": _TEXT,
    "server_ip": _ADDRESS,
    "rtt_ns": _WHOLE_OR_NONE,
    **{name: nullable(read) for name, read in _PLACED.items()},
}  # fmt: skip
