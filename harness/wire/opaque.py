"""The first payload of a connection -> whether it looks fully encrypted.

By the rules that Wu et al. measured ("How the Great Firewall of China Detects and Blocks Fully Encrypted Traffic", USENIX
Security 2023, §4): the share of bits that are set is near a half, printable octets are few and scattered, and
no known protocol begins it. Tunnels such as Shadowsocks look so, by design.

A look is no proof: it says that nothing could be read here, not what it is. It is to be asked about payloads only that
no decoder recognises: QUIC, DNS and NTP often look so. Measured (tests/wire/test_opaque.py): of random octets 97 % at
the least length and 99.6 % from 128 octets on; of compressed text without a header 98 %, which is the same to these rules; of
71 first payloads of real captures that tshark cannot name, 2.

Blind spots: tunnels that imitate a protocol, or lengthen a payload until a rule exempts it. Of payloads too short
to tell nothing is said.
"""

from __future__ import annotations

import re
from typing import Final

MIN_OCTETS: Final = 48
"""Below, it is undecided: the share of bits varies too much by chance. First payloads of Shadowsocks have 50 and more."""
_MIN_BITS: Final = 3.4
_MAX_BITS: Final = 4.6
"""Set bits per octet; between these no rule exempts it."""
_PRINTABLE: Final = bytes(range(0x20, 0x7F))
_BEGINS_PRINTABLE: Final = re.compile(rb"[\x20-\x7e]{6}")
_PRINTABLE_RUN: Final = re.compile(rb"[\x20-\x7e]{21}")
_TLS: Final = re.compile(rb"[\x16\x17]\x03[\x00-\x09]")
_HTTP: Final = (b"GET ", b"PUT ", b"POST ", b"HEAD ")


def looks_opaque(data: bytes) -> bool:
    """Say whether a payload looks fully encrypted; False where it is shorter than ``MIN_OCTETS``.

    Args:
        data: The first TCP payload of a client, or UDP payload. May be cut short.
    """
    octets = len(data)
    if octets < MIN_OCTETS or _TLS.match(data) or data.startswith(_HTTP):
        return False
    if _BEGINS_PRINTABLE.match(data) or _PRINTABLE_RUN.search(data):
        return False
    if 2 * (octets - len(data.translate(None, _PRINTABLE))) > octets:
        return False
    return _MIN_BITS * octets < int.from_bytes(data, "big").bit_count() < _MAX_BITS * octets
