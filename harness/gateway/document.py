"""A gateway in; members of the JSON documents of ``harness gateway status`` and ``check`` out. Names stand as they are: exact, not escaped.

docs/howto/gateway.md says what each member means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from harness.gateway.canary import SentCanary
from harness.gateway.looking import Look
from harness.gateway.points import Point
from harness.machine.frozen_json import to_json
from harness.machine.own_flows import OwnFlows, Server

STATUS: Final = "harness-gateway-status"
CHECK: Final = "harness-gateway-check"


def status_members(seen: Look, own: OwnFlows) -> dict[str, Any]:
    """A gateway that is up, and how it goes."""
    return {
        "up": True,
        "begun": True,
        "state": to_json(seen.state),
        "drift": list(seen.drift),
        "devices": [asdict(lease) for lease in seen.leases],
        "packets": seen.counters,
        "own_traffic": _own(seen, own),
    }


def none_up_members(*, begun: bool) -> dict[str, Any]:
    """No gateway is up: the same members, none of them known.

    Args:
        begun: One was begun and not taken down.
    """
    unknown = dict.fromkeys(("state", "drift", "devices", "packets", "own_traffic"))
    return {"up": False, "begun": begun, **unknown}


def _own(seen: Look, own: OwnFlows) -> dict[str, Any] | None:
    """Whose traffic is whose; where events were lost nothing may be excluded as ours, so that nothing is listed."""
    if seen.flows is None:
        return None
    if not seen.flows.complete:
        return {"complete": False, "alone": None, "shared": None, "portless": None}
    alone = [
        {"address": server, "port": port}
        for tool in own.tools
        for server in tool.servers
        for port in tool.ports
    ]
    return {
        "complete": True,
        "alone": alone,
        "shared": _servers(own.shared),
        "portless": _servers(own.portless),
    }


def _servers(servers: Iterable[Server]) -> list[dict[str, Any]]:
    return [{"address": address, "port": port, "protocol": protocol} for address, port, protocol in servers]


def check_members(sent: Sequence[SentCanary], points: Sequence[Point], at_ns: int) -> dict[str, Any]:
    """What was checked; the record keeps the same.

    Args:
        sent: Canaries, also those that could not be sent.
        points: Every point.
        at_ns: When.
    """
    return {
        "at_ns": at_ns,
        "canaries": [{**asdict(one), "pattern": one.pattern().hex()} for one in sent],
        "points": [asdict(one) for one in points],
    }
