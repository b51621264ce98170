"""Workflow commands and summaries: each command is one line that says what was meant, and no name makes another."""

from __future__ import annotations

import re
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.formats.github import fenced, summary, workflow_commands, workflow_commands_of_analysis
from harness.reports.formats.markdown import markdown
from tests.support import analysis_example
from tests.support.format_readers import HOSTILE
from tests.support.verification_example import example, hostile

_COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:\r\n]*,?)+)::(.*)")
EXAMPLE = example()
DOCUMENT = markdown([EXAMPLE])


def read(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Level, properties and message of each line, as the runner takes it apart."""
    found = []
    for line in text.splitlines():
        match = _COMMAND.fullmatch(line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        found.append((match[1], {key: unquote(text) for key, text in properties.items()}, unquote(match[3])))
    return found


def test_one_line_for_each_claim_that_did_not_pass_and_for_each_finding() -> None:
    found = read(workflow_commands([EXAMPLE]))
    titles = [(level, properties["title"]) for level, properties, _ in found]
    assert ("error", "no-data-to-cn: FAIL as tested") in titles
    assert ("warning", "local-mode-silent: INCONCLUSIVE as tested") in titles
    assert sum("finding " in title for _, title in titles) == EXAMPLE.findings.height
    assert [level for level, _ in titles] == sorted(
        (level for level, _ in titles), key=["error", "warning", "notice"].index
    )
    _, properties, message = found[0]
    assert (properties["file"], properties["line"]) == (
        EXAMPLE.scenario.path,
        str(EXAMPLE.scenario.claims[0].line),
    )
    assert "SYNTHETIC" in message


def test_a_hostile_name_makes_no_line_of_its_own() -> None:
    tame, wild = (read(workflow_commands([hostile(text)])) for text in ("name.example", HOSTILE))
    assert len(wild) == len(tame)
    assert [(level, set(properties)) for level, properties, _ in wild] == [
        (level, set(properties)) for level, properties, _ in tame
    ]


def test_answers() -> None:
    found = read(workflow_commands_of_analysis(analysis_example.example()))
    assert [(level, properties["title"]) for level, properties, _ in found] == [
        ("error", "CN"),
        ("warning", "SG"),
    ]


@given(st.text(max_size=80))
def test_nothing_in_a_report_ends_the_fence(report: str) -> None:
    first, rest = fenced(report + "\n").split("\n", 1)
    token = first.removeprefix("::stop-commands::")
    assert token != first
    assert rest == f"{report}\n::{token}::\n"
    assert token not in report


@given(st.integers(0, 3_000))
def test_a_summary_never_exceeds_its_room_and_says_where_it_is_cut(room: int) -> None:
    kept = summary(DOCUMENT, room)
    assert len(kept) <= room
    assert not kept or kept == DOCUMENT or b"**CUT:**" in kept
    assert summary(DOCUMENT, len(DOCUMENT)) == DOCUMENT
