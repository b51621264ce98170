"""Every row is in the document, exact, and the document is JSON."""

from __future__ import annotations

import json
from typing import Any

from harness.model.readiness import Answer, Mend, Purpose, Question, Row, State, abilities
from harness.reports.doctor.document import SCHEMA, members
from harness.reports.whole_document import whole_document

QUESTION = Question(
    id="offloads", group="Capturing", topic="offloads", needed=frozenset({Purpose.LAB, Purpose.LIVE})
)
HOSTILE = Row(
    question=QUESTION,
    answer=Answer(
        state=State.UNTOLD,
        said="e\x1b[31m",
        about="e\x1b[31m0",
        mends=(Mend("x", as_root=True),),
        facts={"a": None},
    ),
)


def read(rows: list[Row], *, is_root: bool) -> dict[str, Any]:
    document = whole_document(SCHEMA, members(rows, abilities(rows, Purpose), is_root=is_root))
    text = b"".join(document)
    assert text.isascii()
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_row_is_told_whole() -> None:
    found = read([HOSTILE], is_root=False)
    assert found["rows"] == [
        {
            "id": "offloads", "about": "e\x1b[31m0", "state": "untold", "said": "e\x1b[31m",
            "needed_for": ["live", "lab"], "useful_for": [], "mend": ["sudo x"], "facts": {"a": None},
        }
    ]  # fmt: skip
    assert found["can"] == {
        "replay": True, "live": False, "gateway": True, "interception": True, "lab": False,
    }  # fmt: skip
    assert found["lacks"] == {
        "replay": [],
        "live": ["offloads"],
        "gateway": [],
        "interception": [],
        "lab": ["offloads"],
    }


def test_root_needs_no_sudo() -> None:
    (row,) = read([HOSTILE], is_root=True)["rows"]
    assert row["mend"] == ["x"]
