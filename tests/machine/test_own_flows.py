"""Whose flows are: nothing of a product is excused because the gateway went the same way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.machine.flow_events import Ends, TrackedFlow
from harness.machine.own_flows import Sender, own_flows, read_own_flows, sender_of
from harness.model.gateway_state import InterceptionMode
from tests.support.gateway_states import gateway_state

PLAIN = gateway_state(interception=InterceptionMode.NONE)
MARK = 7
"""Of the proxy, in ``gateway_state``."""


def flow(
    source: str, server: str = "203.0.113.7", port: int | None = 443, protocol: str = "udp", mark: int = 0
) -> TrackedFlow:
    source_port = None if port is None else 40000
    return TrackedFlow(
        began_ns=0,
        protocol=protocol,
        first=Ends(source=source, source_port=source_port, destination=server, destination_port=port),
        answers=Ends(
            source=server, source_port=port, destination="198.51.100.2", destination_port=source_port
        ),
        mark=mark,
    )


DEVICE, GATEWAY = "10.77.0.50", "198.51.100.2"


@pytest.mark.parametrize(
    ("source", "mark", "sender"),
    [
        (DEVICE, 0, Sender.DEVICE),
        ("fd00:77::50", 0, Sender.DEVICE),
        (GATEWAY, 0, Sender.OWN),
        ("10.77.0.1", 0, Sender.OWN),
        ("127.0.0.1", 0, Sender.OWN),
        (GATEWAY, MARK, Sender.PROXY),
        ("203.0.113.9", 0, Sender.INWARD),
        ("0.0.0.0", 0, Sender.INWARD),
        # A mark alone makes nothing the proxy's.
        (DEVICE, MARK, Sender.DEVICE),
    ],
)
def test_whose_a_flow_is(source: str, mark: int, sender: Sender) -> None:
    assert sender_of(flow(source, mark=mark), gateway_state()) is sender


def test_a_proxy_without_a_user_of_its_own_leaves_nothing_to_be_excused() -> None:
    state = gateway_state()
    state = replace(state, own=replace(state.own, proxy_uid=None, proxy_mark=None))
    assert sender_of(flow(GATEWAY), state) is Sender.UNKNOWN
    assert [tool.name for tool in own_flows([flow(GATEWAY)], state).tools] == ["gateway"]


def test_servers_are_listed_by_port() -> None:
    found = own_flows(
        [flow(GATEWAY, "203.0.113.7", 123), flow(GATEWAY, "203.0.113.6", 123), flow(GATEWAY, port=53)], PLAIN
    )
    assert [(tool.servers, tool.ports) for tool in found.tools] == [
        ((), ()),
        (("203.0.113.7",), (53,)),
        (("203.0.113.6", "203.0.113.7"), (123,)),
    ]
    assert found.tools[0].addresses == ("10.77.0.1", "fd00:77::1")
    assert found.tools[1].addresses == (GATEWAY,)


def test_a_server_of_both_is_shared_whatever_the_protocol() -> None:
    found = own_flows([flow(GATEWAY, protocol="tcp"), flow(DEVICE, protocol="udp")], PLAIN)
    assert len(found.tools) == 1
    assert found.shared == (("203.0.113.7", 443, "tcp"),)


def test_where_the_proxy_went_nothing_is_ours() -> None:
    found = own_flows([flow(GATEWAY), flow(GATEWAY, mark=MARK)], gateway_state())
    assert (len(found.tools), found.shared) == (1, (("203.0.113.7", 443, "udp"),))


def test_flows_without_ports_cannot_be_listed() -> None:
    found = own_flows([flow(GATEWAY, port=None, protocol="icmp")], PLAIN)
    assert (len(found.tools), found.portless) == (1, (("203.0.113.7", None, "icmp"),))


FLOWS = st.builds(
    flow,
    st.sampled_from([DEVICE, GATEWAY, "10.77.0.1", "fd00:77::9", "203.0.113.9"]),
    st.sampled_from(["203.0.113.7", "203.0.113.8", "2001:db8::7"]),
    st.sampled_from([53, 443, None]),
    st.sampled_from(["udp", "tcp"]),
    st.sampled_from([0, MARK]),
)


def excused(flows: list[TrackedFlow]) -> set[tuple[str, int]]:
    tools = own_flows(flows, gateway_state()).tools
    return {(server, port) for tool in tools for server in tool.servers for port in tool.ports}


@given(st.lists(FLOWS, max_size=12), st.randoms())
def test_no_server_of_a_device_is_ever_excused_and_order_is_irrelevant(
    flows: list[TrackedFlow], rnd: object
) -> None:
    found = excused(flows)
    theirs = {
        (one.first.destination, one.first.destination_port)
        for one in flows
        if sender_of(one, gateway_state()) in (Sender.DEVICE, Sender.PROXY)
    }
    assert not found & theirs
    shuffled = list(flows)
    rnd.shuffle(shuffled)  # type: ignore[attr-defined]
    assert excused(shuffled) == found


@given(st.lists(FLOWS, max_size=12), FLOWS)
def test_one_more_flow_of_a_device_never_excuses_more(flows: list[TrackedFlow], one: TrackedFlow) -> None:
    if sender_of(one, gateway_state()) is Sender.DEVICE:
        assert excused([*flows, one]) <= excused(flows)


def test_without_a_record_or_with_a_lossy_one_nothing_is_known(tmp_path: object) -> None:
    from pathlib import Path

    from tests.machine.test_flow_events import TRANSLATED

    path = Path(str(tmp_path)) / "flows.txt"
    state = replace(PLAIN, own=replace(PLAIN.own, flows=str(path)))
    assert read_own_flows(state) is None
    path.write_text(TRANSLATED + "\n")
    assert read_own_flows(state) == own_flows([], PLAIN)
    path.write_text(TRANSLATED + "\nWARNING: We have hit ENOBUFS!\n")
    assert read_own_flows(state) is None
    assert read_own_flows(replace(PLAIN, own=replace(PLAIN.own, flows=None))) is None
