"""Octets -> one JSON object (RFC 8259), with limits.

Numbers with a fraction are kept exact, as text of ``decimal.Decimal``: times in a double lose nanoseconds.

Blind spots: of members with one name the last counts. Octets that are not UTF-8 make the object unreadable.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from harness.model.malformed import Malformed, Reason

LAYER: Final = "json"
MAX_OCTETS: Final = 4 * 1024 * 1024
"""Longest object read as one line of a log."""


def json_object(data: bytes) -> dict[str, Any] | Malformed:
    """Read one object.

    >>> json_object(b'{"ts": 1.5}')
    {'ts': Decimal('1.5')}
    """
    if len(data) > MAX_OCTETS:
        return Malformed(Reason.TOO_LONG, MAX_OCTETS, LAYER)
    try:
        found = json.loads(data.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        return Malformed(Reason.BAD_VALUE, error.start, LAYER)
    except json.JSONDecodeError as error:
        ends = error.pos >= len(error.doc.rstrip())
        return Malformed(Reason.TRUNCATED if ends else Reason.BAD_VALUE, min(error.pos, len(data)), LAYER)
    except (ValueError, ArithmeticError):  # no number, or one of more digits than Python reads
        return Malformed(Reason.BAD_VALUE, 0, LAYER)
    except RecursionError:
        return Malformed(Reason.TOO_LONG, 0, LAYER)
    if not isinstance(found, dict):
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    return found


def _no_number(_: str) -> Any:
    """NaN and Infinity are no JSON (RFC 8259 §6)."""
    raise ValueError
