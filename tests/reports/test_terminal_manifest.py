"""What lay beside the captures: told where there is any, cut where there is much, escaped always."""

from __future__ import annotations

from harness.reports.lines import paint
from harness.reports.terminal_manifest import manifest_lines
from harness.stages.manifest import gather_manifest


def text(*found: tuple[str, str, str | None], all_rows: bool = False) -> str:
    keys = ["k"] * sum(why is None for _, _, why in found)
    return paint(manifest_lines(gather_manifest(found, keys), 80, all_rows=all_rows), colour=False)


def test_nothing_is_said_where_all_was_read() -> None:
    assert text(("a", "a", None)) == ""


def test_what_was_not_read_is_listed_with_its_reason() -> None:
    assert text(("a", "d", None), ("d/b\x1b", "d", "is empty")) == (
        "Not read: 1 of 2 files found\n  d/b\\x1b: is empty\n\n"
    )


def test_the_end_of_a_long_list_is_counted() -> None:
    many = [(f"d/{number}", "d", "is empty") for number in range(15)]
    assert "... and 3 more files; --all lists every one" in text(*many)
    assert text(*many, all_rows=True).count("is empty") == 15
