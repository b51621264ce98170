"""Documents with a section that a measurement writes."""

from __future__ import annotations

from pathlib import Path

from scripts.sections import with_section


def replace_section(path: Path, name: str, text: str) -> None:
    """Put ``text`` between the markers of the section ``name``.

    Raises:
        ValueError: The file lacks one of the two markers.
    """
    path.write_text(with_section(path.read_text(encoding="utf-8"), name, text), encoding="utf-8")
