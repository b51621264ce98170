"""What a proxy saw of one connection of a client -> records: both kinds of a proxy's files use these.

The client's own connection ends at the proxy, so its round trips are never told here. The proxy's connection to the
server is timed from before it asked for it until it was accepted: what is measured beyond the round trip
lengthens it. mitmproxy's clock is the machine's and can be set in between, the add-on's cannot; ``basis`` in ROUND_TRIPS tells
these samples apart.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from harness.model.malformed import Malformed
from harness.model.record_facts import (
    Ends,
    FailureRecord,
    Figures,
    FlowRecord,
    HelloRecord,
    NameRecord,
    RoundTripRecord,
)
from harness.model.words import ClientBy, ContactLevel, HelloTransport, NameSource, ProxyFailure
from harness.wire.hello_facts import hello_fact
from harness.wire.proxy_values import NOT_TRUSTED
from harness.wire.text import host_text, is_address
from harness.wire.tls import read_hello_message

ATTEMPTED: Final = ContactLevel.ATTEMPTED.value
CONNECTED: Final = ContactLevel.CONNECTED.value
HANDSHAKE: Final = ContactLevel.HANDSHAKE.value
DATA: Final = ContactLevel.DATA.value


def connection(
    uid: str,
    packet: int,
    ends: Ends,
    transport: str,
    start_ns: int,
    end_ns: int,
    contact: str,
    *,
    up: int | None = None,
    down: int | None = None,
) -> FlowRecord:
    """What one record tells of a connection; contacts of several are joined to the farthest, octets added.

    Args:
        contact: How far the client got with the server.
        up, down: Octets of bodies and messages, a lower bound of the payload.
    """
    return FlowRecord(
        uid=uid,
        packet=packet,
        whole=False,
        ends=ends,
        transport=transport,
        start_ns=start_ns,
        end_ns=max(start_ns, end_ns),
        client_by=(ClientBy.SYN if transport == "tcp" else ClientBy.FIRST).value,
        contact=(contact, CONNECTED),
        data=(contact in (HANDSHAKE, DATA), False),
        figures=Figures(payload_octets=(up, down)),
    )


def told_name(uid: str, packet: int, time_ns: int, ends: Ends, name: bytes | None) -> NameRecord | None:
    """A name that the proxy saw in a hello or request; None where it is none."""
    text = host_text(name) if name else ""
    if not text or is_address(text):
        return None
    return NameRecord(uid, packet, time_ns, ends, text, NameSource.PROXY.value)


def told_hello(uid: str, packet: int, time_ns: int, sni: bytes | None, body: Any) -> HelloRecord:
    """A client's ClientHello over TCP: that it was sent, and its fingerprint where its body is told.

    Args:
        body: Of the handshake message (RFC 8446 §4.1.2), in base64, as far as it is told.
    """
    name = host_text(sni) if sni else ""
    named = name if name and not is_address(name) else None
    return HelloRecord(uid, packet, time_ns, HelloTransport.TLS.value, named, _fingerprint(body))


def _fingerprint(body: Any) -> str | None:
    try:
        octets = base64.b64decode(body, validate=True)
        message = b"\x01" + len(octets).to_bytes(3, "big") + octets
    except (binascii.Error, OverflowError, TypeError, ValueError):
        return None
    hello = read_hello_message(message)
    return None if isinstance(hello, Malformed) else hello_fact(hello, HelloTransport.TLS).ja4


def upstream_time(
    uid: str, packet: int, least_ns: int | None, *, usable: bool, steady: bool = False
) -> RoundTripRecord | None:
    """The proxy's own connection to the server; None where it was not timed. ``steady``: by a clock that nobody sets."""
    if least_ns is None or least_ns <= 0:
        return None
    return RoundTripRecord(uid, packet, least_ns, usable, steady)


def refused(
    uid: str,
    packet: int,
    time_ns: int,
    ends: Ends,
    sni: bytes | None,
    error: str | None,
    *,
    in_system_store: bool | None = None,
) -> FailureRecord:
    """A client whose handshake with the proxy failed; ``in_system_store`` as in PROXY_FAILURES."""
    distrust = error is not None and any(words in error.lower() for words in NOT_TRUSTED)
    if error is not None and "may indicate" in error:  # mitmproxy guesses: the client only left
        distrust = False
    reason = ProxyFailure.CA_NOT_ACCEPTED if distrust else ProxyFailure.HANDSHAKE_FAILED
    name = host_text(sni) if sni else None
    return FailureRecord(uid, packet, time_ns, ends, name, reason.value, in_system_store)


def silent(
    uid: str,
    packet: int,
    time_ns: int,
    ends: Ends,
    sni: bytes | None,
    *,
    in_system_store: bool | None = None,
) -> FailureRecord:
    """A client that completed the handshake with the proxy and left without a word."""
    name, reason = host_text(sni) if sni else None, ProxyFailure.CLOSED_WITHOUT_DATA
    return FailureRecord(uid, packet, time_ns, ends, name, reason.value, in_system_store)
