"""The client's octets of an RTMP connection -> its ``connect`` command, and which commands follow (Adobe RTMP 1.0 §5.2, §7.2).

Certain only behind the handshake of 3,073 octets, when a message named ``connect`` is there: until then a stream is held
that begins as one (of random octets, 2^-17 do). The handshake's own octets are not checked.

Blind spots: RTMPE (encrypted) and RTMPT (in HTTP) begin otherwise; RTMPS is in TLS. What is written in AMF3 objects. A stream
key, and queries of URLs, which may hold one, are never given: only whether there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.amf0 import Value, read_object, read_value
from harness.wire.authority import Origin, uri_origin
from harness.wire.rtmp_chunks import AMF0_COMMAND, AMF3_COMMAND, LAYER, MAX_OCTETS, Message, read_messages
from harness.wire.text import cut

MAX_TEXT_OCTETS: Final = 256
"""Octets of an application's or a program's name that are shown."""
HANDSHAKE_OCTETS: Final = 1 + 1536 + 1536
"""C0, C1 and C2 (§5.2.1)."""

_VERSION: Final = 3
_PLAIN: Final = bytes(4)  # §5.2.3
_PLAYER_MAJORS: Final = range(7, 33)
_PLAYER_MINORS: Final = range(4)
_LATER_PLAYERS: Final = b"\x80\x00\x07\x02"
"""Where §5.2.3 has zeros, Flash Player and what imitates it (FFmpeg: 9.0.124.2) write a version, later ones this."""
_CONNECT: Final = b"\x02\x00\x07connect"
_NAMES: Final = frozenset(
    (b"releaseStream", b"FCPublish", b"publish", b"createStream", b"play", b"FCUnpublish")
)
_APP_END: Final = re.compile(rb"[/?#]")
_MAX_COMMANDS: Final = 16
_ARGUMENTS: Final = 3
"""Values behind a command's name up to the stream's: transaction, null, name."""
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)


class Connect(NamedTuple):
    """What a client said that it wants."""

    app: str | None
    """Application on the server, up to the first slash or query, because some programs write the stream's key behind it; escaped,
    cut to ``MAX_TEXT_OCTETS``. None = not said, as below."""
    url: Origin | None
    """Scheme, host and port of ``tcUrl``: the server as the client knows it."""
    flash_version: str | None
    """The client's software, or what it poses as."""
    swf_host: str | None
    """Host that the player's program is from, or is said to be."""


class Command(NamedTuple):
    """A command behind ``connect``."""

    name: str
    """One of RTMP's own; others are left out."""
    has_stream_name: bool
    """It names a stream. For ``publish`` that is most often a secret key."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the client's stream the ``connect`` command needs.

    Returns:
        0 if this is not RTMP; more than ``len(data)`` if more is needed, a lower bound; else
        it can be decoded now, be it to ``Malformed``.
    """
    if data[:1] != b"\x03":
        return 0 if data else 1
    if not _starts(data):
        return 0
    if len(data) <= HANDSHAKE_OCTETS:
        return HANDSHAKE_OCTETS + 1
    found = _connect_message(data)
    if isinstance(found, int):
        return found
    if isinstance(found, Message):
        return found.end
    return 0 if found.reason is Reason.NOT_THIS else min(len(data), MAX_OCTETS)


def decode_connect(data: bytes) -> Connect | Malformed:
    """Read the ``connect`` command at the start of a client's stream.

    Args:
        data: TCP payload from the start, the handshake included.
    """
    if not _starts(data):
        return _NOT_THIS
    found = _connect_message(data)
    if isinstance(found, int):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    return found if isinstance(found, Malformed) else _read_connect(found)


def read_commands(data: bytes) -> tuple[Command, ...]:
    """Give the commands behind ``connect``, as far as the client's stream goes.

    Args:
        data: As for ``decode_connect``; may be cut short anywhere.

    Returns:
        At most 16, in the stream's order; more octets only add to them. Empty where there is no ``connect``.
    """
    if isinstance(decode_connect(data), Malformed):
        return ()
    found: list[Command] = []
    for message in _commands(data):
        if isinstance(message, Message) and not _body(message).startswith(_CONNECT):
            command = _read_command(_body(message))
            if command is not None and len(found) < _MAX_COMMANDS:
                found.append(command)
    return tuple(found)


def _starts(data: bytes) -> bool:
    """Check C0 and the version in C1, as far as they are there (§5.2.2, §5.2.3)."""
    if data[:1] not in (b"", b"\x03"):
        return False
    player = data[5:9]
    if _PLAIN.startswith(player) or _LATER_PLAYERS.startswith(player):
        return True
    return player[0] in _PLAYER_MAJORS and (len(player) == 1 or player[1] in _PLAYER_MINORS)


def _commands(data: bytes) -> Iterator[Message | Malformed | int]:
    """Commands of the chunk stream; and what ``read_messages`` ends with."""
    for message in read_messages(data, HANDSHAKE_OCTETS):
        if not isinstance(message, Message) or message.kind in (AMF0_COMMAND, AMF3_COMMAND):
            yield message


def _connect_message(data: bytes) -> Message | Malformed | int:
    """Find the first command, which must be ``connect``; as a number, the octets that are needed at least."""
    found = next(_commands(data))
    if isinstance(found, Message) and not _body(found).startswith(_CONNECT):
        return Malformed(Reason.NOT_THIS, HANDSHAKE_OCTETS, LAYER)
    return found


def _body(message: Message) -> bytes:
    """A command's values; in a message of AMF3 they begin with an octet that says AMF0 all the same."""
    return message.body.removeprefix(b"\x00") if message.kind == AMF3_COMMAND else message.body


def _read_connect(message: Message) -> Connect | Malformed:
    """Read the command's object (§7.2.1.1); offsets in its body are told as its end."""
    body = _body(message)
    transaction = read_value(body, len(_CONNECT))
    found = transaction if isinstance(transaction, Malformed) else read_object(body, transaction.end)
    if isinstance(found, Malformed):
        return Malformed(found.reason, message.end, LAYER)
    values, _ = found
    swf = uri_origin(_text(values, b"swfUrl") or b"")
    app, version = _text(values, b"app"), _text(values, b"flashVer")
    return Connect(
        None if app is None else cut(_APP_END.split(app.lstrip(b"/"), maxsplit=1)[0], MAX_TEXT_OCTETS),
        uri_origin(_text(values, b"tcUrl") or b""),
        None if version is None else cut(version, MAX_TEXT_OCTETS),
        None if swf is None else swf.host,
    )


def _text(values: dict[bytes, Value], name: bytes) -> bytes | None:
    value = values.get(name)
    return None if value is None else value.text


def _read_command(body: bytes) -> Command | None:
    """Read a command's name and whether a stream's name is there; None where it is none of those known."""
    value = read_value(body, 0)
    if isinstance(value, Malformed) or value.text not in _NAMES:
        return None
    name = value.text.decode("ascii")
    for _ in range(_ARGUMENTS):
        value = read_value(body, value.end)
        if isinstance(value, Malformed):
            return Command(name, has_stream_name=False)
    return Command(name, has_stream_name=bool(value.text))
