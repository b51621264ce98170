"""The forms of a scenario in; the field reference of ``docs/scenarios.md`` out, as Markdown."""

from __future__ import annotations

from enum import Enum
from itertools import chain

from harness.model.claims import ClaimKind, Grade, PermittedService
from harness.model.country_groups import ALIASES, COUNTRY_GROUPS
from harness.model.honey import HoneyKind
from harness.model.scenario import CellRole, Interference, Tap
from harness.model.subject import Boundary, EgressState
from harness.model.words import CaStore, ContactLevel
from harness.rules.reference import form_table, meanings
from harness.rules.scenario_base import Form
from harness.rules.scenario_cell_forms import CaptureForm, CellForm, EvidenceForm, SentForm, StepForm
from harness.rules.scenario_claim_forms import (
    AcceptedForm,
    ClaimForm,
    ExpectForm,
    GroupForm,
    PermittedForm,
    ScopeForm,
    StatementForm,
)
from harness.rules.scenario_forms import (
    BelievedForm,
    DeviceForm,
    EgressForm,
    LandmarkForm,
    OtherForm,
    ScenarioForm,
    SubjectForm,
    ToolForm,
    VantagePointForm,
)
from harness.rules.scenario_honey_forms import HoneyForm
from harness.rules.scenario_selector_forms import SelectorForm

FORMS: tuple[tuple[str, type[Form]], ...] = (
    ("Top of the file", ScenarioForm),
    ("`subject`", SubjectForm),
    ("`egress` of the subject, each", EgressForm),
    ("`devices`, each", DeviceForm),
    ("`tools`, each", ToolForm),
    ("`others`, each", OtherForm),
    ("`vantage_points`, each", VantagePointForm),
    ("`believed` of a vantage point", BelievedForm),
    ("`landmarks` of a vantage point, each", LandmarkForm),
    ("`honey`, each", HoneyForm),
    ("`cells`, each", CellForm),
    ("`captures` of a cell, each", CaptureForm),
    ("`steps` of a cell, each", StepForm),
    ("`evidence` of a step, each", EvidenceForm),
    ("`sent` of evidence", SentForm),
    ("`groups`, each", GroupForm),
    ("`claims`, each", ClaimForm),
    ("`scope` of a claim", ScopeForm),
    ("`permitted` of a claim", PermittedForm),
    ("`about`, `only`, `never` of a claim, each", SelectorForm),
    ("`accepted` of a claim, each", AcceptedForm),
    ("`accepted_limits`, each", AcceptedForm),
    ("`vendor_statements`, each", StatementForm),
    ("`expect`, each", ExpectForm),
)
"""Every form with its heading, in the order of a file."""
_WORDS: tuple[tuple[str, type[Enum]], ...] = (
    ("`boundary`", Boundary),
    ("`state`", EgressState),
    ("`tap`", Tap),
    ("`kind` of a planted value", HoneyKind),
    ("`role`", CellRole),
    ("`interference`", Interference),
    ("`ca_store`", CaStore),
    ("`kind` of a claim", ClaimKind),
    ("`level`", ContactLevel),
    ("`attribution`", Grade),
    ("`services`", PermittedService),
)


def scenario_reference() -> str:
    """Every key of every form, every closed word, every group of countries; ends with a newline."""
    tables = chain(
        (form_table(title, form) for title, form in FORMS),
        (_word_list(title, words) for title, words in _WORDS),
    )
    return "\n".join([*tables, _groups()])


def _word_list(title: str, words: type[Enum]) -> str:
    """Every value, with its meaning where the word alone does not say it."""
    told = dict(meanings(words))
    rows = [f"- `{one.value}`{': ' if one.value in told else ''}{told.get(one.value, '')}" for one in words]
    return "\n".join([f"### {title} is one of", "", *rows, ""])


def _groups() -> str:
    rows = ["### `group` is one of these, or one of `groups`", ""]
    rows += [
        f"- `{name}`: {' '.join(group.codes)} ({group.source})." for name, group in COUNTRY_GROUPS.items()
    ]
    rows += [f"- `{name}`: the name that `{group}` had before." for name, group in ALIASES.items()]
    return "\n".join(rows) + "\n"
