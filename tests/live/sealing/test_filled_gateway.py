"""What a gateway kept, in the scenario: its own traffic as tools, the proxy's records beside the LAN side."""

from __future__ import annotations

from dataclasses import replace

from harness.live.sealing.filled import filled
from harness.live.sealing.filled_gateway import Place
from harness.live.sealing.gateway_kept import GatewayKept
from harness.model.gateway_state import ToolVersion
from harness.model.scenario import Scenario
from harness.model.subject import OwnTool
from harness.model.words import CaStore
from harness.rules.scenario import check_scenario
from tests.support.evidence_made import session
from tests.support.gateway_states import gateway_state
from tests.support.scenario_files import GOOD

RECORDS = ("gateway/proxy.jsonl", "ef" * 32)
TOOL = OwnTool(
    name="gateway, port 123", addresses=("203.0.113.7",), macs=(), servers=("192.0.2.123",), ports=(123,)
)
LAN = OwnTool(name="gateway", addresses=("10.77.0.1",), macs=(), servers=(), ports=())


def fill(kept: GatewayKept, text: str = GOOD) -> tuple[Scenario, tuple[str, ...]]:
    place = Place(cell="de-v1", vantages={"lan": "frankfurt"}, kept=kept)
    state = gateway_state(tools=(ToolVersion(name="mitmproxy", version="11.0.2"),))
    made = filled(text, session(), place, state)
    found, faults = check_scenario(made.text.encode(), "s.yaml", ".")
    assert found is not None, faults
    return found, made.notes


def test_what_the_gateway_spoke_itself_is_a_tool_with_its_servers_and_ports() -> None:
    scenario, notes = fill(GatewayKept(tools=(LAN, TOOL), notes=("told so",)))
    added = {tool.name: (tool.addresses, tool.servers, tool.ports) for tool in scenario.tools}
    assert added["gateway, port 123"] == (("203.0.113.7",), ("192.0.2.123",), (123,))
    assert added["gateway"] == (("10.77.0.1",), (), ())
    assert "tools: 2 of the gateway itself, by its record of flows" in notes
    assert "told so" in notes


def test_records_of_the_proxy_stand_at_a_vantage_point_of_their_own() -> None:
    scenario, notes = fill(GatewayKept(records=RECORDS))
    points = {point.id: point for point in scenario.vantage_points}
    assert replace(points["frankfurt-proxy"], id="frankfurt") == points["frankfurt"]
    captures = next(cell for cell in scenario.cells if cell.id == "de-v1").captures
    (record,) = [file for file in captures if file.path == RECORDS[0]]
    assert (record.vantage_point, record.sha256, record.tool) == (
        "frankfurt-proxy",
        RECORDS[1],
        "mitmproxy 11.0.2",
    )
    assert any(note.startswith("vantage point frankfurt-proxy: ") for note in notes)


def test_without_a_capture_of_the_lan_side_they_are_told_and_left_out() -> None:
    scenario, notes = fill(GatewayKept(records=RECORDS), GOOD.replace("tap: gateway-lan", "tap: controller"))
    captures = next(cell for cell in scenario.cells if cell.id == "de-v1").captures
    assert RECORDS[0] not in [file.path for file in captures]
    assert any(note.startswith(f"{RECORDS[0]}: not listed") for note in notes)


def test_without_anything_kept_nothing_is_added() -> None:
    scenario, _ = fill(GatewayKept())
    before, _ = check_scenario(GOOD.encode(), "s.yaml", ".")
    assert before is not None
    assert [tool.name for tool in scenario.tools] == [tool.name for tool in before.tools]
    assert len(scenario.vantage_points) == len(before.vantage_points)


def test_where_the_proxy_s_ca_is_held_is_said_in_the_cell() -> None:
    place = Place(cell="de-v1", vantages={"lan": "frankfurt"})
    made = filled(GOOD, session(), place, gateway_state(ca_store=CaStore.SYSTEM))
    found, faults = check_scenario(made.text.encode(), "s.yaml", ".")
    assert found is not None, faults
    assert next(cell for cell in found.cells if cell.id == "de-v1").ca_store is CaStore.SYSTEM
    assert "cell de-v1: the proxy's CA is in the system store, as the gateway was told" in made.notes
