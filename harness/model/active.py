"""What was measured by contacting an address on purpose: never mixed with round trips that were observed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HOST_NAME: Final = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*", re.ASCII)
"""Names that a hello may ask for (RFC 6066 §3); underscores, which some servers have, are let through."""


class ActiveKind(StrEnum):
    """What was timed."""

    TCP_CONNECT = "tcp_connect"
    """From the call to connect until the connection stood (RFC 9293 §3.5)."""
    TLS_HELLO = "tls_hello"
    """From the first octet of the ClientHello until the ServerHello stood (RFC 8446 §4.1)."""


class Ending(StrEnum):
    """How one question ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """A reset answered the SYN: by the host, or by a firewall on the way."""
    SILENT = "silent"
    """Nothing came in time."""
    RESET = "reset"
    """The connection was reset behind the handshake."""
    CLOSED = "closed"
    """The other side closed without an answer."""
    ALERT = "alert"
    """TLS answered with an alert (RFC 8446 §6)."""
    NOT_TLS = "not_tls"
    """What came is no TLS."""
    NOT_TIED = "not_tied"
    """A ServerHello that does not repeat the hello's session id: nothing shows that it was sent after the hello had come."""
    UNREACHABLE = "unreachable"
    """This machine has no way there, or was told so."""


@dataclass(frozen=True, slots=True)
class ActiveTarget:
    """What to contact."""

    server_ip: str
    server_port: int
    sni: str | None
    """Name to ask for; None: none."""
    tls: bool
    """Whether to send a ClientHello."""


@dataclass(frozen=True, slots=True)
class ActiveSample:
    """One question to one address."""

    kind: ActiveKind
    server_ip: str
    server_port: int
    sni: str | None
    time_ns: int
    """Unix time of the question by this machine's clock."""
    rtt_ns: int | None
    """By the monotonic clock; None: no answer that tells the time."""
    ending: Ending

    @property
    def counts(self) -> bool:
        """Whether the time bounds a distance: what came can only have been sent by somebody whom the question had reached."""
        return self.ending is Ending.ANSWERED and self.rtt_ns is not None


@dataclass(frozen=True, slots=True)
class ActiveDistance:
    """How far away who answered for an address can be at most, as measured on purpose."""

    server_ip: str
    samples: int
    """Those that count."""
    others: int
    """Those that do not: refused, silent, and so on."""
    least: ActiveSample | None
    """None: none counts."""
    doubts: tuple[str, ...]
    """Why the least bounds no distance to the server, as in DISTANCES, sorted; empty where nothing speaks against it."""
    radius_km: float | None
    excluded: tuple[str, ...]
    """Countries farther away, sorted; empty where this machine's place is not stated, or doubts stand."""
