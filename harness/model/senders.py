"""Text that names a sender in; its one form out, or the sentence that says how to mend it.

A sender is a MAC (EUI-48), an address or a prefix. Group addresses are refused: no single
device has one (IEEE 802, I/G bit; RFC 5771; RFC 4291 §2.7).
"""

from __future__ import annotations

import ipaddress
import re

_MAC = re.compile(r"[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4})")
_CISCO_MAC = re.compile(r"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}")
MAC_FORM = "a MAC (02:00:00:00:00:01)"
ADDRESS_FORMS = "an address (192.168.1.20, 2001:db8::20) or a prefix (192.168.1.0/24)"


def sender(text: str) -> str:
    """Bring a MAC, address or prefix to one form.

    Raises:
        ValueError: It is none of the three, or no device can have it; says how to mend it.

    >>> sender("02-00-00-AA-BB-CC"), sender("2001:DB8:0::1")
    ('02:00:00:aa:bb:cc', '2001:db8::1')
    """
    if is_mac(text):
        return mac(text)
    return address(text, f"give {MAC_FORM}, {ADDRESS_FORMS}")


def is_mac(text: str) -> bool:
    """Whether text has one of the forms of a MAC."""
    value = text.strip().lower()
    return bool(_MAC.fullmatch(value) or _CISCO_MAC.fullmatch(value))


def mac(text: str) -> str:
    """Bring a MAC to lower case with colons.

    Raises:
        ValueError: It is none, or a group address.
    """
    if not is_mac(text):
        raise ValueError(f"give {MAC_FORM}")
    digits = re.sub("[^0-9a-f]", "", text.strip().lower())
    if int(digits[:2], 16) & 1:
        raise ValueError("this is a group address, no single device has it; give the device's own")
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def address(text: str, forms: str = f"give {ADDRESS_FORMS}") -> str:
    """Bring an address or prefix to the form that Python writes.

    Args:
        text: As written.
        forms: What to say where it is neither.

    Raises:
        ValueError: It is neither.
    """
    value = text.strip().lower()
    try:
        return str(ipaddress.ip_network(value) if "/" in value else ipaddress.ip_address(_unscoped(value)))
    except ValueError:
        raise ValueError(_hint(value, forms)) from None


def _unscoped(value: str) -> str:
    if "%" in value:
        raise ValueError(value)
    return value


def _hint(value: str, forms: str) -> str:
    """How to mend it: the prefix that was probably meant, else the forms there are."""
    if "%" in value:
        return "captures do not hold interface names; leave out what follows the %"
    try:
        return f"bits are set beyond the prefix length; the prefix is {ipaddress.ip_network(value, strict=False)}"
    except ValueError:
        return forms
