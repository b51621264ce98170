"""What one record of a log tells, in the form all decoders of records give it.

A record is a line of a log or an entry of a file; ``packet`` is its number there, from 1. ``uid`` names the
connection that it is of, so that records of several logs meet; it means nothing beyond its file or run.
None stands for what the record does not tell.
"""

from __future__ import annotations

from typing import NamedTuple

from harness.model.facts import RequestFact


class Ends(NamedTuple):
    """Both ends of a connection."""

    client_ip: str | None
    client_port: int | None
    server_ip: str | None
    server_port: int | None


class Figures(NamedTuple):
    """What a record counts, client to server and back."""

    packets: tuple[int | None, int | None] = (None, None)
    ip_octets: tuple[int | None, int | None] = (None, None)
    payload_octets: tuple[int | None, int | None] = (None, None)
    unique_octets: tuple[int | None, int | None] = (None, None)
    """TCP payload by sequence number."""


class Course(NamedTuple):
    """What a record tells of how a TCP connection began and ended; values as in ``harness.tables.flows``."""

    flags: tuple[int | None, int | None] = (None, None)
    opening: str | None = None
    ended_by: str | None = None
    reset_by: str | None = None


NO_FIGURES = Figures()
NO_COURSE = Course()


class FlowRecord(NamedTuple):
    """One connection."""

    uid: str
    packet: int
    whole: bool
    """False: the record is of something in the connection, which is known by it alone."""
    ends: Ends
    transport: str
    """As in FLOWS."""
    start_ns: int
    end_ns: int
    client_by: str
    """A value of ``harness.model.words.ClientBy``."""
    contact: tuple[str, str]
    """Of the client with the server, and of the server with the client; values of ``ContactLevel``."""
    data: tuple[bool, bool]
    """Whether payload was sent to the server, and to the client."""
    figures: Figures = NO_FIGURES
    course: Course = NO_COURSE
    macs: tuple[str | None, str | None] = (None, None)


class NameRecord(NamedTuple):
    """One name; what stands at which end is as in NAMES."""

    uid: str
    packet: int
    time_ns: int
    ends: Ends
    name: str
    source: str
    ttl_s: int | None = None
    asked: bool | None = None
    resolver_ip: str | None = None


class HelloRecord(NamedTuple):
    """One ClientHello, as far as it is told; fields as in HELLOS."""

    uid: str
    packet: int
    time_ns: int
    transport: str
    sni: str | None
    ja4: str | None


class ChainRecord(NamedTuple):
    """A server sent a certificate, which another record describes."""

    uid: str
    packet: int
    time_ns: int
    ends: Ends
    certificate: str
    """What the log calls it: digest or file id."""


class CertificateRecord(NamedTuple):
    """One name of a certificate."""

    certificate: str
    name: str
    reach: str
    """A value of ``harness.model.words.CertificateRange``."""


class RequestRecord(NamedTuple):
    """One HTTP request."""

    uid: str | None
    packet: int
    time_ns: int
    ends: Ends
    fact: RequestFact


class RoundTripRecord(NamedTuple):
    """How long a server took to accept a connection of the program that wrote the record."""

    uid: str
    packet: int
    least_ns: int
    usable: bool
    """Whether it bounds the distance of the server."""
    steady: bool = False
    """Whether it was timed by a clock that nobody can set in between."""


class FailureRecord(NamedTuple):
    """A client that would not speak through an intercepting proxy; fields as in PROXY_FAILURES."""

    uid: str
    packet: int
    time_ns: int
    ends: Ends
    sni: str | None
    reason: str
    ca_in_system_store: bool | None = None


class UnplacedRecord(NamedTuple):
    """Something was sent, and the record does not say where to."""

    packet: int
    why: str


RecordFact = (
    FlowRecord
    | NameRecord
    | HelloRecord
    | ChainRecord
    | CertificateRecord
    | RequestRecord
    | RoundTripRecord
    | FailureRecord
    | UnplacedRecord
)
