"""A written file reads as the rules that it was written of."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from ruamel.yaml import YAML

from harness.model.rules import Rule
from harness.rules.catalogue import catalogue_folder
from harness.rules.check import check_files
from harness.rules.rule_text import rule_file
from tests.support.rule_files import GOOD, SECOND

FILES = sorted(catalogue_folder().glob("*.yaml"))


def read(path: str, text: str) -> list[Rule]:
    rules, faults = check_files([(path, text.encode())])
    assert faults == []
    return rules


@pytest.mark.parametrize("operator", ["Example Drones", "Other"])
def test_every_rule_of_the_catalogue_comes_back(operator: str) -> None:
    assert len(FILES) > 100
    for path in FILES:
        before = read(path.name, path.read_text())
        text = rule_file(["a # head: *here"], operator, None, before, {before[0].id: "x: y"}, ["tail"])
        assert read(path.name, text) == before


def test_what_is_the_files_stands_once() -> None:
    rules = read("acme.yaml", GOOD + SECOND)
    text = rule_file([], "Example Drones", "DE", rules)
    assert text.count("operator:") == 1
    assert read("acme.yaml", text) == rules


def test_a_country_is_text_for_every_reader() -> None:
    text = rule_file([], "Yes", "NO", read("acme.yaml", GOOD))
    yaml = YAML(typ="safe", pure=True)
    yaml.version = "1.1"
    told = yaml.load(text)
    assert (told["operator"], told["control_country"]) == ("Yes", "NO")
    assert PurePath("acme.yaml").stem == told["rules"][0]["id"].partition(".")[0]


def test_any_all_not_and_dates_come_back() -> None:
    match = "{domain: [acme.example], alpn: [h2], any: [{port: [443]}, {all: [{sni: [acme.example]}, {ja4: [t13d1516h2]}]}], not: [{protocol: [http]}]}"
    text = GOOD.replace("{suffix: [acme.example]}", match).replace(
        "  category", "  first_seen: 2024\n  last_seen: 2024-06-12\n  category"
    )
    text = text.replace("[www.acme.example]", "[www.acme.example tcp/443 alpn=h2]")
    rules = read("acme.yaml", text)
    assert read("acme.yaml", rule_file([], "Example Drones", "DE", rules)) == rules
    assert rules[0].match.any_of[1].all_of[1].ja4s == ("t13d1516h2",)
    assert (rules[0].first_seen, rules[0].last_seen) == ("2024", "2024-06-12")
