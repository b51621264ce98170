"""Content: one body in, what was found in it and what of it could not be read out. The words all readers share.

A hit says what was found and where, never the value: the matched octets are kept as a digest that only
somebody who has the value and the run's salt can check.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    """What part of an exchange the octets are."""

    BODY = "body"
    """Body of an HTTP message."""
    HEADER = "header"
    """Field lines of an HTTP message."""
    QUERY = "query"
    """Request target: path and query."""
    STREAM = "stream"
    """TCP payload of another protocol."""
    DATAGRAM = "datagram"
    """UDP payload."""


class Body(NamedTuple):
    """Octets to be searched, and what their carrier says about them."""

    data: bytes
    content_type: str | None = None
    """Media type as declared (RFC 9110 §8.3); None = not declared."""
    content_encoding: str | None = None
    """Codings as declared, in the order they were applied (RFC 9110 §8.4); None = none."""
    complete: bool = True
    """False if octets are missing: loss, a cut packet, a limit of the reader."""
    part: Part = Part.BODY


class Standing(StrEnum):
    """What a hit is worth."""

    WITNESS = "witness"
    """Planted data, in a form that does not come about by chance."""
    LEAD = "lead"
    """Looks like data of a kind, or planted data in a form that chance could have made. Never a witness."""


class Hit(NamedTuple):
    """Something found in a body."""

    standing: Standing
    kind: str
    """Kind of the honey, or category of the lead."""
    found_id: str
    """Id of the honey, or of the lead's pattern."""
    encoding: tuple[str, ...]
    """From the body inwards: what was unwrapped, then the form of the value, e.g. ``("gzip", "base64", "plain")``."""
    offset: int
    """Of the value's first octet in the innermost octets."""
    octets: int
    """Length of what matched, in the innermost octets."""
    outer_offset: int
    """In the body: of the value's first octet, or of the compressed stream or coded run that holds it."""
    digest: str
    """HMAC-SHA-256 of the matched octets under the run's salt (RFC 2104), in hex."""

    @property
    def chain(self) -> str:
        """The encoding for people.

        >>> Hit(Standing.LEAD, "imei", "x", ("gzip", "plain"), 0, 1, 0, "").chain
        'gzip > plain'
        """
        return " > ".join(self.encoding)


class WhyUndecoded(StrEnum):
    """Why a body, or a part of it, was not read to the ground."""

    OPAQUE = "opaque"
    """Looks random, and no known form explains it: encrypted by the application, or packed in an unknown way."""
    UNKNOWN_CODING = "unknown_coding"
    """A declared content coding that is not undone here."""
    DAMAGED = "damaged"
    """A declared or recognised packing that breaks off with a fault."""
    INCOMPLETE = "incomplete"
    """Octets are missing: loss, a cut packet, or a compressed stream without its end."""
    TOO_LARGE = "too_large"
    """More than is held or unpacked for one body."""
    TOO_DEEP = "too_deep"
    """Packed more often than is unpacked."""
    MEDIA = "media"
    """Picture, sound or video: what it shows is not read, only its text."""
    ENCRYPTED_ZIP = "encrypted_zip"
    """A member of a ZIP file under a password."""
    TLS = "tls"
    """TLS or DTLS without keys. Said by readers of captures, not by the search."""
    QUIC = "quic"
    """QUIC without keys. Said likewise."""


class Undecoded(NamedTuple):
    """Octets whose content is not known; they blind claims about content."""

    reason: WhyUndecoded
    octets: int
    """In the body for what was met there, in the unwrapped octets for what was met inside; a lower bound."""


class Searched(NamedTuple):
    """What a search of one body gives."""

    hits: tuple[Hit, ...]
    """In order of outer offset, then id and encoding."""
    undecoded: tuple[Undecoded, ...]
    """One of each reason at most, octets summed; in order of reason."""


class Seen(NamedTuple):
    """The packet that octets came in."""

    packet: int
    """Number in the capture, from 1."""
    time_ns: int


class Ends(NamedTuple):
    """Sender and receiver of a payload; address halves as bit patterns, IPv4 in the low 32 bits of lo."""

    family: int
    source_hi: int
    source_lo: int
    source_port: int
    destination_hi: int
    destination_lo: int
    destination_port: int
    protocol: int


class FoundRow(NamedTuple):
    """A value found in a capture, and where."""

    ends: Ends
    seen: Seen
    part: Part
    hit: Hit


class UndecodedRow(NamedTuple):
    """Octets of one direction of a flow that were not read, for one reason."""

    ends: Ends
    seen: Seen
    """The first packet concerned."""
    reason: WhyUndecoded
    octets: int
