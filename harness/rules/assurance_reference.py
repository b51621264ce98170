"""The forms of assurances in; the field reference of ``docs/assurances.md`` out, as Markdown."""

from __future__ import annotations

from enum import Enum
from itertools import chain

from harness.model.assurances import AssuranceKind, Basis, ProductClass, Publication
from harness.rules.assurance_base import AssuranceForm, CoveredProductForm, FactForm, SourceForm, TextFact
from harness.rules.assurance_forms import (
    AssertedForm,
    CertificateForm,
    HeadForm,
    SentenceForm,
    TestForm,
)
from harness.rules.faults import keys_of
from harness.rules.reference import field_words, form_table, word_table

FORMS: tuple[tuple[str, type[AssuranceForm]], ...] = (
    ("Top of every file", HeadForm),
    ("`sources`, each", SourceForm),
    ("A fact", TextFact),
    ("`products` of a test or certificate, each", CoveredProductForm),
)
"""Forms whose keys are written as they stand."""
FACT_FORMS: tuple[tuple[str, type[AssuranceForm]], ...] = (
    ("`kind: test`", TestForm),
    ("`kind: certificate`", CertificateForm),
    ("`kind: sentence`", SentenceForm),
    ("`scope` of a sentence", AssertedForm),
)
"""Forms whose keys are facts: the type told is that of the fact's ``value``."""
_WORDS: tuple[tuple[str, type[Enum]], ...] = (
    ("kind", AssuranceKind),
    ("basis", Basis),
    ("class", ProductClass),
    ("value` of `publication", Publication),
)


def assurance_reference() -> str:
    """Every key of every form, every closed word; ends with a newline."""
    tables = chain(
        (form_table(title, form) for title, form in FORMS),
        (_fact_table(title, form) for title, form in FACT_FORMS),
        (word_table(title, words) for title, words in _WORDS),
    )
    return "\n".join(tables)


def _fact_table(title: str, form: type[AssuranceForm]) -> str:
    """Keys of one kind of file beyond those of every file; all are needed."""
    rows = [f"### {title}", "", "| key | `value` | meaning |", "|---|---|---|"]
    for name, field in keys_of(form).items():
        if name in HeadForm.model_fields:
            continue
        fact = field.annotation
        is_fact = isinstance(fact, type) and issubclass(fact, FactForm)
        words = field_words(keys_of(fact)["value"]) if is_fact else field_words(field)  # type: ignore[arg-type]
        rows.append(f"| `{name}` | {words} | {field.description} |")
    return "\n".join([*rows, ""])
