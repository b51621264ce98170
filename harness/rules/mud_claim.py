"""What a MUD file allows in; a claim that a device contacts nothing else, as YAML for a scenario, out.

Only what the device may *send* to is allowed: the lists of ``from-device-policy`` (RFC 8520 §3.10). What cannot be told by
names, prefixes, ports and transports is left out and listed, which makes the claim narrower than the file: what is listed
has to be looked at before a FAIL is believed. An entry that drops makes it wider.

**Blind spots**: names are exact, as in the file; what they resolve to elsewhere counts by the name that was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from harness.errors import HarnessError
from harness.model.mud import Entry, Mud
from harness.model.name_lists import Left
from harness.rules.checks import cidr_problem, host_problem
from harness.rules.imported_rules import left_lines
from harness.rules.yaml_text import comment, flow, scalar
from harness.wire.text import host_text

MAX_SELECTORS: Final = 200
MAX_NAMES: Final = 500
"""Of one selector; both as ``scenario_selector_forms`` has them."""
_MOST_PORTS: Final = 100
_TRANSPORTS: Final = {6: "tcp", 17: "udp"}
_MOST_TEXT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the user says of a file."""

    origin: str
    sha256: str
    licence: str
    prefix: str


@dataclass(frozen=True, slots=True)
class _Where:
    """What narrows a selector."""

    ports: tuple[int, ...]
    transports: tuple[str, ...]


class _NotTakenError(Exception):
    """An entry that no selector tells; its text says why."""


def mud_claim(mud: Mud, about: About) -> str:
    """Write the claim.

    Raises:
        HarnessError: The file allows everything, nothing that can be told, or too much.
    """
    found: dict[_Where, dict[str, list[str]]] = {}
    left: list[Left] = []
    for entry in mud.entries:
        if entry.from_device:
            try:
                where, key, value = _selector(entry)
            except _NotTakenError as why:
                left.append(Left(entry.where, _text(entry), str(why)))
                continue
            values = found.setdefault(where, {}).setdefault(key, [])
            if value not in values:
                values.append(value)
    allowed = {
        (key, value, where.transports)
        for where, some in found.items()
        for key, values in some.items()
        for value in values
    }
    left += [one for entry in mud.entries if not entry.from_device for one in _backwards(entry, allowed)]
    selectors = list(_selectors(found))
    if not selectors:
        told = f"; {left[0].where}: {left[0].why}" if left else ""
        raise HarnessError(f"{about.origin}: allows nothing that a claim can tell{told}")
    if len(selectors) > MAX_SELECTORS:
        raise HarnessError(
            f"{about.origin}: needs more than the {MAX_SELECTORS} selectors that a claim may have"
        )
    return "\n".join([*_head(mud, about, left), *_claim(mud, about, selectors)]) + "\n"


def _selector(entry: Entry) -> tuple[_Where, str, str]:
    """What narrows it; then ``host`` or ``cidr`` and its value, or ``""`` where any host will do."""
    if not entry.accept:
        raise _NotTakenError(
            "drops, and a claim lists only what is allowed: the claim is wider than the file"
        )
    if entry.other:
        raise _NotTakenError(_why_not(entry.other))
    where = _Where(_ports(entry), _transports(entry))
    far = [("host", _host(name)) for name in entry.hosts]
    far += [("cidr", network) for text in entry.networks if (network := _network(text)) is not None]
    if len(far) > 1:
        raise _NotTakenError("asks for several of name and prefix at once, where a claim takes any of them")
    if not far and not where.ports and not where.transports:
        raise HarnessError(f"{entry.where}: allows every endpoint, so there is nothing to claim")
    return (where, *far[0]) if far else (where, "", "")


def _why_not(other: Iterable[str]) -> str:
    told = ", ".join(other)[:_MOST_TEXT]
    return f"asks for {told}, which names no host on the internet"


def _transports(entry: Entry) -> tuple[str, ...]:
    if len(entry.protocols) > 1:
        raise _NotTakenError("asks for two protocols at once, so it matches nothing")
    if any(number not in _TRANSPORTS for number in entry.protocols):
        raise _NotTakenError(f"is for IP protocol {entry.protocols[0]}; claims know tcp and udp")
    return tuple(_TRANSPORTS[number] for number in entry.protocols)


def _ports(entry: Entry) -> tuple[int, ...]:
    total = sum(high - low + 1 for low, high in entry.ports)
    if total > _MOST_PORTS:
        raise _NotTakenError(f"is for {total:,} ports; a claim lists {_MOST_PORTS} at most")
    ports = tuple(port for low, high in entry.ports for port in range(low, high + 1))
    if 0 in ports:
        raise _NotTakenError("is for port 0, which no server has")
    return ports


def _host(raw: str) -> str:
    name = host_text(raw.encode("utf-8", "surrogatepass"))
    if problem := host_problem(name):
        raise _NotTakenError(problem)
    return name


def _network(text: str) -> str | None:
    """The prefix in its short form; None: every address."""
    try:
        network: IPv4Network | IPv6Network = ip_network(text, strict=False)
    except ValueError:
        raise _NotTakenError(f"'{text[:60]}' is no prefix") from None
    if network.prefixlen == 0:
        return None
    if problem := cidr_problem(str(network)):
        raise _NotTakenError(problem)
    return str(network)


def _backwards(entry: Entry, allowed: set[tuple[str, str, tuple[str, ...]]]) -> Iterator[Left]:
    """An entry towards the device: an answer to what is allowed already, or nothing for this claim."""
    try:
        where, key, value = _selector(entry)
    except (_NotTakenError, HarnessError) as why:
        yield Left(entry.where, _text(entry), str(why))
        return
    if not {(key, value, where.transports), (key, value, ())} & allowed:
        yield Left(entry.where, _text(entry), "may send to the device only; nothing may be sent to it")


def _text(entry: Entry) -> str:
    told = [*entry.hosts, *entry.networks, *entry.other]
    return (", ".join(told) or "any host")[:_MOST_TEXT]


def _selectors(found: dict[_Where, dict[str, list[str]]]) -> Iterator[str]:
    """Each as a mapping in one line; long lists in several."""
    for where, far in found.items():
        narrow = [
            *([f"port: {flow(where.ports)}"] if where.ports else []),
            *([f"transport: {flow(where.transports)}"] if where.transports else []),
        ]
        for key, values in far.items():
            for at in range(0, len(values), MAX_NAMES):
                named = [f"{key}: {flow(values[at : at + MAX_NAMES])}"] if key else []
                yield f"{{{', '.join([*named, *narrow])}}}"


def _head(mud: Mud, about: About, left: list[Left]) -> Iterator[str]:
    for text in (
        f"Made of {about.origin} (MUD file, RFC 8520), sha256 {about.sha256}.",
        f"Licence of the file: {about.licence}",
        f"MUD URL: {mud.url or 'none'}",
        "Put below 'claims:' of a scenario, and write there what it is asserted for.",
        *(
            ["What follows makes the claim narrower than the file: look at it before you believe a FAIL."]
            if left
            else []
        ),
        *left_lines(left),
    ):
        yield from comment(text)


def _claim(mud: Mud, about: About, selectors: list[str]) -> Iterator[str]:
    device = " ".join((mud.systeminfo or mud.url or about.prefix).split())[:_MOST_TEXT] or about.prefix
    updated = f", last update {mud.last_update[:40]}" if mud.last_update else ""
    source = f"MUD file {about.origin}, sha256 {about.sha256[:16]}{updated}, licence {about.licence}"
    yield "claims:"
    yield f"- id: {about.prefix}-only-mud-hosts"
    yield "  kind: name"
    yield f"  text: {scalar(f'{device} sends only to what its MUD file allows.')}"
    yield f"  source: {scalar(source)}"
    yield "  only:"
    yield from (f"  - {one}" for one in selectors)
