"""A rule and its examples in; the examples that do not hold out.

www.dji.com                    a name; tcp/443 after it where a port matters
203.107.1.1 udp/53             an address
AS4808                         an origin AS number
60:60:1F:00:00:01              a MAC; device rules
www.dji.com sni=www.dji.com    what flows told besides, after it, in any order: sni, certificate, alpn, protocol, ja4,
                               and more of the first: host, address, asn; again for several
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from ipaddress import ip_address

from harness.model.protocols import Protocol
from harness.model.rules import Kind, Rule, Status
from harness.model.ruleset import Hit, RuleIndex
from harness.model.seen import NO_SIGNS, Signs, fold_name

MOST_NAME = 190
"""Characters of a name that an example is made of: an example holds 200, and a near miss is longer than the name."""
_PORT = re.compile(r"(?P<transport>[a-z]+)/(?P<port>[0-9]{1,5})")
_ASN = re.compile(r"AS([0-9]{1,10})")
_MAC = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}")
_SIGNS = {"sni": "sni", "certificate": "certificates", "alpn": "alpn", "protocol": "protocols", "ja4": "ja4"}
"""Key of an example to field of ``Signs``."""
_NAMES = ("sni", "certificate")
_WORDS = f"tcp/443, host=, address=, asn=, {'=, '.join(_SIGNS)}="


@dataclass(frozen=True, slots=True)
class Example:
    """An endpoint or device as an author writes it; None: not said."""

    name: str | None = None
    address: str | None = None
    asn: int | None = None
    transport: str | None = None
    port: int | None = None
    mac: str | None = None
    signs: Signs = NO_SIGNS

    def hits(self, index: RuleIndex) -> list[Hit]:
        """Every rule that matches it."""
        if self.mac is not None:
            return index.by_mac(self.mac)
        names = [] if self.name is None else [self.name]
        return index.hits(names, self.address, self.asn, self.transport, self.port, self.signs)


def parse_example(text: str) -> Example:
    """Read ``name``, ``address``, ``AS1234`` or a MAC, with what else is seen of it after it.

    The first word is never one of what else is seen: names from the wire may hold any sign.

    Raises:
        ValueError: The text has another form; its message tells the form.

    >>> parse_example("203.107.1.1 tcp/80").port
    80
    """
    far, *words = text.split(" ")
    if not far:
        raise ValueError(f"'{text}': {_FORM}")
    example = _far(far)
    for word in words:
        example = _with_word(example, word, text)
    return example


_FORM = f"write a name, an address, AS1234 or a MAC, and after it what else matters: {_WORDS}"


def _far(far: str) -> Example:
    if _MAC.fullmatch(far):
        return Example(mac=far)
    if asn := _ASN.fullmatch(far):
        return Example(asn=int(asn[1]))
    try:
        return Example(address=str(ip_address(far)))
    except ValueError:
        return Example(name=far)


def _with_word(example: Example, word: str, text: str) -> Example:
    """The example with one word more; of a MAC there is nothing more to say."""
    key, sign, value = word.partition("=")
    if found := _PORT.fullmatch(word):
        example = replace(example, transport=found["transport"], port=int(found["port"]))
    elif not sign or not value or example.mac is not None:
        raise ValueError(f"'{text}': {_FORM}")
    elif key in _SIGNS:
        example = _with_sign(example, key, value, text)
    elif key in ("host", "address", "asn"):
        wanted = {"host": "name", "address": "address", "asn": "asn"}[key]
        told = getattr(_far(f"AS{value}" if key == "asn" else value), wanted)
        if told is None or getattr(example, wanted) is not None:
            raise ValueError(f"'{text}': '{word}' is no {key}, or stands beside another: keep one")
        example = replace(example, **{wanted: told})
    else:
        raise ValueError(f"'{text}': {_FORM}")
    return example


def _with_sign(example: Example, key: str, value: str, text: str) -> Example:
    if key == "protocol" and value not in set(Protocol):
        raise ValueError(f"'{text}': '{value}' is no protocol: write a word of docs/names.md")
    name = _SIGNS[key]
    told = (*getattr(example.signs, name), fold_name(value) if key in _NAMES else value)
    return replace(example, signs=example.signs._replace(**{name: told}))


def example_problem(rule: Rule, text: str, *, wanted: bool) -> str | None:
    """Why an example does not hold for this rule alone; None if it does. A retired rule is taken as if active."""
    try:
        example = parse_example(text)
    except ValueError as error:
        return str(error)
    if (example.mac is not None) is not (rule.kind is Kind.DEVICE):
        what = "a MAC, like 60:60:1F:00:00:01" if rule.kind is Kind.DEVICE else "an endpoint, no MAC"
        return f"'{text}': an example of a {rule.kind} rule is {what}"
    if bool(example.hits(_index(rule))) is wanted:
        return None
    if wanted:
        return (
            f"'{text}' is a positive example, but {rule.id} does not match it: mend the match or the example"
        )
    return f"'{text}' is a negative example, but {rule.id} matches it: narrow the match or mend the example"


def _index(rule: Rule) -> RuleIndex:
    return RuleIndex([rule if rule.status is Status.ACTIVE else replace(rule, status=Status.ACTIVE)])
