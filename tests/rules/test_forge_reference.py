"""The field reference of situations is generated from the forms, and the page holds the newest."""

from __future__ import annotations

import subprocess
import sys

from harness.rules.forge_reference import situation_reference
from harness.rules.forge_situation import check_situation
from tests.support.repository import ROOT

PAGE = ROOT / "docs/forge.md"


def test_the_page_is_in_step() -> None:
    assert situation_reference() in PAGE.read_text(encoding="utf-8"), (
        "put the output of `python -m harness.rules.forge_reference` at the end of docs/forge.md"
    )


def test_the_pages_example_is_a_situation_that_holds() -> None:
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    document, faults = check_situation(example.encode(), "example.yaml")
    assert faults == []
    assert document is not None
    assert [len(network["conversations"]) for network in document["networks"]] == [5, 5]


def test_the_module_prints_it() -> None:
    command = [sys.executable, "-m", "harness.rules.forge_reference"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == situation_reference()
