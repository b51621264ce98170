"""The HTTP response to a lookup that bypasses DNS -> addresses of the names asked for.

Forms: JSON of Aliyun (one host, ``dns`` for several, ``data.answers`` of version 2) and of Baidu (``data`` by name), text
of Tencent (``name.:address;address,ttl-address6,ttl|client``) and of old Baidu (addresses and spaces), JSON of Google and
Cloudflare (``Answer`` records), DNS messages (RFC 8484).

The name told is that of the question, also where aliases lie between. An address of a name that was not asked for
makes the whole answer BAD_VALUE: the response is to something else then.

Blind spots: encrypted answers are known as such and not guessed. Answers are taken at their word. TTLs above 2^31-1 are
zero (RFC 2181 §8).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.model.words import NameSource
from harness.wire.addresses import canonical
from harness.wire.dns import decode_answers
from harness.wire.dns_chains import ANY_TTL_S, chain
from harness.wire.http_response import HttpResponse, plain_body
from harness.wire.httpdns import HttpdnsService, Lookup
from harness.wire.text import host_text

LAYER: Final = "httpdns"
MAX_BODY_OCTETS: Final = 16384
"""Octets of a body that are read; an address and its TTL take less than 100."""
MAX_TOLD: Final = 256
"""Addresses kept of one answer."""
_OK: Final = 200
_MAX_TTL_S: Final = 0x7FFFFFFF
_CIPHERTEXT: Final = re.compile(rb"(?:[0-9a-fA-F]{16}){2,1024}")
_A: Final = 1
_CNAME: Final = 5
_AAAA: Final = 28
_DNS: Final = NameSource.DNS.value


class Told(NamedTuple):
    """One address of one name."""

    name: str
    """As asked, in the form that names are compared in."""
    address: str
    """Canonical."""
    ttl_s: int | None
    """None = not told."""


class HttpdnsAnswer(NamedTuple):
    """What one response says."""

    asked: tuple[str, ...]
    """As of the lookup; where it shows none, the names of the answer."""
    told: tuple[Told, ...]
    """In the order of the answer, each once."""
    opaque: bool
    """Whether addresses are told that the response does not show."""


_Row = tuple[str | None, str, int | None]
"""Name or None for the one that was asked, address as written, TTL."""


def decode_answer(lookup: Lookup, response: HttpResponse) -> HttpdnsAnswer | Malformed:
    """Read the answer to a lookup.

    Returns:
        No address told for a response that is no success, or has no record. TRUNCATED where the body is not whole.
    """
    if response.status != _OK:
        return HttpdnsAnswer(lookup.asked, (), False)
    if not response.complete:
        return Malformed(Reason.TRUNCATED, len(response.body), LAYER)
    body = plain_body(response)
    return body if isinstance(body, Malformed) else read_answer(lookup, body)


def read_answer(lookup: Lookup, body: bytes) -> HttpdnsAnswer | Malformed:
    """Read the body of the response to a lookup, without content coding.

    Args:
        lookup: What was asked.
        body: Whole; never cut.
    """
    if len(body) > MAX_BODY_OCTETS:
        return Malformed(Reason.TOO_LONG, MAX_BODY_OCTETS, LAYER)
    if lookup.service is HttpdnsService.DNS_MESSAGE:
        rows = _message_rows(body)
    elif lookup.service is HttpdnsService.HUAWEI or _CIPHERTEXT.fullmatch(body.strip()):
        rows = None
    elif lookup.service is HttpdnsService.TENCENT:
        rows = _tencent_rows(body, lookup.asked)
    else:
        rows = _json_rows(lookup, body)
    if isinstance(rows, Malformed):
        return rows
    return HttpdnsAnswer(lookup.asked, (), True) if rows is None else _answer(lookup, rows)


def _bad() -> Malformed:
    """A body that does not have the form of its service: where in it hardly matters."""
    return Malformed(Reason.BAD_VALUE, 0, LAYER)


def _answer(lookup: Lookup, rows: list[_Row]) -> HttpdnsAnswer | Malformed:
    """Check names and addresses of the rows."""
    told: dict[Told, None] = {}
    for given, text, ttl_s in rows[:MAX_TOLD]:
        name = given if given is not None else lookup.asked[0] if len(lookup.asked) == 1 else None
        address = canonical(text)
        if not name or address is None or (lookup.asked and name not in lookup.asked):
            return _bad()
        told[Told(name, address, ttl_s)] = None
    asked = lookup.asked or tuple(dict.fromkeys(row.name for row in told))
    return HttpdnsAnswer(asked, tuple(told), False)


def _message_rows(body: bytes) -> list[_Row] | Malformed:
    """Rows of a DNS message; those of aliases on the way are left out."""
    decoded = decode_answers(body)
    if isinstance(decoded, Malformed):
        return decoded
    facts = (fact for fact in decoded.answers if fact.asked and fact.source == _DNS)
    return [(fact.name, fact.address, fact.ttl_s) for fact in facts if fact.address is not None]


def _tencent_rows(body: bytes, asked: tuple[str, ...]) -> list[_Row] | Malformed:
    """Rows of text, one line a name: ``[name.:]a;a,ttl[-aaaa;aaaa,ttl]``, then ``|client``; 0 = no record."""
    rows: list[_Row] = []
    lines = body.partition(b"|")[0].strip().split(b"\n")
    for line in lines:
        name, mark, rest = line.strip().rpartition(b".:")
        owner = host_text(name) if mark else None
        if not mark and host_text(rest) in asked:
            continue  # a name alone says that it has no record
        for part in rest.split(b"-"):
            addresses, _, ttl = part.partition(b",")
            if addresses not in (b"", b"0"):
                ttl_s = _ttl(int(ttl)) if ttl.isdigit() and len(ttl) < 11 else None
                rows += [(owner, _text(address), ttl_s) for address in addresses.split(b";") if address]
    return rows


def _text(octets: bytes) -> str:
    return octets.strip().decode("ascii", "replace")


def _json_rows(lookup: Lookup, body: bytes) -> list[_Row] | Malformed | None:
    """Rows of JSON; None where it is encrypted."""
    service = lookup.service
    if service is HttpdnsService.BAIDU and not body.lstrip().startswith(b"{"):
        return [(None, _text(address), None) for address in body.split()]
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return _bad()
    if service is HttpdnsService.JSON:
        return _record_rows(found, lookup.asked)
    if not isinstance(found, dict):
        return _bad()
    return _aliyun_rows(found) if service is HttpdnsService.ALIYUN else _baidu_rows(found)


def _aliyun_rows(found: dict[str, Any]) -> list[_Row] | Malformed | None:
    """One host, several, or version 2; a list of servers has none of their keys and tells no name."""
    data = found.get("data")
    if "mode" in found and not isinstance(data, dict):
        return None if isinstance(data, str) and data else []
    rows: list[_Row] = []
    hosts = found.get("dns", [found] if "host" in found else [])
    for host in _dicts(hosts):
        name, ttl_s = _name(host.get("host")) or "", _ttl(host.get("ttl"))
        rows += [(name, text, ttl_s) for key in ("ips", "ipsv6") for text in _strings(host.get(key))]
    for answer in _dicts(data.get("answers") if isinstance(data, dict) else None):
        for family in _dicts([answer.get("v4"), answer.get("v6")]):
            ttl_s = _ttl(family.get("ttl"))
            rows += [(_name(answer.get("dn")) or "", text, ttl_s) for text in _strings(family.get("ips"))]
    return rows


def _baidu_rows(found: dict[str, Any]) -> list[_Row]:
    """``{"data": {name: {"ip": [..], "ipv6": [..], "ttl": n}}}``."""
    data = found.get("data")
    rows: list[_Row] = []
    for key, host in data.items() if isinstance(data, dict) else ():
        if isinstance(host, dict):
            ttl_s = _ttl(host.get("ttl"))
            rows += [
                (_name(key) or "", text, ttl_s)
                for family in ("ip", "ipv6")
                for text in _strings(host.get(family))
            ]
    return rows


def _record_rows(found: object, names: tuple[str, ...]) -> list[_Row] | Malformed:
    """Records of JSON as of Google and Cloudflare, or the mere list of addresses that AliDNS gives with ``short=1``."""
    if isinstance(found, list):
        return [(None, text, None) for text in _strings(found)]
    if not isinstance(found, dict):
        return _bad()
    records = _dicts(found.get("Answer"))
    aliases: dict[str, tuple[str, int]] = {}
    for record in records:
        if record.get("type") == _CNAME:
            aliases[_name(record.get("name")) or ""] = (
                _name(record.get("data")) or "",
                _ttl(record.get("TTL")) or 0,
            )
    questions = found.get("Question")
    told = _dicts([questions] if isinstance(questions, dict) else questions)[:1]
    asked = next((_name(question.get("name")) or "" for question in told), names[0] if names else "")
    reached = chain(asked, aliases)
    rows: list[_Row] = []
    for record in records:
        owner, ttl_s = _name(record.get("name")), _ttl(record.get("TTL"))
        if record.get("type") in (_A, _AAAA) and owner in reached:
            rows += [(asked, text, _least(ttl_s, reached[owner])) for text in _strings([record.get("data")])]
    return rows


def _least(ttl_s: int | None, way_s: int) -> int | None:
    """The least TTL of a record and of the aliases on the way to it."""
    return ttl_s if ttl_s is None or way_s == ANY_TTL_S else min(ttl_s, way_s)


def _dicts(value: object) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    """The texts of a list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _name(value: object) -> str | None:
    """A name in the form that names are compared in; None where it is no text."""
    return host_text(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) and value else None


def _ttl(value: object) -> int | None:
    """A TTL, zero where it is out of range; None where it is no whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= _MAX_TTL_S else 0
