"""A ClientHello that is shaped like an earlier one -> its facts, without reading it again.

Programs send the same hello in each connection, but for random, session id, name, key shares, tickets and the contents of
an encrypted hello. ``HelloShapes`` keeps of hellos that were read where these stand, and all other octets: a hello
that has the same octets in the same places has the same facts, but for its random, its name and its encrypted hello, which are read.
What is given is always what ``decode_message`` gives; nothing else may depend on it.

Kept are shapes of hellos that one record holds whole, and that have one name in the usual form. Programs that draw numbers
of GREASE seldom send one shape twice: nothing is kept of hellos that begin their cipher suites with one, as they do. Those
that shuffle their extensions without it are given up after some tries.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from harness.model.facts import Facts, HelloFact, NameFact
from harness.model.words import NameSource
from harness.wire.text import host_text
from harness.wire.tls_extensions import ENCRYPTED_CLIENT_HELLO, GREASE, SERVER_NAME, read_ech
from harness.wire.tls_records import HANDSHAKE, MAX_FRAGMENT, RECORD_HEADER

MAX_KINDS: Final = 256
"""Lists of cipher suites that shapes are kept of; the oldest is forgotten."""
MAX_SHAPES: Final = 8
"""Kept of one list of cipher suites."""
MAX_OCTETS: Final = 2_048
"""Kept of one shape."""
TRIES: Final = 64
"""After so many hellos that have no shape of their kind, no more are looked for unless as many had one."""
_SNI: Final = NameSource.SNI.value
_KEY_SHARE, _TICKET, _PRE_SHARED_KEY, _COOKIE = 51, 35, 41, 44
_VARYING: Final = frozenset((_KEY_SHARE, _TICKET, _PRE_SHARED_KEY, _COOKIE, ENCRYPTED_CLIENT_HELLO))
"""Extensions whose contents differ each time; of these only the encrypted hello is read."""
_RANDOM_AT: Final = 11
_SESSION_ID_AT: Final = 43
_CLIENT_HELLO: Final = 1 << 24
_GREASE_OCTETS: Final = frozenset(number & 0xFF for number in GREASE)
"""Either octet of each number (RFC 8701 §2)."""
_NULL_COMPRESSION: Final = b"\x01\x00"
_HEADER: Final = 4
_NAME_HEADER: Final = 9

_beginning = struct.Struct("!BHHIH").unpack_from
"""Record type, version, length; message type and length; version."""
_name_header = struct.Struct("!HHHBH").unpack_from
"""Extension type and length, list length, name type and length (RFC 6066 §3)."""
_two_u16 = struct.Struct("!HH").unpack_from
_u16 = struct.Struct("!H").unpack_from


class _Kept(NamedTuple):
    """Octets that are the same in each hello of a shape, by their place."""

    start: int
    end: int
    octets: bytes


class _Shape(NamedTuple):
    """Places count from the length of the extensions, or from the end of the name."""

    versions: tuple[int, int]
    """Of the record and of the message."""
    name_at: int
    """The extension of the name begins there."""
    octets: int
    """From the length of the extensions to their end, without the name."""
    before: tuple[_Kept, ...]
    after: tuple[_Kept, ...]
    ech: tuple[int, int] | None
    """Start and end of the encrypted hello, from the length of the extensions where that stands before the name."""
    ech_after: bool
    fact: HelloFact


class _Kind:
    """Shapes of hellos with one list of cipher suites."""

    __slots__ = ("found", "missed", "shapes")

    def __init__(self) -> None:
        self.shapes: list[_Shape] = []
        self.found = 0
        self.missed = 0


class HelloShapes:
    """Shapes of the hellos of one capture."""

    def __init__(self) -> None:
        self._kinds: dict[bytes, _Kind] = {}

    def known(self, data: bytes) -> Facts | None:
        """Give the facts of a hello whose shape is known; None = read it.

        Args:
            data: The start of a client's stream; octets behind the hello do no harm.
        """
        places = _places(data)
        kind = None if places is None else self._kinds.get(data[places[0] : places[1]])
        if kind is None or places is None:
            return None
        for shape in kind.shapes:
            facts = _read(shape, data, places[1])
            if facts is not None:
                kind.found += 1
                return facts
        kind.missed += 1
        if kind.missed >= TRIES and kind.found < kind.missed:
            kind.shapes = []
        return None

    def learn(self, data: bytes, facts: Facts) -> None:
        """Keep the shape of a hello that was read.

        Args:
            data: As for ``known``.
            facts: What ``decode_message`` gave for it.
        """
        places = _places(data)
        if places is None:
            return
        key = data[places[0] : places[1]]
        kind = self._kinds.get(key)
        if kind is not None and (kind.missed >= TRIES or len(kind.shapes) >= MAX_SHAPES):
            return
        shape = _shape(data, places[1], facts)
        if shape is None:
            return
        if kind is None:
            if len(self._kinds) >= MAX_KINDS:
                del self._kinds[next(iter(self._kinds))]
            kind = self._kinds[key] = _Kind()
        kind.shapes.append(shape)


def _places(data: bytes) -> tuple[int, int] | None:
    """Where the cipher suites begin, and where the length of the extensions does behind one compression method.

    None where no shape is kept.
    """
    if len(data) <= _SESSION_ID_AT:
        return None
    suites = _SESSION_ID_AT + 1 + data[_SESSION_ID_AT]
    if suites + 4 > len(data) or data[suites + 2] == data[suites + 3] in _GREASE_OCTETS:
        return None
    return suites, suites + 2 + (data[suites] << 8 | data[suites + 1]) + len(_NULL_COMPRESSION)


def _read(shape: _Shape, data: bytes, start: int) -> Facts | None:
    """Facts of a hello that has the shape; ``start`` is the place of the length of its extensions."""
    name_at = start + shape.name_at
    if len(data) < name_at + _NAME_HEADER:
        return None
    name_start = name_at + _NAME_HEADER
    octets = data[name_start - 2] << 8 | data[name_start - 1]
    end, name_end = start + shape.octets + octets, name_start + octets
    record, message = shape.versions
    if (
        not octets > 0
        or end > min(len(data), RECORD_HEADER + MAX_FRAGMENT)
        or _name_header(data, name_at) != (SERVER_NAME, octets + 5, octets + 3, 0, octets)
        or _beginning(data) != (HANDSHAKE, record, end - RECORD_HEADER, _CLIENT_HELLO | end - 9, message)
        or _u16(data, start)[0] != end - start - 2
    ):
        return None
    for first, last, kept in shape.before:
        if data[start + first : start + last] != kept:
            return None
    for first, last, kept in shape.after:
        if data[name_end + first : name_end + last] != kept:
            return None
    name = host_text(data[name_start:name_end])
    fact = shape.fact
    transport, _, alpn, versions, ech, ech_type, config_id, ja4, complete, _ = fact
    if shape.ech is not None:
        base = name_end if shape.ech_after else start
        ech_type, config_id = read_ech(data, base + shape.ech[0], base + shape.ech[1])
    random = data[_RANDOM_AT:_SESSION_ID_AT].hex()
    told = HelloFact(transport, name, alpn, versions, ech, ech_type, config_id, ja4, complete, random)
    return NameFact(name, None, _SNI), told


def _shape(data: bytes, start: int, facts: Facts) -> _Shape | None:
    """The shape of a hello with these facts; None where it is none that is kept."""
    fact = facts[-1] if len(facts) == 2 else None  # a name, and what else the hello tells
    if not isinstance(fact, HelloFact) or not fact.complete or start + 2 > len(data):
        return None
    kind, record, record_octets, message, version = _beginning(data)
    end = start + 2 + _u16(data, start)[0]
    whole = record_octets == end - RECORD_HEADER <= MAX_FRAGMENT and message == _CLIENT_HELLO | end - 9
    if kind != HANDSHAKE or not whole or end > len(data) or data[start - 2 : start] != _NULL_COMPRESSION:
        return None
    extensions = list(_extensions(data, start + 2, end))
    names = [at for at, _, number in extensions if number == SERVER_NAME]
    if len(names) != 1 or len(data) < names[0] + _NAME_HEADER:
        return None
    (name_at,) = names
    octets = _name_header(data, name_at)[4]
    if _name_header(data, name_at) != (SERVER_NAME, octets + 5, octets + 3, 0, octets) or not octets:
        return None
    return _of_places(data, start, end, name_at, extensions, (record, version), fact)


def _of_places(
    data: bytes,
    start: int,
    end: int,
    name_at: int,
    extensions: list[tuple[int, int, int]],
    versions: tuple[int, int],
    fact: HelloFact,
) -> _Shape | None:
    name_octets = data[name_at + 7] << 8 | data[name_at + 8]
    name_end = name_at + _NAME_HEADER + name_octets
    before = _kept(data, start, [one for one in extensions if one[0] < name_at])
    after = _kept(data, name_end, [one for one in extensions if one[0] > name_at])
    if sum(len(one.octets) for one in before + after) > MAX_OCTETS:
        return None
    hidden = next((one for one in extensions if one[2] == ENCRYPTED_CLIENT_HELLO), None)
    base = name_end if hidden is not None and hidden[0] > name_at else start
    ech = None if hidden is None else (hidden[0] + _HEADER - base, hidden[1] - base)
    octets = end - start - name_octets
    return _Shape(versions, name_at - start, octets, before, after, ech, base == name_end, fact)


def _extensions(data: bytes, position: int, end: int) -> list[tuple[int, int, int]]:
    """Start, end and type of each extension of a hello that was read."""
    found = []
    while position + _HEADER <= end:
        number, octets = _two_u16(data, position)
        after = position + _HEADER + octets
        found.append((position, after, number))
        position = after
    return found


def _kept(data: bytes, base: int, extensions: list[tuple[int, int, int]]) -> tuple[_Kept, ...]:
    """What stays of extensions, put together where they touch: of those that vary, the header."""
    pieces: list[tuple[int, int]] = []
    for start, end, number in extensions:
        last = start + _HEADER if number in _VARYING else end
        if pieces and pieces[-1][1] == start:
            pieces[-1] = (pieces[-1][0], last)
        else:
            pieces.append((start, last))
    return tuple([_Kept(start - base, end - base, data[start:end]) for start, end in pieces])
