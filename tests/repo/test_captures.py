"""Every capture of the project says where it comes from, and is still that file."""

from __future__ import annotations

import hashlib
import re

from tests.support.repository import ROOT, project_files

_ROW = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)
README = (ROOT / "captures/README.md").read_text()


def test_every_capture_stands_in_the_index_with_its_digest() -> None:
    files = [path for path in project_files() if path.parts[0] == "captures" and path.name != "README.md"]
    found = {
        str(path.relative_to("captures")): hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
        for path in files
    }
    assert found
    assert found == dict(_ROW.findall(README))


def test_made_up_evidence_says_so() -> None:
    sections = README.split("\n## ")[1:]
    assert sections
    assert [section.splitlines()[0] for section in sections if "**SYNTHETIC.**" not in section] == []
