"""Mutations that know where lengths stand inside of frames: IP, TCP, UDP, TLS, DNS, and compression pointers."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from tests.support.mutants.octets import EDGES, Mutation
from tests.support.mutants.records import with_number

_IPV4: Final = re.compile(rb"(?=[\x45-\x4f].{8}[\x01\x04\x06\x11\x29\x2f\x33])", re.DOTALL)
_IPV6: Final = re.compile(rb"(?=[\x60-\x6f].{5}[\x00\x06\x11\x29\x2b\x2c\x33\x3a\x3c])", re.DOTALL)
_TLS: Final = re.compile(rb"(?=[\x14-\x17]\x03[\x00-\x04])")
_DNS: Final = re.compile(rb"(?=\x00\x35.{6}.{2}[\x80-\x8f])", re.DOTALL)
_NAME: Final = re.compile(rb"(?=\xc0[\x0c-\xff])")
_BLOCK: Final = re.compile(rb"(?=NCM[H0])")
_NEXT: Final = (0, 4, 6, 17, 41, 43, 44, 47, 50, 51, 60, 97, 135)

Field = tuple[re.Pattern[bytes], int, str]
"""Where a header begins, how far behind it the number stands, and the number's form."""
_LENGTHS: Final[tuple[Field, ...]] = (
    (_IPV4, 0, ">B"), (_IPV4, 2, ">H"), (_IPV4, 6, ">H"), (_IPV4, 24, ">H"), (_IPV4, 32, ">B"),
    (_IPV6, 4, ">H"), (_IPV6, 41, ">B"), (_IPV6, 42, ">H"), (_IPV6, 44, ">H"), (_IPV6, 52, ">B"),
    (_TLS, 3, ">H"), (_TLS, 6, ">H"), (_TLS, 7, ">H"), (_TLS, 43, ">B"), (_TLS, 44, ">H"),
    (_DNS, 4, ">H"), (_DNS, 12, ">H"), (_DNS, 14, ">H"), (_DNS, 16, ">H"), (_NAME, 10, ">H"),
    (_BLOCK, 4, "<H"), (_BLOCK, 6, "<H"), (_BLOCK, 8, "<H"), (_BLOCK, 10, "<H"),
)  # fmt: skip


def _place(chance: Random, pattern: re.Pattern[bytes], octets: bytes) -> int | None:
    """A place where the pattern fits, looked for from anywhere on."""
    found = pattern.search(octets, chance.randrange(len(octets) + 1)) or pattern.search(octets)
    return found.start() if found else None


def lengths(chance: Random, octets: bytes) -> bytes:
    """One to four lengths, offsets or counts at their edges."""
    for _ in range(chance.randint(1, 4)):
        pattern, behind, form = chance.choice(_LENGTHS)
        start = _place(chance, pattern, octets)
        if start is not None:
            octets = with_number(octets, start + behind, chance.choice((*EDGES, *range(5, 48))), form)
    return octets


def next_header(chance: Random, octets: bytes) -> bytes:
    """Another protocol than the one inside, so that headers are read for what they are not."""
    pattern, behind = chance.choice(((_IPV4, 9), (_IPV6, 6), (_IPV6, 40)))
    start = _place(chance, pattern, octets)
    return octets if start is None else with_number(octets, start + behind, chance.choice(_NEXT), ">B")


def fragment(chance: Random, octets: bytes) -> bytes:
    """Whole datagrams made into fragments, at places that overlap or are impossible."""
    places = (0x2000, 0x2001, 0x2002, 1, 2, 0x1FFF, 0x3FFF, 0x2008)
    for found in list(_IPV4.finditer(octets))[: chance.randint(1, 40)]:
        octets = with_number(octets, found.start() + 6, chance.choice(places), ">H")
    return octets


def names(chance: Random, octets: bytes) -> bytes:
    """Compression pointers of DNS to themselves, ahead, or to one another."""
    for found in list(_NAME.finditer(octets))[: chance.randint(1, 20)]:
        octets = with_number(octets, found.start(), 0xC000 | chance.choice((0, 2, 12, 14, 28, 0x3FFF)), ">H")
    return octets


INSIDE: Final[tuple[Mutation, ...]] = (lengths, lengths, lengths, next_header, fragment, names)
