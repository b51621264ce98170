"""``--device`` values: MAC, address or prefix, checked and brought to one form."""

from __future__ import annotations

import ipaddress
import re

from harness.errors import UsageError

_MAC = re.compile(r"[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4})")
_CISCO_MAC = re.compile(r"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}")
_FORMS = (
    "give a MAC (02:00:00:00:00:01), an address (192.168.1.20, 2001:db8::20) or a prefix (192.168.1.0/24)"
)


def device(text: str) -> str:
    """Bring a device to one form: MAC in lower case with colons, address or prefix as Python writes it.

    Raises:
        UsageError: It is none of the three, or no device can have it.

    >>> device("02-00-00-AA-BB-CC"), device("2001:DB8:0::1")
    ('02:00:00:aa:bb:cc', '2001:db8::1')
    """
    value = text.strip().lower()
    if _MAC.fullmatch(value) or _CISCO_MAC.fullmatch(value):
        return _mac(text, re.sub("[^0-9a-f]", "", value))
    try:
        return str(ipaddress.ip_network(value) if "/" in value else ipaddress.ip_address(_unscoped(value)))
    except ValueError:
        raise UsageError(f"--device {text!r}: {_hint(value)}") from None


def _mac(text: str, digits: str) -> str:
    if int(digits[:2], 16) & 1:
        raise UsageError(f"--device {text!r}: this is a group address, no single device has it")
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def _unscoped(value: str) -> str:
    if "%" in value:
        raise ValueError(value)
    return value


def _hint(value: str) -> str:
    """How to mend it: the prefix that was probably meant, else the forms there are."""
    if "%" in value:
        return "captures do not hold interface names; leave out what follows the %"
    try:
        return f"bits are set beyond the prefix length; the prefix is {ipaddress.ip_network(value, strict=False)}"
    except ValueError:
        return _FORMS
