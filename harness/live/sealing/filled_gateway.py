"""What a gateway changed, gave, spoke and recorded -> a scenario, into the cell that was captured behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from harness.live.sealing.evidence import Evidence
from harness.live.sealing.gateway_kept import NOTHING_KEPT, GatewayKept
from harness.live.sealing.kept_yaml import in_brackets, set_list
from harness.model.gateway_state import GatewayState
from harness.model.scenario import Tap
from harness.model.scenario_ids import new_id
from harness.reports.text import shown

_PROXY: Final = "proxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a capture belongs in a scenario."""

    cell: str
    vantages: Mapping[str, str]
    """Vantage point by the name that files have; the name itself where it is missing."""
    kept: GatewayKept = NOTHING_KEPT
    """What a gateway's own files say."""


def gateway_said(
    top: CommentedMap, cell: CommentedMap, state: GatewayState, points: set[str]
) -> Iterator[str]:
    """What a gateway changed, and what it gave to devices."""
    said = [str(word) for word in cell.get("interference") or ()]
    added = [one.value for one in state.interference if one.value not in said]
    if added:
        set_list(cell, "interference", in_brackets([*said, *added]))
        yield f"cell {cell['id']}: interference of the gateway: {', '.join(added)}"
    if state.ca_store is not None and cell.get("ca_store") != state.ca_store.value:
        cell["ca_store"] = state.ca_store.value
        yield f"cell {cell['id']}: the proxy's CA is in the {state.ca_store.value} store, as the gateway was told"
    if sorted(cell.get("ip_versions") or ()) != sorted(state.ip_versions) and state.ip_versions:
        cell["ip_versions"] = in_brackets(state.ip_versions)
        yield f"cell {cell['id']}: the gateway offered IP version {' and '.join(map(str, state.ip_versions))}"
    for point in top["vantage_points"]:
        if point["id"] not in points or state.resolvers is None:
            continue
        if sorted(map(str, point.get("resolvers") or ())) != sorted(state.resolvers):
            point["resolvers"] = in_brackets(state.resolvers)
            yield f"vantage point {point['id']}: resolvers as the gateway gave them"


def own_tools(top: CommentedMap, evidence: Evidence, state: GatewayState, kept: GatewayKept) -> Iterator[str]:
    """Where our own packets went while capturing, as tools: from the gateway's addresses, to that server and port alone.

    Args:
        kept: With the gateway's own flows, as far as its record tells them from those of devices.
    """
    senders = [one.partition("/")[0] for link in (state.lan, state.wan) for one in link.addresses]
    tools = list(top.get("tools") or ())
    before = len(tools)
    for event in evidence.kept.of("own-traffic"):
        servers, port = event.get("addresses"), event.get("port")
        if not isinstance(servers, list) or not servers or not isinstance(port, int) or not senders:
            continue
        name = f"harness, to {shown(str(event.get('host')))}"[:100]
        if all(tool["name"] != name for tool in tools):
            tools.append(_tool(name, senders, [str(one) for one in servers], port))
            yield f"tools: {name}: its packets are ours, and excluded"
    names = {str(tool["name"]) for tool in tools}
    tools += [
        _tool(tool.name, list(tool.addresses), list(tool.servers), *tool.ports)
        for tool in kept.tools
        if tool.name not in names
    ]
    if kept.tools:
        yield f"tools: {len(kept.tools)} of the gateway itself, by its record of flows"
    yield from kept.notes
    if len(tools) > before:
        set_list(top, "tools", CommentedSeq(tools))


def _tool(name: str, senders: list[str], servers: list[str], *ports: int) -> CommentedMap:
    made = CommentedMap(name=name)
    made["addresses"] = in_brackets(senders)
    if servers:
        made["servers"] = in_brackets(servers)
    if ports:
        made["ports"] = in_brackets(ports)
    return made


def proxy_records(top: CommentedMap, cell: CommentedMap, state: GatewayState, place: Place) -> Iterator[str]:
    """The proxy's own records, at a vantage point of their own: what passed the LAN side must not count twice there."""
    if place.kept.records is None:
        return
    path, sha256 = place.kept.records
    points = {point["id"]: point for point in top["vantage_points"]}
    listed = [
        points[entry["vantage_point"]] for entry in cell["captures"] if entry["vantage_point"] in points
    ]
    beside = next((point for point in listed if point["tap"] == Tap.GATEWAY_LAN.value), None)
    if beside is None:
        yield f"{path}: not listed, because no capture of the LAN side is"
        return
    point = CommentedMap((key, deepcopy(value)) for key, value in beside.items())
    point["id"] = new_id(f"{beside['id']}-{_PROXY}", _PROXY, set(points))
    top["vantage_points"].append(point)
    tool = next(
        (f"{one.name} {one.version}" for one in state.tools if one.name.startswith("mitm")), "mitmproxy"
    )
    entry = CommentedMap(path=path, vantage_point=point["id"], sha256=sha256, tool=tool[:100], filter="all")
    cell["captures"].append(entry)
    yield f"vantage point {point['id']}: what the proxy recorded of the connections that it opened"
