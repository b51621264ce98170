"""A made-up campaign, written down: its scenario, and the tables that the facts of its captures would be."""

from __future__ import annotations

from datetime import date, timedelta
from ipaddress import ip_address
from typing import Any

import polars as pl

from harness.judging import Observed
from harness.model.addresses import scope_of
from harness.model.scenario import CellRole, Evidence, EvidenceKind, Scenario, Step
from harness.model.sources import DataSource
from harness.model.subject import Device, Egress, EgressState, OtherDevice, OwnTool, Subject
from harness.model.words import Scope
from harness.stages.endpoints import gather_endpoints
from harness.stages.placed import place
from harness.stages.places import locate
from harness.stages.signs import SIGNS
from harness.tables.captures import CAPTURES
from harness.tables.classes import CLASSES
from harness.tables.country_cells import NO_CELLS
from harness.tables.distances import DISTANCES
from harness.tables.flows import FLOWS
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.names import NAMES
from harness.tables.obscured import OBSCURED
from tests.support.campaign_catalogue import catalogue
from tests.support.campaign_claims import claims_of
from tests.support.campaign_world import (
    ROUTER_MAC,
    CellPlan,
    Host,
    Server,
    Taken,
    Talk,
    World,
)
from tests.support.places_example import HOLDER, VENDOR, capture, frame, geo, geo_answer
from tests.support.scenario_parts import SECOND_NS, at, capture_file, cell, scenario, vantage_point
from tests.support.tables import START_NS, flow, name, sighting, sightings_of
from tests.support.traits import traits_of

WAN_ADDRESS = "198.51.100.250"
TODAY = date(2026, 1, 20)
_FILTERED = "host 192.168.8.20"


def scenario_of(world: World) -> Scenario:
    """The scenario file that the tester would have written."""
    return scenario(
        *(_cell(world, plan, number) for number, plan in enumerate(world.cells)),
        subject=Subject(
            vendor="Example Aero",
            product="Skylark",
            boundary=world.boundary,
            egresses=tuple(_egress(name, state, points) for name, (state, points) in world.egresses.items()),
        ),
        devices=tuple(
            Device(id=host.id, role=host.id, addresses=host.listed_ips, macs=host.listed_macs)
            for host in _of_kind(world, "device")
        ),
        tools=tuple(
            OwnTool(name=host.id, addresses=host.listed_ips, macs=host.listed_macs, servers=(), ports=(123,))
            for host in _of_kind(world, "tool")
        ),
        others=tuple(
            OtherDevice(name=host.id, addresses=host.listed_ips, macs=host.listed_macs)
            for host in _of_kind(world, "other")
        ),
        vantage_points=tuple(
            vantage_point(name, tap=tap, resolvers=world.resolvers) for name, tap in world.taps.items()
        ),
        claims=claims_of(world),
    )


def _of_kind(world: World, kind: str) -> list[Host]:
    return [host for host in world.hosts.values() if host.kind == kind]


def _egress(name: str, state: EgressState, points: tuple[str, ...]) -> Egress:
    return Egress(id=name, kind=name, state=state, verified=None, vantage_points=points)


def _begin(number: int) -> float:
    """Seconds at which a cell begins: one after the other."""
    return number * 10_000.0


def _cell(world: World, plan: CellPlan, number: int) -> Any:
    begin = _begin(number)
    steps = tuple(
        Step(
            id=kind,
            kind=kind,
            from_ns=at(begin + start),
            to_ns=at(begin + end),
            devices=("phone", "aircraft"),
            evidence=(Evidence(kind=EvidenceKind.STATED, text="video"),),
        )
        for kind, start, end in plan.steps
    )
    is_test = plan.role is CellRole.TEST
    return cell(
        *steps,
        id=plan.id,
        role=plan.role,
        egress_region=plan.region,
        account_region=plan.region,
        ip_versions=(4, 6),
        session=number,
        interference=plan.interference,
        baseline="baseline" if is_test and world.cell(CellRole.BASELINE) else None,
        control="control" if is_test and world.cell(CellRole.CONTROL) else None,
        captures=tuple(
            capture_file(
                f"{plan.id}-{taken.point}.pcapng",
                vantage_point=taken.point,
                filter=taken.stated_filter,
                clock_offset_ns=round(taken.clock_s * SECOND_NS),
            )
            for taken in plan.captures
        ),
    )


def observed(world: World) -> Observed:
    """What reading the captures would give."""
    captures: list[dict[str, Any]] = []
    flows: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for number, plan in enumerate(world.cells):
        for taken in plan.captures:
            shown = [talk for talk in plan.talks if talk.seen and talk.point == taken.point]
            captures.append(_capture_row(plan, taken, shown, _begin(number)))
            for talk in shown:
                flow_id = len(flows)
                flows.append(_flow_row(world, plan, taken, talk, _begin(number), flow_id))
                names += _name_rows(flows[-1], talk)
    all_flows, all_names = frame(FLOWS, *flows), frame(NAMES, *names)
    endpoints = gather_endpoints(all_flows, all_names)
    addresses = endpoints.filter(pl.col("scope") != Scope.LOCAL.value)["server_ip"].unique().sort().to_list()
    known = {talk.server.ip: talk.server for talk in world.talks()}
    answers = geo(*(_answer(ip, known.get(ip)) for ip in addresses))
    return Observed(
        captures=frame(CAPTURES, *captures),
        flows=all_flows,
        names=all_names,
        sightings=sightings_of(*(one for row in flows for one in _sighting_rows(row))),
        endpoints=endpoints,
        places=place(endpoints, locate(addresses, answers), DISTANCES.empty(), NO_CELLS),
        classes=_unclassified(endpoints),
        traits=traits_of(endpoints),
        obscured=OBSCURED.empty(),
        hellos=HELLOS.empty().select("flow_id", "ech"),
        proxy_failures=PROXY_FAILURES.empty(),
        content=None,
        rules=catalogue(world),
        signs=SIGNS.empty(),
        offsets={row["capture"]: taken_clock(world, row["capture"]) for row in captures},
        broken=frozenset(plan.id for plan in world.cells if plan.broken),
        data_sources=(_locator(TODAY - timedelta(days=world.data_age_days)),),
        idle_timeout_s=300,
    )


def taken_clock(world: World, key: str) -> int:
    for plan in world.cells:
        for taken in plan.captures:
            if _key(plan, taken) == key:
                return round(taken.clock_s * SECOND_NS)
    raise AssertionError(key)


def _unclassified(endpoints: pl.DataFrame) -> pl.DataFrame:
    rows = [
        dict.fromkeys(CLASSES.columns) | {"also": []} | dict(zip(KEY, row, strict=True))
        for row in endpoints.select(KEY).iter_rows()
    ]
    return frame(CLASSES, *rows)


KEY = ["vantage", "server_ip", "transport", "server_port"]


def _locator(made: date) -> DataSource:
    return DataSource(
        source=VENDOR[0], meaning="geolocated", lineage=VENDOR[1], version="1", date=made.isoformat(),
        date_basis="vendor_stated", licence="CC-BY-4.0", attribution="", sha256="0" * 64,
    )  # fmt: skip


def _answer(ip: str, server: Server | None) -> dict[str, Any]:
    if server is None:  # a far end that only looks like one: our own side of a flow in doubt
        return geo_answer(ip, routed=True)
    located = [
        {"source": source[0], "lineage": source[1], "country": server.votes[by]}
        for by, source in (("vendor", VENDOR), ("holder", HOLDER))
        if by in server.votes
    ]
    return geo_answer(
        ip,
        located=located,
        cloud_country=server.votes.get("cloud"),
        cloud="aws" if "cloud" in server.votes else None,
        routed=server.routed,
        anycast=server.anycast,
        asn=64500,
        operator_country=server.operator,
        registered_country=server.registered,
    )


def _key(plan: CellPlan, taken: Taken) -> str:
    return f"{plan.id}-{taken.point}"


def _capture_row(plan: CellPlan, taken: Taken, shown: list[Talk], begin: float) -> dict[str, Any]:
    def clock(seconds: float) -> int:
        return at(begin + seconds - taken.clock_s)

    times = [time for talk in shown for time in (talk.at_s, talk.end_s)]
    return capture(
        capture=_key(plan, taken),
        path=f"captures/{plan.id}-{taken.point}.pcapng",
        vantage=f"{plan.id}/{taken.point}",
        packets=sum(talk.packets for talk in shown) + 4 + taken.unread,
        no_ip_packets=4,
        unread_packets=taken.unread,
        unread=[{"reason": "encrypted", "packets": taken.unread, "first_packet": 3}] if taken.unread else [],
        first_ns=clock(min(times)) if times else None,
        last_ns=clock(max(times)) if times else None,
        began_ns=clock(taken.from_s) if taken.told else None,
        ended_ns=clock(taken.to_s) if taken.told else None,
        drops=taken.drops,
        filter=taken.filter,
        truncated=taken.truncated,
        stopped_at=9000 if taken.truncated else None,
    )


def _flow_row(
    world: World, plan: CellPlan, taken: Taken, talk: Talk, begin: float, flow_id: int
) -> dict[str, Any]:
    host = world.hosts[talk.host]
    at_wan = taken.point == "wan"
    ip = WAN_ADDRESS if at_wan else talk.ip or host.ip
    mac = ROUTER_MAC if at_wan else host.mac
    start, end = (at(begin + time - taken.clock_s) for time in (talk.at_s, talk.end_s))
    sent = 0 if talk.level in ("attempted", "connected") else 400
    return flow(
        flow_id=flow_id, capture=_key(plan, taken), vantage=f"{plan.id}/{taken.point}", client_ip=ip,
        client_port=40_000 + flow_id % 20_000, client_mac=mac, server_ip=talk.server.ip, server_port=talk.port,
        server_mac=None if talk.level == "attempted" else ROUTER_MAC, transport=talk.transport, start_ns=start,
        end_ns=end, packets_up=talk.packets, packets_down=0 if talk.level == "attempted" else talk.packets,
        payload_octets_up=sent, payload_octets_down=sent, client_by="syn" if talk.opened else "first",
        contact=talk.level, remote=_remote(world, ip, mac, talk), first_packet=1 + flow_id * 100,
        data_up_packet=4 + flow_id * 100 if sent else None, data_up_capture=_key(plan, taken) if sent else None,
        data_up_ns=start + SECOND_NS // 100 if sent else None,
    )  # fmt: skip


def _sighting_rows(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Both senders of a flow: the client by its first packet, the server by what it answered."""
    shared = {key: row[key] for key in ("vantage", "capture")}
    first = row["first_packet"]
    rows = [
        sighting(row["client_ip"], mac=row["client_mac"], time_ns=row["start_ns"], packet=first, **shared)
    ]
    if row["packets_down"]:
        answered = {"time_ns": row["end_ns"], "packet": first + 1}
        rows.append(sighting(row["server_ip"], mac=row["server_mac"], **answered, **shared))
    return rows


def _remote(world: World, ip: str, mac: str, talk: Talk) -> str:
    """As ``harness.stages.sides`` would tell, with the devices that the scenario lists."""
    devices = _of_kind(world, "device")
    listed = any(ip in host.listed_ips or mac in host.listed_macs for host in devices)
    inside = scope_of(ip)[0] is not Scope.INTERNET
    if listed or inside:
        return "server"
    return "likely_server" if talk.opened else "unknown"


def _name_rows(row: dict[str, Any], talk: Talk) -> list[dict[str, Any]]:
    told = talk.name or talk.server.name
    if told is None or not talk.named or not talk.opened or not row["payload_octets_up"]:
        return []
    fields = ("capture", "vantage", "client_ip", "client_port", "server_ip", "flow_id")
    shared = {key: row[key] for key in fields}
    when = {"time_ns": row["data_up_ns"], "packet": row["data_up_packet"]}
    return [name(told, server_port=talk.port, **when, **shared)]


__all__ = ["START_NS", "TODAY", "WAN_ADDRESS", "ip_address", "observed", "scenario_of"]
