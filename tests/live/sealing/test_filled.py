"""The author's scenario with a capture filled in: what was captured is there, and all else is as it was."""

from __future__ import annotations

from dataclasses import replace
from difflib import ndiff

import pytest

from harness.live.sealing.evidence import Evidence
from harness.live.sealing.filled import filled
from harness.live.sealing.filled_gateway import Place
from harness.live.sealing.gateway_kept import GatewayKept
from harness.model.gateway_state import GatewayState
from harness.model.scenario import EvidenceKind, Interference, Scenario
from harness.rules.scenario import check_scenario
from harness.rules.skeleton import skeleton
from tests.support.evidence_made import at, event, session
from tests.support.gateway_states import gateway_state
from tests.support.scenario_files import GOOD

PLACE = Place(cell="de-v1", vantages={"lan": "frankfurt"})
STEPS = """\
  steps:
  - id: sign-in
    kind: login
    from: 2026-11-02T09:00:00Z
    to: 2026-11-02T09:01:00+00:00   # a guess
    devices: [phone]
  - id: idle
    kind: idle
    from: 2026-11-02T{idle}
    to: 2026-11-02T10:00:09Z
    evidence: [{{stated: quiet}}]
"""


def load(text: str) -> Scenario:
    found, faults = check_scenario(text.encode(), "s.yaml", ".")
    assert found is not None, faults
    return found


def planned(idle: str = "10:00:05Z") -> str:
    """The good file with steps in its planned cell."""
    return GOOD.replace(
        "  baseline: us-base\nclaims:", f"  baseline: us-base\n{STEPS.format(idle=idle)}claims:"
    )


def fill(
    text: str = GOOD, evidence: Evidence | None = None, gateway: GatewayState | None = None
) -> tuple[Scenario, tuple[str, ...]]:
    made = filled(text, evidence or session(), PLACE, gateway)
    return load(made.text), made.notes


def test_files_are_listed_with_everything_that_is_known() -> None:
    scenario, _ = fill()
    one, other = next(cell for cell in scenario.cells if cell.id == "de-v1").captures
    assert (one.path, one.vantage_point, one.sha256) == (
        "captures/lan-r001_00001_20261102101500.pcapng",
        "frankfurt",
        "ab" * 32,
    )
    assert (one.tool, one.filter, one.drops, one.ring) == ("dumpcap 4.0.17", "all", 0, "lan-r001")
    assert [(file.from_ns, file.to_ns) for file in (one, other)] == [(at(0), at(31)), (at(31), at(59))]


@pytest.mark.parametrize(
    ("stepped_ns", "expected"),
    [(3_600 * 10**9, 3_600 * 10**9), (-40_400_000, -40_000_000), (0, None), (2**62 - 1, 3 * 10**18)],
)
def test_a_clock_that_was_set_is_listed_with_each_file(stepped_ns: int, expected: int | None) -> None:
    scenario, _ = fill(evidence=session(event("clock-step", 20, stepped_ns=stepped_ns, slept_ns=0)))
    captures = next(cell for cell in scenario.cells if cell.id == "de-v1").captures
    found = [file.clock_set_ns for file in captures]
    assert found == [expected] * 2


def test_all_else_is_as_the_author_wrote_it() -> None:
    before, (after, notes) = load(GOOD), fill()
    assert after.subject == before.subject
    assert after.devices == before.devices
    assert after.vantage_points == before.vantage_points
    assert [replace(claim, line=0) for claim in after.claims] == [
        replace(claim, line=0) for claim in before.claims
    ]
    assert [(cell.id, len(cell.captures)) for cell in after.cells] == [
        ("us-v1", 0),
        ("us-base", 0),
        ("de-v1", 2),
    ]
    assert len(notes) == 3


@pytest.mark.parametrize("text", [GOOD, skeleton("x", ["DE", "US"])])
def test_no_comment_is_lost_and_no_other_line_changed(text: str) -> None:
    cell, point = ("de-v1", "frankfurt") if text is GOOD else ("de-1", "de")
    made = filled(text, session(), Place(cell=cell, vantages={"lan": point}), None).text
    lost = [line[2:] for line in ndiff(text.splitlines(), made.splitlines()) if line.startswith("- ")]
    listed = (
        "captures:",
        "baseline:",
        "control:",
        "- path:",
        "- {path:",
        "vantage_point:",
        "drops:",
        "from:",
        "to:",
        "clock_",
    )
    assert [line for line in lost if not line.strip().startswith(listed)] == []


def test_a_mark_fills_the_author_s_step_of_that_kind() -> None:
    scenario, notes = fill(planned())
    steps = next(cell for cell in scenario.cells if cell.id == "de-v1").steps
    assert [(step.id, step.from_ns, step.to_ns, step.devices) for step in steps] == [
        ("idle", at(5), at(9), ()), ("sign-in", at(10), at(60), ("phone",)),
    ]  # fmt: skip
    assert not any("sign-in" in note for note in notes)


def test_a_step_of_another_time_that_nobody_marked_is_left_out_and_told() -> None:
    scenario, notes = fill(planned(idle="09:00:05Z"))
    assert [step.id for step in next(cell for cell in scenario.cells if cell.id == "de-v1").steps] == [
        "sign-in"
    ]
    assert (
        "step idle: nobody marked it, and its time in the scenario is none of this capture; left out" in notes
    )


def test_other_marks_become_steps_that_are_stated() -> None:
    scenario, _ = fill(
        planned(), session(event("step", 20, text="Login"), event("step", 30, text="\x1b[31m: {x} #"))
    )
    steps = next(cell for cell in scenario.cells if cell.id == "de-v1").steps
    assert [step.id for step in steps] == ["idle", "sign-in", "login", "31m-x"]
    (evidence,) = steps[-1].evidence
    assert (evidence.kind, evidence.text) == (EvidenceKind.STATED, "marked while capturing: \\x1b[31m: {x} #")
    assert (steps[-1].kind, steps[-1].devices) == ("31m_x", ())


@pytest.mark.parametrize(
    "text", ["", "起飞", "-" * 500, "yes", "1e5", "a: b\n<<: *c", "\ud800", "x" * 9_000, "null", "2026-11-02"]
)
def test_whatever_was_typed_the_scenario_loads(text: str) -> None:
    scenario, _ = fill(GOOD, session(event("step", 20, text=text)))
    assert len(next(cell for cell in scenario.cells if cell.id == "de-v1").steps) == 2


def test_what_a_gateway_changed_is_said_in_the_cell() -> None:
    gateway = gateway_state(
        resolvers=("192.0.2.53",),
        ip_versions=(4,),
        interference=(Interference.QUIC_BLOCKED, Interference.IPV6_BLOCKED),
    )
    scenario, notes = fill(GOOD, gateway=gateway)
    cell = next(cell for cell in scenario.cells if cell.id == "de-v1")
    assert cell.interference == (Interference.QUIC_BLOCKED, Interference.IPV6_BLOCKED)
    assert next(one for one in scenario.vantage_points if one.id == "frankfurt").resolvers == ("192.0.2.53",)
    assert "cell de-v1: interference of the gateway: quic_blocked, ipv6_blocked" in notes


def test_keys_of_the_proxy_are_listed_with_each_file() -> None:
    made = filled(
        GOOD, session(), replace(PLACE, kept=GatewayKept(keylog=("gateway/tls-keys.log", "cd" * 32))), None
    )
    files = next(cell for cell in load(made.text).cells if cell.id == "de-v1").captures
    assert {(file.keylog, file.keylog_sha256) for file in files} == {("gateway/tls-keys.log", "cd" * 32)}


def test_where_our_own_packets_went_is_a_tool_of_that_server_alone() -> None:
    ours = event(
        "own-traffic", 20, host="hook\x1b.example", port=443, addresses=["203.0.113.9", "2001:db8::9"]
    )
    odd = event("own-traffic", 21, host="x", port="443", addresses=7)
    scenario, notes = fill(GOOD, session(ours, ours, odd), gateway_state(interference=()))
    (tool,) = [one for one in scenario.tools if one.name.startswith("harness")]
    assert (tool.servers, tool.ports) == (("203.0.113.9", "2001:db8::9"), (443,))
    assert "198.51.100.2" in tool.addresses
    assert tool.name == "harness, to hook\\x1b.example"
    assert [note for note in notes if note.startswith("tools: ")] == [
        "tools: harness, to hook\\x1b.example: its packets are ours, and excluded"
    ]


def test_without_a_gateway_nobody_knows_where_our_own_packets_come_from() -> None:
    scenario, _ = fill(
        GOOD, session(event("own-traffic", 20, host="hook.example", port=443, addresses=["203.0.113.9"]))
    )
    assert [one.name for one in scenario.tools] == [one.name for one in load(GOOD).tools]


def test_what_the_interface_itself_lost_is_lost() -> None:
    scenario, _ = fill(GOOD, session(event("interface-drops", 60, vantage="lan", packets=7)))
    files = next(cell for cell in scenario.cells if cell.id == "de-v1").captures
    assert {file.drops for file in files} == {7}
