"""A layer -> what its base64 (RFC 4648 §4, §5; lines broken or not) and hex runs hold.

A run may begin amid other characters of its alphabet (``/token/eyJ...``); where the magic number of a compressed form
is met in another alignment it is decoded from there as well. Values in the other alignments are found by their
literals (``harness.content.needles``).

Blind spots: runs of fewer than 16 characters; other alphabets, base32 and base85.
"""

from __future__ import annotations

import binascii
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from harness.content.budget import LINE_WORK, RUN_WORK, Budget
from harness.content.layers import Layer, Line, Piece, Rate, is_new, joined
from harness.content.octet_runs import OctetKind, find_runs

_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{16,}(?:\r?\n[A-Za-z0-9+/_-]{16,}){0,100000}")
_HEX: Final = OctetKind(b"0123456789ABCDEFabcdef", 32)
_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_MAGIC: Final = re.compile(rb"H4sI|KLUv|UEsD")
"""gzip, zstd and ZIP in base64; zlib has too short a one."""
_LINE: Final = re.compile(rb"[^\r\n]+")


def decode_base64(layer: Layer, budget: Budget) -> Layer | None:
    """Join what the base64 runs hold; None without any, or without room."""
    pieces: list[Piece] = []
    for match in _BASE64.finditer(layer.data):
        if not is_new(layer, match.start(), len(match[0])):
            continue
        run = match[0].translate(_TO_STANDARD, b"\r\n")
        lines = _lines(match) if len(run) < len(match[0]) else [Line(0, match.start())]
        for start in _starts(run):
            if not budget.take(len(run) - start + RUN_WORK + LINE_WORK * len(lines)):
                budget.give_up(len(layer.data) - match.start())
                return _of_base64(layer, pieces)
            pieces.append(_piece(run, start, lines))
    return _of_base64(layer, pieces)


def _of_base64(layer: Layer, pieces: list[Piece]) -> Layer | None:
    return joined(layer, "base64", pieces, Rate(4, 3)) if pieces else None


def _starts(run: bytes) -> list[int]:
    """Its first character, and in each other alignment that of the first magic number: what is behind is decoded with it."""
    starts = {0: 0}
    for magic in _MAGIC.finditer(run):
        starts.setdefault(magic.start() % 4, magic.start())
    return list(starts.values())


def _lines(match: re.Match[bytes]) -> list[Line]:
    """The lines of a run, the first one too."""
    lines: list[Line] = []
    characters = 0
    for line in _LINE.finditer(match[0]):
        lines.append(Line(characters, match.start() + line.start()))
        characters += len(line[0])
    return lines


def _piece(run: bytes, start: int, lines: list[Line]) -> Piece:
    """What a run holds from a character on."""
    if len(lines) == 1:
        return Piece(lines[0].outer + start, _decoded(run[start:]))
    first = bisect_right(lines, start, key=_characters) - 1
    outer = lines[first].outer + start - lines[first].characters
    behind = tuple(Line(line.characters - start, line.outer) for line in lines[first + 1 :])
    return Piece(outer, _decoded(run[start:]), behind)


def _characters(line: Line) -> int:
    return line.characters


def decode_hex(layer: Layer, budget: Budget) -> Layer | None:
    """Join what the hex runs hold; None without any, or without room."""
    pieces: list[Piece] = []
    for start, end in _hex_runs(layer.data):
        if not is_new(layer, start, end - start):
            continue
        if not budget.take(end - start + RUN_WORK):
            budget.give_up(len(layer.data) - start)
            break
        pieces.append(Piece(start, binascii.unhexlify(layer.data[start:end])))
    return joined(layer, "hex", pieces, Rate(2, 1)) if pieces else None


def _hex_runs(data: bytes) -> Iterator[tuple[int, int]]:
    """Runs of an even number of digits: of an odd one it cannot be known where it begins."""
    runs = find_runs(data, _HEX)
    for start, end in zip(runs.starts.tolist(), runs.ends.tolist(), strict=True):
        if (end - start) % 2 == 0:
            yield start, end


def _decoded(run: bytes) -> bytes:
    """Octets of a run without padding; a last character alone holds no octet."""
    if len(run) % 4 == 1:
        run = run[:-1]
    return binascii.a2b_base64(run + b"=" * (-len(run) % 4))
