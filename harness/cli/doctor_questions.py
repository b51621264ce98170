"""Every question of ``harness doctor`` to the system: what it is for, and who answers it.

Those to harness itself stand in ``harness.cli.doctor_own``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from harness.cli.doctor_asking import Probe
from harness.errors import MachineError
from harness.machine.administrator import NET_ADMIN, NET_RAW, asks_root, is_able, user_name
from harness.machine.capacity import read_memory, read_processor
from harness.machine.capture_rights import try_capture, try_short_capture
from harness.machine.clock import read_clock
from harness.machine.disk import read_room, write_speed
from harness.machine.firewall import firewall
from harness.machine.forwarding import read_forwarding
from harness.machine.interfaces import read_interfaces, received
from harness.machine.managers import manager_of
from harness.machine.namespaces import forbidding, try_inside, try_namespaces
from harness.machine.netfilter import try_features
from harness.machine.offloads import read_offloads
from harness.machine.power import read_power
from harness.machine.tun import try_tun
from harness.machine.versions import read_program
from harness.model.readiness import Answer, Purpose, Question
from harness.reports.doctor import capturing, clock, host, kernel, network, programs, storage

REPLAY, LIVE, GATEWAY, INTERCEPTION, LAB = Purpose
_LOOPBACK = "lo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user asked about."""

    interfaces: tuple[str, ...]
    """Empty: those that there are."""
    folder: Path
    """Where captures would go."""


def question(
    group: str, name: str, topic: str, needed: Iterable[Purpose] = (), useful: Iterable[Purpose] = ()
) -> Question:
    """One, in one line. Interception happens on a gateway: what that needs, it needs too, and likewise what is useful."""
    needed_for, useful_for = (
        frozenset(some) | ({INTERCEPTION} if GATEWAY in some else set())
        for some in (tuple(needed), tuple(useful))
    )
    return Question(id=name, group=group, topic=topic, needed=needed_for, useful=useful_for - needed_for)


def system_probes(asked: Asked) -> tuple[Probe, ...]:
    """Those to the system, in the order in which they are told; all may be asked at once."""
    return (*_capturing(asked), *_networks(asked), *_machine(asked))


def _capturing(asked: Asked) -> Iterator[Probe]:
    group = "Capturing"
    yield Probe(
        question=question(group, "capture-rights", "right to capture", (LIVE, GATEWAY)),
        ask=partial(_rights, asked),
    )
    yield _program(question(group, "dumpcap", "dumpcap", (GATEWAY, LAB), (LIVE,)))
    yield _program(question(group, "tshark", "tshark", useful=(REPLAY, INTERCEPTION)))
    yield Probe(
        question=question(group, "interfaces", "interfaces", (LIVE, GATEWAY)),
        ask=partial(_interfaces, asked),
    )
    yield Probe(
        question=question(group, "offloads", "offloads", useful=(LIVE, GATEWAY)),
        ask=partial(_offloads, asked),
    )
    yield Probe(
        question=question(group, "losses", "losses at interfaces", useful=(LIVE, GATEWAY)),
        ask=lambda: [capturing.of_received(name, received(name)) for name in _names(asked)],
    )


def _networks(asked: Asked) -> Iterator[Probe]:  # noqa: ARG001 - as its siblings
    group = "Networks"
    yield Probe(
        question=question(group, "two-sides", "two interfaces", (GATEWAY,)),
        ask=lambda: [network.of_sides(read_interfaces())],
    )
    yield Probe(
        question=question(group, "administrator", "right to configure", (GATEWAY,)), ask=_administrator
    )
    yield _program(question(group, "iproute2", "ip (iproute2)", (GATEWAY, LAB), (LIVE,)), "ip")
    yield _program(question(group, "nft", "nft (nftables)", (GATEWAY,), (LAB,)))
    yield Probe(
        question=question(group, "packet-filter", "packet filter", (GATEWAY,), (LAB,)),
        ask=_packet_filter,
    )
    yield Probe(question=question(group, "forwarding", "forwarding", (GATEWAY,)), ask=_forwarding)
    yield _program(question(group, "dnsmasq", "dnsmasq", useful=(GATEWAY,)))
    yield _program(question(group, "conntrack", "conntrack", (INTERCEPTION,), (GATEWAY,)))
    yield _program(question(group, "ethtool", "ethtool", (GATEWAY,), (LIVE,)))
    yield Probe(question=question(group, "namespaces", "network namespaces", (LAB,)), ask=_namespaces)
    yield Probe(
        question=question(group, "tun", "/dev/net/tun", useful=(INTERCEPTION, LAB)),
        ask=lambda: [kernel.of_tun(try_tun())],
    )


def _machine(asked: Asked) -> Iterator[Probe]:
    group = "Machine"
    yield Probe(
        question=question(group, "clock", "clock", useful=(LIVE, GATEWAY)),
        ask=lambda: [clock.of_clock(read_clock())],
    )
    yield Probe(
        question=question(group, "room", "room for captures", (LIVE, GATEWAY)),
        ask=lambda: [storage.of_room(read_room(asked.folder))],
    )
    yield Probe(
        question=question(group, "processor", "processor", useful=(LIVE, GATEWAY)),
        ask=lambda: [host.of_processor(read_processor())],
    )
    yield Probe(
        question=question(group, "memory", "memory", useful=(REPLAY, LIVE)),
        ask=lambda: [host.of_memory(read_memory())],
    )
    yield Probe(
        question=question(group, "power", "power", useful=(LIVE, GATEWAY)),
        ask=lambda: [host.of_power(read_power())],
    )


def write_probe(asked: Asked) -> Probe:
    """The one that keeps the disk busy; asked alone."""
    return Probe(
        question=question("Machine", "write-speed", "speed of writing", useful=(LIVE, GATEWAY)),
        ask=lambda: [_write_speed(read_room(asked.folder).folder)],
    )


def _write_speed(folder: Path) -> Answer:
    return storage.of_speed(str(folder), write_speed(folder))


def _program(of: Question, name: str | None = None) -> Probe:
    return Probe(question=of, ask=lambda: [programs.of_program(read_program(name or of.id))])


def _rights(asked: Asked) -> Iterator[Answer]:
    user, sniffs = user_name(), is_able(NET_RAW) and find_spec("scapy") is not None
    for name in asked.interfaces or (_LOOPBACK,):
        rights = try_capture(name)
        counts = try_short_capture() if rights.granted and name == _LOOPBACK else None
        yield capturing.of_rights(rights, user, counts=counts, sniffs=sniffs)


def _names(asked: Asked) -> tuple[str, ...]:
    """Interfaces that are told one by one: those asked about that there are, else those that matter."""
    return tuple(one.name for one in network.chosen(read_interfaces(), asked.interfaces))


def _interfaces(asked: Asked) -> tuple[Answer, ...]:
    there = read_interfaces()
    told = {one.name: manager_of(one.name, one.index) for one in network.chosen(there, asked.interfaces)}
    managers = {name: manager[0] for name, manager in told.items() if manager is not None}
    return network.of_interfaces(there, asked.interfaces, managers)


def _offloads(asked: Asked) -> Iterator[Answer]:
    for name in _names(asked):
        try:
            yield network.of_offloads(name, read_offloads(name))
        except MachineError as fault:
            yield network.no_ethtool(name, str(fault))


def _administrator() -> Iterator[Answer]:
    yield kernel.of_administrator(
        is_root=os.geteuid() == 0, may_configure=is_able(NET_ADMIN), sudo=asks_root()
    )


def _packet_filter() -> Iterator[Answer]:
    way = try_namespaces().way
    if way is None:
        yield kernel.untried_features("it is tried in a network namespace, and none can be made")
        return
    yield kernel.of_features(try_features(way), as_root=os.geteuid() == 0)


def _forwarding() -> Iterator[Answer]:
    why = "only root may read the rules"
    try:
        filters = firewall()
    except MachineError as fault:
        filters, why = None, str(fault)
    except (ValueError, KeyError, TypeError):
        filters, why = None, "what nft lists cannot be read"
    yield network.of_forwarding(read_forwarding(), filters, why)


def _namespaces() -> Iterator[Answer]:
    found = try_namespaces()
    links = None
    if found.way is not None:
        links = try_inside(
            found.way, ["ip", "link", "add", "trial0", "type", "veth", "peer", "name", "trial1"]
        )
    yield kernel.of_namespaces(found, links, forbidding())
