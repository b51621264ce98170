"""A redacted result says so, in the report and in the document."""

from __future__ import annotations

from harness.model.privacy import KeyOrigin, Redaction
from harness.reports.lines import paint
from harness.reports.redacted import redacted_lines, redacted_member

REDACTION = Redaction(key=KeyOrigin.GIVEN, key_id="0123456789")


def test_a_report_says_so_above_all_else() -> None:
    text = paint(redacted_lines(REDACTION, 80), colour=False)
    assert text.startswith("REDACTED: ")
    assert "Digests of captures still identify the files." in text.replace("\n  ", " ")
    assert max(map(len, text.splitlines())) <= 80
    assert list(redacted_lines(None, 80)) == []


def test_a_document_says_so() -> None:
    told = redacted_member(REDACTION)
    assert (told["key"], told["key_id"]) == ("given", "0123456789")
    assert told["note"].startswith("REDACTED")
