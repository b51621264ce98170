"""Literals of planted texts: every form, and the pass against plain search."""

from __future__ import annotations

import base64
import hashlib

from hypothesis import given
from hypothesis import strategies as st

from harness.content.needles import Match, Needle, NeedleSet, base64_cores, build_needles
from harness.model.honey import Honey, HoneyKind

LITERALS = (b"abcdef", b"abcdefgh", b"bcdefgab", b"aaaaaa", b"aaaaaaab", bytes(6), bytes(range(40)))
NEEDLES = [Needle(octets, at, ("plain",)) for at, octets in enumerate(LITERALS)]
PIECES = st.sampled_from([*LITERALS, b"a", b"ab", b"\0", b"x", bytes(range(39))])


def by_plain_search(data: bytes) -> set[tuple[int, int]]:
    return {
        (at, needle.honey)
        for needle in NEEDLES
        for at in range(len(data))
        if data[at : at + len(needle.octets)] == needle.octets
    }


@given(st.lists(PIECES, max_size=30))
def test_one_pass_finds_what_plain_search_finds(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    found = list(NeedleSet(NEEDLES).find(data))
    assert {(match.offset, match.needle.honey) for match in found} == by_plain_search(data)
    assert [match.offset for match in found] == sorted(match.offset for match in found)


def test_literal_across_the_steps_of_a_long_body_is_found_once() -> None:
    for before in range(1_048_576 - 8, 1_048_576 + 2):
        data = bytes(b"." * before) + b"abcdefgh" + b"." * 20
        found = list(NeedleSet(NEEDLES[1:2]).find(data))
        assert found == [Match(before, 8, NEEDLES[1])]


@given(st.binary(min_size=6, max_size=30), st.binary(max_size=7), st.binary(max_size=7))
def test_a_text_has_one_of_its_base64_cores_wherever_it_stands(
    text: bytes, before: bytes, behind: bytes
) -> None:
    coded = base64.b64encode(before + text + behind)
    cores = [core for core, _ in base64_cores(text)]
    if len(text) >= 7:
        assert any(core in coded for core in cores)
    assert all(len(core) >= 8 for core in cores)
    assert any(core in base64.urlsafe_b64encode(before + text + behind) for core in cores) or len(text) < 7


def forms_found(data: bytes) -> set[tuple[str, ...]]:
    needles = build_needles([Honey(id="a", kind=HoneyKind.MAC, values=("02:00:5e:10:AB:cd",))])
    found = [*needles.exact.find(data), *needles.folded.find(data.lower())]
    return {match.needle.form for match in found}


def test_every_way_to_write_a_mac() -> None:
    for text in (b"02:00:5E:10:AB:CD", b"02-00-5e-10-ab-cd", b"02005E10ABCD"):
        assert forms_found(b"mac=" + text) == {("plain",)}
        assert forms_found(text.hex().upper().encode()) >= {("hex", "plain")}
        digest = hashlib.sha1(text.lower()).digest()
        assert forms_found(b"h=" + digest.hex().encode()) == {("hex", "sha1")}
        assert forms_found(b"\x14" + digest) == {("sha1",)}
        assert forms_found(base64.b64encode(digest)) == {("base64", "sha1")}
        assert forms_found(base64.urlsafe_b64encode(digest).rstrip(b"=")) == {("base64", "sha1")}
    assert forms_found("x02005e10abcdx".encode("utf-16-be")) == {("utf-16",)}


def test_published_digests() -> None:
    """NIST FIPS 180 example "abc...opq" of 56 letters, and RFC 1321 A.5 "message digest"."""
    fips = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    rfc = "message digest"
    needles = build_needles([Honey(id="a", kind=HoneyKind.TEXT, values=(fips, rfc))])
    for text, form in (
        (b"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "sha256"),
        (b"84983e441c3bd26ebaae4aa1f95129e5e54670f1", "sha1"),
        (b"f96b697d7cb7938d525a2f31aaf161d0", "md5"),
    ):
        assert [match.needle.form for match in needles.folded.find(text)] == [("hex", form)]


def test_texts_below_six_octets_are_not_searched() -> None:
    needles = build_needles([Honey(id="a", kind=HoneyKind.SSID, values=("lab5g",))])
    assert not list(needles.folded.find(b"lab5g lab5g"))
    assert not list(needles.exact.find(b"lab5g lab5g"))
