"""A test file stands where its source file would make one look for it."""

from __future__ import annotations

from tests.support.repository import ROOT, python_files

FREE = {"bench", "browser", "cases", "field", "fuzz", "repo", "support"}
"""Folders whose tests are about more than one source file."""


def test_every_test_file_mirrors_a_source_file() -> None:
    tests = [path for path in python_files("tests") if path.name.startswith("test_")]
    mirrors = [path for path in tests if len(path.parts) > 2 and path.parts[1] not in FREE]
    sources = {
        path: ROOT / "harness" / path.relative_to("tests").with_name(path.name[5:]) for path in mirrors
    }
    sources |= {path: ROOT / "harness" / path.name[5:] for path in tests if len(path.parts) == 2}
    assert sources
    assert [str(path) for path, source in sources.items() if not source.is_file()] == []
