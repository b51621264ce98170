"""``--device`` values: MAC, address or prefix, checked and brought to one form."""

from __future__ import annotations

from harness.errors import UsageError
from harness.model.senders import sender


def device(text: str) -> str:
    """Bring a device to one form: MAC in lower case with colons, address or prefix as Python writes it.

    Raises:
        UsageError: It is none of the three, or no device can have it.

    >>> device("02-00-00-AA-BB-CC"), device("2001:DB8:0::1")
    ('02:00:00:aa:bb:cc', '2001:db8::1')
    """
    try:
        return sender(text)
    except ValueError as fault:
        raise UsageError(f"--device {text!r}: {fault}") from None
