"""A server's certificate -> the names in it, whom it was made for, by whom, and until when (RFC 5280 §4.1, §4.2.1.6).

Read are common name and organisation of subject and issuer, the dNSNames of subjectAltName, and the end of
validity. Nothing is checked: not the signature, not the time, not the issuer. A name in it says what the server
claims to be; that it holds the key, only the client finds out.

Blind spots: names in other forms (addresses, e-mail, otherName) are stepped over, and so are
names behind the first ``MAX_NAMES``. Other attributes of subject and issuer (country, unit) are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.model.words import CertificateRange
from harness.wire.der import (
    BOOLEAN,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    SET,
    BrokenDerError,
    Element,
    element,
    expect,
    inside,
)
from harness.wire.der_time import time_text
from harness.wire.text import escaped, host_text

LAYER: Final = "x509"
MAX_NAMES: Final = 256
"""Names read of one certificate; authorities issue at most 100 to 250."""
MAX_ATTRIBUTE_OCTETS: Final = 256
"""Shown of one attribute; X.520 allows 64 characters of a name."""
_COMMON_NAME: Final = b"\x55\x04\x03"
_ORGANISATION: Final = b"\x55\x04\x0a"
_SUBJECT_ALT_NAME: Final = b"\x55\x1d\x11"
_VERSION: Final = 0xA0
_EXTENSIONS: Final = 0xA3
_DNS_NAME: Final = 0x82
_BMP_STRING: Final = 0x1E
_UNIVERSAL_STRING: Final = 0x1C
_WIDE: Final = {_BMP_STRING: "utf-16-be", _UNIVERSAL_STRING: "utf-32-be"}
"""Strings whose characters take two or four octets."""
_COMMA: Final = "\\044"
"""Within a value: one that stands for itself parts the values."""


class Certificate(NamedTuple):
    """What a certificate says of names."""

    common_name: str | None
    """Of the subject, as text of names; the last where there are several. None = none."""
    dns_names: tuple[str, ...]
    """subjectAltName, in order, repeated ones once; wildcards as they are."""
    complete: bool
    """False = there are more names than are read."""
    subject: str | None = None
    """Common name and organisation, as ``CN=Cloud,O=Example\\032Aero``: as sent, octets outside printable ASCII, commas
    and backslashes as ``\\DDD``, cut where very long. None = neither."""
    issuer: str | None = None
    """Likewise, of who issued it."""
    not_after: str | None = None
    """End of validity in UTC, as ``2031-12-31T23:59:59Z``; None = no time that RFC 5280 §4.1.2.5 allows."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the subject, each once, the common name first."""
        told = (self.common_name, *self.dns_names)
        return tuple(dict.fromkeys([name for name in told if name is not None]))

    @property
    def range(self) -> CertificateRange:
        """How far the names reach; the common name counts only where it stands alone (RFC 6125 §6.4.4)."""
        names = self.dns_names or self.names
        if len(names) == 1:
            return CertificateRange.ONE
        bases = [name.removeprefix("*.") for name in names]
        base = min(bases, key=len, default="")
        kin = "." in base and all(name == base or name.endswith(f".{base}") for name in bases)
        return CertificateRange.KIN if kin and self.complete else CertificateRange.SEVERAL


def read_certificate(data: bytes) -> Certificate | Malformed:
    """Read one certificate in DER."""
    try:
        return _certificate(data)
    except BrokenDerError as fault:
        return Malformed(Reason.BAD_LENGTH, min(fault.offset, len(data)), LAYER)


def _certificate(data: bytes) -> Certificate:
    outer = expect(element(data, 0, len(data)), SEQUENCE, 0)
    signed = expect(element(data, outer.start, outer.end), SEQUENCE, outer.start)
    parts = inside(data, signed)
    first = next(parts, None)
    if first is not None and first.tag == _VERSION:
        first = next(parts, None)  # serialNumber
    next(parts, None)  # signature
    issuer = expect(next(parts, None), SEQUENCE, signed.start)
    validity = next(parts, None)
    subject = expect(next(parts, None), SEQUENCE, signed.start)
    expect(next(parts, None), SEQUENCE, signed.start)  # subjectPublicKeyInfo
    names: list[str] = []
    for part in parts:
        if part.tag == _EXTENSIONS:
            names = _alternative_names(data, part)
    told = _attributes(data, subject)
    return Certificate(
        host_text(told[_COMMON_NAME]) if _COMMON_NAME in told else None,
        tuple(names[:MAX_NAMES]),
        len(names) <= MAX_NAMES,
        _shown(told),
        _shown(_attributes(data, issuer)),
        _not_after(data, validity),
    )


def _not_after(data: bytes, validity: Element | None) -> str | None:
    """The second of two times; broken ones spoil no name."""
    try:
        times = [] if validity is None else list(islice(inside(data, validity), 2))
    except BrokenDerError:
        return None
    return time_text(times[1].tag, data[times[1].start : times[1].end]) if len(times) > 1 else None


def _shown(told: dict[bytes, bytes]) -> str | None:
    """Common name and organisation as one text."""
    pairs = [
        f"{word}={escaped(told[kind][:MAX_ATTRIBUTE_OCTETS]).replace(',', _COMMA)}"
        for word, kind in (("CN", _COMMON_NAME), ("O", _ORGANISATION))
        if kind in told
    ]
    return ",".join(pairs) or None


def _attributes(data: bytes, name: Element) -> dict[bytes, bytes]:
    """Values of a distinguished name by object identifier (RFC 5280 §4.1.2.4), those that are not empty."""
    found: dict[bytes, bytes] = {}
    for relative in inside(data, name):
        for pair in inside(data, expect(relative, SET, relative.start)):
            kind = element(data, pair.start, pair.end)
            value = element(data, kind.end, pair.end)
            octets = _octets(data, value)
            if octets:
                found[data[kind.start : kind.end]] = octets
    return found


def _octets(data: bytes, value: Element) -> bytes:
    """A directory string; those of two or four octets a character as UTF-8."""
    octets = data[value.start : value.end]
    if value.tag in _WIDE:
        return octets.decode(_WIDE[value.tag], "replace").encode("utf-8", "replace")
    return octets


def _alternative_names(data: bytes, extensions: Element) -> list[str]:
    """DNSNames of subjectAltName, each once, one more than are read where there are more."""
    listed = expect(element(data, extensions.start, extensions.end), SEQUENCE, extensions.start)
    found: dict[str, None] = {}
    for extension in inside(data, listed):
        for name in _names_of(data, expect(extension, SEQUENCE, extension.start)):
            found[name] = None
            if len(found) > MAX_NAMES:
                return list(found)
    return list(found)


def _names_of(data: bytes, extension: Element) -> Iterator[str]:
    """DNSNames of an extension, none where it is another."""
    parts = inside(data, extension)
    kind = expect(next(parts, None), OBJECT_IDENTIFIER, extension.start)
    if data[kind.start : kind.end] != _SUBJECT_ALT_NAME:
        return
    value = next(parts, None)
    if value is not None and value.tag == BOOLEAN:  # critical
        value = next(parts, None)
    value = expect(value, OCTET_STRING, extension.start)
    names = expect(element(data, value.start, value.end), SEQUENCE, value.start)
    for name in inside(data, names):
        if name.tag == _DNS_NAME and name.end > name.start:
            yield host_text(data[name.start : name.end])
