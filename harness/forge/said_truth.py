# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""What was said in a flow, and its packets in the file, in; which value stands where, out, as plain values for JSON.

A message without planted values says so by an empty list: nothing is to be found in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from harness.forge.packets import Packet
from harness.forge.speech import Placed, Said

Numbered = tuple[int, Packet]
Spoken = dict[str, Any]


def messages_truth(
    spoken: Spoken, kept: Sequence[Numbered], values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Every message of a flow, in order."""
    return [
        _message(spoken, one, [item for item in kept if item[1].message == at], values)
        for at, one in enumerate(spoken["said"])
    ]


def _message(
    spoken: Spoken, said: Said, kept: Sequence[Numbered], values: Mapping[str, Any]
) -> dict[str, Any]:
    sealed = spoken["session"] is not None
    found: dict[str, list[dict[str, Any]]] = {"planted": [], "decoys": []}
    for one in said.values:
        value = values[one.mark.value]
        kind = "planted" if value["planted"] else "decoys"
        found[kind].append(_value(one, value["kind"], kept, sealed=sealed))
    first, last = _ends(kept)
    return {
        "way": "up" if said.up else "down",
        "octets": len(said.octets),
        "first_packet": first,
        "last_packet": last,
        "tls": spoken["tls_version"] if sealed else None,
        "keys": spoken["keys"] if sealed else None,
        **found,
    }


def _value(one: Placed, kind: str, kept: Sequence[Numbered], *, sealed: bool) -> dict[str, Any]:
    """One value; of a sealed message nobody can tell the packet but by opening it, so it is where the message is."""
    mark = one.mark
    holding = [item for item in kept if sealed or _overlaps(item[1], mark.start, mark.end)]
    first, last = _ends(holding)
    return {
        "id": mark.value,
        "kind": kind,
        "part": one.part,
        "encoding": list(mark.chain),
        "first_packet": first,
        "last_packet": last,
    }


def _overlaps(packet: Packet, start: int, end: int) -> bool:
    return packet.message_begin < end and start < packet.message_begin + packet.payload_octets


def _ends(kept: Sequence[Numbered]) -> tuple[int | None, int | None]:
    """First and last packet; None where none is in the file."""
    return (kept[0][0], kept[-1][0]) if kept else (None, None)
