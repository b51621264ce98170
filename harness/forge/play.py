# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""A network's conversations in; every packet that passes its tap, in order of time, out.

Each conversation has randomness of its own, by the seed, the network and its id: adding one
changes no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from harness.forge.distance import least_rtt_ns
from harness.forge.frames import Link
from harness.forge.line import Line
from harness.forge.over_ip import play_arp, play_dhcp, play_dns, play_icmp, play_ntp, play_udp
from harness.forge.over_tcp import play_tcp
from harness.forge.packets import FlowKey, Packet
from harness.forge.tcp import Connection

Spoken = dict[str, Any]
FIRST_PORT, PORTS, STRIDE = 32_768, 28_000, 7_919
"""Client ports, in no order; the stride has no factor in common with their number."""
PLAYERS = {"udp": play_udp, "ntp": play_ntp, "icmp": play_icmp}
TRANSPORTS = {"tls": "tcp", "http": "tcp", "tcp": "tcp"}


def play(network: Spoken, seed: int, detour: float) -> list[Packet]:
    """Everything at one tap."""
    ports = (FIRST_PORT + number * STRIDE % PORTS for number in count())
    packets: list[Packet] = []
    for position, spoken in enumerate(network["conversations"]):
        packets += _Conversation(network, spoken, position, seed, detour, ports).packets()
    return sorted(packets, key=lambda packet: packet.time_ns)


class _Conversation:
    """One conversation at one tap."""

    def __init__(
        self, network: Spoken, spoken: Spoken, position: int, seed: int, detour: float, ports: Iterator[int]
    ) -> None:
        self.network, self.spoken, self.position, self.detour, self.ports = (
            network,
            spoken,
            position,
            detour,
            ports,
        )
        self.random = Random(f"{seed}/{network['id']}/{spoken['id']}/{spoken['turn']}")  # noqa: S311 - repeatable, no secret
        self.link = Link(network["link"], network["gateway"]["mac"], network["nat_v4"])
        self.now_ns = network["start_ns"] + spoken["at_ns"]

    def packets(self) -> list[Packet]:
        """Its packets, those of the question for the name first."""
        spoken, kind = self.spoken, self.spoken["kind"]
        if spoken["server"] is None:
            return self._local(kind)
        packets = self._query(spoken["query"]) if spoken["query"] else []
        if kind == "dns" or self._is_hidden(spoken["server"]):
            return packets
        transport = TRANSPORTS.get(kind, "udp")
        if kind == "icmp":
            transport = "icmpv6" if spoken["ip"] == 6 else "icmp"
        line = self._line(transport, spoken["client"], spoken["server"])
        if transport == "tcp":
            play_tcp(Connection(line), spoken)
        else:
            PLAYERS[kind](line, spoken)
        return packets + line.packets

    def _local(self, kind: str) -> list[Packet]:
        if self.link.nat_v4 or (kind == "arp" and not self.link.has_arp):
            return []
        gateway, address = self.network["gateway"], self.spoken["client"]["ip"]
        line = self._line(
            "udp",
            self.spoken["client"],
            {"ip": gateway["v4"], "port": None, "rtt_ms": None, "coordinates": None},
        )
        if kind == "arp":
            play_arp(line, gateway)
        else:
            play_dhcp(line, gateway, self.network["resolver"], address)
        return line.packets

    def _query(self, query: Spoken) -> list[Packet]:
        """DNS; the conversation goes on when the device has the answer."""
        if self._is_hidden(query["resolver"]):
            return []
        line = self._line("udp", query["client"], {**query["resolver"], "port": 53})
        asking = self.spoken["kind"] == "dns"
        play_dns(line, query, answered=self.spoken["answered"] if asking else True)
        line.wait_near()
        self.now_ns = line.now_ns
        return line.packets

    def _is_hidden(self, server: Spoken) -> bool:
        """Boxes of the access network are not seen from behind it."""
        return bool(self.link.nat_v4) and bool(server["local"])

    def _line(self, transport: str, client: Spoken, server: Spoken) -> Line:
        has_ports = transport in ("tcp", "udp")
        key = FlowKey(
            transport,
            self.link.client_ip(client["ip"]),
            next(self.ports) if has_ports else None,
            server["ip"],
            server["port"] if has_ports else None,
        )
        rtt_ns = least_rtt_ns(self.network["coordinates"], server, self.detour)
        line = Line(self.link, key, client["mac"], rtt_ns, self.random, self.position, self.now_ns)
        if not server.get("local", True):
            line.between = self.network["between"]
        return line
