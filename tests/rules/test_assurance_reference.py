"""The page on assurances names every key and word, and its example holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.rules.assurance_base import AssuranceForm, FactForm, ProductForm
from harness.rules.assurance_forms import HeadForm
from harness.rules.assurance_reference import FACT_FORMS, FORMS, assurance_reference
from harness.rules.assurances import check_assurances
from harness.rules.faults import keys_of

PAGE = Path(__file__).parents[2] / "docs" / "assurances.md"
_TOLD_BY_ANOTHER = {FactForm, ProductForm}
"""Bases of forms that are told."""


def every_form(form: type[AssuranceForm]) -> set[type[AssuranceForm]]:
    return {form}.union(*(every_form(one) for one in form.__subclasses__()))


def test_the_page_is_in_step() -> None:
    assert assurance_reference() in PAGE.read_text(encoding="utf-8"), "run `make docs`"


@pytest.mark.parametrize("form", [form for _, form in (*FORMS, *FACT_FORMS)], ids=lambda form: form.__name__)
def test_every_key_has_a_meaning(form: type[AssuranceForm]) -> None:
    assert all(field.description for field in keys_of(form).values())
    assert all(f"| `{key}` |" in assurance_reference() for key in keys_of(form))


def test_every_form_is_told() -> None:
    told = {form for _, form in (*FORMS, *FACT_FORMS)} | _TOLD_BY_ANOTHER
    facts = every_form(FactForm)
    assert every_form(AssuranceForm) - facts - {AssuranceForm} == told - facts
    assert issubclass(FACT_FORMS[0][1], HeadForm)


def test_words_have_meanings() -> None:
    reference = assurance_reference()
    assert "- `not_stated`: No source that was read states it." in reference
    assert "- `summary_only`: A summary is public" in reference
    assert "| `regions` | `worldwide` or list of text | countries that it is said for |" in reference


def test_the_example_of_the_page_holds() -> None:
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    found, faults = check_assurances([("example.yaml", example.encode())])
    assert faults == []
    assert [one.id for one in found] == ["example-lab-2026"]
