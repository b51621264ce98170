"""What messages say, in the form all decoders give it: ``Facts``.

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
    ech_config_ids: tuple[int, ...] = ()
    """Keys in that parameter, by number, in its order; empty also where it cannot be read."""
    ech_public_names: tuple[str, ...] = ()
    """Name that stands outside a hello encrypted to each of them, spelled as others."""


class ProtocolFact(NamedTuple):
    """One thing that a message showed of the protocol spoken."""

    protocol: str
    """A value of ``harness.model.protocols.Protocol``."""
    key: str | None = None
    """What ``value`` is, in snake case (``client_id``, ``target``); None = only that the protocol is spoken."""
    value: str | None = None
    """Printable ASCII, odd octets as in names; None exactly where ``key`` is."""


class RequestFact(NamedTuple):
    """One HTTP request and what is known of its answer; fields as in ``harness.tables.requests``."""

    seen_by: str
    """A value of ``harness.model.words.RequestSeenBy``."""
    http_version: str | None
    """``1.0``, ``1.1``, ``2`` or ``3``; None = not told."""
    method: str | None
    scheme: str | None
    host: str | None
    """Spelled as names of ``NameFact``, or an address; None = the request named none."""
    port: int | None
    path: str | None
    """Escaped (``harness.wire.text``), without query and fragment."""
    query_octets: int | None
    """Octets behind the ``?``; None = there is none."""
    content_type: str | None = None
    """Lower case, without parameters."""
    request_octets: int | None = None
    """Of the body as it was sent; None = not told."""
    status: int | None = None
    """None = no answer seen."""
    response_content_type: str | None = None
    response_octets: int | None = None
    user_agent: str | None = None


Fact = NameFact | ServiceFact | ProtocolFact | HelloFact | RequestFact
Facts = tuple[Fact, ...]
"""What one message says, in its order."""
