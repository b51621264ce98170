"""A situation's form in; networks with every conversation spelled out, and the faults between keys, out.

Names are resolved here, per network, as its resolver would: what remains for the forge is who
speaks with whom, when, how far away, and how much.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from harness.errors import Fault
from harness.rules.faults import locate
from harness.rules.forge_background import background_traffic
from harness.rules.forge_forms import (
    DeviceForm,
    HostForm,
    NameForm,
    NetworkForm,
    SituationForm,
    TrafficForm,
)
from harness.rules.yamltree import Node

Document = dict[str, Any]
Steps = tuple[str | int, ...]

PORTS = {"tls": 443, "http": 80, "dns": 53, "ntp": 123, "tcp": 9000, "udp": 9000}
OVER_TCP = ("tls", "http", "tcp")
LOCAL_KINDS = ("dhcp", "arp")
LEAST_SNAPLEN_OF_COPIES = 128
LEAST_TLS_OCTETS = 19
"""Below it a record of data is no larger than what may end a bare handshake (RFC 8446 §4.4.4, §5.2, §6)."""


@dataclass(frozen=True, slots=True)
class Problem(Exception):  # noqa: N818 - told as a Fault, never shown as an exception
    """What is wrong with one conversation, and with which of its keys."""

    key: str
    message: str


@dataclass(slots=True)
class World:
    """A situation by id, and the faults found in it."""

    form: SituationForm
    tree: Node
    path: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, message: str, *steps: str | int) -> None:
        """Note a fault at a place of the file, once."""
        line, column = locate(self.tree, steps)[1]
        fault = Fault(path=self.path, line=line, column=column, message=message)
        if fault not in self.faults:
            self.faults.append(fault)


def expand(form: SituationForm, tree: Node, path: str) -> tuple[Document, list[Fault]]:
    """Spell a situation out."""
    world = World(form, tree, path)
    _unique(world)
    _references(world)
    if world.faults:
        return {}, world.faults
    if form.replicate:
        _replicable(world)
    networks = [_network(world, network) for network in form.networks]
    document = {
        "id": form.id,
        "title": form.title,
        "seed": form.seed,
        "detour": form.detour,
        "replicate": form.replicate.model_dump() if form.replicate else None,
        "networks": networks,
    }
    return document, world.faults


def _unique(world: World) -> None:
    """Ids, names, files and addresses of hosts stand once."""
    form = world.form
    lists: list[tuple[str, str, list[Any]]] = [
        ("networks", "id", [one.id for one in form.networks]),
        ("networks", "file", [one.file or f"{one.id}.pcapng" for one in form.networks]),
        ("devices", "id", [one.id for one in form.devices]),
        ("devices", "mac", [one.mac for one in form.devices]),
        ("hosts", "id", [one.id for one in form.hosts]),
        ("names", "name", [one.name for one in form.names]),
        ("traffic", "id", [one.id or f"#{at}" for at, one in enumerate(form.traffic)]),
    ]
    for section, key, values in lists:
        for at, value in enumerate(values):
            if value in values[:at]:
                world.fault(f"{key}: '{value}' stands here twice, choose another", section, at, key)
    owner: dict[str, str] = {}
    for at, host in enumerate(form.hosts):
        for number, address in enumerate(host.addresses):
            if owner.setdefault(address, host.id) != host.id:
                world.fault(
                    f"addresses: {address} is already host '{owner[address]}'",
                    "hosts",
                    at,
                    "addresses",
                    number,
                )


def _references(world: World) -> None:
    """Ids that are named exist, and hosts say how far they are."""
    form = world.form
    networks, devices = {one.id for one in form.networks}, {one.id for one in form.devices}
    hosts = {one.id for one in form.hosts}
    for at, host in enumerate(form.hosts):
        if (host.coordinates is None) == (host.rtt_ms is None):
            world.fault("give either coordinates or rtt_ms, and not both", "hosts", at)
    for at, name in enumerate(form.names):
        for number, answer in enumerate(name.answers):
            place: Steps = ("names", at, "answers", number)
            _known(world, "host", answer.host, hosts, *place, "host")
            for item, network in enumerate(answer.networks):
                _known(world, "network", network, networks, *place, "networks", item)
    for section, entries in (("traffic", form.traffic), ("background", form.background)):
        for at, entry in enumerate(entries):
            _known(world, "device", entry.device, devices, section, at, "device")
            for item, network in enumerate(entry.networks):
                _known(world, "network", network, networks, section, at, "networks", item)


def _replicable(world: World) -> None:
    """Copies need whole files of whole headers; a tunnel's outer header would be the same in all."""
    for at, network in enumerate(world.form.networks):
        for key, refused in (
            ("truncate_at", network.truncate_at is not None),
            ("link", network.link == "gre"),
            ("snaplen", network.snaplen < LEAST_SNAPLEN_OF_COPIES),
        ):
            if refused:
                world.fault(
                    f"{key}: not together with replicate: change it, or remove replicate", "networks", at, key
                )


def _known(world: World, what: str, value: str, known: set[str], *steps: str | int) -> None:
    if value not in known:
        world.fault(
            f"{what} '{value}' is not there: write one of {', '.join(sorted(known)) or 'none'}", *steps
        )


def _network(world: World, network: NetworkForm) -> Document:
    start = datetime.fromisoformat(network.start or world.form.start)
    document = network.model_dump(exclude={"start", "resolver"})
    document["file"] = network.file or f"{network.id}.pcapng"
    document["resolver"] = network.resolver or network.gateway.v4
    document["start_ns"] = round(start.timestamp()) * 10**9 + start.microsecond * 1000
    document["conversations"] = [
        one for entry in _entries(world) for one in _conversations(world, network, *entry)
    ]
    return document


def _entries(world: World) -> Iterator[tuple[TrafficForm, str, Steps, bool]]:
    """Every conversation, its id, where it stands, and whether it is background."""
    for at, traffic in enumerate(world.form.traffic):
        yield traffic, traffic.id or f"{traffic.kind}-{at + 1}", ("traffic", at), False
    for at, background in enumerate(world.form.background):
        for traffic in background_traffic(background):
            yield traffic, f"os-{at + 1}-{traffic.id}", ("background", at), True


def _conversations(
    world: World, network: NetworkForm, traffic: TrafficForm, name: str, steps: Steps, background: bool
) -> Iterator[Document]:
    if traffic.networks and network.id not in traffic.networks:
        return
    try:
        one = _Conversation(world.form, network, traffic).document()
    except Problem as problem:
        keys = [problem.key] if steps[0] == "traffic" else []
        world.fault(f"{problem.message} (network '{network.id}')", *steps, *keys)
        return
    times = traffic.repeat.times if traffic.repeat else 1
    every = traffic.repeat.every_s if traffic.repeat else 0.0
    for turn in range(times):
        yield {
            "id": name,
            "turn": turn,
            "background": background,
            "at_ns": round((traffic.at_s + turn * every) * 10**9),
            **one,
        }


@dataclass(frozen=True, slots=True)
class _Conversation:
    """One conversation in one network."""

    form: SituationForm
    network: NetworkForm
    traffic: TrafficForm

    def document(self) -> Document:
        """Everything that the forge needs of it.

        Raises:
            Problem: It cannot be.
        """
        traffic = self.traffic
        self._check()
        device = next(one for one in self.form.devices if one.id == traffic.device)
        document = traffic.model_dump(
            include={
                *("kind", "device", "level", "octets_up", "octets_down", "answered", "close"),
                *("retransmissions", "syn_retransmissions"),
            }
        )
        version = 6 if traffic.nat64 else traffic.ip
        document |= {"ip": version, "client": _client(device, version), "server": None, "query": None}
        if traffic.kind in LOCAL_KINDS:
            return document
        return document | self._remote(version)

    def _remote(self, version: int) -> Document:
        traffic, to = self.traffic, str(self.traffic.to)
        literal = _literal(to)
        name = None if literal else to
        host = self._host_of_address(literal) if literal else self._host_of_name(to)
        address = literal or self._address(host)
        port = None if traffic.kind == "icmp" else traffic.port or PORTS[traffic.kind]
        document: Document = {"server": {"ip": address, "port": port, **_distance(host)}}
        if _version(address) != version:
            raise Problem("to", f"{address} is no IPv{version} address: set ip to {_version(address)}")
        asked = traffic.name if traffic.kind == "dns" else name
        if asked and (traffic.kind == "dns" or traffic.resolve):
            document["query"] = self._query(asked, address if traffic.kind == "dns" else None)
        document["sni"] = None if traffic.sni == "none" else traffic.sni or name
        document["http"] = traffic.http.model_dump() | {"host": traffic.http.host or to}
        return document

    def _check(self) -> None:
        """What single keys cannot show."""
        traffic = self.traffic
        if (traffic.to is None) != (traffic.kind in LOCAL_KINDS):
            raise Problem(
                "to",
                f"to: {'remove it from' if traffic.to else 'write a name or an address for'} {traffic.kind}",
            )
        if (traffic.kind == "dns") != (traffic.name is not None):
            raise Problem("name", "name: write what is asked for, with kind dns and only there")
        if traffic.kind == "dns" and _literal(str(traffic.to)) is None:
            raise Problem("to", "to: write the resolver's address for kind dns")
        if traffic.kind not in OVER_TCP and traffic.level != "data":
            raise Problem("level", f"level: only kinds over TCP have one; for {traffic.kind} use answered")
        if traffic.kind != "tls" and traffic.level == "handshake":
            raise Problem("level", "level: handshake is for kind tls")
        if traffic.kind in OVER_TCP and not traffic.answered:
            raise Problem("answered", "answered: write level syn_only for kinds over TCP")
        least = {"tls": LEAST_TLS_OCTETS, "tcp": 2, "udp": 1}.get(traffic.kind, 0)
        if traffic.level == "data" and traffic.octets_up < least:
            raise Problem(
                "octets_up", f"octets_up: level data of {traffic.kind} needs {least} octets or more"
            )

    def _host_of_address(self, address: str) -> HostForm | None:
        """Host with this address, None for a box of the access network itself."""
        inner = _embedded_v4(address) or address
        for host in self.form.hosts:
            if inner in host.addresses or address in host.addresses:
                return host
        gateway = self.network.gateway
        if address in (gateway.v4, gateway.v6, self.network.resolver):
            return None
        raise Problem(
            "to", f"{address} is no host's address: add a host that has it, so that its distance is known"
        )

    def _host_of_name(self, name: str) -> HostForm:
        entry = self._entry(name)
        named = [answer for answer in entry.answers if self.network.id in answer.networks]
        chosen = named or [answer for answer in entry.answers if not answer.networks]
        if not chosen:
            raise Problem(
                "to", f"'{name}' resolves to nothing here: add an answer for this network under names"
            )
        return next(host for host in self.form.hosts if host.id == chosen[0].host)

    def _entry(self, name: str) -> NameForm:
        found = next((entry for entry in self.form.names if entry.name == name), None)
        if found is None:
            raise Problem(
                "name" if self.traffic.kind == "dns" else "to",
                f"'{name}' is no known name: add it under names",
            )
        return found

    def _address(self, host: HostForm | None) -> str:
        version = 4 if self.traffic.nat64 else self.traffic.ip
        found = [one for one in host.addresses if _version(one) == version] if host else []
        if not found:
            raise Problem(
                "to", f"host '{host.id if host else ''}' has no IPv{version} address: add one, or set ip"
            )
        return _nat64(found[0]) if self.traffic.nat64 else found[0]

    def _query(self, name: str, resolver: str | None) -> Document:
        entry, host = self._entry(name), self._host_of_name(name)
        asked = resolver or self.traffic.resolver or self.network.resolver or self.network.gateway.v4
        version = 6 if self.traffic.nat64 else _version(asked) if resolver else self.traffic.ip
        return {
            "name": name,
            "chain": entry.cname,
            "addresses": [self._address(host)] if not resolver else [_first_of(host)],
            "ttl_s": entry.ttl_s,
            "resolver": {"ip": asked, **_distance(self._host_of_address(asked))},
            "client": self._resolver_client(asked),
            "version": version,
        }

    def _resolver_client(self, resolver: str) -> Document:
        device = next(one for one in self.form.devices if one.id == self.traffic.device)
        return _client(device, _version(resolver))


def _first_of(host: HostForm) -> str:
    return host.addresses[0]


def _client(device: DeviceForm, version: int) -> Document:
    address = device.v4 if version == 4 else device.v6
    if address is None:
        raise Problem("device", f"device '{device.id}' has no IPv{version} address: add v{version}")
    return {"mac": device.mac, "ip": address}


def _distance(host: HostForm | None) -> Document:
    """Where a server is; all None: a box of the access network."""
    if host is None:
        return {"coordinates": None, "rtt_ms": None, "local": True}
    return {"coordinates": host.coordinates, "rtt_ms": host.rtt_ms, "local": False}


def _literal(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def _version(address: str) -> int:
    return ipaddress.ip_address(address).version


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _nat64(address: str) -> str:
    return str(_NAT64[int(ipaddress.IPv4Address(address))])


def _embedded_v4(address: str) -> str | None:
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6 and parsed in _NAT64:
        return str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF))
    return None
