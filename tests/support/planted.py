"""What a forged situation planted, by its truth, as rows that can be compared with what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl

Message = Mapping[str, Any]
Ends = tuple[str, int, str, int]


class Place(NamedTuple):
    """One value in one place, without its packet."""

    ends: Ends
    """Client and server."""
    way: str
    id: str
    kind: str
    part: str
    encoding: str


class Planted(NamedTuple):
    """A place, and the packets that may be said to hold it."""

    place: Place
    first: int
    last: int


def is_clear(message: Message) -> bool:
    """Said outside TLS."""
    return message["tls"] is None


def is_keyed(message: Message) -> bool:
    """Said in TLS that the key log opens."""
    return bool(message["keys"])


def flows_with_messages(network: Mapping[str, Any]) -> Iterator[tuple[Ends, Mapping[str, Any]]]:
    """Flows that say something, by their ends."""
    for flow in network["flows"]:
        if flow.get("messages"):
            yield (flow["client_ip"], flow["client_port"], flow["server_ip"], flow["server_port"]), flow


def planted(network: Mapping[str, Any], wanted: Callable[[Message], bool]) -> list[Planted]:
    """Every planted value of the messages that are wanted. A value under a coding is where that begins: any of its packets is right."""
    return [
        _planted(ends, message, value)
        for ends, flow in flows_with_messages(network)
        for message in flow["messages"]
        if wanted(message)
        for value in message["planted"]
    ]


def _planted(ends: Ends, message: Message, value: Mapping[str, Any]) -> Planted:
    place = Place(
        ends, message["way"], value["id"], value["kind"], value["part"], " > ".join(value["encoding"])
    )
    plain = is_clear(message) and len(value["encoding"]) == 1
    return Planted(place, value["last_packet"] if plain else value["first_packet"], value["last_packet"])


def opened(place: Place) -> Place:
    """A place as it is once the content coding of a body is undone by whoever decrypts it."""
    return place._replace(
        encoding=place.encoding.removeprefix("gzip > ") if place.part == "body" else place.encoding
    )


def found(content: pl.DataFrame, flows: pl.DataFrame, vantage: str) -> list[tuple[Place, int]]:
    """Rows of CONTENT at one vantage point, with their packets."""
    ends = flows.select("flow_id", "client_ip", "client_port", "server_ip", "server_port")
    rows = content.filter(pl.col("vantage") == vantage).join(ends, on="flow_id", how="left")
    return [
        (
            Place(
                (row["client_ip"], row["client_port"], row["server_ip"], row["server_port"]),
                *(row[key] for key in ("way", "found_id", "kind", "part", "encoding")),
            ),
            row["packet"],
        )
        for row in rows.to_dicts()
    ]


def differences(expected: Iterable[Planted], seen: Iterable[tuple[Place, int]]) -> list[str]:
    """What was not found, what was found and not planted, and what was found in another packet; empty: neither."""
    wanted, rows = sorted(expected), sorted(seen)
    planted_places, found_places = Counter(one.place for one in wanted), Counter(place for place, _ in rows)
    if planted_places != found_places:
        missed = [f"missed: {place}" for place in (planted_places - found_places).elements()]
        return missed + [f"invented: {place}" for place in (found_places - planted_places).elements()]
    return [
        f"{one.place}: in packet {packet}, not {one.first} to {one.last}"
        for one, (_, packet) in zip(wanted, rows, strict=True)
        if not one.first <= packet <= one.last
    ]
