"""Ready claims: each loads in a scenario with what its note asks for, and a scenario's own keys win."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ScenarioError
from harness.model.claims import Claim, ClaimKind
from harness.rules.claim_library import load_library
from tests.support.scenario_files import GOOD, checked, scenario_of

SCOPE = "scope: {egress_regions: [US], account_regions: [US], subject_versions: ['1.0'], settings: [default]}"
ADDED = {
    "only-listed-hosts": "only: [{suffix: [vendor.example], port: [443]}]",
    "no-third-party-analytics": "never: [{category: [analytics, ads, crash], not_operator: [Vendor Ltd.]}]",
    "firmware-only-from-vendor": "only: [{operator: [Vendor Ltd.]}]",
    "local-data-mode-is-silent": "scope: {settings: [local_data_mode]}",
}
"""What the notes show, for claims that need something."""


def with_claim(*lines: str) -> str:
    added = "- " + "\n  ".join(lines) + "\naccepted_limits:"
    return GOOD.replace("accepted_limits:", added, 1)


def claim_of(*lines: str) -> Claim:
    return scenario_of(with_claim(*lines)).claims[-1]


def test_the_library_covers_what_vendors_say() -> None:
    assert list(load_library()) == [
        "dns-only-by-given-resolver", "firmware-only-from-vendor", "local-data-mode-is-silent", "no-data-to-mainland-china",
        "no-data-to-prc-controlled-companies", "no-data-to-prc-with-sars", "no-position-before-consent",
        "no-third-party-analytics", "only-listed-hosts",
    ]  # fmt: skip


@pytest.mark.parametrize("name", list(load_library()))
def test_each_loads_with_what_its_note_asks_for_and_is_named_after_itself(name: str) -> None:
    ready = load_library()[name]
    assert bool(ready.needs) == (name in ADDED)
    added = [ADDED[name]] if name in ADDED else []
    found = claim_of(f"library: {name}", *added)
    assert (found.id, found.kind.value, found.text) == (
        name,
        *(ready.claim.plain()[k] for k in ("kind", "text")),
    )
    assert all(added[0].partition(":")[0] in ready.note or "scope" in added[0] for _ in added)


def test_keys_of_the_scenario_stand_in_place_of_ready_ones() -> None:
    found = claim_of(
        "library: no-data-to-mainland-china", "id: mine", "text: Never.", "level: attempted", SCOPE
    )
    assert (found.id, found.text, found.level.value, found.countries) == (
        "mine",
        "Never.",
        "attempted",
        ("CN",),
    )
    assert found.kind is ClaimKind.LOCATION


def test_a_scope_is_taken_key_by_key() -> None:
    found = claim_of("library: no-position-before-consent", "scope: {egress_regions: [US]}")
    assert found.scope.consents == ("not_asked", "declined")
    assert found.scope.egress_regions == ("US",)


def test_a_fault_in_what_was_taken_points_at_the_key_that_took_it() -> None:
    text = with_claim("library: no-data-to-mainland-china", "countries: [CN]")
    (fault,) = checked(text)[1]
    line = text.splitlines().index("- library: no-data-to-mainland-china") + 1
    assert (fault.line, fault.message.partition(":")[0]) == (line, "group")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("note: too short\nclaim: {kind: location}\n", "note"),
        ("claim: {kind: location}\n", "missing key 'note'"),
        ("note: long enough to be of any use\nclaim: {}\nneeds: [everything]\n", "needs"),
        ("- a\n", "the file must be a mapping"),
    ],
)
def test_a_broken_library_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load_library(tmp_path)
    assert told in str(raised.value)
    assert "mine.yaml:" in str(raised.value)
