"""The field reference is generated from the forms, and the page holds the newest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from harness.model.rules import Category
from harness.rules.check import check_files
from harness.rules.examples import parse_example
from harness.rules.reference import field_reference
from tests.support.rule_files import GOOD

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_in_step() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert field_reference() in page, (
        "put the output of `python -m harness.rules.reference` into docs/rules.md"
    )


def test_every_category_is_told_with_its_meaning() -> None:
    reference = field_reference()
    assert all(f"- `{category.value}`: " in reference for category in Category)
    assert "Real-time video" in reference


def test_the_pages_example_is_a_file_that_holds() -> None:
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    rules, faults = check_files([("acme.yaml", example.encode())])
    assert faults == []
    assert len(rules) == 2


def test_the_pages_match_is_one_that_may_be_written() -> None:
    written = PAGE.read_text(encoding="utf-8").split("```yaml\nmatch:\n")[1].split("```")[0]
    match = "{" + ", ".join(line.strip() for line in written.strip().splitlines()) + "}"
    text = GOOD.replace("{suffix: [acme.example]}", match).replace(
        "[www.acme.example]", "[www.acme.example alpn=mqtt]"
    )
    assert check_files([("acme.yaml", text.encode())])[1] == []


def test_the_pages_examples_can_be_read() -> None:
    lines = PAGE.read_text(encoding="utf-8").split("\n## Examples\n")[1].split("```")[1].splitlines()[1:]
    assert [parse_example(line).port for line in lines] == [8883, 443, None]


def test_the_module_prints_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harness.rules.reference"], capture_output=True, text=True, check=True
    )
    assert done.stdout == field_reference()
