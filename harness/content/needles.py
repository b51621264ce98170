"""Planted texts -> literals; one pass over octets finds all of them.

The forms of a text are those that cannot be undone without knowing where they begin: base64 in its three
alignments (RFC 4648 §4, §5), hex, UTF-16, and hashes, which cannot be undone at all. URL and JSON escapes,
compression and whole base64 runs are undone by ``harness.content.layers`` instead, so that their mixtures are found too.

In base64 and UTF-16 the literal is what the value alone decides; the rest of it is then looked at in its neighbours
(``harness.content.edges``), so that a value with another first or last letter is none.

The pass is a filter on four octets at every place, by a table, then on six, then a comparison. It costs the
same for one literal and for thousands, and no octets make it slow: each place is compared with the literals of its six
octets only. Measured: decision 0125.

Chance: a literal has six octets at least, and 48 bits of the text. In 1 GB of random octets one of 1,000 literals
turns up once in 280 times; in 1 GB of random base64 text the shortest (8 characters) likewise.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.content.edges import Base64Edges, Edges, Utf16Edges
from harness.content.variants import cases_of, texts_of
from harness.model.honey import Honey

KEY_OCTETS: Final = 6
"""Shortest literal; shorter texts are not searched (and refused in scenarios)."""
_LEAST_BASE64: Final = 8
_TABLE_BITS: Final = 16
_MULTIPLIER: Final = np.uint32(2_654_435_761)
"""Knuth's multiplicative hash, The Art of Computer Programming, §6.4."""
_HASHES: Final = ("md5", "sha1", "sha256")
_STEP: Final = 1_048_576
"""Octets looked at together; memory is some 12 times as much."""
MAX_FOUND: Final = 4_096
"""Matches of one pass kept at most; a body of nothing but planted values needs no more."""


class Needle(NamedTuple):
    """One literal."""

    octets: bytes
    honey: int
    """Index of the honey it stands for."""
    form: tuple[str, ...]
    """How the value is written, outermost first; ends the hit's encoding."""
    edges: Edges | None = None
    """What of the value stands beside the literal; None: nothing."""


class Match(NamedTuple):
    """A literal found, and its edges right."""

    offset: int
    octets: int
    """With the edges."""
    needle: Needle


class NeedleSet:
    """Literals that one pass finds."""

    __slots__ = ("_by_key", "_keys", "_table")

    def __init__(self, needles: Iterable[Needle]) -> None:
        """Build the filter; literals shorter than six octets are left out."""
        self._by_key: dict[int, list[Needle]] = {}
        for needle in dict.fromkeys(needles):
            if len(needle.octets) >= KEY_OCTETS:
                key = int.from_bytes(needle.octets[:KEY_OCTETS], "little")
                self._by_key.setdefault(key, []).append(needle)
        self._keys = np.array(sorted(self._by_key), dtype=np.uint64)
        self._table = np.zeros(1 << _TABLE_BITS, dtype=np.bool_)
        self._table[_hashed((self._keys & np.uint64(0xFFFFFFFF)).astype(np.uint32))] = True

    def find(self, data: bytes) -> Iterator[Match]:
        """Give every place of every literal, in order of place of the literals."""
        if len(data) < KEY_OCTETS or not len(self._keys):
            return
        found = 0
        for first in range(0, len(data) - KEY_OCTETS + 1, _STEP):
            part = np.frombuffer(data, dtype=np.uint8)[first : first + _STEP + KEY_OCTETS - 1]
            for place, key in self._of_known_keys(part):
                for needle in self._by_key[key]:
                    if match := _match_at(data, first + place, needle):
                        yield match
                        found += 1
                if found >= MAX_FOUND:
                    return

    def _of_known_keys(self, octets: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
        """Places whose six octets begin a literal, with these."""
        places = np.flatnonzero(self._table[_hashed(_fours(octets)[: len(octets) - KEY_OCTETS + 1])])
        keys = _sixes(octets, places)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = self._keys[at] == keys
        return zip(places[known].tolist(), keys[known].tolist(), strict=True)


def _match_at(data: bytes, offset: int, needle: Needle) -> Match | None:
    octets = len(needle.octets)
    if not data.startswith(needle.octets, offset):
        return None
    if needle.edges is None:
        return Match(offset, octets, needle)
    span = needle.edges.span(data, offset, octets)
    return None if span is None else Match(*span, needle)


def _fours(octets: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Four octets from every place, as one number."""
    found = octets[:-3].astype(np.uint32)
    for shift in (1, 2, 3):
        found |= octets[shift : len(octets) - 3 + shift].astype(np.uint32) << np.uint32(8 * shift)
    return found


def _hashed(fours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (fours * _MULTIPLIER) >> np.uint32(32 - _TABLE_BITS)


def _sixes(octets: NDArray[np.uint8], places: NDArray[np.intp]) -> NDArray[np.uint64]:
    """Six octets from some places, as one number."""
    found = np.zeros(len(places), dtype=np.uint64)
    for shift in range(KEY_OCTETS):
        found |= octets[places + shift].astype(np.uint64) << np.uint64(8 * shift)
    return found


class Needles(NamedTuple):
    """All literals of a search."""

    exact: NeedleSet
    """To be found as they are."""
    folded: NeedleSet
    """In lower case, to be found in lower-cased octets."""


def build_needles(honey: Sequence[Honey]) -> Needles:
    """Write every planted value in every form."""
    exact: list[Needle] = []
    folded: list[Needle] = []
    for index, one in enumerate(honey):
        for value in one.values:
            for text in texts_of(one.kind, value):
                folded += _text_needles(text, index)
                exact += _coded_needles(text, index)
    return Needles(NeedleSet(exact), NeedleSet(folded))


def _text_needles(text: str, honey: int) -> Iterator[Needle]:
    """Forms in which letters stay letters, in lower case."""
    plain = text.encode()
    if len(plain) < KEY_OCTETS:
        return
    yield Needle(plain.lower(), honey, ("plain",))
    if text.isascii():
        yield from _utf16_needles(text.lower(), honey)
    for cased in cases_of(text):
        octets = cased.encode()
        yield Needle(octets.hex().encode(), honey, ("hex", "plain"))
        for name in _HASHES:
            digest = _digest(name, octets)
            yield Needle(digest.hex().encode(), honey, ("hex", name))


def _coded_needles(text: str, honey: int) -> Iterator[Needle]:
    """Forms in which the case of a letter matters."""
    if len(text.encode()) < KEY_OCTETS:
        return
    for cased in cases_of(text):
        octets = cased.encode()
        if not text.isascii():  # folding would make other letters of octets that are half of one
            yield from _utf16_needles(cased, honey)
        for core, edges in base64_cores(octets):
            yield Needle(core, honey, ("base64", "plain"), edges)
        for name in _HASHES:
            digest = _digest(name, octets)
            yield Needle(digest, honey, (name,))
            for core in dict.fromkeys((base64.b64encode(digest), base64.urlsafe_b64encode(digest))):
                yield Needle(core.rstrip(b"="), honey, ("base64", name))


def _utf16_needles(text: str, honey: int) -> Iterator[Needle]:
    """One for each byte order, the outer zero left out; where there is none to leave out, as it is."""
    for order, little in (("utf-16-le", True), ("utf-16-be", False)):
        octets = text.encode(order)
        zero = octets[-1 if little else 0] == 0
        literal = octets[:-1] if little else octets[1:]
        if zero:
            yield Needle(literal, honey, ("utf-16",), Utf16Edges(little))
        else:
            yield Needle(octets, honey, ("utf-16",))


def base64_cores(octets: bytes) -> tuple[tuple[bytes, Base64Edges], ...]:
    """The characters that octets have in base64 wherever they stand, for each alignment, in both alphabets.

    >>> [core for core, _ in base64_cores(b"secrets")]
    [b'c2VjcmV0', b'NlY3JldH', b'zZWNyZXRz']
    """
    cores: dict[tuple[bytes, Base64Edges], None] = {}
    for before in range(3):
        edges = Base64Edges(octets, before)
        first, last = edges.core
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            core = encode(bytes(before) + octets)[first:last]
            if len(core) >= _LEAST_BASE64:
                cores[core, edges] = None
    return tuple(cores)


def _digest(name: str, octets: bytes) -> bytes:
    return hashlib.new(name, octets, usedforsecurity=False).digest()
