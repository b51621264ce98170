"""mitmproxy's objects, of versions 8 to 12 -> what is told of them: ends, names, times of connections, requests.

An object without a field tells None there. Never what was said inside, but for the URL of a request.
"""

from __future__ import annotations

import base64
from typing import Any, Final

HELLO: Final = 6_000
"""Octets of a ClientHello that are told: some 1,800 with keys that withstand quantum computers."""


def field_of(thing: Any, *names: str) -> Any:
    """A field of a field of something; None where there is none, or where looking at it fails."""
    for name in names:
        try:
            thing = getattr(thing, name, None)
        except Exception:  # noqa: BLE001 - properties of other versions raise what they like
            return None
    return thing


def milliseconds(begun: Any, ended: Any) -> float | None:
    """How long something took by two times in seconds, rounded to two decimals, which readers reckon with."""
    if not isinstance(begun, (int, float)) or not isinstance(ended, (int, float)):
        return None
    return round((ended - begun) * 1e3, 2)


def octets(message: Any) -> int:
    """Octets of a message's body, as it was sent; 0 where there is none."""
    raw = field_of(message, "raw_content")
    return len(raw) if isinstance(raw, bytes) else 0


def key_of(connection: Any) -> str:
    """Id of a connection; what has none shares one."""
    return str(field_of(connection, "id"))[:64]


def can_pass(connection: Any) -> bool:
    """Whether mitmproxy can leave a client's TLS alone once it has seen the hello.

    Of QUIC it cannot: 11.0.2 and 12.3.1 pass nothing on from there, and the client waits in vain (mitmproxy's issue 8338). Opened again, the
    client refuses at once, and takes TCP.
    """
    return bool(field_of(connection, "transport_protocol") != "udp")


def client(connection: Any) -> dict[str, Any]:
    """What is told of a client's connection."""
    begun = field_of(connection, "timestamp_start")
    return {
        "id": key_of(connection),
        "peer": field_of(connection, "peername"),
        "sock": field_of(connection, "sockname"),
        "sni": field_of(connection, "sni"),
        "alpn": field_of(connection, "alpn"),
        "alpn_offers": field_of(connection, "alpn_offers"),
        "tls": field_of(connection, "tls_version"),
        "cipher": field_of(connection, "cipher"),
        "t_start": begun,
        "tls_ms": milliseconds(begun, field_of(connection, "timestamp_tls_setup")),
        "err": field_of(connection, "error"),
        "transport": field_of(connection, "transport_protocol") or "tcp",
    }


def server(connection: Any) -> dict[str, Any]:
    """What is told of a connection of the proxy with a server."""
    begun, made = field_of(connection, "timestamp_start"), field_of(connection, "timestamp_tcp_setup")
    certificates = field_of(connection, "certificate_list")
    return {
        "id": key_of(connection),
        "address": field_of(connection, "address"),
        "peer": field_of(connection, "peername"),
        "sock": field_of(connection, "sockname"),
        "sni": field_of(connection, "sni"),
        "alpn": field_of(connection, "alpn"),
        "tls": field_of(connection, "tls_version"),
        "tcp_ms": milliseconds(begun, made),
        "tls_ms": milliseconds(made, field_of(connection, "timestamp_tls_setup")),
        "err": field_of(connection, "error"),
        "via": field_of(connection, "via") is not None,
        "cn": field_of(certificates[0], "cn")
        if isinstance(certificates, (list, tuple)) and certificates
        else None,
        "transport": field_of(connection, "transport_protocol") or "tcp",
    }


def hello(message: Any) -> dict[str, Any]:
    """A ClientHello: its octets in a record of its own, and its body in base64 unless it is longer than any that is usual."""
    try:
        body = message.raw_bytes(False)
    except Exception:  # noqa: BLE001 - see field_of
        body = None
    if not isinstance(body, bytes):
        return {"n": None, "hello": None}
    headers = 9  # of the record and of the message (RFC 8446 §4, §5.1)
    usual = len(body) <= HELLO
    return {"n": headers + len(body), "hello": base64.b64encode(body).decode() if usual else None}


def request(message: Any) -> dict[str, Any]:
    """What was asked; never a body, and no header but who the client says it is and of what type the body is."""
    return {
        "m": field_of(message, "method"),
        "url": field_of(message, "pretty_url"),
        "v": field_of(message, "http_version"),
        "n": octets(message),
        "type": header(message, "content-type"),
        "agent": header(message, "user-agent"),
    }


def header(message: Any, name: str) -> str | None:
    """The first value of a header; None without."""
    try:
        found = message.headers.get(name)
    except Exception:  # noqa: BLE001 - see field_of
        return None
    return found if isinstance(found, str) else None
