"""Names in certificates: OpenSSL's own, and ones built by hand with what may be odd about them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.model.words import CertificateRange
from harness.wire.certificates import MAX_NAMES, Certificate, read_certificate
from tests.support.certificates import (
    BMP,
    COMMON_NAME,
    OPENSSL_CERTIFICATE,
    ORGANISATION,
    PRINTABLE,
    alternative,
    attribute,
    certificate,
    name,
    tlv,
)


def read(data: bytes) -> Certificate:
    found = read_certificate(data)
    assert isinstance(found, Certificate)
    return found


def test_a_certificate_of_openssl() -> None:
    found = read(OPENSSL_CERTIFICATE)
    assert found == Certificate(
        "drone\\032cloud", ("*.iot.example", "iot.example"), "drone\\032cloud", complete=True
    )
    assert found.names == ("drone\\032cloud", "*.iot.example", "iot.example")


def test_names_are_those_that_were_put_in() -> None:
    found = read(certificate(b"A.example", b"A.example", b"*.B.example.", b"a.EXAMPLE"))
    assert found == Certificate("a.example", ("a.example", "*.b.example"), "example\\032ca", complete=True)
    assert found.names == ("a.example", "*.b.example")


def test_a_certificate_without_names_or_extensions() -> None:
    assert read(certificate()) == Certificate(None, (), "example\\032ca", complete=True)
    assert read(certificate()).names == ()
    assert read(certificate(b"old.example")).names == ("old.example",)


def test_other_extensions_and_a_critical_one_are_stepped_over() -> None:
    other = tlv(0x30, b"\x06\x03\x55\x1d\x13", b"\x01\x01\xff", tlv(4, tlv(0x30)))
    assert read(certificate(None, b"a.example", more=other)).dns_names == ("a.example",)
    critical = alternative(b"b.example", critical=True)
    assert read(certificate(None, more=critical)).dns_names == ("b.example",)


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (PRINTABLE, b"a.example"),
        (BMP, "a.example".encode("utf-16-be")),
        (0x1C, "a.example".encode("utf-32-be")),
    ],
)
def test_strings_of_any_kind(tag: int, value: bytes) -> None:
    subject = tlv(0x30, attribute(COMMON_NAME, value, tag))
    assert read(certificate(subject=subject)).common_name == "a.example"


def test_strings_cut_in_a_character_do_no_harm() -> None:
    subject = tlv(0x30, attribute(COMMON_NAME, b"\x00a\xd8", BMP))
    assert read(certificate(subject=subject)).common_name is not None


def test_of_several_common_names_the_last_counts_and_the_issuer_may_have_an_organisation_only() -> None:
    subject = tlv(0x30, attribute(COMMON_NAME, b"first.example"), attribute(COMMON_NAME, b"last.example"))
    found = read(certificate(subject=subject, issuer=tlv(0x30, attribute(ORGANISATION, b"Aero"))))
    assert (found.common_name, found.issuer) == ("last.example", "aero")
    assert read(certificate(issuer=tlv(0x30))).issuer is None
    assert read(certificate(subject=name(b""))).common_name is None


def test_names_beyond_the_most_are_left_out_and_told() -> None:
    many = [b"n%d.example" % number for number in range(MAX_NAMES + 2)]
    found = read(certificate(None, *many))
    assert (len(found.dns_names), found.complete) == (MAX_NAMES, False)
    assert found.range is CertificateRange.SEVERAL
    assert read(certificate(None, *many[:MAX_NAMES])).complete


@pytest.mark.parametrize(
    ("common", "names", "reach"),
    [
        (b"a.example", (), CertificateRange.ONE),
        (b"Drone Cloud", (b"a.example",), CertificateRange.ONE),
        (b"a.example", (b"a.example", b"A.example"), CertificateRange.ONE),
        (b"a.example", (b"*.a.example", b"a.example"), CertificateRange.KIN),
        (b"x", (b"*.a.example", b"b.a.example", b"a.example"), CertificateRange.KIN),
        (b"x", (b"*.a.example", b"b.example"), CertificateRange.SEVERAL),
        (b"x", (b"aa.example", b"a.example"), CertificateRange.SEVERAL),
        (b"x", (b"com", b"a.com"), CertificateRange.SEVERAL),
        (None, (), CertificateRange.SEVERAL),
    ],
)
def test_how_far_names_reach(common: bytes | None, names: tuple[bytes, ...], reach: CertificateRange) -> None:
    assert read(certificate(common, *names)).range is reach


@given(st.lists(st.text("abc-.", min_size=1, max_size=20).map(str.encode), max_size=30))
def test_any_names_are_read_in_order(names: list[bytes]) -> None:
    found = read(certificate(None, *names)).dns_names
    trimmed = [text.decode().removesuffix(".") if len(text) > 1 else text.decode() for text in names]
    assert found == tuple(dict.fromkeys(trimmed))


@pytest.mark.parametrize("cut", range(len(OPENSSL_CERTIFICATE)))
def test_a_cut_certificate_is_malformed(cut: int) -> None:
    found = read_certificate(OPENSSL_CERTIFICATE[:cut])
    assert isinstance(found, Malformed)
    assert found.reason is Reason.BAD_LENGTH
    assert 0 <= found.offset <= cut


@pytest.mark.parametrize(
    "data",
    [
        tlv(0x30),
        tlv(0x30, tlv(0x30)),
        tlv(0x30, tlv(0x30, tlv(2, b"\1"), tlv(0x30), tlv(4), tlv(0x30), tlv(0x30), tlv(0x30))),
        certificate(subject=tlv(0x30, tlv(0x30))),
        certificate(subject=tlv(0x30, tlv(0x31, tlv(0x30)))),
        certificate(more=tlv(4)),
        certificate(more=tlv(0x30, b"\x06\x03\x55\x1d\x11")),
        certificate(more=tlv(0x30, b"\x06\x03\x55\x1d\x11", tlv(4, tlv(4)))),
    ],
)
def test_what_is_no_certificate(data: bytes) -> None:
    assert isinstance(read_certificate(data), Malformed)
