"""A scenario's own endpoint rules: added, put in the place of others, or told with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ScenarioError
from harness.model.ruleset import Ruleset
from harness.rules.own_rules import with_own_rules
from tests.support.rule_files import GOOD, SECOND, rule

CATALOGUE = Ruleset(rules=(rule("acme.web", suffixes=("acme.example",)), rule("other.web", suffixes=("other.example",))), sha256="0" * 64)  # fmt: skip


def own(folder: Path, text: str, name: str = "acme.yaml") -> list[Path]:
    (folder / name).write_text(text, encoding="utf-8")
    return [folder / name]


def test_without_files_the_catalogue_stays_as_it_is() -> None:
    assert with_own_rules(CATALOGUE, []) is CATALOGUE


def test_own_rules_are_added_and_one_of_the_same_id_stands_in_its_place(tmp_path: Path) -> None:
    found = with_own_rules(CATALOGUE, own(tmp_path, GOOD + SECOND))
    assert [(one.id, one.operator) for one in found.rules] == [
        ("acme.logs", "Example Drones"), ("acme.web", "Example Drones"), ("other.web", "Operator of other.web"),
    ]  # fmt: skip
    assert found.sha256 != CATALOGUE.sha256


def test_the_digest_tells_own_rules_apart(tmp_path: Path) -> None:
    one = with_own_rules(CATALOGUE, own(tmp_path, GOOD)).sha256
    assert one == with_own_rules(CATALOGUE, own(tmp_path, GOOD)).sha256
    assert one != with_own_rules(CATALOGUE, own(tmp_path, GOOD + SECOND)).sha256


def test_a_rule_that_claims_the_match_of_another_is_told_at_its_place(tmp_path: Path) -> None:
    paths = own(tmp_path, GOOD.replace("id: acme.web", "id: acme.site"))
    with pytest.raises(ScenarioError) as raised:
        with_own_rules(CATALOGUE, paths)
    assert "acme.yaml:4:7: match: suffix acme.example is matched by acme.web of the catalogue as well" in str(
        raised.value
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [("rules: 5\n", "rules"), (GOOD.replace("service", "servce"), "kind"), ("{", "acme.yaml:")],
)
def test_faults_are_told_as_of_scenarios(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=told):
        with_own_rules(CATALOGUE, own(tmp_path, text))


def test_a_file_that_is_not_there_is_told_with_what_names_it(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="endpoint_rules"):
        with_own_rules(CATALOGUE, [tmp_path / "none.yaml"])
