"""Text -> what in it is private by its form: addresses, MACs, local names, mail addresses, folders and positions.

What is private by its form needs no table that names it. Local and carrier addresses are (RFC 6890), own ones are told
from the run; names of local zones (RFC 6762 §3, RFC 8375) and names of one label are.

Blind spots: an address of the tester's on the internet that no packet shows as ours is taken for evidence; so is a prefix
of the access network inside a NAT64 address. Words that name a person and have no such form are not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from harness.model.addresses import SPECIAL, Address, scope_of_parsed, unwrapped

_NOT_OURS: Final = frozenset(
    {
        *(
            "benchmarking",
            "broadcast",
            "discard",
            "ietf_protocol",
            "loopback",
            "multicast",
            "reserved",
            "this_network",
        ),
        "unspecified",
    }
)
"""Local blocks that are the same for everybody; benchmarking addresses stand in for real servers."""
_SOLICITED = int(ip_address("ff02::1:ff00:0")) >> 24
"""Ends in the last 24 bits of the host's own address (RFC 4291 §2.7.1)."""
_BLOCKS: Final = frozenset(prefix for prefix, *_ in SPECIAL)
_ZONES: Final = (
    "local",
    "lan",
    "home.arpa",
    "localdomain",
    "internal",
    "intranet",
    "home",
    "corp",
    "private",
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_FORMS: Final = re.compile(
    "|".join(
        (
            r"(?P<mac>(?<![0-9A-Za-z:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Za-z:-]))",
            r"(?P<mail>[A-Za-z0-9_.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
            r"(?P<nibbles>(?<![0-9A-Za-z.])(?:[0-9A-Fa-f]\.){32}ip6\.arpa)",
            rf"(?P<reverse>(?<![0-9A-Za-z.])(?:{_OCTET}\.){{4}}in-addr\.arpa)",
            (
                r"(?P<six>(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}"
                rf"(?:[0-9A-Fa-f]{{1,4}}|{_OCTET}(?:\.{_OCTET}){{3}})?(?:%[0-9A-Za-z]+)?(?:/\d{{1,3}})?(?![0-9A-Za-z:]))"
            ),
            rf"(?P<four>(?<![0-9A-Za-z])(?<!\d\.){_OCTET}(?:\.{_OCTET}){{3}}(?:/\d{{1,2}})?(?!\.?\d)(?![A-Za-z]))",
            rf"(?P<dashed>(?<![0-9A-Za-z]){_OCTET}(?:-{_OCTET}){{3}}(?![0-9A-Za-z]))",
            rf"(?P<zone>(?<![\w.-])(?:[\w-]+\.)+(?:{'|'.join(map(re.escape, _ZONES))})(?![\w-]|\.\w))",
            r"(?P<position>(?<![\d.])-?\d{1,3}\.\d{3,}\s*,\s*-?\d{1,3}\.\d{3,}(?!\d))",
            r"(?P<folder>(?<![\w/:.~<>%-])~?/(?:[^\s/'\"`,;:()<>|]+/)+(?=[^\s/'\"`,;:()<>|]))",
        )
    )
)
_MAC: Final = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")
_EARLY: Final = re.compile(r"[.:@/-]")
"""Nothing of all that is without one of these."""


@dataclass(frozen=True, slots=True)
class Forms:
    """What is private by its form, and what stands in its place."""

    own: frozenset[str]
    """Addresses on the internet that are the tester's own, as ``ipaddress`` writes them."""
    pseudonym: Callable[[str, str], str]
    """Of a kind and a value."""
    _ways: Mapping[str, Callable[[str], str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ways = {
            "mac": self.mac,
            "mail": lambda text: self.pseudonym("mail", text.lower()),
            "nibbles": lambda text: self._reverse(text, _of_nibbles(text)),
            "reverse": lambda text: self._reverse(text, ".".join(text.split(".")[3::-1])),
            "six": self._literal,
            "four": self._literal,
            "dashed": self._dashed,
            "zone": self.name,
            "position": _rounded,
            "folder": lambda _: "",
        }
        object.__setattr__(self, "_ways", ways)

    def within(self, text: str) -> str:
        """Replace what is private in a text."""
        if _EARLY.search(text) is None:
            return text
        return _FORMS.sub(lambda found: self._ways[str(found.lastgroup)](found.group()), text)

    def address(self, text: str) -> str:
        """An address, or its pseudonym where it is local or the tester's own; a text that is none as any text."""
        parsed = _parsed(text)
        if parsed is None:
            return self.within(text)
        return self.hidden(parsed) if self.is_private(parsed) else text

    def hidden(self, address: Address) -> str:
        """The pseudonym of an address."""
        return self.pseudonym(f"ip{address.version}", str(address))

    def is_private(self, address: Address) -> bool:
        """Whether an address, or the one wrapped in it, is local or the tester's own."""
        inner = unwrapped(address)
        return _is_local(address) or _is_local(inner) or str(address) in self.own or str(inner) in self.own

    def mac(self, text: str) -> str:
        """The pseudonym of a MAC; one of a group names nobody."""
        if _MAC.fullmatch(text) is None:  # whatever the column says
            return self.pseudonym("mac", text)
        digits = re.sub("[:-]", "", text.lower())
        return text if digits == "f" * 12 or _is_multicast(digits) else self.pseudonym("mac", digits)

    def name(self, text: str) -> str:
        """The pseudonym of a host name."""
        return self.pseudonym("name", text.lower())

    def _literal(self, text: str) -> str:
        """An address or prefix as it stands in a sentence."""
        if text in _BLOCKS:
            return text
        address, slash, length = text.partition("/")
        parsed = _parsed(address)
        if parsed is None or not self.is_private(parsed):
            return text
        return f"{self.hidden(parsed)}{slash}{length}"

    def _reverse(self, text: str, address: str) -> str:
        parsed = _parsed(address)
        return text if parsed is None or not self.is_private(parsed) else self.hidden(parsed)

    def _dashed(self, text: str) -> str:
        """As in names that access networks give; some write the octets backwards."""
        octets = text.split("-")
        for order in (octets, octets[::-1]):
            parsed = _parsed(".".join(order))
            if parsed is not None and self.is_private(parsed):
                return self.hidden(parsed)
        return text


def is_local_name(name: str) -> bool:
    """Whether a host name is of a local zone, or of one label: none that the DNS of the internet knows.

    >>> is_local_name("printer.local"), is_local_name("laptop"), is_local_name("www.vendor.example")
    (True, True, False)
    """
    bare = name.lower().rstrip(".")
    if ":" in bare:  # an address, or a socket
        return False
    return "." not in bare or any(bare.endswith(f".{zone}") for zone in _ZONES)


def _parsed(text: str) -> Address | None:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _is_local(address: Address) -> bool:
    scope, kind = scope_of_parsed(address)
    if kind == "multicast":
        return int(address) >> 24 == _SOLICITED
    return scope.value != "internet" and kind not in _NOT_OURS


def _is_multicast(digits: str) -> bool:
    """Group bit of the first octet (IEEE 802-2014 §8.2)."""
    return bool(int(digits[:2], 16) & 1)


def _of_nibbles(text: str) -> str:
    digits = text.lower().removesuffix(".ip6.arpa").split(".")[::-1]
    return ":".join("".join(digits[at : at + 4]) for at in range(0, 32, 4))


def _rounded(text: str) -> str:
    return ",".join(f"{float(number):.0f}" for number in text.split(","))


def canonical(text: str) -> str | None:
    """An address as ``ipaddress`` writes it; None: it is none, or local and needs no telling.

    >>> canonical("2001:DB8::1"), canonical("10.0.0.1"), canonical("x")
    ('2001:db8::1', None, None)
    """
    parsed = _parsed(text)
    if parsed is None:
        return None
    return None if _is_local(parsed) else str(parsed)
