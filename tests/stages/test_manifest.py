"""The manifest: every file found, and which capture it became."""

from __future__ import annotations

from harness.stages.manifest import gather_manifest


def test_each_file_has_a_row_and_those_read_their_capture() -> None:
    found = [("a", "d", None), ("b", "d", "is empty"), ("c", "c", None)]
    rows = gather_manifest(found, ["k1", "k2"]).rows()
    assert rows == [
        ("a", "d", True, "k1", None),
        ("b", "d", False, None, "is empty"),
        ("c", "c", True, "k2", None),
    ]


def test_nothing_found_is_an_empty_table() -> None:
    assert gather_manifest([], []).is_empty()
