"""Scenario files: what they become, where each fault is told, and that none hides another."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import ScenarioError
from harness.model.claims import Grade
from harness.model.scenario import Scenario
from harness.model.sites import Landmark, Site
from harness.model.subject import Boundary
from harness.model.words import CaStore, ContactLevel
from harness.rules.scenario import check_scenario, load_scenario
from tests.support import golden
from tests.support.scenario_broken import BROKEN
from tests.support.scenario_files import GOOD, changed, checked, scenario_of
from tests.support.yaml_pieces import YAML_PIECES

TOLD = Path(__file__).parent / "expected" / "scenario_faults.txt"
MENDS = re.compile(
    r"\b(write|give|did you mean|keep|choose|remove|put|list|check|name|mend|rename|separate|close|make|"
    r"save|use|begin|known keys are|the prefix is|prints)\b"
)


def test_every_kind_of_broken_file_is_told_with_place_and_mending() -> None:
    told = []
    for name, text in BROKEN.items():
        scenario, faults = checked(text)
        assert scenario is None, name
        assert faults, name
        assert all(MENDS.search(fault.message) for fault in faults), (name, faults)
        told += [f"{name}", *(f"    {fault}" for fault in faults)]
    assert len(BROKEN) > 100
    golden.check(TOLD, "\n".join(told) + "\n")


def test_faults_of_all_kinds_are_told_at_once_in_order() -> None:
    text = changed(
        "vendor: -> vendors:",
        "role: phone -> rolle: phone",
        "devices: [phone] -> devices: [fone]",
        "us/base.pcapng -> us/v1.pcapng",
        "group: china-hk-mo -> group: china-hk-mo\n  countries: [CN]",
        "expires: 2027-03-01 -> expires: soon",
    )
    scenario, faults = checked(text)
    assert scenario is None
    assert [(fault.line, fault.message.partition(":")[0]) for fault in faults] == [
        (5, "missing key 'vendor'"),
        (5, "unknown key 'vendors'"),
        (12, "missing key 'role'"),
        (12, "unknown key 'rolle'"),
        (57, "devices"),
        (74, "path"),
        (89, "group"),
        (97, "expires"),
    ]


def test_an_item_with_a_fault_still_counts_as_there() -> None:
    faults = checked(changed("id: ashburn\n  tap: gateway-lan -> id: ashburn\n  tap: roof"))[1]
    assert [fault.line for fault in faults] == [21]


def test_the_model_of_the_good_file() -> None:
    scenario = scenario_of()
    assert scenario.id == "two-regions"
    assert (scenario.path, scenario.folder) == ("s.yaml", ".")
    assert scenario.max_data_age_days == 90
    phone = scenario.devices[0]
    assert phone.addresses == ("192.168.8.20", "2001:db8:8::20")
    assert phone.macs == ("02:00:00:00:08:20",)
    assert [tool.name for tool in scenario.tools] == ["gateway clock", "gateway resolver"]
    ashburn, frankfurt = scenario.vantage_points
    assert (ashburn.latitude, ashburn.longitude, ashburn.error_km) == (39.04, -77.49, 25.0)
    assert (ashburn.resolvers, frankfurt.resolvers) == (("192.168.8.1",), None)
    assert (ashburn.believed.app_store, ashburn.believed.sim) == ("US", None)
    assert scenario.accepted_limits[0].expires == date(2027, 3, 1)


def test_landmarks_have_the_form_of_addresses_in_captures() -> None:
    mark = "{address: '2001:DB8:0::7', coordinates: [50.1, 8.7], error_km: 2}"
    scenario, faults = checked(changed(f"egress: vpn_exit -> egress: vpn_exit\n  landmarks: [{mark}]"))
    assert scenario is not None, faults
    assert scenario.vantage_points[0].landmarks == ()
    assert scenario.vantage_points[1].landmarks == (Landmark("2001:db8::7", Site(50.1, 8.7, 2.0)),)


@pytest.mark.parametrize(("stated", "set_ns"), [("0", 0), ("3600000", 3_600 * 10**9), ("-0.5", -500_000)])
def test_by_how_much_a_clock_was_set(stated: str, set_ns: int) -> None:
    scenario, faults = checked(changed(f"    drops: 0 ->     drops: 0\n    clock_set_ms: {stated}"))
    assert scenario is not None, faults
    assert scenario.cells[0].captures[0].clock_set_ns == set_ns


def test_times_are_nanoseconds_and_steps_in_order() -> None:
    cell = scenario_of().cells[0]
    capture = cell.captures[0]
    at_ten = 1_793_613_600_000_000_000
    assert capture.from_ns == at_ten
    assert capture.to_ns == at_ten + 1800 * 10**9
    assert capture.clock_offset_ns == -1_500_000
    assert capture.clock_set_ns is None
    assert [step.id for step in cell.steps] == ["login", "idle"]
    assert cell.steps[1].to_ns - at_ten == 300_250_000_000
    assert cell.ip_versions == (4, 6)
    assert (cell.line, capture.line) == (35, 46)


@pytest.mark.parametrize(
    ("said", "store"),
    [("system", CaStore.SYSTEM), ("user", CaStore.USER), ("none", CaStore.NONE), ("null", None)],
)
def test_where_the_proxy_s_ca_was_may_be_said(said: str, store: CaStore | None) -> None:
    more = f"interference: [tls_interception]\n  ca_store: {said}"
    told, silent, *_ = scenario_of(changed(f"  baseline: us-base ->   {more}\n  baseline: us-base")).cells
    assert (told.ca_store, silent.ca_store) == (store, None)


def test_a_group_of_the_author_s_own_is_taken_apart_too() -> None:
    own = "groups:\n- {id: adversaries, countries: [RU, CN], source: Act of 2026}\nclaims:\n"
    claim = scenario_of(
        GOOD.replace("claims:\n", own).replace("group: china-hk-mo", "group: adversaries")
    ).claims[0]
    assert (claim.countries, claim.group) == (("CN", "RU"), "adversaries")


def test_groups_are_taken_apart_and_any_is_empty() -> None:
    claim = scenario_of().claims[0]
    assert (claim.countries, claim.group) == (("CN", "HK", "MO"), "china-hk-mo")
    assert claim.scope.egress_regions == ()
    assert claim.scope.settings == ("default",)
    assert (claim.level, claim.floor_ratio) == (ContactLevel.DATA, 1.0)


@pytest.mark.parametrize(
    ("boundary", "grade"),
    [("app", Grade.DIFFERENCE), ("device", Grade.DEVICE), ("platform", Grade.DEVICE)],
)
def test_the_boundary_decides_the_attribution_that_is_usual(boundary: str, grade: Grade) -> None:
    scenario = scenario_of(changed(f"boundary: app -> boundary: {boundary}"))
    assert scenario.subject.boundary is Boundary(boundary)
    assert {claim.attribution for claim in scenario.claims} == {grade}


@pytest.mark.parametrize(
    "edit",
    [
        "  baseline: us-base -> ",
        "baseline: us-base -> baseline: null",
        "resolvers: [192.168.8.1] -> resolvers: []",
        "    drops: 0\n -> ",
        "devices: [phone] -> devices: []",
        "region: DE -> region: DE",
        "to: 2026-11-02T10:05:00.25Z -> to: 2026-11-02T15:35:00.123456789+05:30",
        "scope: {egress_regions: worldwide -> scope: {egress_regions: [US, NO], account_regions: [none]",
        "host: log.skylark.example -> host: 2001:DB8::1",
        "group: china-hk-mo -> group: five-eyes\n  attribution: uid",
    ],
)
def test_what_is_no_fault(edit: str) -> None:
    assert isinstance(scenario_of(changed(edit)), Scenario)


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        ScenarioError, match=r"none\.yaml:1:1: cannot be read \(No such file or directory\): check"
    ):
        load_scenario(tmp_path / "none.yaml")
    with pytest.raises(ScenarioError, match="this is a folder: name the scenario file in it"):
        load_scenario(tmp_path)


def test_a_file_is_loaded_with_its_folder_and_digest(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(GOOD)
    scenario = load_scenario(path)
    assert (scenario.path, scenario.folder) == (str(path), str(tmp_path))
    assert re.fullmatch("[0-9a-f]{64}", scenario.sha256)


def test_loading_tells_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(changed("error_km: 25 -> error_km: 0", "as_tested: FAIL -> as_tested: FALSE"))
    with pytest.raises(ScenarioError) as told:
        load_scenario(path)
    assert [fault.line for fault in told.value.faults] == [24, 100]
    assert all(fault.path == os.fspath(path) for fault in told.value.faults)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_a_scenario_or_faults(data: bytes) -> None:
    scenario, faults = check_scenario(data, "s.yaml", ".")
    assert (scenario is None) == bool(faults)


PIECES = [
    *YAML_PIECES,
    "us-v1",
    "2026-11-02T10:00:00Z",
    "FAIL",
    "CN",
    "192.168.8.20",
    "02:00:00:00:08:20",
    "0001-01-01T00:00:00+23:59",
]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(GOOD)), st.integers(0, 40), st.sampled_from(PIECES) | st.text(max_size=5)
        ),
        max_size=4,
    )
)
def test_any_cut_and_paste_gives_a_scenario_or_located_faults(edits: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
    scenario, faults = checked(text.encode("utf-8", "surrogatepass"))
    assert (scenario is None) == bool(faults)
    assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in faults)
    assert len(set(faults)) == len(faults)


LINES = GOOD.splitlines(keepends=True)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)), max_size=6))
def test_lines_moved_about_give_a_scenario_or_located_faults(moves: list[tuple[int, int]]) -> None:
    lines = list(LINES)
    for origin, target in moves:
        lines.insert(target, lines.pop(origin))
    scenario, faults = checked("".join(lines))
    assert (scenario is None) == bool(faults)
