"""Documents hold together: generated pages in step, ids and links exist, decisions are dated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.generate_docs import PAGES
from tests.support.repository import ROOT, project_files, text_of

_REQUIREMENT = re.compile(r"\b(?:R-[A-Z]+-\d+|N-\d+)\b")
_DEFINED = re.compile(r"^\| ((?:R-[A-Z]+-\d+|N-\d+)) \|", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_DECISION = re.compile(r"\bdecision (\d{4})\b", re.IGNORECASE)

MARKDOWN = [path for path in project_files() if path.suffix == ".md"]
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


@pytest.mark.parametrize("path", PAGES)
def test_a_generated_page_is_in_step(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == PAGES[path](), "run `make docs`"


def test_requirement_ids_are_defined_once() -> None:
    ids = _DEFINED.findall((ROOT / "docs/requirements.md").read_text())
    assert ids
    assert len(ids) == len(set(ids))


def test_cited_requirement_ids_exist() -> None:
    defined = set(_DEFINED.findall((ROOT / "docs/requirements.md").read_text()))
    texts = {path: text_of(path) or "" for path in project_files() if path.suffix in {".md", ".py", ".yaml"}}
    cited = {(str(path), id_) for path, text in texts.items() for id_ in _REQUIREMENT.findall(text)}
    assert [(path, id_) for path, id_ in sorted(cited) if id_ not in defined] == []


def test_a_requirement_said_to_be_built_names_a_test_folder_that_exists() -> None:
    rows = re.findall(
        r"^\| (R-\S+) \|.*\| \[built\] \| (.*) \|$", (ROOT / "docs/requirements.md").read_text(), re.MULTILINE
    )
    assert rows
    missing = [
        (id_, name)
        for id_, held_by in rows
        for name in held_by.split(", ")
        if name.startswith("tests/") and not any((ROOT / name).rglob("*.py"))
    ]
    assert missing == []
    assert all(held_by for _, held_by in rows)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_a_number_a_status_and_a_date(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert lines[0].startswith(f"# {path.name[:4]} ")
    head = "\n".join(lines[:8])
    assert re.search(r"^Status: (accepted|proposed|superseded by \d{4})$", head, re.MULTILINE)
    assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", head, re.MULTILINE)


def test_decision_numbers_are_unique_and_cited_ones_exist() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert len(numbers) == len(set(numbers))
    texts = [text_of(path) or "" for path in project_files() if path.suffix in {".md", ".py", ".toml"}]
    assert {number for text in texts for number in _DECISION.findall(text)} <= set(numbers)


@pytest.mark.parametrize("path", MARKDOWN, ids=str)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    targets = _LINK.findall(text_of(path) or "")
    assert [target for target in targets if not (ROOT / path.parent / target).exists()] == []


def test_documents_named_in_code_exist() -> None:
    named = {
        name
        for path in project_files()
        if path.suffix in {".py", ".md", ".toml", ".sh"}
        for name in re.findall(r"\bdocs/[\w/-]+\.md\b", text_of(path) or "")
    }
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
