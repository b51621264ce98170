"""A situation's form in; networks with every conversation spelled out, and the faults between keys, out.

Names are resolved here, per network, as its resolver would: what remains for the forge is who
speaks with whom, when, how far away, and how much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from harness.errors import Fault
from harness.rules.faults import locate
from harness.rules.forge_background import background_traffic
from harness.rules.forge_conversation import Conversation, Document, Problem
from harness.rules.forge_forms import BackgroundForm, NetworkForm, SituationForm, TrafficForm
from harness.rules.forge_messages import value_problem
from harness.rules.yamltree import Node

Steps = tuple[str | int, ...]

LEAST_SNAPLEN_OF_COPIES = 128


@dataclass(slots=True)
class World:
    """A situation by id, and the faults found in it."""

    form: SituationForm
    tree: Node
    path: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, message: str, *steps: str | int) -> None:
        """Note a fault at a place of the file, once."""
        line, column = locate(self.tree, steps)[1]
        fault = Fault(path=self.path, line=line, column=column, message=message)
        if fault not in self.faults:
            self.faults.append(fault)


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation, its id, and where in the file it stands."""

    traffic: TrafficForm
    name: str
    steps: Steps


def expand(form: SituationForm, tree: Node, path: str) -> tuple[Document, list[Fault]]:
    """Spell a situation out."""
    world = World(form, tree, path)
    _unique(world)
    _references(world)
    if world.faults:
        return {}, world.faults
    if form.replicate:
        _replicable(world)
    networks = [_network(world, network) for network in form.networks]
    document = {
        "id": form.id,
        "title": form.title,
        "seed": form.seed,
        "detour": form.detour,
        "replicate": form.replicate.model_dump() if form.replicate else None,
        "values": [value.model_dump() for value in form.values],
        "networks": networks,
    }
    return document, world.faults


def _unique(world: World) -> None:
    """Ids, names, files and addresses of hosts stand once."""
    form = world.form
    lists: list[tuple[str, str, list[Any]]] = [
        ("networks", "id", [one.id for one in form.networks]),
        ("networks", "file", [one.file or f"{one.id}.pcapng" for one in form.networks]),
        ("devices", "id", [one.id for one in form.devices]),
        ("devices", "mac", [one.mac for one in form.devices]),
        ("hosts", "id", [one.id for one in form.hosts]),
        ("names", "name", [one.name for one in form.names]),
        ("values", "id", [one.id for one in form.values]),
        ("traffic", "id", [one.id or f"#{at}" for at, one in enumerate(form.traffic)]),
    ]
    for section, key, values in lists:
        for at, value in enumerate(values):
            if value in values[:at]:
                world.fault(f"{key}: '{value}' stands here twice, choose another", section, at, key)
    owner: dict[str, str] = {}
    for at, host in enumerate(form.hosts):
        for number, address in enumerate(host.addresses):
            if owner.setdefault(address, host.id) != host.id:
                world.fault(
                    f"addresses: {address} is already host '{owner[address]}'",
                    "hosts",
                    at,
                    "addresses",
                    number,
                )


def _references(world: World) -> None:
    """Ids that are named exist, and hosts say how far they are."""
    form = world.form
    networks, devices = {one.id for one in form.networks}, {one.id for one in form.devices}
    hosts = {one.id for one in form.hosts}
    for at, host in enumerate(form.hosts):
        if (host.coordinates is None) == (host.rtt_ms is None):
            world.fault("give either coordinates or rtt_ms, and not both", "hosts", at)
    for at, value in enumerate(form.values):
        if problem := value_problem(value):
            world.fault(problem, "values", at)
    for at, name in enumerate(form.names):
        for number, answer in enumerate(name.answers):
            place: Steps = ("names", at, "answers", number)
            _known(world, "host", answer.host, hosts, *place, "host")
            for item, network in enumerate(answer.networks):
                _known(world, "network", network, networks, *place, "networks", item)
    speaking: tuple[tuple[str, Sequence[TrafficForm | BackgroundForm]], ...] = (
        ("traffic", form.traffic),
        ("background", form.background),
    )
    for section, entries in speaking:
        for at, entry in enumerate(entries):
            _known(world, "device", entry.device, devices, section, at, "device")
            for item, network in enumerate(entry.networks):
                _known(world, "network", network, networks, section, at, "networks", item)


def _replicable(world: World) -> None:
    """Copies need whole files of whole headers; a tunnel's outer header would be the same in all."""
    for at, network in enumerate(world.form.networks):
        for key, refused in (
            ("truncate_at", network.truncate_at is not None),
            ("link", network.link not in ("ethernet", "vlan", "raw")),
            ("snaplen", network.snaplen < LEAST_SNAPLEN_OF_COPIES),
        ):
            if refused:
                world.fault(
                    f"{key}: not together with replicate: change it, or remove replicate", "networks", at, key
                )
    for at, traffic in enumerate(world.form.traffic):
        if traffic.messages:
            world.fault("messages: not together with replicate: remove one", "traffic", at, "messages")


def _known(world: World, what: str, value: str, known: set[str], *steps: str | int) -> None:
    if value not in known:
        world.fault(
            f"{what} '{value}' is not there: write one of {', '.join(sorted(known)) or 'none'}", *steps
        )


def _network(world: World, network: NetworkForm) -> Document:
    document = network.model_dump(exclude={"start", "resolver"})
    document["file"] = network.file or f"{network.id}.pcapng"
    document["resolver"] = network.resolver or network.gateway.v4
    document["start_ns"] = _nanoseconds(network.start or world.form.start)
    document["conversations"] = [
        one for entry in _entries(world) for one in _conversations(world, network, entry)
    ]
    return document


def _nanoseconds(instant: str) -> int:
    moment = datetime.fromisoformat(instant)
    return int(moment.replace(microsecond=0).timestamp()) * 10**9 + moment.microsecond * 1000


def _entries(world: World) -> Iterator[Entry]:
    """Every conversation of the file, those of background last."""
    for at, traffic in enumerate(world.form.traffic):
        yield Entry(traffic, traffic.id or f"{traffic.kind}-{at + 1}", ("traffic", at))
    for at, background in enumerate(world.form.background):
        for traffic in background_traffic(background):
            yield Entry(traffic, f"os-{at + 1}-{traffic.id}", ("background", at))


def _conversations(world: World, network: NetworkForm, entry: Entry) -> Iterator[Document]:
    """A conversation in one network, as often as it is held."""
    traffic, background = entry.traffic, entry.steps[0] == "background"
    if traffic.networks and network.id not in traffic.networks:
        return
    try:
        one = Conversation(world.form, network, traffic).document()
    except Problem as problem:
        keys = [] if background else [problem.key, *problem.steps]
        world.fault(f"{problem.message} (network '{network.id}')", *entry.steps, *keys)
        return
    times = traffic.repeat.times if traffic.repeat else 1
    every = traffic.repeat.every_s if traffic.repeat else 0.0
    for turn in range(times):
        yield {
            "id": entry.name,
            "turn": turn,
            "background": background,
            "at_ns": round((traffic.at_s + turn * every) * 10**9),
            **one,
        }
