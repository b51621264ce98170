"""Events of connection tracking: what conntrack writes, and what else may stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.machine.flow_events import Ends, TrackedFlow, parse_flow_events

NOTICE = "NOTICE: Netlink socket buffer size has been set to 16777216 bytes."
TRANSLATED = (
    "[1795772586.314209]\t    [NEW] ipv4     2 tcp      6 120 SYN_SENT src=10.77.0.50 dst=203.0.113.7 sport=39326 "
    "dport=443 [UNREPLIED] src=203.0.113.7 dst=198.51.100.2 sport=443 dport=40000 mark=7 id=1385408290"
)
PING = (
    "[1795772586.400000]\t    [NEW] ipv6     10 icmpv6   58 30 src=2001:db8:1::2 dst=2001:db8::1 type=128 code=0 id=3 "
    "[UNREPLIED] src=2001:db8::1 dst=2001:db8:1::2 type=129 code=0 id=3 id=99"
)
ENDED = (
    "[1795772587.314222]\t[DESTROY] ipv4     2 tcp      6 120 CLOSE src=10.77.0.50 dst=203.0.113.7 sport=39326 "
    "dport=443 src=203.0.113.7 dst=198.51.100.2 sport=443 dport=40000 id=1385408290"
)


def test_a_translated_flow() -> None:
    found = parse_flow_events([NOTICE, TRANSLATED, ENDED])
    assert found.flows == (
        TrackedFlow(
            began_ns=1_795_772_586_314_209_000,
            protocol="tcp",
            first=Ends(
                source="10.77.0.50", source_port=39326, destination="203.0.113.7", destination_port=443
            ),
            answers=Ends(
                source="203.0.113.7", source_port=443, destination="198.51.100.2", destination_port=40000
            ),
            mark=7,
        ),
    )
    assert (found.complete, found.odd) == (True, 0)
    assert (found.flows[0].translated, found.flows[0].redirected) == (True, False)


def test_a_flow_without_ports() -> None:
    [flow] = parse_flow_events([PING]).flows
    assert (flow.protocol, flow.first.source_port, flow.mark, flow.translated) == ("icmpv6", None, 0, False)


@pytest.mark.parametrize(
    "line",
    [
        "WARNING: We have hit ENOBUFS! We are losing events.",
        "This message means that the current netlink socket buffer size is too small. losing events",
    ],
)
def test_lost_events_are_told(line: str) -> None:
    assert not parse_flow_events([TRANSLATED, line]).complete


@pytest.mark.parametrize(
    "line",
    [
        TRANSLATED.replace("dst=203.0.113.7", "dst=here", 1),
        TRANSLATED.replace("sport=39326", "sport=99999"),
        TRANSLATED.replace("[UNREPLIED] src=203.0.113.7", ""),
        TRANSLATED[:100],
        "\x1b[31m",
    ],
)
def test_a_line_that_is_none_is_counted(line: str) -> None:
    found = parse_flow_events([line])
    assert (found.flows, found.odd) == ((), 1)


@given(st.lists(st.text() | st.text().map(lambda text: TRANSLATED[: len(text) * 7] + text)))
def test_any_lines_are_flows_or_odd(lines: list[str]) -> None:
    found = parse_flow_events(lines)
    assert found.odd + len(found.flows) <= len(lines)
