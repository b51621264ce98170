"""A made-up campaign with a known truth: what was really sent where, and what the captures show of it.

A ``World`` is what happened and how it was recorded; impairments
(``tests.support.campaign_impairments``) change it, ``tests.support.campaign_facts`` writes it down as
facts and scenario. ``sent`` is the truth; ``Talk.seen`` is only what the capture holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from harness.model.scenario import CellRole, Interference, Tap
from harness.model.subject import Boundary, EgressState

CN = "CN"
LOG_HOST, LOG_IP = "log.skylark.example", "203.0.113.10"
LENGTH_S = 600.0
"""True length of a cell's session; steps lie inside."""
STEPS = (("login", 10.0, 130.0), ("flight", 200.0, 400.0))
ROUTER_MAC = "02:00:00:00:00:01"
GATEWAY = "192.168.8.1"


@dataclass(slots=True)
class Server:
    """A server and what data say of it."""

    ip: str
    country: str
    """Where it truly is."""
    name: str | None
    votes: dict[str, str] = field(default_factory=dict)
    """``vendor``, ``holder``, ``cloud`` to the country that each says."""
    operator: str = "US"
    registered: str = "US"
    routed: bool = True
    anycast: bool = False
    run_by: str = ""
    """Country of legal control over the company that truly runs and hosts it; where nothing is said, CN in CN, else US."""

    def __post_init__(self) -> None:
        self.run_by = self.run_by or (CN if self.country == CN else "US")


@dataclass(slots=True)
class Host:
    """A machine on our side."""

    id: str
    ip: str
    mac: str
    kind: str = "device"
    """device, other, tool or stranger (not listed)."""
    listed_ips: tuple[str, ...] = ()
    """As the scenario has them."""
    listed_macs: tuple[str, ...] = ()


@dataclass(slots=True)
class Talk:
    """One conversation that truly took place."""

    host: str
    server: Server
    at_s: float
    whose: str
    """subject, os, other, tool or local."""
    port: int = 443
    transport: str = "tcp"
    level: str = "data"
    """How far it truly got."""
    last_s: float = 2.0
    packets: int = 12
    point: str = "lan"
    """Vantage point that it passes; ``none`` where no tap is."""
    seen: bool = True
    named: bool = True
    opened: bool = True
    """Its first packet is in the capture."""
    is_data: bool = True
    """False for queries to a resolver that the network gave: no data of the product by definition."""
    ip: str | None = None
    """Sender's address where it is not the host's."""
    name: str | None = None
    """Name told in it where it is not the server's."""

    @property
    def end_s(self) -> float:
        return self.at_s + self.last_s


@dataclass(slots=True)
class Taken:
    """One capture of a cell."""

    point: str = "lan"
    from_s: float = -5.0
    to_s: float = LENGTH_S + 5
    told: bool = True
    """Whether the file tells when it began and ended; else it is known by its packets."""
    drops: int | None = 0
    stated_filter: str | None = "all"
    filter: str | None = None
    truncated: bool = False
    unread: int = 0
    clock_s: float = 0.0
    """What its clock is behind true time; the scenario states it."""


@dataclass(slots=True)
class CellPlan:
    """One cell."""

    id: str
    role: CellRole
    talks: list[Talk] = field(default_factory=list)
    captures: list[Taken] = field(default_factory=lambda: [Taken()])
    steps: tuple[tuple[str, float, float], ...] = STEPS
    interference: tuple[Interference, ...] = ()
    broken: bool = False
    region: str = "US"

    def sent(self, boundary: Boundary) -> list[Talk]:
        """What the subject truly sent to the internet; an operating system is part of a device or platform."""
        own = ("subject",) if boundary is Boundary.APP else ("subject", "os")
        return [talk for talk in self.talks if talk.whose in own and talk.is_data and talk.level == "data"]


@dataclass(slots=True)
class World:
    """A whole campaign."""

    seed: int
    boundary: Boundary
    silence: bool
    """Whether a silence claim is judged besides."""
    hosts: dict[str, Host]
    cells: list[CellPlan]
    egresses: dict[str, tuple[EgressState, tuple[str, ...]]]
    taps: dict[str, Tap]
    resolvers: tuple[str, ...] | None = (GATEWAY,)
    data_age_days: int = 10
    impairments: list[str] = field(default_factory=list)

    @property
    def tests(self) -> list[CellPlan]:
        return [cell for cell in self.cells if cell.role is CellRole.TEST]

    def cell(self, role: CellRole) -> CellPlan | None:
        return next((cell for cell in self.cells if cell.role is role), None)

    def talks(self) -> list[Talk]:
        return [talk for cell in self.cells for talk in cell.talks]


def server(number: int, country: str, name: str | None, rng: Random) -> Server:
    """A server that all data are right about; sometimes in its operator's published list."""
    votes = {"vendor": country, "holder": country}
    if rng.random() < 0.2:
        votes["cloud"] = country
    net = "203.0.113" if country == CN else "198.51.100"
    return Server(f"{net}.{number}", country, name, votes, operator=country, registered=country)


def make_world(seed: int) -> World:
    """A campaign without any impairment: everything about it can be decided."""
    rng = Random(seed)
    silence = rng.random() < 0.35
    others = (Boundary.DEVICE, Boundary.PLATFORM)
    # Half of the rest are apps: whose a flow is can go wrong there in the most ways.
    boundary = rng.choice(others if silence else (Boundary.APP, Boundary.APP, *others))
    world = World(
        seed, boundary, silence, _hosts(rng), [], {"wifi": (EgressState.TAPPED, ("lan",))},
        {"lan": Tap.GATEWAY_LAN, "sim": Tap.CONTROLLER, "wan": Tap.GATEWAY_WAN},
    )  # fmt: skip
    servers = _servers(rng)
    # Of its own, so that worlds of a seed stay what they were before claims of control.
    servers["maps"].run_by = Random(f"{seed} companies").choice(("US", "US", CN))
    world.cells = [CellPlan(f"test-{number}", CellRole.TEST) for number in (1, 2)]
    if boundary is Boundary.APP:
        world.cells.append(CellPlan("baseline", CellRole.BASELINE, steps=(("idle", 20.0, 400.0),)))
    if silence:
        world.cells.append(CellPlan("control", CellRole.CONTROL))
    for cell in world.cells:
        _background(cell, world, servers, rng)
        if cell.role is not CellRole.BASELINE:
            _usage(cell, world, servers, rng)
    return world


def _hosts(rng: Random) -> dict[str, Host]:
    made = {}
    for number, (name, kind) in enumerate(
        (("phone", "device"), ("aircraft", "device"), ("television", "other"), ("clock", "tool")), start=20
    ):
        ip, mac = f"192.168.8.{number}", f"02:00:00:00:08:{number:02d}"
        if kind == "tool":
            ip, mac = GATEWAY, ROUTER_MAC
        made[name] = Host(name, ip, mac, kind, (ip,), (mac,) if rng.random() < 0.7 else ())
    if rng.random() < 0.25:  # IPv6 only: sides of its flows are known by the list alone
        phone = made["phone"]
        phone.ip, phone.listed_ips = "2001:db8:8::20", ("2001:db8:8::20",)
    return made


def _servers(rng: Random) -> dict[str, Server]:
    return {
        "login": server(10, "US", "login.skylark.example", rng),
        "maps": server(11, rng.choice(("DE", "SG", "HK")), "maps.skylark.example", rng),
        "log": server(10, CN, rng.choice(("log.skylark.example", None)), rng),
        "os": server(12, "US", "check.system.example", rng),
        "clock": server(30, CN, "time.example", rng),
        "tv": server(31, CN, "tv.example", rng),
        "gateway": Server(GATEWAY, "US", None),
    }


def _background(cell: CellPlan, world: World, servers: dict[str, Server], rng: Random) -> None:
    """What goes on in every cell: devices talk to the gateway in each step, others and our tools to CN."""
    for step, start, _ in cell.steps:
        for host in ("phone", "aircraft"):
            at = start + 1 + rng.random()
            cell.talks.append(
                Talk(host, servers["gateway"], at, "local", 53, "udp", named=False, is_data=False, last_s=0.1)
            )
        if world.boundary is Boundary.APP:
            cell.talks.append(Talk("phone", servers["os"], start + 10 * rng.random(), "os"))
        assert step
    if rng.random() < 0.4:
        cell.talks.append(Talk("television", servers["tv"], rng.uniform(0, LENGTH_S - 50), "other"))
    if rng.random() < 0.4:
        cell.talks.append(Talk("clock", servers["clock"], rng.uniform(0, LENGTH_S - 50), "tool", 123, "udp"))


def _usage(cell: CellPlan, world: World, servers: dict[str, Server], rng: Random) -> None:
    """What the subject does: always something abroad, and in half of the test cells data to CN."""
    quiet = world.silence and cell.role is CellRole.TEST
    if not quiet or rng.random() < 0.3:
        cell.talks.append(Talk("phone", servers["login"], 20 + rng.random(), "subject"))
        cell.talks.append(Talk("aircraft", servers["maps"], 220 + rng.random(), "subject"))
    if rng.random() < (0.3 if quiet else 0.5):
        host, at = rng.choice((("phone", rng.uniform(30, 120)), ("aircraft", rng.uniform(230, 380))))
        cell.talks.append(Talk(host, servers["log"], at, "subject"))


def truly(world: World, claim: str, cell: CellPlan) -> bool:
    """Whether the subject truly did what a claim says that it does not."""
    sent = cell.sent(world.boundary)
    if claim == "no-data-to-cn":
        return any(talk.server.country == CN for talk in sent)
    if claim == "no-data-to-cn-companies":
        return any(talk.server.run_by == CN for talk in sent)
    if claim == "never-the-log-host":
        return any((talk.name or talk.server.name) == LOG_HOST or talk.server.ip == LOG_IP for talk in sent)
    return bool(sent)
