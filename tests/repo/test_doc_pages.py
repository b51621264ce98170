"""Pages that are written from the code say what the code says: exit statuses by command, ready claims."""

from __future__ import annotations

import re

import pytest

from harness.cli.exits import Exit
from harness.rules.claim_library import library_folder
from scripts.docs_claims import claims_page
from scripts.docs_cli import every_command
from scripts.docs_exits import exits_page, told

ROW = re.compile(r"^\| `harness ([a-z -]+)` \| ?(\d*) \| (.+) \|$", re.MULTILINE)


@pytest.mark.parametrize(
    ("epilog", "says"),
    [
        (None, {}),
        ("Known sources: 2 of 3.\n", {}),
        (
            "Exit status: 0 done; 2 wrong usage,\nor no file. More there.",
            {0: "done", 2: "wrong usage, or no file"},
        ),
        ("Exit status: 4 no file; 130 stopped by Ctrl-C. docs/plan.md says more.", {4: "no file", 130: "stopped by Ctrl-C"}),
        ("Exit status: 3 a file with 2 faults; 4 once, at\nonce; twice; 5 end.\n", {3: "a file with 2 faults", 4: "once, at once; twice", 5: "end"}),
    ],
)  # fmt: skip
def test_statuses_are_read_from_the_end_of_a_help(epilog: str | None, says: dict[int, str]) -> None:
    assert dict(told(epilog)) == says


def test_every_command_is_on_the_page_of_exit_statuses_and_every_status_exists() -> None:
    rows = ROW.findall(exits_page())
    wanted = {name for name, parser in every_command() if "SUBCOMMAND " not in parser.format_usage()}
    assert {name for name, _, _ in rows} == wanted
    assert {"analyze", "verify", "geo update", "endpoints lint"} <= wanted
    assert {int(status) for _, status, _ in rows if status} <= set(Exit)


def test_what_decides_in_ci_is_told_for_every_status() -> None:
    statuses = {int(status) for name, status, _ in ROW.findall(exits_page()) if name == "verify"}
    assert statuses == {0, 1, 2, 3, 4, 130}


def test_every_ready_claim_is_on_its_page_as_its_file_has_it() -> None:
    page = claims_page()
    files = sorted(library_folder().glob("*.yaml"))
    assert files
    for file in files:
        assert f"\n## {file.stem}\n" in page
        claim = file.read_text(encoding="utf-8").partition("\nclaim:\n")[2].rstrip()
        assert claim
        assert claim in page
