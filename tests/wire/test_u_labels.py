"""U-labels in UTF-8 and their A-labels: published pairs, the laws of one text per host, and two peers of the standard library."""

from __future__ import annotations

import encodings.idna
import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.wire.text import host_text, labels_text
from harness.wire.u_labels import MOST_OCTETS, a_label

INPUTS = 10_000
ROOT_ZONE = {
    # IANA's root zone database; the last three: test domains of 2007.
    "中国": "xn--fiqs8s",
    "рф": "xn--p1ai",
    "香港": "xn--j6w193g",
    "भारत": "xn--h2brj9c",
    "テスト": "xn--zckzah",
    "испытание": "xn--80akhbyknj4f",
    "إختبار": "xn--kgbechtv",
}
DEVIATIONS = {
    # UTS #46 §4, table 1: what IDNA2003 mapped away and IDNA2008 keeps.
    "faß": "xn--fa-hia",
    "βόλος": "xn--nxasmm1c",
    "ශ්‍රී": "xn--10cl1a0b660p",
    "نامه‌ای": "xn--mgba3gch31f060k",
}
LETTERS = st.sampled_from("abcxyz059-äöüßéñçαβγωабвяжסהعم中国例えテスト한국")


@pytest.mark.parametrize(("label", "written"), [*ROOT_ZONE.items(), *DEVIATIONS.items()])
def test_published_pairs(label: str, written: str) -> None:
    assert a_label(label.encode()) == written
    assert host_text(f"WWW.{label}.Example.".encode()) == f"www.{written}.example"
    assert labels_text([b"www", label.encode()]) == f"www.{written}"


@pytest.mark.parametrize(
    ("upper", "lower"), [("BÜCHER", "bücher"), ("РФ", "рф"), ("ΒΌΛΟ", "βόλο"), ("ÇA", "ça")]
)
def test_case_does_not_matter(upper: str, lower: str) -> None:
    assert a_label(upper.encode()) == a_label(lower.encode()) is not None


@pytest.mark.parametrize("label", [
    "bu\u0308cher",  # not composed: RFC 5891 §5.2
    "\uff42ü\uff43her",  # full width: mapped by browsers, no U-label
    "\u212abü",  # Kelvin sign, whose lower case is k
    "İstanbul",  # lower case is two characters
    "STRAẞE",  # upper case of it is SS
    "bü\u200bcher",  # zero width space
    "\u202ebücher",  # turns the direction
    "☃",  # a symbol: RFC 5892 §2.6
    "-bü", "bü-", "ab--ü",  # RFC 5891 §4.2.3.1
    "bü cher", "bü_cher", "a。ü", "ü.b",
    "ü" * 60,  # longer than 63 as A-label
    "bücher".encode().decode("latin-1") + "\x80",
])  # fmt: skip
def test_what_is_no_u_label_stays_escaped(label: str) -> None:
    octets = label.encode()
    assert a_label(octets) is None
    assert re.fullmatch(r"([!-\[\]-~]|\\\d{3})+", labels_text([octets]))
    assert "\\" in labels_text([octets])


@pytest.mark.parametrize(
    "octets", [b"\xff", b"b\xfccher", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"", b"abc", b"xn--\xc3\xbc"]
)
def test_octets_that_are_no_utf_8_or_plain_are_none(octets: bytes) -> None:
    assert a_label(octets) is None


def test_a_label_as_long_as_one_can_be() -> None:
    # 'xn--' leaves 59: with a digit for each repeated character and a few for the first.
    assert all(len(a_label(("é" * n).encode()) or "") in {0, *range(5, 64)} for n in range(1, 100))
    assert a_label("\U00020000".encode() * (MOST_OCTETS // 4 + 1)) is None


def test_a_long_name_is_escaped_whole() -> None:
    assert host_text("é.".encode() * 338) == "\\195\\169." * 337 + "\\195\\169"
    assert host_text("é.".encode() * 337).startswith("xn--9ca.xn--9ca.")


@given(st.text(LETTERS, min_size=1, max_size=12))
@example("faß")
def test_the_a_label_decodes_to_what_was_sent(label: str) -> None:
    found = a_label(label.encode())
    if found is not None:
        assert found.removeprefix("xn--").encode().decode("punycode") == label
        assert host_text(found.upper().encode()) == host_text(label.encode()) == found


@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
@example("\u212aü", "kü")
@example("ΣΑΣ", "σας")
@example("\uff41ü", "aü")
@example("\u0430pple", "äpple")
def test_two_labels_become_one_only_if_they_differ_in_case(left: str, right: str) -> None:
    found = a_label(left.encode("utf-8", "surrogatepass"))
    if found is not None and found == a_label(right.encode("utf-8", "surrogatepass")):
        assert [letter.lower() for letter in left] == [letter.lower() for letter in right]


@given(st.text(LETTERS, min_size=1, max_size=12))
def test_idna_2003_agrees_where_the_versions_do_not_differ(label: str) -> None:
    found = a_label(label.encode())
    if found is not None and not set("ßς") & set(label) and encodings.idna.nameprep(label) == label:
        assert encodings.idna.ToASCII(label).decode() == found


def test_any_octets_give_a_label_or_none() -> None:
    rnd = random.Random(119)
    seeds = [label.encode() for label in (*ROOT_ZONE, *DEVIATIONS, "BÜCHER", "נ.example")]
    for _ in range(INPUTS):
        octets = bytearray(rnd.choice(seeds) if rnd.random() < 0.7 else rnd.randbytes(rnd.randrange(80)))
        for _ in range(rnd.randrange(4)):
            if octets:
                octets[rnd.randrange(len(octets))] = rnd.randrange(256)
        found = a_label(bytes(octets))
        assert found is None or re.fullmatch(r"xn--[a-z0-9-]{1,59}", found)
        assert all(0x21 <= ord(letter) <= 0x7E for letter in host_text(bytes(octets)))
