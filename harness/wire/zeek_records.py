"""Rows of Zeek's conn, dns, http, quic, ssl and x509 logs -> what they tell of connections, names and requests.

Fields are those of docs.zeek.org ("Log Files", and the scripts of ``base/protocols``). A row that is not of conn.log
tells of a connection too, which counts where its conn.log is missing.

Blind spots: an answer of dns.log does not name its owner, so aliases are taken in order, each of the one before, and
records that answer no question look asked. What HTTPS and SVCB records say is not read. ssl.log tells what the server
chose, not what the client offered; JA4 stands in it where the package of FoxIO is loaded. Certificates of
TLS 1.3 are encrypted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Final

from harness.model.facts import RequestFact
from harness.model.malformed import Malformed, Reason
from harness.model.record_facts import (
    CertificateRecord,
    ChainRecord,
    FlowRecord,
    HelloRecord,
    NameRecord,
    RecordFact,
    RequestRecord,
)
from harness.model.words import ClientBy, ContactLevel, HelloTransport, NameSource, RequestSeenBy
from harness.wire.authority import split_authority
from harness.wire.certificates import MAX_NAMES, Certificate
from harness.wire.request_url import http_version, read_url, short_text
from harness.wire.text import host_text, is_address
from harness.wire.told_times import BrokenValueError
from harness.wire.zeek_conn import conn_record, ends_of, uid_of
from harness.wire.zeek_dns import dns_names
from harness.wire.zeek_log import LAYER
from harness.wire.zeek_values import ZeekRow, count_of, flag_of, text_of, time_ns_of

_HANDSHAKE, _DATA = ContactLevel.HANDSHAKE.value, ContactLevel.DATA.value
_CONNECTED = ContactLevel.CONNECTED.value
_MAX_JA4: Final = 64


def zeek_facts(log: str, row: ZeekRow, packet: int) -> list[RecordFact] | Malformed:
    """Read one row.

    Args:
        log: Log that it is of, one of ``harness.wire.zeek_log.READ``.
        row: Its values.
        packet: Number of its line.
    """
    try:
        return list(_READERS[log](row, packet))
    except BrokenValueError:
        return Malformed(Reason.BAD_VALUE, 0, LAYER)


def _conn(row: ZeekRow, packet: int) -> Iterator[RecordFact]:
    yield conn_record(row, packet)


def _dns(row: ZeekRow, packet: int) -> Iterator[RecordFact]:
    transport = "tcp" if text_of(row, "proto") == "tcp" else "udp"
    asked = row.octets("query") is not None
    yield _known_by(row, packet, transport, _DATA if asked else _CONNECTED)
    yield from dns_names(row, packet)


def _ssl(row: ZeekRow, packet: int) -> Iterator[RecordFact]:
    version = text_of(row, "version") or ""
    datagrams = version.startswith("DTLS")
    yield _known_by(row, packet, "udp" if datagrams else "tcp", _HANDSHAKE)
    if datagrams:
        yield from _hello(row, packet, HelloTransport.DTLS, NameSource.DTLS_SNI)
    else:
        yield from _hello(row, packet, HelloTransport.TLS, NameSource.SNI)
    chain = row.items("cert_chain_fps") or row.items("cert_chain_fuids")
    if chain:
        key = chain[0].decode("ascii", "backslashreplace")
        yield ChainRecord(uid_of(row), packet, time_ns_of(row, "ts"), ends_of(row), key)


def _quic(row: ZeekRow, packet: int) -> Iterator[RecordFact]:
    yield _known_by(row, packet, "udp", _HANDSHAKE)
    yield from _hello(row, packet, HelloTransport.QUIC, NameSource.QUIC_SNI)


def _hello(
    row: ZeekRow, packet: int, transport: HelloTransport, source: NameSource
) -> Iterator[NameRecord | HelloRecord]:
    """A ClientHello; only that it was there and its name are told for certain."""
    uid, time_ns, told = uid_of(row), time_ns_of(row, "ts"), row.octets("server_name")
    name = host_text(told) if told else None
    quic = transport is HelloTransport.QUIC
    history = text_of(row, "history" if quic else "ssl_history") or ""
    ja4 = text_of(row, "ja4")
    if name or ja4 or ("S" if quic else "C") in history:
        yield HelloRecord(uid, packet, time_ns, transport.value, name, ja4 and ja4[:_MAX_JA4])
    if name and not is_address(name):
        yield NameRecord(uid, packet, time_ns, ends_of(row), name, source.value)


def _http(row: ZeekRow, packet: int) -> Iterator[RecordFact]:
    yield _known_by(row, packet, "tcp", _DATA if row.octets("method") else _CONNECTED)
    method = row.octets("method")
    if not method:
        return  # an answer whose request was not seen
    uid, time_ns, ends = uid_of(row), time_ns_of(row, "ts"), ends_of(row)
    host, port = split_authority(row.octets("host") or b"")
    if host and not is_address(host):
        yield NameRecord(uid, packet, time_ns, ends, host, NameSource.HTTP_HOST.value)
    yield RequestRecord(uid, packet, time_ns, ends, _request(row, method, host, port))


def _request(row: ZeekRow, method: bytes, host: str | None, port: int | None) -> RequestFact:
    """The URL's own host counts before that of the Host line (RFC 9112 §3.2.2)."""
    url = read_url(row.octets("uri") or b"") if method != b"CONNECT" else read_url(b"")
    if method == b"CONNECT":
        host, port = split_authority(row.octets("uri") or b"")
    version, agent = row.octets("version"), row.octets("user_agent")
    return RequestFact(
        seen_by=RequestSeenBy.ZEEK.value,
        http_version=http_version(version) if version else None,
        method=short_text(method),
        scheme=url.scheme,
        host=url.host or host,
        port=url.port if url.host else port,
        path=None if method == b"CONNECT" or row.octets("uri") is None else url.path,
        query_octets=url.query_octets,
        request_octets=count_of(row, "request_body_len") or None,
        status=count_of(row, "status_code", 65_535),
        response_octets=count_of(row, "response_body_len") or None,
        user_agent=short_text(agent) if agent else None,
    )


def _x509(row: ZeekRow, _: int) -> Iterator[CertificateRecord]:
    """Names of a server's own certificate; those of clients and authorities name no endpoint."""
    if flag_of(row, "client_cert") or (
        flag_of(row, "basic_constraints.ca") and not flag_of(row, "host_cert")
    ):
        return
    names = row.items("san.dns") or ()
    common = _common_name(row.octets("certificate.subject") or b"")
    told = tuple(dict.fromkeys(host_text(name) for name in names if name))
    held = Certificate(common, told[:MAX_NAMES], len(told) <= MAX_NAMES)
    keys = {text_of(row, "fingerprint"), text_of(row, "id")} - {None}
    for key in sorted(str(key) for key in keys):
        for name in held.names:
            if not is_address(name):
                yield CertificateRecord(key, name, held.range.value)


def _common_name(subject: bytes) -> str | None:
    """CN of a subject as Zeek writes it (RFC 4514); one with an escape is left out."""
    found = [part[3:] for part in subject.split(b",") if part[:3].upper() == b"CN="]
    return host_text(found[0].strip()) or None if len(found) == 1 and b"\\" not in found[0] else None


def _known_by(row: ZeekRow, packet: int, transport: str, contact: str) -> FlowRecord:
    """The connection of a row, known by what it tells alone."""
    time_ns = time_ns_of(row, "ts")
    ends = ends_of(row)
    if ip_address(str(ends.server_ip)).is_multicast:
        contact = _DATA
    return FlowRecord(
        uid=uid_of(row),
        packet=packet,
        whole=False,
        ends=ends,
        transport=transport,
        start_ns=time_ns,
        end_ns=time_ns,
        client_by=ClientBy.FIRST.value,
        contact=(contact, _CONNECTED),
        data=(contact != _CONNECTED, False),
    )


_READERS: Final[dict[str, Callable[[ZeekRow, int], Iterator[RecordFact]]]] = {
    "conn": _conn,
    "dns": _dns,
    "http": _http,
    "quic": _quic,
    "ssl": _ssl,
    "x509": _x509,
}
