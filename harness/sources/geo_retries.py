"""What a server's refusal means, and how long to wait before it is asked again (RFC 9110 §15, §10.2.3)."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from email.message import Message
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Final

from harness.errors import FetchError

_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed."""
_SAID: Final[Mapping[int, str]] = MappingProxyType(
    {
        400: "the server does not understand the request",
        401: "the server does not accept the account, key or token",
        403: "the server refuses it; account, key, token or its terms",
        404: "the server has no such file",
        410: "the server has no such file any more",
        429: "the server says that it was asked too often",
        503: "the server is not ready",
    }
)


def refusal(status: int, headers: Message) -> FetchError:
    """What is told of a status that brings no file."""
    said = _SAID.get(
        status, "the server answered with a fault" if status >= 500 else "the server refuses"
    )  # RFC 9110 §15.6
    again = status in _PASSING
    return FetchError(
        f"{said} ({status})", again=again, status=status, wait_s=retry_after_s(headers) if again else None
    )


def retry_after_s(headers: Message) -> float | None:
    """Seconds of Retry-After, given as such or as a date; None where it is missing or neither.

    >>> asked = Message(); asked["Retry-After"] = "7"; retry_after_s(asked)
    7.0
    """
    text = str(headers.get("Retry-After", "")).strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, moment - time.time())


def pause_s(attempt: int, fault: FetchError, *, pause: float, longest: float) -> float:
    """Seconds before the next attempt.

    Args:
        attempt: How many were made, from 1.
        fault: What the last one came to.
        pause: Before the second attempt; doubled for each further one.
        longest: A server that wants more is not asked again.

    Raises:
        FetchError: The server wants to be left alone for longer than that.

    >>> pause_s(3, FetchError("x", again=True), pause=2, longest=120)
    8.0
    """
    if fault.wait_s is None:
        return min(longest, math.ldexp(pause, attempt - 1))
    if fault.wait_s > longest:
        wanted = math.ceil(fault.wait_s)
        raise FetchError(
            f"{fault}, and wants to be left alone for {wanted:,} s; run it again then", status=fault.status
        )
    return fault.wait_s
