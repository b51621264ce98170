"""One row of Zeek's dns.log -> the addresses that it ties to names, as a decoder of the message would tell them.

``answers`` and ``TTLs`` belong together by place (docs.zeek.org, ``base/protocols/dns/main.zeek``, DNS::Info). What is no
address among the answers to a question for one is an alias of the name before it (RFC 1034 §3.6.2). All facts
of an address have the least TTL on the way to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from harness.model.record_facts import Ends, NameRecord
from harness.model.words import NameSource
from harness.wire.dns_chains import ANY_TTL_S, MAX_ALIASES
from harness.wire.reverse_names import reverse_address
from harness.wire.text import host_text
from harness.wire.told_times import BrokenValueError, ns_of
from harness.wire.zeek_conn import ends_of, uid_of
from harness.wire.zeek_values import (
    ZeekRow,
    address_text,
    interval_ns_of,
    text_of,
    time_ns_of,
)

_MDNS: Final = 5353
_LLMNR: Final = 5355
_HEARSAY: Final = {_MDNS: NameSource.MDNS, _LLMNR: NameSource.LLMNR}
_NS: Final = 1_000_000_000
_MOST_TTL_S: Final = 0x7FFFFFFF
_FOR_ADDRESSES: Final = frozenset(("A", "AAAA", "*"))


def dns_names(row: ZeekRow, packet: int) -> Iterator[NameRecord]:
    """Names that the answers of one row tie to addresses.

    Raises:
        BrokenValueError: A value is none of its type.
    """
    query, answers = row.octets("query"), row.items("answers")
    if not query or not answers:
        return
    # A NetBIOS name is no host name, and classes other than IN name no addresses.
    if ends_of(row).server_port == 137 or text_of(row, "qclass_name") not in (None, "C_INTERNET", "1", "IN"):
        return
    ttls = [_ttl_s(item) for item in row.items("TTLs") or ()]
    ttls += [0] * (len(answers) - len(ttls))
    name, kind = host_text(query), text_of(row, "qtype_name")
    pairs = list(zip(answers, ttls, strict=False))
    told = _pointed(name, pairs) if kind == "PTR" else _addresses(name, pairs, kind)
    yield from _placed(row, packet, told)


_Told = tuple[str, str, NameSource, int]
"""Name, address, source, TTL."""


def _addresses(query: str, answers: list[tuple[bytes, int]], kind: str | None) -> Iterator[_Told]:
    """Names that lead to addresses: the question's, and each alias on the way."""
    if kind is not None and kind not in _FOR_ADDRESSES:
        return
    chain, least_s = {query: None}, ANY_TTL_S
    for answer, ttl_s in answers:
        address = _address(answer)
        if address is None:
            if len(chain) <= MAX_ALIASES and answer and b" " not in answer:
                chain[host_text(answer)] = None
                least_s = min(least_s, ttl_s)
            continue
        source = NameSource.DNS
        for name in chain:
            yield name, address, source, min(least_s, ttl_s)
            source = NameSource.DNS_CNAME


def _pointed(query: str, answers: list[tuple[bytes, int]]) -> Iterator[_Told]:
    address = reverse_address(query)
    if address is not None:
        for answer, ttl_s in answers:
            if answer and b" " not in answer and reverse_address(host_text(answer)) is None:
                yield host_text(answer), address, NameSource.PTR, ttl_s


def _placed(row: ZeekRow, packet: int, told: Iterator[_Told]) -> Iterator[NameRecord]:
    """With who was told by whom, and when."""
    uid, ends = uid_of(row), ends_of(row)
    time_ns = time_ns_of(row, "ts") + max(interval_ns_of(row, "rtt") or 0, 0)
    to_group = ip_address(str(ends.server_ip)).is_multicast
    hearsay = _HEARSAY.get(ends.server_port or 0)
    client, resolver = (ends.server_ip, ends.client_ip) if to_group else (ends.client_ip, ends.server_ip)
    port = ends.server_port if to_group else ends.client_port
    for name, address, source, ttl_s in told:
        known = source if hearsay is None else hearsay
        asked = None if known in (NameSource.PTR, NameSource.MDNS) else True
        at = Ends(client, port, address, None)
        yield NameRecord(uid, packet, time_ns, at, name, known.value, ttl_s, asked, resolver)


def _address(answer: bytes) -> str | None:
    try:
        return address_text(answer.decode("ascii", "replace"))
    except BrokenValueError:
        return None


def _ttl_s(item: bytes) -> int:
    """A TTL above 31 bits is read as zero (RFC 2181 §8)."""
    seconds = ns_of(item.decode("ascii", "replace")) // _NS
    return seconds if 0 <= seconds <= _MOST_TTL_S else 0
