"""Redaction -> what a reader of a redacted result must know, in a report and in a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.model.privacy import Redaction, redacted_words
from harness.reports.lines import EMPTY, Line, Style, wrapped


def redacted_lines(redacted: Redaction | None, width: int) -> Iterator[Line]:
    """Above everything else; nothing where nothing was redacted."""
    if redacted is not None:
        yield from wrapped(redacted_words(redacted), width, rest="  ", style=Style.DOUBT)
        yield EMPTY


def redacted_member(redacted: Redaction) -> dict[str, Any]:
    """The value of ``redacted`` in a JSON document."""
    return {"key": redacted.key.value, "key_id": redacted.key_id, "note": redacted_words(redacted)}
