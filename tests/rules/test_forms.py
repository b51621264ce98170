"""The forms take what the model takes, and no other key."""

from __future__ import annotations

from dataclasses import fields

from harness.model.matches import FIELDS, Match
from harness.model.rules import Rule
from harness.rules.faults import keys_of
from harness.rules.forms import ExamplesForm, FileForm, MatchForm, RuleForm


def test_each_field_of_a_rule_has_its_key() -> None:
    key_of = {name: way.value for way, name in FIELDS.items()}
    key_of |= {"any_of": "any", "all_of": "all", "none_of": "not"}
    assert {key_of[field.name] for field in fields(Match)} == set(keys_of(MatchForm))
    given_below = {"positive", "negative"}
    assert {field.name for field in fields(Rule)} - given_below == set(RuleForm.model_fields) - {"examples"}
    assert given_below == set(ExamplesForm.model_fields)


def test_every_key_says_what_it_means() -> None:
    for form in (FileForm, RuleForm, MatchForm, ExamplesForm):
        assert [name for name, field in form.model_fields.items() if not field.description] == []
