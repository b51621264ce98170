"""A trial of dumpcap, and what an interface lost so far -> answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from harness.machine.capture_rights import GROUP, Obstacle, Rights
from harness.machine.interfaces import Received
from harness.model.readiness import Answer, Mend, State
from harness.reports.doctor.mends import command, install
from harness.reports.units import counted

_WHY: Final[Mapping[Obstacle, str]] = MappingProxyType(
    {
        Obstacle.NOT_INSTALLED: "dumpcap is not installed",
        Obstacle.NOT_EXECUTABLE: "you may not run dumpcap; log in again after the command",
        Obstacle.NEW_LOGIN: "you are in the group that may run dumpcap, but this login does not know yet: log in again",
        Obstacle.NO_CAPABILITY: (
            "dumpcap lacks the right to open interfaces; answer Yes to the first command, and log in again after the second"
        ),
        Obstacle.CONFINED: (
            "dumpcap has the right, but no process here may gain one: give the container NET_RAW and NET_ADMIN, or capture outside it"
        ),
        Obstacle.NO_INTERFACE: "there is no such interface; the command lists those that there are",
        Obstacle.OTHER: "dumpcap could not open it",
    }
)


def of_rights(rights: Rights, user: str, *, counts: bool | None = None, sniffs: bool = False) -> Answer:
    """Whether captures can be made on an interface.

    Args:
        rights: What came of the trial.
        user: Who is to be given the right.
        counts: Whether a short capture ended with counts of lost packets; None: none was made.
        sniffs: Whether the project's own sniffer could take the place of a dumpcap that is not installed.
    """
    facts: dict[str, object] = {
        "program": rights.program,
        "obstacle": None if rights.obstacle is None else rights.obstacle.name.lower(),
        "dumpcap_said": rights.said or None,
        "counts_losses": counts,
    }
    if rights.obstacle is Obstacle.NOT_INSTALLED and sniffs:
        said = "dumpcap is not installed; `live` falls back to a sniffer of its own, which loses packets much sooner"
        return Answer(
            state=State.LIMITED, said=said, about=rights.interface, mends=_mends(rights, user), facts=facts
        )
    if rights.obstacle is not None:
        said = f"{_WHY[rights.obstacle]} ({rights.said})" if rights.said else _WHY[rights.obstacle]
        return Answer(
            state=State.MISSING, said=said, about=rights.interface, mends=_mends(rights, user), facts=facts
        )
    said = "dumpcap opened it"
    if counts:
        said += ", captured for a second, and told what it lost"
    elif counts is False:
        return Answer(
            state=State.LIMITED,
            said=f"{said}, but did not tell at its end what it lost: completeness would not be known",
            about=rights.interface,
            facts=facts,
        )
    return Answer(state=State.THERE, said=said, about=rights.interface, facts=facts)


def _mends(rights: Rights, user: str) -> tuple[Mend, ...]:
    join = command("usermod", "-aG", GROUP, user, as_root=True)
    match rights.obstacle:
        case Obstacle.NOT_INSTALLED:
            return (install("wireshark-common"),)
        case Obstacle.NOT_EXECUTABLE:
            return (join,)
        case Obstacle.NEW_LOGIN:
            return (command("newgrp", GROUP),)
        case Obstacle.NO_CAPABILITY if PurePath(rights.program or "") == PurePath("/usr/bin/dumpcap"):
            return (command("dpkg-reconfigure", "wireshark-common", as_root=True), join)
        case Obstacle.NO_CAPABILITY:
            right = "cap_net_raw,cap_net_admin=eip"
            return (command("setcap", right, rights.program or "", as_root=True),)
        case Obstacle.NO_INTERFACE:
            return (command("ip", "-brief", "link"),)
        case _:
            return ()


def of_received(name: str, counters: Received | None) -> Answer:
    """What came in at an interface, and how much of it was lost before any capture."""
    if counters is None:
        return Answer(state=State.MISSING, said="there is no such interface", about=name)
    lost = [
        counted(count, one, many)
        for count, one, many in (
            (counters.errors, "damaged", "damaged"),
            (counters.overruns, "lost by the card", "lost by the card"),
        )
        if count
    ]
    said = f"{counted(counters.packets, 'packet')} received since it is there"
    if lost:
        said += (
            f", {' and '.join(lost)}: no capture has those. Look at the cable, the radio link and the load"
        )
    elif counters.packets:
        said += ", none damaged or lost by the card"
    if counters.dropped:
        said += f". The kernel dropped {counted(counters.dropped, 'packet')}, also those that nobody here has a use for"
    facts = {
        "octets": counters.octets,
        "packets": counters.packets,
        "errors": counters.errors,
        "dropped": counters.dropped,
        "overruns": counters.overruns,
    }
    return Answer(state=State.LIMITED if lost else State.THERE, said=said, about=name, facts=facts)
