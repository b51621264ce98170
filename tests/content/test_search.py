"""Whole bodies: wrapped by other programs, found at the right place, and nothing else."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import hmac
import io
import json
import random
import time
import urllib.parse
import zipfile
import zlib
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.content.search import MAX_BODY_OCTETS, MAX_HITS, search, search_body, sought
from harness.model.content import Body, Hit, Part, Standing, Undecoded, WhyUndecoded
from harness.model.honey import Honey, HoneyKind, Place

SALT = b"0123456789abcdef"
MAIL = "Pilot.One@lab.example"
SERIAL = "1581F4XYZ0123456789A"
HONEY = (
    Honey(id="mail", kind=HoneyKind.ACCOUNT_EMAIL, values=(MAIL,)),
    Honey(id="serial", kind=HoneyKind.SERIAL, values=(SERIAL,)),
    Honey(
        id="home", kind=HoneyKind.HOME_POINT, place=Place(latitude=47.39774, longitude=8.54561, radius_m=100)
    ),
)
SOUGHT = sought(HONEY, SALT)


def hits(data: bytes, **declared: Any) -> list[Hit]:
    return list(search_body(Body(data, **declared), SOUGHT))


def chains(data: bytes, **declared: Any) -> list[str]:
    return [f"{hit.found_id}: {hit.chain}" for hit in hits(data, **declared)]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.txt", data)
    return file.getvalue()


def multipart(data: bytes) -> bytes:
    message = MIMEMultipart("form-data")
    message.attach(MIMEApplication(data))
    return message.as_bytes()


TEXT = json.dumps({"user": MAIL, "note": "words that compress well " * 8}).encode()


@pytest.mark.parametrize(
    ("data", "chain"),
    [
        (TEXT, "plain"),
        (TEXT.upper(), "plain"),
        (gzip.compress(TEXT, mtime=0), "gzip > plain"),
        (zlib.compress(TEXT), "zlib > plain"),
        (b"\x00\x00\x01\x02len" + zlib.compress(TEXT) + b"tail", "zlib > plain"),
        (zipped(TEXT), "zip > plain"),
        (base64.b64encode(TEXT), "base64 > plain"),
        (base64.encodebytes(TEXT), "base64 > plain"),
        (json.dumps({"d": base64.b64encode(gzip.compress(TEXT, mtime=0)).decode()}).encode(), "base64 > gzip > plain"),
        (json.dumps({"d": TEXT.decode().replace("@", "\\u0040")}).encode(), "json > json > plain"),
        (b"d=" + urllib.parse.quote_plus(base64.b64encode(gzip.compress(TEXT, mtime=0xFFFFFFFF))).encode(), "url > base64 > gzip > plain"),
        (b"u=" + urllib.parse.quote(MAIL).encode(), "url > plain"),
        (b'{"u":"' + MAIL.replace("@", "\\u0040").encode() + b'"}', "json > plain"),
        (gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0), "gzip > gzip > plain"),
        (multipart(gzip.compress(TEXT, mtime=0)), "base64 > gzip > plain"),
        (gzip.compress(TEXT, mtime=0).hex().encode(), "hex > gzip > plain"),
        (hashlib.sha256(MAIL.lower().encode()).hexdigest().encode(), "hex > sha256"),
        (json.dumps({"h": base64.b64encode(hashlib.md5(MAIL.encode()).digest()).decode()}).encode(), "base64 > md5"),
        (MAIL.encode("utf-16-le"), "utf-16"),
        (b"a/b/prefix" + base64.b64encode(gzip.compress(TEXT, mtime=0)), "base64 > gzip > plain"),
    ],
)  # fmt: skip
def test_found_through(data: bytes, chain: str) -> None:
    assert chains(data) == [f"mail: {chain}"]


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate), ("GZIP, identity", gzip.compress)],
)  # fmt: skip
def test_declared_codings(coding, pack) -> None:
    found = search(Body(pack(TEXT), "application/json", coding), SOUGHT)
    assert [hit.chain for hit in found.hits] == [f"{coding.split(',')[0].lower()} > plain"]
    assert found.undecoded == ()


def test_two_declared_codings_are_undone_from_the_last() -> None:
    assert chains(gzip.compress(zlib.compress(TEXT)), content_encoding="deflate, gzip") == [
        "mail: gzip > deflate > plain"
    ]


def test_places_and_digest() -> None:
    inner = b"account=" + MAIL.encode() + b";"
    data = b"head " + base64.b64encode(inner) + b" tail"
    (hit,) = hits(data)
    assert (hit.offset, hit.octets) == (8, len(MAIL))
    assert abs(hit.outer_offset - (5 + 8 * 4 // 3)) <= 1
    assert hit.digest == hmac.new(SALT, MAIL.encode(), hashlib.sha256).hexdigest()
    (hit,) = hits(b"xx" + gzip.compress(TEXT, mtime=0))
    assert (hit.offset, hit.outer_offset) == (TEXT.index(MAIL.encode()), 2)
    (hit,) = hits(b"%41%42%43 u=" + MAIL.replace("@", "%40").encode())
    assert (hit.offset, hit.outer_offset) == (6, 12)


def test_escapes_elsewhere_change_nothing() -> None:
    """A body with both kinds of escapes, none of them in the value."""
    for text in (
        b'{"a":"b\\/c","x":"%20","u":"' + MAIL.encode() + b'"}',
        b"%41\\n" + base64.b64encode(TEXT) + b"%41",
    ):
        assert len(chains(text)) == 1
        assert "url" not in chains(text)[0]
        assert "json" not in chains(text)[0]
    mixed = b'%41 {"u":"' + MAIL.replace("@", "\\u0040").encode() + b'"}'
    assert chains(mixed) == ["mail: json > plain"]
    twice = b"u=" + MAIL.replace("@", "%2540").encode()
    assert chains(twice) == ["mail: url > url > plain"]


def test_positions_are_found_inside_too() -> None:
    assert chains(gzip.compress(b'{"lat": 47.39774, "lon": 8.54561}')) == ["home: gzip > decimal"]


@given(
    st.lists(st.sampled_from([base64.b64encode, gzip.compress, lambda data: data.hex().encode()]), max_size=4)
)
def test_any_four_codings_are_undone(codings) -> None:
    data = b"x" * 20 + SERIAL.encode() + b"x" * 20
    for code in codings:
        data = code(data)
    assert "serial" in {hit.found_id for hit in hits(data)}


@given(st.binary(max_size=300))
def test_random_octets_hold_nothing(data: bytes) -> None:
    assert hits(data) == []


def undecoded(data: bytes, **declared) -> dict[WhyUndecoded, int]:
    return {row.reason: row.octets for row in search(Body(data, **declared), SOUGHT).undecoded}


NOISE = random.Random(4).randbytes(3_000)


def test_undecoded() -> None:
    assert undecoded(TEXT) == {}
    assert undecoded(NOISE) == {WhyUndecoded.OPAQUE: 3_000}
    assert undecoded(b'{"data":"' + base64.b64encode(NOISE) + b'"}') == {WhyUndecoded.OPAQUE: 3_000}
    assert undecoded(gzip.compress(NOISE, mtime=0)) == {WhyUndecoded.OPAQUE: 3_000}
    assert undecoded(TEXT, content_encoding="br") == {WhyUndecoded.UNKNOWN_CODING: len(TEXT)}
    assert undecoded(TEXT, complete=False) == {WhyUndecoded.INCOMPLETE: len(TEXT)}
    assert undecoded(gzip.compress(TEXT * 9)[:-20]).keys() == {WhyUndecoded.INCOMPLETE}
    assert undecoded(TEXT, content_encoding="gzip") == {WhyUndecoded.DAMAGED: len(TEXT)}
    assert undecoded(b"\xff\xd8\xff\xe0" + NOISE) == {WhyUndecoded.MEDIA: 3_004}
    assert undecoded(NOISE, content_type="image/heic") == {WhyUndecoded.MEDIA: 3_000}
    assert undecoded(
        bz2.compress(random.Random(3).choices(range(200), k=3_000).__repr__().encode())
    ).keys() == {WhyUndecoded.OPAQUE}


def test_packed_too_often_is_told() -> None:
    data = TEXT
    for _ in range(9):
        data = gzip.compress(data, mtime=0)
    assert WhyUndecoded.TOO_DEEP in undecoded(data)


def test_a_body_that_expands_without_end_costs_little() -> None:
    data = gzip.compress(bytes(200 << 20), 9)
    started = time.process_time()
    assert WhyUndecoded.TOO_LARGE in undecoded(data)
    assert time.process_time() - started < 10


def test_a_body_beyond_the_limit_is_searched_as_far_as_it_goes() -> None:
    data = MAIL.encode() + bytes(MAX_BODY_OCTETS) + MAIL.encode()
    found = search(Body(data), SOUGHT)
    assert [hit.offset for hit in found.hits] == [0]
    assert Undecoded(WhyUndecoded.TOO_LARGE, 2 * len(MAIL)) in found.undecoded


def test_hits_are_bounded() -> None:
    assert len(hits(MAIL.encode() * 3_000)) == MAX_HITS


def test_leads_are_given_only_where_asked() -> None:
    data = b'{"imei":"490154203237518","sn":"ABCD1234EF"}'
    assert hits(data) == []
    found = search_body(Body(data), sought((), SALT, leads=True))
    assert {(hit.standing, hit.kind) for hit in found} == {
        (Standing.LEAD, "phone_identifier"), (Standing.LEAD, "imei"), (Standing.LEAD, "device_serial"),
    }  # fmt: skip


def test_plus_is_a_space_in_queries() -> None:
    wanted = sought((Honey(id="note", kind=HoneyKind.TEXT, values=("north field",)),), SALT)
    assert search_body(Body(b"/a?n=north+field", part=Part.QUERY), wanted)
    assert not search_body(Body(b"/a?n=north+field"), wanted)


def test_a_megabyte_takes_well_below_a_second() -> None:
    many = [Honey(id=f"h{n}", kind=HoneyKind.SERIAL, values=(f"SN{n:012d}",)) for n in range(20)]
    wanted = sought((*many, *HONEY), SALT)
    text = json.dumps([{"id": n, "name": f"some text {n}", "v": n / 7} for n in range(25_000)]).encode()
    for data in (
        text,
        random.Random(1).randbytes(1 << 20),
        base64.b64encode(random.Random(2).randbytes(3 << 18)),
    ):
        started = time.process_time()
        assert search_body(Body(data), wanted) == ()
        assert time.process_time() - started < 2.5  # usually 0.2 to 0.4
