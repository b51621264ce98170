"""The forms take what the model takes, and no other key."""

from __future__ import annotations

from dataclasses import fields

from harness.model.rules import Match, Rule
from harness.rules.forms import ExamplesForm, FileForm, MatchForm, RuleForm


def test_each_field_of_a_rule_has_its_key() -> None:
    plural = {"hosts": "host", "suffixes": "suffix", "cidrs": "cidr", "asns": "asn", "ports": "port"}
    keys = {plural.get(field.name, field.name).replace("transports", "transport") for field in fields(Match)}
    assert keys == set(MatchForm.model_fields)
    given_below = {"positive", "negative"}
    assert {field.name for field in fields(Rule)} - given_below == set(RuleForm.model_fields) - {"examples"}
    assert given_below == set(ExamplesForm.model_fields)


def test_every_key_says_what_it_means() -> None:
    for form in (FileForm, RuleForm, MatchForm, ExamplesForm):
        assert [name for name, field in form.model_fields.items() if not field.description] == []
