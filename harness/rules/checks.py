"""Text of one field in; nothing, or the sentence that says how to mend it.

Names are checked as DNS host names (RFC 1123 §2.1, RFC 1035 §2.3.4) with the
underscore that service names use (RFC 8552 §1.1).
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from ipaddress import ip_address, ip_network

from publicsuffixlist import PublicSuffixList

from harness.model.registrable import registrable_domain
from harness.wire.text import host_text

MAX_ASN = 0xFFFF_FFFF
"""RFC 6793 §3."""
PLACEHOLDER = "TODO"
"""Begins a text that a proposed rule leaves to its author."""
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_JA4 = re.compile(r"[tqd](?:1[0-3]|s[23]|d[123]|00)[di][0-9]{4}[0-9A-Za-z]{2}(?:_[0-9a-f]{12}_[0-9a-f]{12})?")
_OUI_BITS = (24, 28, 36)
"""IEEE MA-L, MA-M and MA-S."""
_HEX = re.compile(r"[0-9A-F]+")
_SEEN = re.compile(r"(?:19|20)[0-9]{2}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_COUNTRY_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
)
"""ISO 3166-1 alpha-2, officially assigned, each followed by a space."""


def placeholder_problem(text: str) -> str | None:
    """What is wrong with a text that still says what is to be written there; None if nothing.

    >>> placeholder_problem("TODO: who runs it")
    "'TODO: who runs it' is left to be filled in: write what it asks for, or remove the rule"
    """
    if text.lstrip().upper().startswith(PLACEHOLDER):
        return f"'{text[:60]}' is left to be filled in: write what it asks for, or remove the rule"
    return None


def host_problem(name: str) -> str | None:
    """What is wrong with a host name or suffix, and how to write it; None if nothing.

    >>> host_problem("www.dji.com")
    >>> host_problem("*.dji.com")
    "'*.dji.com': write 'dji.com' under 'suffix', which stands for every name below it too"
    """
    return _form_problem(name) or _label_problem(name)


def _form_problem(name: str) -> str | None:
    if name.startswith(("*.", ".")):
        bare = name.lstrip("*.")
        return f"'{name}': write '{bare}' under 'suffix', which stands for every name below it too"
    if "://" in name or "/" in name:
        return f"'{name}': write the host name only, without scheme or path"
    if is_address(name):
        return f"'{name}' is an address: write it under 'cidr'"
    if ":" in name:
        return f"'{name}': write the host name only; a port goes under 'port'"
    if name != name.lower():
        return f"'{name}': write it in lower case, '{name.lower()}'"
    if name.endswith("."):
        return f"'{name}': leave out the dot at the end"
    if not name.isascii():
        return f"'{name}': write it as on the wire{_a_label_hint(name)}"
    return None


def _label_problem(name: str) -> str | None:
    labels = name.split(".")
    if len(labels) < 2:
        return f"'{name}': one label alone is too wide, name at least two"
    if len(name) > 253:
        return f"'{name[:40]}...': longer than the 253 characters that DNS allows"
    for label in labels:
        if not _LABEL.fullmatch(label):
            return f"'{name}': '{label}' is no DNS label, use 1 to 63 of a-z, 0-9, '-' and '_'"
    return None


def is_address(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _a_label_hint(name: str) -> str:
    written = host_text(name.encode("utf-8", "surrogatepass"))
    return ", as A-labels (xn--...)" if "\\" in written else f", '{written}'"


def domain_problem(name: str) -> str | None:
    """What is wrong with a registrable domain, by the list that comes with the program (decision 0114); None if nothing.

    >>> domain_problem("www.dji.com")
    "'www.dji.com' is below the registrable domain 'dji.com': write that, or write this under 'suffix'"
    """
    if problem := host_problem(name):
        return problem
    domain = registrable_domain(name, _suffix_list().privatesuffix)
    if domain is None:
        return f"'{name}' has no registrable domain: nobody can register it; if it is meant, write it under 'suffix'"
    if domain != name:
        return (
            f"'{name}' is below the registrable domain '{domain}': write that, or write this under 'suffix'"
        )
    return None


@cache
def _suffix_list() -> PublicSuffixList:
    """Parsed only where a file names a registrable domain: it takes a tenth of a second."""
    return PublicSuffixList(only_icann=True)


def ja4_problem(text: str) -> str | None:
    """What is wrong with a fingerprint; None if nothing. Its form is that of ``harness.wire.ja4``."""
    if _JA4.fullmatch(text):
        return None
    if _JA4.fullmatch(text.lower()):
        return f"'{text}': write it in lower case but for its protocol, as in the table hellos"
    return f"'{text}' is no JA4: write it whole, like 't13d1516h2_8daaf6152771_e5627efa2ab1', or its first part, 't13d1516h2'"


def oui_problem(text: str) -> str | None:
    """What is wrong with an OUI; None if nothing. Bits that mark groups and random addresses are nobody's (IEEE 802-2014 §8.2).

    >>> oui_problem("60-60-1f")
    "'60-60-1f': write it in upper case with colons, '60:60:1F'"
    """
    bare, _, bits = text.partition("/")
    digits = re.sub("[:.-]", "", bare).upper()
    if bits.isdecimal() and int(bits) in _OUI_BITS:
        digits = digits[: int(bits) // 4]
    written = ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
    if len(digits) * 4 not in _OUI_BITS or not _HEX.fullmatch(digits):
        return f"'{text}' is no OUI: write its 24, 28 or 36 bits, like '60:60:1F', '60:60:1F:A' or '60:60:1F:AB:C'"
    if text != written:
        return f"'{text}': write it in upper case with colons, '{written}'"
    if int(digits[:2], 16) & 0b11:
        return f"'{text}' is of a group or locally administered: nobody was assigned it, leave it out"
    return None


def seen_problem(value: object) -> str | None:
    """What is wrong with a date of first or last seeing; None if nothing.

    >>> seen_problem(2024), seen_problem("2024-06"), seen_problem("2024-06-12")
    (None, None, None)
    """
    text = str(value)
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not _SEEN.fullmatch(text):
        return f"'{text[:40]}' is no date: write a year, a month or a day, like 2024, 2024-06 or 2024-06-12"
    try:
        earliest(text)
    except ValueError:
        return f"'{text}': there is no such day, write one that there is"
    return None


def earliest(text: str) -> date:
    """The first day of a year, month or day.

    Raises:
        ValueError: There is no such day.
    """
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def cidr_problem(text: str) -> str | None:
    """What is wrong with a prefix; None if nothing.

    >>> cidr_problem("203.107.1.1/24")
    "'203.107.1.1/24' has host bits set: write '203.107.1.0/24'"
    """
    if "/" not in text:
        return f"'{text}': write the prefix length too, '{text}/{128 if ':' in text else 32}' for one address"
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return f"'{text}' is no prefix: write one like '203.0.113.0/24' or '2001:db8::/32'"
    if network.prefixlen < (16 if network.version == 6 else 8):
        return f"'{text}' is too wide: a prefix of one operator is /8 or longer (IPv6: /16)"
    if str(network) != text:
        if ip_address(text.partition("/")[0]) != network.network_address:
            return f"'{text}' has host bits set: write '{network}'"
        return f"'{text}': write it in its short form, '{network}'"
    return None


def asn_problem(number: int) -> str | None:
    """What is wrong with an AS number; None if nothing. Private and reserved ones route nothing (RFC 6996, 7300)."""
    if not 0 < number < MAX_ASN:
        return f"{number} is no AS number: write one from 1 to {MAX_ASN - 1}"
    if 64496 <= number <= 131071 or number >= 4_200_000_000 or number == 23456:
        return f"{number} is a private or reserved AS number: no operator announces it"
    return None


def _is_country(code: str) -> bool:
    return len(code) == 2 and f"{code} " in _COUNTRY_CODES


def country_problem(code: str) -> str | None:
    """What is wrong with a country code; None if nothing."""
    if _is_country(code):
        return None
    if _is_country(code.upper()):
        return f"'{code}': write it in upper case, '{code.upper()}'"
    hint = "; the United Kingdom is GB" if code.upper() == "UK" else ""
    return f"'{code}' is no ISO 3166-1 alpha-2 code{hint}; write null if control is not established"
