"""Situations that some case must be about, and which are. ``case.yaml`` of each lists them under ``shows``."""

from __future__ import annotations

SITUATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "mid-test-fix": (
        "what was found is mended while the test goes on",
        ("finding-fixed-by-retest", "finding-fixed-by-statement", "finding-not-seen-since"),
    ),
}
"""Word to what it means and its cases."""
