"""Looks at a gateway that is up: everything that checking and telling of it need, read once. Nothing is changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

from harness.errors import MachineError
from harness.gateway.changes import TABLE
from harness.gateway.drift import drift
from harness.gateway.journal import read_journal
from harness.gateway.proxy import TUN
from harness.machine.firewall import Firewall, firewall
from harness.machine.flow_events import FlowRecord, parse_flow_events
from harness.machine.interfaces import Interface, read_interfaces
from harness.machine.leases import Lease, parse_leases
from harness.machine.offloads import falsifying_on
from harness.machine.programs import run
from harness.model.gateway_state import GatewayState, InterceptionMode

COUNTED = "counters.json"
"""File of the record: packets by name of counter, as they were when the gateway was taken down."""
_BEYOND = {4: "192.0.2.1", 6: "2001:db8::1"}
"""Addresses for documentation: somewhere beyond, and nobody (RFC 5737, RFC 3849)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A machine at the other end of an interface."""

    interface: str
    address: str
    mac: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Interfaces that packets would leave by; None: by none."""

    version: int
    """4 or 6."""
    out: str | None
    """From a device to far away."""
    back: str | None
    """The answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A gateway at one time."""

    state: GatewayState
    drift: tuple[str, ...]
    leases: tuple[Lease, ...]
    flows: FlowRecord | None
    """None: no record is kept, or it cannot be read."""
    counters: dict[str, int] | None
    """Packets by name of counter; None: they may not be read."""
    firewall: Firewall | None
    interfaces: tuple[Interface, ...]
    ways: tuple[Ways, ...]
    """Of each IP version offered."""
    neighbours: tuple[Neighbour, ...]
    offloads: dict[str, tuple[str, ...]]
    """Interface -> those on that falsify captures."""


def look(state: GatewayState, folder: Path) -> Look:
    """Look now.

    Raises:
        MachineError: A program is missing, or the journal cannot be read.
    """
    entries = read_journal(folder) or ()
    sides = (state.lan.interface, state.wan.interface)
    return Look(
        state=state,
        drift=tuple(drift(entries, Path(state.record))),
        leases=parse_leases(_text(state.leases) or ""),
        flows=_flows(state),
        counters=_counters(),
        firewall=firewall(),
        interfaces=read_interfaces(),
        ways=tuple(_ways(state, version) for version in state.ip_versions),
        neighbours=parse_neighbours(run(("ip", "-json", "neigh")).out),
        offloads={name: _offloads(name) for name in sides},
    )


def parse_neighbours(text: str) -> tuple[Neighbour, ...]:
    """``ip -json neigh`` in; those that have answered."""
    found = json.loads(text) if text.strip() else []
    return tuple(
        Neighbour(interface=one["dev"], address=one["dst"], mac=one["lladdr"])
        for one in found
        if "lladdr" in one
    )


def parse_counters(text: str) -> dict[str, int]:
    """``nft -j list counters table ...`` in; packets by name."""
    objects = json.loads(text)["nftables"]
    return {one["counter"]["name"]: one["counter"]["packets"] for one in objects if "counter" in one}


def keep_counters(folder: Path) -> None:
    """Keep what the table has counted in the newest record, because taking it away takes its counts: how often QUIC was refused is evidence.

    What cannot be counted or written keeps nothing from being put back.
    """
    records = sorted(folder.glob("record-*"))
    try:
        found = _counters()
        if records and found is not None:
            (records[-1] / COUNTED).write_text(json.dumps(found, indent=1) + "\n", encoding="ascii")
    except (MachineError, OSError):
        return


def _counters() -> dict[str, int] | None:
    done = run(("nft", "--json", "list", "counters", "table", *TABLE))
    return parse_counters(done.out) if done.ok else None


def _flows(state: GatewayState) -> FlowRecord | None:
    text = _text(state.own.flows)
    return None if text is None else parse_flow_events(text.splitlines())


def _text(path: str | None) -> str | None:
    try:
        return None if path is None else Path(path).read_text(encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None


def _offloads(interface: str) -> tuple[str, ...]:
    try:
        return falsifying_on(interface)
    except MachineError:
        return ()


def exit_of(state: GatewayState) -> str:
    """Interface that packets of devices are to leave by."""
    return TUN if state.interception is InterceptionMode.TUN else state.wan.interface


def _ways(state: GatewayState, version: int) -> Ways:
    """Where the kernel would send packets of a device and answers to it, by its own routes, rules and checks."""
    prefix = next((ip_network(one) for one in state.prefixes if ip_network(one).version == version), None)
    if prefix is None:
        return Ways(version=version, out=None, back=None)
    gateway = {ip_address(address.partition("/")[0]) for address in state.lan.addresses}
    device = str(next(one for one in prefix.hosts() if one not in gateway))
    beyond = _BEYOND[version]
    return Ways(
        version=version,
        out=_way(version, device, beyond, state.lan.interface),
        back=_way(version, beyond, device, exit_of(state)),
    )


def _way(version: int, source: str, destination: str, interface: str) -> str | None:
    """Where a packet goes that comes in by an interface (ip-route(8), ``get``)."""
    asked = ("get", destination, "from", source, "iif", interface)
    done = run(("ip", "-json", f"-{version}", "route", *asked))
    if not done.ok:
        return None
    found = json.loads(done.out) if done.out.strip() else []
    return next((one.get("dev") for one in found if one.get("type", "unicast") == "unicast"), None)
