"""One value on several ways is one row; two values are two."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import zlib

import pytest

from harness.content.layers import SAME, STAYS, Layer, Piece, Run, joined, outermost
from harness.content.once import Found, told_once
from harness.content.search import search, search_body, sought
from harness.model.content import Body, Hit, Standing
from harness.model.honey import Honey, HoneyKind

VALUE = b"QX0MADEUP7734"
SOUGHT = sought((Honey(id="serial", kind=HoneyKind.SERIAL, values=(VALUE.decode(),)),), b"0123456789abcdef")


def chains(data: bytes) -> list[str]:
    return [hit.chain for hit in search_body(Body(data), SOUGHT)]


def stored(text: bytes) -> bytes:
    """A member whose deflate blocks hold the text as it is (RFC 1951 §3.2.4)."""
    return gzip.compress(text, compresslevel=0, mtime=0)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (stored(VALUE), ["gzip > plain"]),
        (stored(b'{"a":"\\n","b":"' + VALUE + b'"}'), ["gzip > plain"]),
        (stored(b"%41=" + VALUE + b"&%42="), ["gzip > plain"]),
        (stored(b"\\n" + base64.b64encode(b"words " + VALUE)), ["gzip > base64 > plain"]),
        (stored(b'"' + VALUE.replace(b"7", b"\\u0037") + b'"'), ["gzip > json > plain"]),
        (stored(b"\\n" + stored(b"\\t" + VALUE)), ["gzip > gzip > plain"]),
        (b'{"x":"\\n"} ' + stored(VALUE + b"\\n") + b" \\n " + VALUE, ["gzip > plain", "plain"]),
    ],
)
def test_what_stands_in_a_compressed_stream_is_read_there_only(data: bytes, wanted: list[str]) -> None:
    found = search(Body(data), SOUGHT)
    assert [hit.chain for hit in found.hits] == wanted
    assert found.undecoded == ()


@pytest.mark.parametrize("before", range(3))
@pytest.mark.parametrize("pack", [stored, lambda text: zlib.compress(text, 0)], ids=["gzip", "zlib"])
def test_in_a_stored_stream_that_is_coded_it_is_told_once(before: int, pack) -> None:
    """The code of the stream holds the code of the value: the stream is what was sent."""
    stream = bytes(before) + pack(
        b"words " + VALUE + b" more words, and so on until it is longer than a line"
    )
    name = "gzip" if pack is stored else "zlib"
    for coded, way in ((base64.b64encode(stream), "base64"), (stream.hex().encode(), "hex")):
        assert chains(coded) == [f"{way} > {name} > plain"]
        assert chains(b"d=" + coded + b"&e=%41") == [f"{way} > {name} > plain"]
        assert chains(base64.b64encode(b"a " + coded.hex().encode())) == [
            f"base64 > hex > {way} > {name} > plain"
        ]
        both = chains(coded + b"." + base64.b64encode(VALUE + b" once more"))
        assert sorted(both) == sorted([f"{way} > {name} > plain", "base64 > plain"])
    assert chains(base64.encodebytes(stream)) == [f"base64 > {name} > plain"]


def test_the_name_in_a_header_is_no_part_of_the_stream() -> None:
    """RFC 1952 §2.3.1: FNAME, ended by a zero."""
    plain = gzip.compress(b"sn=" + VALUE, mtime=0)
    for text in (VALUE, VALUE.replace(b"7", b"%37")):
        named = plain[:3] + b"\x08" + plain[4:10] + text + b"\0" + plain[10:]
        assert gzip.decompress(named) == b"sn=" + VALUE
        assert sorted(chains(named)) == ["gzip > plain", "plain" if text == VALUE else "url > plain"]


def test_a_stream_that_only_an_escape_gives_is_kept() -> None:
    """Octets of a stream sent in a form: those that are no letters are escaped."""
    packed = zlib.compress(b"x" * 80 + VALUE + b"y" * 80)
    written = b"".join(
        b"%%%02X" % octet if octet in b"%+&=" or octet > 0x7E else bytes([octet]) for octet in packed
    )
    assert chains(b"d=" + written) == ["url > zlib > plain"]


def test_a_stream_cut_short_is_told_on_the_shorter_way() -> None:
    text = b"\\n" + VALUE + b" \\t " + VALUE + b" " + random.Random(1).randbytes(200).hex().encode()
    found = chains(stored(text)[:-40])
    assert found.count("gzip > plain") == 2
    assert "json > gzip > plain" not in found


@pytest.mark.parametrize("before", range(3))
def test_base64_with_an_escaped_slash(before: int) -> None:
    """In front of the slash both ways lead to it, behind it perhaps one."""
    slashes = b"\xff\xff\xff" * 4
    for text in (
        slashes + bytes(before) + VALUE,
        bytes(before) + VALUE + slashes,
        slashes + VALUE + b"?" * 8 + VALUE,
    ):
        body = b'{"d":"' + base64.b64encode(text).replace(b"/", b"\\/") + b'"}'
        assert json.loads(body)
        assert len(chains(body)) == text.count(VALUE)


def test_two_streams_in_one_run_of_another_alignment_are_told_once_each() -> None:
    first, second = (gzip.compress(b"%d " % at + VALUE, mtime=0) for at in range(2))
    run = b"a/b/prefix" + base64.b64encode(first + bytes(-len(first) % 3) + second)
    assert chains(run) == ["base64 > gzip > plain"] * 2


def test_far_behind_broken_lines_it_is_told_once() -> None:
    for width in (64, 76):
        coded = base64.b64encode(b"words " * 4_000 + VALUE + b" words" * 9)
        lines = b"\r\n".join(coded[at : at + width] for at in range(0, len(coded), width))
        (hit,) = search_body(Body(lines), SOUGHT)
        place = 8 * 24_000 // 6
        assert hit.outer_offset == place + 2 * (place // width)


def test_two_codings() -> None:
    digest = hashlib.sha1(VALUE).digest()
    for inner, form in ((digest.hex().encode(), "hex > sha1"), (base64.b64encode(digest), "base64 > sha1")):
        assert chains(inner) == [form]
        assert chains(b"x" * 20 + inner.hex().encode() + b"y" * 20) == [f"hex > {form}"]
        assert chains(base64.b64encode(b"x " + inner + b" y")) == [f"base64 > {form}"]


def hit(encoding: tuple[str, ...], offset: int) -> Hit:
    return Hit(Standing.WITNESS, "serial", "a", encoding, offset, 8, 0, "")


def test_by_hand() -> None:
    body = outermost(bytes(200))
    run = joined(body, "base64", [Piece(4, bytes(90))], SAME)
    apart = [Found(hit(("plain",), 5), body), Found(hit(("plain",), 13), body)]
    assert told_once(apart) == [one.hit for one in apart]
    # The literal and the run, one octet apart.
    assert told_once([Found(hit(("base64", "plain"), 8), body), Found(hit(("base64", "plain"), 5), run)]) == [
        hit(("base64", "plain"), 8)
    ]
    # One stream opened as it is and below an escape: of the latter what is more.
    escaped = Layer(bytes(190), ("json",), body, (Run(0, 190, 0),), SAME, escapes_only=True)
    short, long = (joined(parent, "gzip", [Piece(50, bytes(80))], STAYS) for parent in (body, escaped))
    found = [Found(hit(("gzip", "plain"), 10), short)]
    found += [Found(hit(("json", "gzip", "plain"), at), long) for at in (9, 30)]
    assert told_once(found) == [hit(("gzip", "plain"), 10), hit(("json", "gzip", "plain"), 30)]
