# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""What the forge made in; what a reader of the files must find, out, as plain values for JSON.

Times are those of the file's clock. ``sent`` counts what passed the tap, ``captured`` what can
be read from the file; everything else is as captured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from harness.forge.capture import Capture
from harness.forge.packets import FlowKey, Packet
from harness.forge.said_truth import messages_truth
from harness.forge.tcp import ACK, RST, SYN

Numbered = tuple[int, Packet]
HANDSHAKE_REST_OCTETS = 88
"""RFC 8446: Finished with SHA-384 and an alert; more than it is application data."""


def network_truth(
    network: dict[str, Any], made: Capture, values: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """One file and its flows, by conversation and first packet."""
    shift = -network["clock_offset_ms"] * 1_000_000
    times = [one.time_ns + shift for one in made.kept]
    return {
        "id": network["id"],
        "file": network["file"],
        "packets_sent": len(made.passed),
        "packets_captured": len(made.kept),
        "packets_dropped": made.dropped,
        "drops_reported": made.reported,
        "first_ns": min(times, default=None),
        "last_ns": max(times, default=None),
        "truncated_at": made.truncated_at,
        "flows": _flows(network, made, shift, {value["id"]: value for value in values}),
    }


def copied_truth(truth: dict[str, Any], count: int, last_begin_ns: int) -> dict[str, Any]:
    """The truth of a file that holds the captured packets so many times.

    Sums of the file are those of all copies; flows are those of the first, without packet
    numbers, as copies stand in between.
    """
    sums = ("packets_sent", "packets_captured", "packets_dropped", "drops_reported")
    for key in sums:
        truth[key] = None if truth[key] is None else truth[key] * count
    truth["last_ns"] = None if truth["last_ns"] is None else truth["last_ns"] + last_begin_ns
    for flow in truth["flows"]:
        flow["first_packet"] = flow["data_up_packet"] = None
        for name in flow["names"]:
            name["packet"] = None
    return truth


def _flows(
    network: dict[str, Any], made: Capture, shift: int, values: dict[str, Any]
) -> list[dict[str, Any]]:
    sent: dict[tuple[int, FlowKey], list[Packet]] = defaultdict(list)
    kept: dict[tuple[int, FlowKey], list[Numbered]] = defaultdict(list)
    for packet in made.passed:
        if packet.key:
            sent[packet.conversation, packet.key].append(packet)
    for number, packet in enumerate(made.kept, 1):
        if packet.key:
            kept[packet.conversation, packet.key].append((number, packet))
    return [
        {
            **_labels(network["conversations"][position], key),
            **key._asdict(),
            "sent": _sums(packets),
            "captured": _sums([packet for _, packet in kept[position, key]]),
            **_seen(kept[position, key], network["snaplen"], shift),
            **_said(network["conversations"][position], key, kept[position, key], values),
        }
        for (position, key), packets in sent.items()
    ]


def _said(
    spoken: dict[str, Any], key: FlowKey, kept: Sequence[Numbered], values: dict[str, Any]
) -> dict[str, Any]:
    """Messages, of a conversation that has some; its question for a name has none."""
    if not spoken["said"] or key.server_port != spoken["server"]["port"]:
        return {}
    return {"messages": messages_truth(spoken, kept, values)}


def _labels(spoken: dict[str, Any], key: FlowKey) -> dict[str, Any]:
    """Whose conversation a flow belongs to; its question for a name is a flow as well."""
    server = spoken["server"]
    asks = (
        bool(spoken["query"]) and key.server_port == 53 and key.server_ip == spoken["query"]["resolver"]["ip"]
    )
    asks = asks and (spoken["kind"] == "dns" or server is None or key.server_port != server["port"])
    return {
        "conversation": spoken["id"],
        "turn": spoken["turn"],
        "kind": "dns" if asks else spoken["kind"],
        "device": spoken["device"],
        "background": spoken["background"],
    }


def _sums(packets: Sequence[Packet]) -> dict[str, int]:
    return {
        f"{what}_{way}": sum(
            1 if what == "packets" else one.payload_octets for one in packets if one.up == up
        )
        for what in ("packets", "payload_octets")
        for way, up in (("up", True), ("down", False))
    }


def _seen(kept: Sequence[Numbered], snaplen: int, shift: int) -> dict[str, Any]:
    """What the packets in the file show of one flow."""
    packets = [packet for _, packet in kept]
    times = [packet.time_ns + shift for packet in packets]
    with_data = [number for number, packet in kept if packet.up and packet.payload_octets]
    return {
        "start_ns": min(times, default=None),
        "end_ns": max(times, default=None),
        "first_packet": kept[0][0] if kept else None,
        "data_up_packet": with_data[0] if with_data else None,
        "level": _level(packets),
        "rtt_ns": _round_trip(packets),
        "names": _names(kept, snaplen),
    }


def _names(kept: Sequence[Numbered], snaplen: int) -> list[dict[str, Any]]:
    """Names in packets that are whole, each by the first packet that tells it."""
    told: dict[tuple[str, str, str], int] = {}
    for number, packet in kept:
        if len(packet.frame) <= snaplen:
            for one in packet.names:
                told.setdefault((one.name, one.by, one.address), number)
    return [
        {"name": name, "told_by": by, "address": address, "packet": number}
        for (name, by, address), number in told.items()
    ]


def _level(packets: Sequence[Packet]) -> str | None:
    """How far contact got, by what is in the file; None where nothing is."""
    if not packets:
        return None
    sent = sum(one.payload_octets for one in packets if one.up)
    if packets[0].flags is None:
        return "data" if sent else "connected"
    if not _is_answered(packets):
        return "attempted"
    if sent < 2:  # a single octet is a keep-alive's (RFC 9293 §3.8.4)
        return "connected"
    is_tls = any(one.sealed for one in packets)
    sealed = sum(one.sealed_octets for one in packets if one.up)
    return "handshake" if is_tls and sealed <= HANDSHAKE_REST_OCTETS else "data"


def _is_answered(packets: Sequence[Packet]) -> bool:
    """Whether the server took the connection, or it was open before the file begins."""
    down = [one.flags or 0 for one in packets if not one.up]
    opened = any(flags & SYN for flags in down)
    if not any((one.flags or 0) & SYN for one in packets if one.up) and not down:
        return True
    return bool(down) and (opened or not any(flags & RST for flags in down))


def _round_trip(packets: Sequence[Packet]) -> int | None:
    """First SYN to first SYN-ACK, where the answer names that SYN (RFC 7323 §4.1)."""
    syns = [one for one in packets if one.up and one.flags == SYN]
    answers = [one for one in packets if not one.up and one.flags == SYN | ACK]
    if not syns or not answers or answers[0].tsecr != syns[0].tsval:
        return None
    return answers[0].time_ns - syns[0].time_ns
