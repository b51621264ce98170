"""ClientHello -> its JA4 fingerprint: which TLS library, in which version and setting, said this.

JA4 is FoxIO's method for TLS clients (technical_details/JA4.md in their repository, BSD 3-Clause, see NOTICE).
Other methods of their family (JA4+) are under another licence and are not here. The form:

    t13d1516h2_8daaf6152771_e5627efa2ab1
    | | |  | |  |            types of extensions in order of number but server name and protocols, then signature
    | | |  | |  |            algorithms in the client's order: 12 digits of SHA-256
    | | |  | |  cipher suites in order of number: likewise
    | | |  | first and last letter of the first protocol offered
    | | |  numbers of cipher suites and of extensions
    | | d: a server name was sent, i: none
    | highest version offered
    t: over TCP, q: in QUIC, d: DTLS

Values of GREASE (RFC 8701) count nowhere.

Blind spots: clients with the same library and settings have the same fingerprint, and a client may imitate
another. It is a lead to who sends, never evidence.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import Final, Literal

from harness.wire.tls import ClientHello
from harness.wire.tls_extensions import ALPN, GREASE, SERVER_NAME

Transport = Literal["t", "q", "d"]

_VERSIONS: Final = {
    0x0304: "13",
    0x0303: "12",
    0x0302: "11",
    0x0301: "10",
    0x0300: "s3",
    0x0002: "s2",
    0xFEFF: "d1",
    0xFEFD: "d2",
    0xFEFC: "d3",
}
_DTLS: Final = 0xFE00
_DTLS_1_0: Final = 0xFEFF
_UNKNOWN_VERSION: Final = "00"
_NO_PROTOCOL: Final = "00"
_NOTHING: Final = "000000000000"
_MOST: Final = 99
"""Two digits: more are counted as so many."""
_DIGITS: Final = 12
_IN_FIRST_PART: Final = (SERVER_NAME, ALPN)
_ESCAPE: Final = re.compile(rb"\\(\d{3})")
_KEPT: Final = 1024
"""Fingerprints and digests remembered: a capture holds few clients, and hashing is most of the work."""
_MOST_NUMBERS: Final = 512
"""In a hello that is remembered; real ones have 30 to 80, and memory must be bounded whatever is sent."""


def ja4(hello: ClientHello, transport: Transport) -> str | None:
    """Give the fingerprint; None where the hello is cut, so that numbers are missing."""
    if not hello.complete:
        return None
    numbers = hello.ciphers, hello.extensions, hello.signature_algorithms
    few = sum(map(len, numbers)) <= _MOST_NUMBERS
    of_numbers = _of_numbers if few else _of_numbers.__wrapped__
    return of_numbers(transport, hello.versions, hello.legacy_version, *numbers, hello.alpn[:1])


@lru_cache(_KEPT)
def _of_numbers(
    transport: Transport,
    versions: tuple[int, ...],
    legacy_version: int,
    ciphers: tuple[int, ...],
    kinds: tuple[int, ...],
    algorithms: tuple[int, ...],
    first_protocol: tuple[str, ...],
) -> str:
    ciphers, kinds = _plain(ciphers), _plain(kinds)
    version = _VERSIONS.get(max(_plain(versions), key=_newest, default=legacy_version), _UNKNOWN_VERSION)
    named = "d" if SERVER_NAME in kinds else "i"
    counts = f"{min(len(ciphers), _MOST):02}{min(len(kinds), _MOST):02}"
    first = f"{transport}{version}{named}{counts}{_protocol(first_protocol)}"
    algorithms = _plain(algorithms)
    few = sum(map(len, (ciphers, kinds, algorithms))) <= _MOST_NUMBERS
    of_ciphers = _of_ciphers if few else _of_ciphers.__wrapped__
    of_extensions = _of_extensions if few else _of_extensions.__wrapped__
    return f"{first}_{of_ciphers(tuple(sorted(ciphers)))}_{of_extensions(tuple(sorted(kinds)), algorithms)}"


def _newest(version: int) -> int:
    """Order of versions: those of DTLS count down (RFC 9147 §5.3)."""
    return version if version < _DTLS else _DTLS + _DTLS_1_0 - version


def _plain(values: tuple[int, ...]) -> tuple[int, ...]:
    """Without GREASE."""
    return values if GREASE.isdisjoint(values) else tuple([value for value in values if value not in GREASE])


def _protocol(offered: tuple[str, ...]) -> str:
    """First and last letter of the first protocol; of its octets in hex where one of the two is none."""
    if not offered or not offered[0]:
        return _NO_PROTOCOL
    octets = _ESCAPE.sub(lambda found: bytes((int(found[1]),)), offered[0].encode())
    ends = octets[:1] + octets[-1:]
    if ends.isalnum():
        return ends.decode()
    digits = octets.hex()
    return digits[0] + digits[-1]


def _listed(values: tuple[int, ...]) -> str:
    return ",".join([f"{value:04x}" for value in values])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]


@lru_cache(_KEPT)
def _of_ciphers(ciphers: tuple[int, ...]) -> str:
    return _digest(_listed(ciphers)) if ciphers else _NOTHING


@lru_cache(_KEPT)
def _of_extensions(kinds: tuple[int, ...], algorithms: tuple[int, ...]) -> str:
    listed = _listed(tuple([kind for kind in kinds if kind not in _IN_FIRST_PART]))
    if not listed:
        return _NOTHING
    return _digest(f"{listed}_{_listed(algorithms)}" if algorithms else listed)
