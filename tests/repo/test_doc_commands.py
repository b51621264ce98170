"""Every command that README.md and docs show is run, or read by the command's own parser, or listed with the reason why not.

- **Run**: what a reader can run in a checkout, in the order of the page, in a folder with the project's captures, scenarios and
  rules and the files that the page tells to save. Status (0, else ``# status N``) and what the page shows of the output are compared.
- **Read**: commands on a reader's own files (OWN), and those that contact somebody (CONTACTS): the parser of the command takes them.
- **Generated** sections are run by ``make docs`` and compared by ``test_docs.py``; the catalogue's page by ``tests/cli/test_endpoints.py``.
- **Other programs** are listed in OTHERS. A command that is none of these fails.

Decisions are records of their day, and are left out.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

from harness.cli.main import main
from harness.cli.parser import chosen
from harness.machine.programs import find
from scripts.docs_cli import every_command
from tests.support.doc_commands import Block, Shown, blocks, commands, missing, named
from tests.support.in_lab import namespaces_missing
from tests.support.repository import ROOT, project_files

PAGES = [
    path
    for path in project_files()
    if path.suffix == ".md" and (path == Path("README.md") or path.parts[0] == "docs")
    if path.parts[:2] != ("docs", "decisions")
]

ELSEWHERE = {
    "docs/endpoints.md": "tests/cli/test_endpoints.py",
    "docs/cases.md": "tests/cli/test_case_update.py",
}
"""Pages whose commands another test runs."""

OWN = {
    r"analyze app\.pcapng\b": "the reader's capture",
    r"\bflight\.pcapng\b": "the reader's capture",
    r"my-campaign .*(--only|--without)": "cells and taps that a reader has added",
    r"\breport november\.json december\.json": "results of the reader's",
    r"--from analysis\.json\b": "an analysis of the reader's",
    r"unmatched analysis\.json\b": "an analysis of the reader's",
    r"\bforge situation\.yaml -o made-up/": "a situation of the reader's",
    r"\bgeo import dbip-country-lite": "a file of the reader's",
    r"\banalyze captures/ .*--at\b": "captures of the reader's",
    r"\b(seal|verify) (--check )?(lab-de/)?de-1\b": "evidence of the reader's",
    r"\bcampaign add\b": "evidence of the reader's",
    r"\blive -i\b": "the reader's machine",
    r"\bgeo measurements results\.json\b": "what the reader fetched",
    r"\bdoctor(?! --for replay$)": "the reader's machine",
    r"\blab (run|load)\b": "takes its time; tests/lab runs it",
    r"\bverify made-up/": "what the lab has made",
    r"\bgateway (up|down|status|check)\b": "the reader's machine",
}
"""What marks a command on files that only a reader has, and whose."""

NEEDS = {"--keylog": "tshark", "harness forge": "scapy", "harness lab": "netns"}
"""What a machine may lack to run a command, by capability (tests/support/skips.py)."""

CONTACTS = {
    r"harness geo update(?!.*--dry-run)": "fetches from those who publish place data",
    r"harness geo probe(?!.*--dry-run)": "contacts servers",
    r"harness gateway install-proxy": "fetches packages",
}
"""Commands that go to the network; read, not run."""

OTHERS = {
    r"make [a-z]+": "a target of the Makefile; that it is one is checked, and CI runs it",
    r"(HARNESS_\w+=\S+ )?\.venv/bin/python -m pytest .*": "the suite itself",
    r"pytest --harness .*": "the plugin; tests of it run pytest on scenarios of their own",
    r"(sudo )?(dumpcap|tcpdump) .*": "needs an interface to capture at, and a person to ask",
    r"(sudo )?(ip|nmcli|chronyc|timedatectl) .*": "needs a gateway",
    r"(tshark|capinfos|editcap|mergecap) .*": "another program, on the reader's capture",
    r"adb .*": "needs a phone",
    r"head -c 32 /dev/urandom > \w+\.key": "random octets of the system; a test of keys writes its own",
    r"sha256sum .*": "another program, on the reader's capture",
}
"""Commands of other programs, and why no test runs them."""

COUNTED = re.compile(r"^\s*(?:\$ )?(?:harness [a-z]|\.venv/bin/|make [a-z]+\b|pip install)")
"""Lines that look like a command; each that stands in a block must be found as one."""


def why_not(patterns: dict[str, str], command: str) -> str | None:
    return next((why for pattern, why in patterns.items() if re.search(pattern, command)), None)


def read(shown: Shown) -> None:
    """Have the command's own parser take it."""
    command, arguments = chosen(shown.words[1:])
    command.request(arguments)


@cache
def helps() -> dict[str, str]:
    return {name: parser.format_help() for name, parser in every_command()}


def look_up(text: str) -> None:
    """Find the command of a synopsis, and its options in its help."""
    words = text.split()[1:]
    name = next((name for name in (" ".join(words[:2]), words[0]) if name in helps()), None)
    assert name, f"{text}: no such command"
    for option in re.findall(r"--[a-z-]+", text):
        assert option in helps()[name], f"{text}: no such option"


def able(shown: Shown) -> None:
    """Skip the page where the machine lacks what a command needs."""
    has = {
        "tshark": which("tshark"),
        "scapy": find_spec("scapy"),
        "netns": namespaces_missing() is None and find("nft"),
    }
    for part, capability in NEEDS.items():
        if part in shown.text and not has[capability]:
            pytest.skip(f"capability: {capability}")


def run(shown: Shown, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    able(shown)
    status = main(shown.words[1:])
    said = capfd.readouterr()
    assert status == shown.status, f"{shown.line}: {shown.text}\n{said.err}"
    if shown.target:
        (folder / shown.target).write_text(said.out, encoding="utf-8")
    assert missing(shown.output, said.out) is None, f"{shown.line}: {shown.text}\n{said.out}"


def folder_for(page: str, at: Path) -> None:
    """What a reader has in a checkout, and the files that the page tells to save."""
    for name in ("captures", "scenarios", "endpoints", "tests"):
        (at / name).symlink_to(ROOT / name)
    for block in blocks(page):
        if block.name:
            (at / block.name).write_text("\n".join(block.lines) + "\n", encoding="utf-8")


def other(shown: Shown) -> None:
    """Find the reason why another program's command is not run."""
    known = [pattern for pattern in OTHERS if re.fullmatch(pattern, shown.text)]
    assert known, f"{shown.line}: {shown.text}: run it, or list in OTHERS why not"
    if target := re.fullmatch(r"make ([a-z]+)", shown.text):
        assert re.search(rf"^{target[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_command_of_a_page_works(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / path).read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder_for(page, tmp_path)
    for shown in commands(page):
        if shown.generated or str(path) in ELSEWHERE:
            continue
        if not shown.text.startswith("harness "):
            other(shown)
        elif shown.synopsis:
            look_up(shown.text)
        elif why_not(OWN, shown.text) or why_not(CONTACTS, shown.text):
            read(shown)
        else:
            run(shown, tmp_path, capfd)


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_no_command_of_a_page_is_overlooked(path: Path) -> None:
    page = (ROOT / path).read_text(encoding="utf-8")
    found = {shown.line for shown in commands(page)}
    lines = [
        block.line + n
        for block in blocks(page)
        if block.language != "text"
        for n, line in enumerate(block.lines)
        if COUNTED.match(line)
    ]
    assert [line for line in lines if line not in found] == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_commands_named_in_the_text_exist(path: Path) -> None:
    for text in named((ROOT / path).read_text(encoding="utf-8")):
        look_up(text)


@pytest.mark.parametrize("patterns", [OWN, CONTACTS], ids=["own", "contacts"])
def test_every_exception_is_needed(patterns: dict[str, str]) -> None:
    shown = [one.text for path in PAGES for one in commands((ROOT / path).read_text(encoding="utf-8"))]
    unused = [p for p in patterns if not any(re.search(p, text) for text in shown)]
    assert unused == []


def test_every_other_program_is_shown() -> None:
    shown = [one.text for path in PAGES for one in commands((ROOT / path).read_text(encoding="utf-8"))]
    assert [p for p in OTHERS if not any(re.fullmatch(p, text) for text in shown)] == []


PAGE = """# Page

    harness claims   # a comment
    harness geo explain ADDRESS  what it does

- item

    no command, but text of the item

```console
$ harness verify one > file.txt  # status 3
first
...
last
$ harness claims
```

```sh
harness analyze one \\
  --country CN
```

```text drones.txt
harness nothing
```

<!-- made: begin -->

```
$ harness plan two
```

<!-- made: end -->
"""


def test_commands_are_found_where_pages_show_them() -> None:
    found = list(commands(PAGE))
    assert [(one.text, one.status, one.generated) for one in found] == [
        ("harness claims", 0, False),
        ("harness geo explain ADDRESS", 0, False),
        ("harness verify one > file.txt", 3, False),
        ("harness claims", 0, False),
        ("harness analyze one --country CN", 0, False),
        ("harness plan two", 0, True),
    ]
    assert [one.synopsis for one in found] == [False, True, False, False, False, False]
    assert (found[2].target, found[2].output) == ("file.txt", ("first", "...", "last"))
    assert found[2].words == ["harness", "verify", "one"]
    assert [block.name for block in blocks(PAGE) if isinstance(block, Block) and block.name] == ["drones.txt"]


def test_what_a_page_shows_is_compared() -> None:
    assert missing(("a", "...", "c"), "a\nb\nc \n") is None
    assert missing(("a", "c"), "a\nb\nc\n") == "a\nc"
    assert missing(("c", "...", "a"), "a\nb\nc\n") == "a"


def test_what_is_listed_nowhere_fails() -> None:
    shown = next(iter(commands("    curl https://vendor.example\n")))
    with pytest.raises(AssertionError, match="OTHERS"):
        other(shown)
