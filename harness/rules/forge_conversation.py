"""One conversation of a situation in one network in; everything that the forge needs of it, or what is wrong, out.

Names are resolved here as the network's resolver would, so that the forge knows addresses and places only.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from harness.rules.forge_forms import DeviceForm, HostForm, NameForm, NetworkForm, SituationForm, TrafficForm
from harness.rules.forge_messages import TALKING, MessageProblem, message_document
from harness.rules.forge_values import NAME

Document = dict[str, Any]

PORTS = {"tls": 443, "http": 80, "dns": 53, "ntp": 123, "tcp": 9000, "udp": 9000}
OVER_TCP = ("tls", "http", "tcp")
LOCAL_KINDS = ("dhcp", "arp")
LEAST_TLS_OCTETS = 19
"""Below it a record of data is no larger than what may end a bare handshake (RFC 8446 §4.4.4, §5.2, §6)."""


@dataclass(frozen=True, slots=True)
class Problem(Exception):  # noqa: N818 - told as a Fault, never shown as an exception
    """What is wrong with one conversation, and with which of its keys."""

    key: str
    message: str
    steps: tuple[str | int, ...] = ()
    """Where below the key."""


@dataclass(frozen=True, slots=True)
class Conversation:
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
        return document | self._said(to)

    def _said(self, host: str) -> Document:
        """Messages; nothing where there are none."""
        traffic = self.traffic
        if not traffic.messages:
            return {}
        values = {value.id: value for value in self.form.values}
        said = list[Document]()
        for at, message in enumerate(traffic.messages):
            try:
                said.append(message_document(message, values, host))
            except MessageProblem as problem:
                raise Problem("messages", problem.message, (at, *problem.steps)) from None
        return {"messages": said, **traffic.model_dump(include={"tls_version", "keys", "segment_octets"})}

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
        if traffic.messages:
            self._check_messages()
            return
        least = {"tls": LEAST_TLS_OCTETS, "tcp": 2, "udp": 1}.get(traffic.kind, 0)
        if traffic.level == "data" and traffic.octets_up < least:
            raise Problem(
                "octets_up", f"octets_up: level data of {traffic.kind} needs {least} octets or more"
            )

    def _check_messages(self) -> None:
        """What is said takes the place of sizes."""
        traffic = self.traffic
        if traffic.kind not in TALKING:
            raise Problem(
                "messages", f"messages: only {', '.join(TALKING)} have them, {traffic.kind} has none"
            )
        if traffic.level != "data":
            raise Problem("level", "level: messages are data: remove one of the two")
        for key in ("octets_up", "octets_down"):
            if getattr(traffic, key):
                raise Problem(key, f"{key}: follows from the messages: remove it")
        sni = traffic.sni or "none"
        if sni != "none" and (not NAME.fullmatch(sni) or _literal(sni)):
            raise Problem("sni", f"sni: '{sni}' cannot be sent by real TLS: write a host name or none")

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
