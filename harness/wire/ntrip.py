r"""The first octets of an NTRIP connection -> what is asked for, by which program, and a position sent with it.

NTRIP 1 (RTCM 10410.0) and 2 (10410.1): HTTP requests whose ``User-Agent`` begins with NTRIP or that have an ``Ntrip-Version``; in version 1 servers
announce themselves with ``SOURCE password /mountpoint``. A client of a network of stations sends its position as an NMEA sentence, in version 2 in the head (``Ntrip-GGA``), else behind it: what follows
the head is for ``nmea.find_sentences``.

Chance passes with less than 2^-100. An NTRIP request is an HTTP request as well: who tries both lets this one win.

Blind spots: clients that name themselves neither way; the caster's direction, where it speaks alone (``ICY 200 OK`` is also what sound is
sent behind); passwords are told as such and not kept.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.http import decode_host
from harness.wire.nmea import decode_sentence
from harness.wire.positions import Position
from harness.wire.text import escaped

LAYER: Final = "ntrip"
MAX_HEAD_OCTETS: Final = 4096
MAX_LINES: Final = 64
MAX_TEXT: Final = 128
"""Octets kept of a mountpoint or a name of a program."""

_METHODS: Final = (b"GET ", b"POST ", b"SOURCE ")
_FIRST: Final = (b"", b"G", b"P", b"S")
_AGENT: Final = b"ntrip"
_BLANKS: Final = (b"\r\n\r\n", b"\n\n")


class NtripRequest(NamedTuple):
    """The head of one request."""

    octets: int
    """Where it ends; corrections or NMEA sentences follow."""
    method: str
    """``GET`` to receive, ``POST`` or ``SOURCE`` to send corrections."""
    mountpoint: str | None
    """Name of the stream; None = the list of them is asked for."""
    host: str | None
    """Host line without port, in the form that names are compared in."""
    agent: str | None
    """Program that asks, as it names itself."""
    version: int
    credentials: bool
    """Whether a password is sent in clear."""
    position: Position | None
    """Of a sentence in the head."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the client's direction the request needs.

    Returns:
        0 if this is no NTRIP, for a request of HTTP certain only with its whole head; more than ``len(data)`` if more
        is needed; else it can be decoded now.
    """
    if data[:1] not in _FIRST:
        return 0
    if not data.startswith(_METHODS):
        begun = any(method.startswith(data) for method in _METHODS)
        return len(data) + 1 if begun else 0
    end = _end(data)
    if end:
        return 0 if isinstance(decode_request(data), Malformed) else end
    return len(data) + 1 if len(data) < MAX_HEAD_OCTETS else 0


def decode_request(data: bytes) -> NtripRequest | Malformed:
    """Read the request at the start of the client's direction; octets after its blank line do no harm."""
    end = _end(data)
    if not data.startswith(_METHODS) or not end:
        return Malformed(Reason.TRUNCATED if data.startswith(_METHODS) else Reason.NOT_THIS, len(data), LAYER)
    lines = data[:end].replace(b"\r\n", b"\n").split(b"\n", MAX_LINES)[:MAX_LINES]
    values = _values(lines[1:])
    agent = values.get(b"user-agent", values.get(b"source-agent", b""))
    if b"ntrip-version" not in values and not agent.lower().startswith(_AGENT):
        return Malformed(Reason.NOT_THIS, end, LAYER)
    words = lines[0].split(b" ")
    source = words[0] == b"SOURCE"
    target = words[-1] if source else words[1]
    request = decode_host(data)
    sentence = values.get(b"ntrip-gga", b"")
    return NtripRequest(
        end,
        words[0].decode("ascii"),
        escaped(target.strip(b"/")[:MAX_TEXT]) or None,
        None if isinstance(request, Malformed) else request.host,
        escaped(agent[:MAX_TEXT]) or None,
        2 if values.get(b"ntrip-version", b"").lower() == b"ntrip/2.0" else 1,
        b"authorization" in values or (source and len(words) > 2 and bool(words[1])),
        _position(sentence, data.find(sentence)),
    )


def _position(sentence: bytes, offset: int) -> Position | None:
    """The position of a sentence that stands at an offset, without its line end."""
    decoded = decode_sentence(sentence + b"\r\n")
    if isinstance(decoded, Malformed) or decoded.position is None:
        return None
    return decoded.position._replace(offset=offset)


def _end(data: bytes) -> int:
    """Where the head's blank line ends; 0 = not there within the limit."""
    places = ((data.find(blank, 0, MAX_HEAD_OCTETS), len(blank)) for blank in _BLANKS)
    return min((at + octets for at, octets in places if at >= 0), default=0)


def _values(lines: list[bytes]) -> dict[bytes, bytes]:
    """Header values by lower-case name; the first of a name counts."""
    values: dict[bytes, bytes] = {}
    for line in lines:
        name, mark, value = line.partition(b":")
        if mark:
            values.setdefault(name.strip().lower(), value.strip())
    return values
