"""The generated sections of docs/verdicts.md: grades, blind spots, standing limits, groups of countries."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from harness.model.blind_spots import BLIND_SPOTS, STANDING_LIMITS
from harness.model.claims import ClaimKind, Grade
from harness.model.country_groups import COUNTRY_GROUPS
from harness.model.words import ContactLevel, Owner
from scripts.sections import with_section

PAGE = Path(__file__).parents[1] / "docs" / "verdicts.md"


def member_docs(kind: type[Enum]) -> dict[str, str]:
    """Value to the text that stands beneath each member."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    found = {}
    for assignment, text in itertools.pairwise(body):
        if (
            isinstance(assignment, ast.Assign)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            name = assignment.targets[0]
            if isinstance(name, ast.Name):
                found[str(kind[name.id].value)] = str(text.value.value)
    return found


def _words(title: str, kind: type[Enum]) -> Iterator[str]:
    yield f"| {title} | meaning |"
    yield "|---|---|"
    docs = member_docs(kind)
    yield from (f"| `{one.value}` | {docs[str(one.value)]} |" for one in kind)
    yield ""


def grades() -> str:
    """Owners, grades and contact levels."""
    return "\n".join(
        (
            "## Whose a flow is",
            "",
            *_words("owner", Owner),
            "How that is known, weakest first. A claim names the weakest grade that may refute it.",
            "",
            *_words("grade", Grade),
            "## How far contact got",
            "",
            "Weakest first. A claim names its level, by default `data`; contact below it blocks PASS and is listed.",
            "",
            *_words("level", ContactLevel),
        )
    ).rstrip("\n")


def blind_spots() -> str:
    """Every kind, what it blinds, and what mends it."""
    rows = [
        "## Blind spots",
        "",
        "Kinds of claim: " + ", ".join(f"`{kind.value}`" for kind in ClaimKind) + ".",
        "",
        "| kind | blinds claims of kind | for PASS |",
        "|---|---|---|",
    ]
    for kind, rule in BLIND_SPOTS.items():
        every = rule.blinds == frozenset(ClaimKind)
        blinds = "every kind" if every else ", ".join(one.value for one in ClaimKind if one in rule.blinds)
        rows.append(f"| `{kind.value}` | {blinds} | {rule.remedy} |")
    return "\n".join(rows)


def standing() -> str:
    """The standing limits."""
    return "\n".join(f"- {limit}" for limit in STANDING_LIMITS)


def groups() -> str:
    """Groups of countries with their sources."""
    rows = ["| group | countries | by |", "|---|---|---|"]
    rows += [
        f"| `{name}` | {' '.join(group.codes)} | {group.source} |" for name, group in COUNTRY_GROUPS.items()
    ]
    return "\n".join(rows)


def verdicts_page() -> str:
    """docs/verdicts.md with its generated sections as they are now."""
    page = PAGE.read_text(encoding="utf-8")
    for name, text in (
        ("grades", grades()),
        ("blind-spots", blind_spots()),
        ("standing", standing()),
        ("groups", groups()),
    ):
        page = with_section(page, name, text)
    return page
