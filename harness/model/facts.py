"""NameFact: one name that a message ties to an address, in the form all decoders give it; HelloFact: one ClientHello.

Named tuples and not dataclasses: a run builds some 100,000 of them, and a frozen
dataclass takes more than twice as long to build.
"""

from __future__ import annotations

from typing import NamedTuple


class NameFact(NamedTuple):
    """One name tied to one address by one message."""

    name: str
    """Lower case, no trailing dot, odd octets as ``\\DDD`` (``harness.wire.text``)."""
    address: str | None
    """Canonical address text; None = the server side of the connection that carried the message."""
    source: str
    """A value of ``harness.model.words.NameSource``."""
    ttl_s: int | None = None
    """Least TTL on the way from the question to the address; None = not from DNS."""
    asked: bool | None = None
    """False for a record that answers no question of its message; None = not from DNS."""
    certificate: str | None = None
    """A value of ``harness.model.words.CertificateRange``; None = not from a certificate."""


class HelloFact(NamedTuple):
    """What one ClientHello tells of the program that sent it; fields as in ``harness.tables.hellos``."""

    transport: str
    """A value of ``harness.model.words.HelloTransport``."""
    sni: str | None
    """As in NameFact; None = none sent."""
    alpn: tuple[str, ...]
    versions: tuple[str, ...]
    ech: bool
    ech_type: int | None
    ech_config_id: int | None
    ja4: str | None
    """None = the message was cut."""
    complete: bool
