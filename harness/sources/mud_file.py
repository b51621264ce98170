"""A MUD file (RFC 8520, JSON of RFC 7951) -> the entries of its access lists (RFC 8519), or a located message.

Lists are those that ``from-device-policy`` and ``to-device-policy`` name. Of an entry, the remote end is its destination in
the first, and its source in the second.

**Blind spots**: the file's signature (RFC 8520 §13.2) is not checked. Members that this reader does not know make an entry
one that cannot be taken; they never widen it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from harness.errors import HarnessError
from harness.model.mud import Entry, Mud, PortRange
from harness.sources.bounded_json import Node, parse_json

MAX_OCTETS: Final = 1 << 20
MAX_ENTRIES: Final = 2_000
_LAST_PORT: Final = 0xFFFF
_PROTOCOLS: Final = {"tcp": 6, "udp": 17, "icmp": 1}
"""Containers of RFC 8519 §4.2 that tell the protocol."""
_DIRECTION: Final = "ietf-mud:direction-initiated"
_MUD: Final = ("ietf-mud:mud", "mud")


def parse_mud(data: bytes, path: str) -> Mud:
    """Read a file.

    Raises:
        HarnessError: It is too large, no JSON, or no MUD file; says where.
    """
    if len(data) > MAX_OCTETS:
        raise HarnessError(f"{path}: larger than {MAX_OCTETS:,} octets; a MUD file is smaller")
    document = parse_json(data, path)
    mud = document.member("ietf-mud:mud")
    if mud.member("mud-version").value != 1:
        raise mud.member("mud-version").fault("version 1 of MUD (RFC 8520 section 3.1)")
    lists = _lists(document)
    entries: list[Entry] = []
    for policy, from_device in (("from-device-policy", True), ("to-device-policy", False)):
        for entry in _entries(mud, policy, lists, from_device=from_device):
            entries.append(entry)
            if len(entries) > MAX_ENTRIES:
                raise HarnessError(f"{path}: more than {MAX_ENTRIES:,} access control entries")
    return Mud(
        url=_optional_text(mud, "mud-url"),
        last_update=_optional_text(mud, "last-update"),
        systeminfo=_optional_text(mud, "systeminfo"),
        entries=tuple(entries),
    )


def _optional_text(node: Node, name: str) -> str | None:
    found = node.optional(name)
    return None if found is None else found.text()


def _lists(document: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for acl in document.member("ietf-access-control-list:acls").member("acl").items():
        name = acl.member("name").text()
        if name in found:
            raise HarnessError(f"{acl.where}.name: two lists are called {name[:60]!r}")
        found[name] = acl
    return found


def _entries(mud: Node, policy: str, lists: dict[str, Node], *, from_device: bool) -> Iterator[Entry]:
    chosen = mud.optional(policy)
    if chosen is None:
        return
    for listed in chosen.member("access-lists").member("access-list").items():
        name = listed.member("name")
        if name.text() not in lists:
            raise HarnessError(f"{name.where}: there is no list {name.text()[:60]!r} below acls")
        for ace in lists[name.text()].member("aces").member("ace").items():
            yield _entry(ace, name.text(), from_device=from_device)


def _entry(ace: Node, acl: str, *, from_device: bool) -> Entry:
    matches = ace.member("matches")
    found = _Matches("destination" if from_device else "source", "dst" if from_device else "src")
    for key in _keys(matches):
        found.take(key, matches.member(key))
    return Entry(
        where=f"{acl} {ace.member('name').text()}",
        from_device=from_device,
        accept=ace.member("actions").member("forwarding").text().removeprefix("ietf-access-control-list:")
        == "accept",
        hosts=tuple(found.hosts),
        networks=tuple(found.networks),
        protocols=tuple(sorted(found.protocols)),
        ports=found.ports,
        other=tuple(found.other),
    )


def _keys(node: Node) -> list[str]:
    if not isinstance(node.value, dict):
        raise node.fault("an object")
    return list(node.value)


class _Matches:
    """What an entry matches, while it is read."""

    def __init__(self, remote: str, short: str) -> None:
        self._remote = remote
        self._short = short
        self.hosts: list[str] = []
        self.networks: list[str] = []
        self.protocols: set[int] = set()
        self.ports: tuple[PortRange, ...] = ()
        self.other: list[str] = []

    def take(self, key: str, node: Node) -> None:
        """One container of ``matches``."""
        if key in ("ipv4", "ipv6"):
            self._network(key, node)
        elif key in _PROTOCOLS:
            self.protocols.add(_PROTOCOLS[key])
            self._transport(key, node)
        elif key in _MUD:
            self.other += [f"{name}{_said(node.value[name])}" for name in _keys(node)]
        else:
            self.other.append(key[:60])

    def _network(self, version: str, node: Node) -> None:
        for key in _keys(node):
            if key == f"ietf-acldns:{self._short}-dnsname":
                self.hosts.append(node.member(key).text())
            elif key == f"{self._remote}-{version}-network":
                self.networks.append(node.member(key).text())
            elif key == "protocol":
                self.protocols.add(node.member(key).whole(0, 255))
            else:
                self.other.append(key[:60])

    def _transport(self, name: str, node: Node) -> None:
        for key in _keys(node):
            if key == f"{self._remote}-port" and name != "icmp":
                self.ports = _ports(node.member(key))
            elif key != _DIRECTION:
                self.other.append(f"{name} {key[:60]}")


def _said(value: Any) -> str:
    """The argument of an abstraction, where it has one."""
    return f" {value[:100]}" if isinstance(value, str) else ""


def _ports(node: Node) -> tuple[PortRange, ...]:
    """Ranges of ``port-range-or-operator`` (RFC 8519 §4.2)."""
    if node.optional("lower-port") is not None:
        low = _port(node, "lower-port")
        high = _port(node, "upper-port") if node.optional("upper-port") is not None else low
        if low > high:
            raise node.fault("a lower port that is not above the upper one")
        return ((low, high),)
    port = _port(node, "port")
    operator = node.optional("operator")
    match "eq" if operator is None else operator.text().removeprefix("ietf-packet-fields:"):
        case "eq":
            return ((port, port),)
        case "lte":
            return ((0, port),)
        case "gte":
            return ((port, _LAST_PORT),)
        case "neq":
            return tuple((low, high) for low, high in ((0, port - 1), (port + 1, _LAST_PORT)) if low <= high)
        case _:
            raise node.member("operator").fault("eq, lte, gte or neq")


def _port(node: Node, name: str) -> int:
    return node.member(name).whole(0, _LAST_PORT)
