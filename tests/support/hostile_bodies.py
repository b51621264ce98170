"""Bodies of a megabyte made to cost much: the worst that were found for each thing that the search of content undoes.

``python -m tests.support.hostile_bodies`` prints seconds of CPU for each, and what they are beside the calibration (docs/content.md).
"""

from __future__ import annotations

import base64
import gzip
import json
import random
import struct
import time
import zlib
from collections.abc import Callable
from typing import Final

import numpy as np

from harness.content.search import Sought, search, sought
from harness.model.content import Body
from harness.model.honey import Honey, HoneyKind, Place

SIZE: Final = 1 << 20
REPEATS: Final = 3
SERIALS: Final = [Honey(id=f"s{n}", kind=HoneyKind.SERIAL, values=(f"SN{n:012d}",)) for n in range(10)]
HONEY: Final = (
    *SERIALS,
    Honey(id="mail", kind=HoneyKind.ACCOUNT_EMAIL, values=("pilot@lab.example",)),
    Honey(id="home", kind=HoneyKind.HOME_POINT, place=Place(latitude=-33.85, longitude=151.2, radius_m=500)),
)


def wanted(*, leads: bool) -> Sought:
    """Ten serial numbers, an e-mail address and a home point."""
    return sought(HONEY, b"salt" * 4, leads=leads)


def filled(piece: bytes, size: int = SIZE) -> bytes:
    """A piece over and over."""
    return (piece * (size // len(piece) + 1))[:size]


def joined(make: Callable[[int], bytes]) -> bytes:
    """Different pieces, one after the other."""
    pieces, size = list[bytes](), 0
    while size < SIZE:
        pieces.append(make(len(pieces)))
        size += len(pieces[-1])
    return b"".join(pieces)


def bombs(piece: bytes, octets: int = 200_000) -> bytes:
    """Streams of zlib that hold a piece over and over."""
    return filled(zlib.compress(filled(piece, octets), 9))


def nested(code: Callable[[bytes], bytes]) -> bytes:
    """Coded in itself until it is large enough."""
    data = random.Random(1).randbytes(SIZE // 80)
    while len(data) < SIZE:
        data = code(data)
    return data[:SIZE]


def zipped(at: int) -> bytes:
    """A member of a ZIP file: a local header and raw deflate."""
    packed = zlib.compress(b"%d" % at, wbits=-15)
    head = struct.pack("<4sHHHIIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, len(packed), 1, 1, 0)
    return head + b"a" + packed


def levels(at: int) -> bytes:
    """All that is undone, in each other."""
    inner = zlib.compress(b"%%41 \\n %d" % at)
    return base64.b64encode(inner) + b" " + (b"%d" % at).hex().encode() * 8 + b"%41\\n"


def message(size: int) -> bytes:
    """Protobuf messages in each other: field 1, length-delimited."""
    data = b"\x08\x01"
    while len(data) < size:
        length, varint = len(data), b""
        while length > 0x7F:
            varint, length = varint + bytes((length & 0x7F | 0x80,)), length >> 7
        data = b"\x0a" + varint + bytes((length,)) + data
    return data


BODIES: Final[dict[str, Callable[[], bytes]]] = {
    "gzip streams of a word": lambda: joined(lambda at: gzip.compress(b"w%d " % at, mtime=0)),
    "zlib streams of a word": lambda: joined(lambda at: zlib.compress(b"w%d" % at)),
    "zlib streams with escapes in and between": lambda: filled(zlib.compress(b"%41w\\n") + b"%41\\n"),
    "zstd frames": lambda: filled(b"\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello"),
    "ZIP members of a digit": lambda: joined(zipped),
    "gzip in gzip of zeros": lambda: filled(gzip.compress(gzip.compress(bytes(50 << 20), 9, mtime=0), 9, mtime=0)),
    "zlib in zlib in zlib": lambda: bombs(bombs(bombs(b"-33.85 %41 ", 30_000)[:60_000], 60_000), 120_000),
    "zlib of zeros": lambda: bombs(bytes(1 << 20)),
    "zlib of planted values": lambda: bombs(b"SN000000000001 -33.85001,151.20001 a@b.c %41 \\u0041 "),
    "zlib of latitudes": lambda: bombs(b"-33.85001 "),
    "zlib of latitudes elsewhere": lambda: bombs(b"-33.10001 "),
    "zlib of integers that are latitudes": lambda: bombs(struct.pack("<i", -338500000)),
    "zlib of varints": lambda: bombs(b"\x08\x80\x80\x80\x01"),
    "zlib of URL escapes": lambda: bombs(b"%41 "),
    "zlib of JSON escapes": lambda: bombs(b"\\n "),
    "zlib of short runs of hex": lambda: bombs(b"0123456789abcdef0123456789abcdef "),
    "zlib of short runs of base64": lambda: bombs(b"QUJDREVGR0hJSktM "),
    "zlib of runs of base64 of random octets": lambda: bombs(base64.b64encode(random.Random(1).randbytes(66)) + b" "),
    "base64 in base64": lambda: nested(base64.b64encode),
    "hex in hex": lambda: nested(lambda data: data.hex().encode()),
    "short runs of base64": lambda: joined(lambda at: base64.b64encode(b"%012d" % at) + b" "),
    "runs of base64, each a zlib stream": lambda: joined(lambda at: base64.b64encode(zlib.compress(b"w%d" % at)) + b" "),
    "runs of base64 in four alignments": lambda: filled(b"H4sIaH4sIaaH4sIaaaH4sI "),
    "short lines of base64": lambda: filled(b"QUJDREVGR0hJSktM\n"),
    "short runs of hex": lambda: filled(b"0123456789abcdef0123456789abcdef "),
    "URL escapes": lambda: filled(b"%41"),
    "URL escapes of escapes": lambda: filled(b"%2525252525252541"),
    "URL escapes of JSON escapes": lambda: filled(b"%5Cn\\u0025%41"),
    "backslashes": lambda: filled(b"\\"),
    "JSON escapes by number": lambda: filled(b"\\u0041"),
    "JSON in JSON": lambda: filled(json.dumps(json.dumps(json.dumps(json.dumps(["x"])))).encode()),
    "JSON arrays in each other": lambda: filled(b"["),
    "protobuf messages in each other": lambda: message(SIZE // 16) * 16,
    "all of it in each other": lambda: joined(levels),
    "positions": lambda: filled(b"-33.85001,151.20001;"),
    "latitudes": lambda: filled(b"-33.85001 "),
    "positions as integers": lambda: filled(struct.pack("<ii", -338500000, 1512000000)),
    "geohashes": lambda: filled(b"r3gx2f9tt "),
    "digits": lambda: filled(b"490154203237518 "),
    "serial numbers": lambda: filled(b"1581F4XYZ0123456789A "),
    "beginnings of zlib": lambda: filled(b"x\x9c"),
}  # fmt: skip


def calibration_s() -> float:
    """CPU that a fixed piece of like work takes: a third each in NumPy, in zlib and in Python. About 0.1 s where the page's numbers are from."""
    octets = np.arange(SIZE, dtype=np.uint32)
    packed = zlib.compress(bytes(8 << 20), 1)
    began = time.process_time()
    for _ in range(6):
        np.flatnonzero((octets * np.uint32(2_654_435_761) >> np.uint32(16)) == 1)
    for _ in range(2):
        zlib.decompress(packed)
    words: dict[int, tuple[int, bytes]] = {}
    for at in range(100_000):
        words[at & 0xFFF] = at, b"%d" % at
    return time.process_time() - began


def cost_s(data: bytes, wanted: Sought) -> float:
    """CPU that the search of a body takes."""
    began = time.process_time()
    search(Body(data), wanted)
    return time.process_time() - began


def main() -> None:
    """Print what each costs, with and without leads, for a megabyte."""
    unit = min(calibration_s() for _ in range(2 * REPEATS))
    print(f"{unit:6.3f} s calibration")
    for name, make in BODIES.items():
        data = make()
        plain, leads = (
            min(cost_s(data, wanted(leads=leads)) for _ in range(REPEATS)) * SIZE / len(data)
            for leads in (False, True)
        )
        print(f"{plain:6.2f} s {leads:6.2f} s {leads / unit:6.1f}  {name}", flush=True)


if __name__ == "__main__":
    main()
