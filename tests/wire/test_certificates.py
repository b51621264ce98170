"""Names in certificates: OpenSSL's own, and ones built by hand with what may be odd about them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.model.words import CertificateRange
from harness.wire.certificates import MAX_ATTRIBUTE_OCTETS, MAX_NAMES, Certificate, read_certificate
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

CA = "CN=Example\\032CA"


def read(data: bytes) -> Certificate:
    found = read_certificate(data)
    assert isinstance(found, Certificate)
    return found


def test_a_certificate_of_openssl() -> None:
    found = read(OPENSSL_CERTIFICATE)
    whole = "CN=Drone\\032Cloud,O=Example\\032Aero"
    assert found == Certificate(
        "drone\\032cloud", ("*.iot.example", "iot.example"), complete=True, subject=whole, issuer=whole,
        not_after="2126-11-02T17:36:13Z",
    )  # fmt: skip
    assert found.names == ("drone\\032cloud", "*.iot.example", "iot.example")


def test_names_are_those_that_were_put_in() -> None:
    found = read(certificate(b"A.example", b"A.example", b"*.B.example.", b"a.EXAMPLE"))
    assert found == Certificate(
        "a.example", ("a.example", "*.b.example"), complete=True, subject="CN=A.example", issuer=CA
    )
    assert found.names == ("a.example", "*.b.example")


def test_a_certificate_without_names_or_extensions() -> None:
    assert read(certificate()) == Certificate(None, (), complete=True, issuer=CA)
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
    assert (found.common_name, found.issuer) == ("last.example", "O=Aero")
    assert read(certificate(issuer=tlv(0x30))).issuer is None
    assert read(certificate(subject=name(b""))).common_name is None


def test_commas_and_long_attributes_are_told_apart_and_bounded() -> None:
    subject = tlv(0x30, attribute(COMMON_NAME, b"a,O=b\\c"), attribute(ORGANISATION, b"x" * 9_000))
    text = read(certificate(subject=subject)).subject
    assert text == "CN=a\\044O=b\\092c,O=" + "x" * MAX_ATTRIBUTE_OCTETS


@pytest.mark.parametrize(
    "validity", [tlv(0x30), tlv(0x30, b"\x17\x01"), tlv(0x30, tlv(0x17, b"1"), tlv(0x17, b"2"))]
)
def test_a_validity_that_is_none_spoils_no_name(validity: bytes) -> None:
    found = read(certificate(b"a.example", validity=validity))
    assert (found.common_name, found.not_after) == ("a.example", None)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)


@settings(max_examples=30)
@given(TEXTS, TEXTS, st.integers(1, int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())))
def test_what_another_library_wrote_is_read(common: str, organisation: str, second: int) -> None:
    until = datetime.fromtimestamp(second, UTC)
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    issuer = x509.Name(attributes[1:])
    made = (
        x509.CertificateBuilder(issuer, x509.Name(attributes), key.public_key(), 7)
        .not_valid_before(datetime(1970, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .sign(key, None)
        .public_bytes(Encoding.DER)
    )
    found = read(made)
    assert (_plain(found.subject), _plain(found.issuer)) == (
        f"CN={common},O={organisation}", f"O={organisation}",
    )  # fmt: skip
    assert found.not_after == f"{until.year:04}-{until:%m-%dT%H:%M:%S}Z"


def _plain(text: str | None) -> str:
    """Octets again, then the text that they were."""
    assert text is not None
    assert text.isascii()
    octets = re.sub(rb"\\(\d{3})", lambda found: bytes((int(found[1]),)), text.encode())
    return octets.decode()


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
