"""The page on scenarios names every key and word, and its example holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.rules.faults import keys_of
from harness.rules.scenario_base import Form
from harness.rules.scenario_reference import FORMS, scenario_reference
from tests.support.scenario_files import scenario_of

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"


def test_the_page_is_in_step() -> None:
    assert scenario_reference() in PAGE.read_text(encoding="utf-8"), "run `make docs`"


@pytest.mark.parametrize("form", [form for _, form in FORMS], ids=lambda form: form.__name__)
def test_every_key_has_a_meaning(form: type[Form]) -> None:
    assert all(field.description for field in keys_of(form).values())
    assert all(f"| `{key}` |" in scenario_reference() for key in keys_of(form))


def test_every_form_is_listed() -> None:
    assert {form for _, form in FORMS} == set(Form.__subclasses__())


def test_words_are_told_with_and_without_a_meaning() -> None:
    reference = scenario_reference()
    assert "- `gateway-lan`\n" in reference
    assert "- `gateway-wan`: Behind address translation" in reference
    assert "- `mainland-china`: CN (ISO 3166-1" in reference


def test_the_example_of_the_page_holds() -> None:
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    scenario = scenario_of(example)
    assert [len(cell.captures) for cell in scenario.cells] == [1, 1, 0]
