"""What messages say, in the form all decoders give it: NameFact, ServiceFact and HelloFact.

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
    random: str
    """Hexadecimal."""


class ServiceFact(NamedTuple):
    """One SVCB or HTTPS record (RFC 9460)."""

    owner: str
    """Spelled as names of ``NameFact``; may begin with labels of a port and a scheme."""
    target: str
    """Where the service is; ``.`` with priority 0: it is not offered."""
    priority: int
    """0: AliasMode, the target is another name for the owner's service."""
    alpn: tuple[str, ...]
    """Protocols offered, odd octets as in names."""
    ech: bool
    """Whether the record has an ``ech`` parameter."""
    ttl_s: int
