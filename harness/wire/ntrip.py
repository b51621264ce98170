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
from harness.wire.authority import split_authority
from harness.wire.nmea import decode_sentence
from harness.wire.positions import Position
from harness.wire.text import escaped
from harness.wire.text_head import TextHead, head_end, read_head

LAYER: Final = "ntrip"
MAX_HEAD_OCTETS: Final = 4096
MAX_TEXT: Final = 128
"""Octets kept of a mountpoint or a name of a program."""

_METHODS: Final = (b"GET ", b"POST ", b"SOURCE ")
_FIRST_WORDS: Final = (b"GET", b"POST", b"SOURCE")
_FIRST: Final = (b"", b"G", b"P", b"S")
_AGENT: Final = b"ntrip"


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
    end = head_end(data)
    if end:
        return 0 if end > MAX_HEAD_OCTETS or isinstance(decode_request(data), Malformed) else end
    return len(data) + 1 if len(data) < MAX_HEAD_OCTETS else 0


def decode_request(data: bytes) -> NtripRequest | Malformed:
    """Read the request at the start of the client's direction; octets after its blank line do no harm."""
    if not data.startswith(_METHODS):
        return Malformed(Reason.NOT_THIS, len(data), LAYER)
    head = read_head(data[:MAX_HEAD_OCTETS], LAYER)
    return head if isinstance(head, Malformed) else request_of(head)


def request_of(head: TextHead) -> NtripRequest | Malformed:
    """Read the request of a whole head, which may be one of HTTP that is none of NTRIP."""
    agent = head.first(b"user-agent") or head.first(b"source-agent") or b""
    version = head.first(b"ntrip-version")
    words = head.start_line.split(b" ")
    known = version is not None or agent.lower().startswith(_AGENT)
    if not known or head.end > MAX_HEAD_OCTETS or words[0] not in _FIRST_WORDS or len(words) < 2:
        return Malformed(Reason.NOT_THIS, head.end, LAYER)
    source = words[0] == b"SOURCE"
    target = words[-1] if source else words[1]
    sentence = head.first(b"ntrip-gga") or b""
    return NtripRequest(
        head.end,
        words[0].decode("ascii"),
        escaped(target.strip(b"/")[:MAX_TEXT]) or None,
        split_authority(head.first(b"host") or b"")[0],
        escaped(agent[:MAX_TEXT]) or None,
        2 if (version or b"").lower() == b"ntrip/2.0" else 1,
        head.first(b"authorization") is not None or (source and len(words) > 2 and bool(words[1])),
        _position(sentence, head.end - len(head.octets) + head.octets.find(sentence)),
    )


def _position(sentence: bytes, offset: int) -> Position | None:
    """The position of a sentence that stands at an offset, without its line end."""
    decoded = decode_sentence(sentence + b"\r\n")
    if isinstance(decoded, Malformed) or decoded.position is None:
        return None
    return decoded.position._replace(offset=offset)
