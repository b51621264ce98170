"""Generated sections of a document: text between two marker comments."""

from __future__ import annotations


def with_section(text: str, name: str, body: str) -> str:
    """Put ``body`` between the markers of the section ``name``.

    Raises:
        ValueError: The text lacks one of the two markers.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found_begin, rest = text.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end):
        raise ValueError(f"no section {name!r}")
    return f"{before}{begin}\n\n{body}\n\n{end}{after}"
