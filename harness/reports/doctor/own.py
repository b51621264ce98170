"""What harness itself is made of on this machine -> answers: Python, compiled code, speed, place data, the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from harness.machine.packages import Python
from harness.model.lineages import independent
from harness.model.readiness import Answer, Mend, State
from harness.model.sources import LOCATING, NEAR_DAYS, DataSource
from harness.reports.doctor.mends import RATE_BITS, RATE_WORDS
from harness.reports.units import counted, number

_LEAST_LINEAGES: Final = 2
"""Locators of separate lineage that witness together."""
_LEAST_BITS: Final = 64
_MEGA: Final = 1_000_000


def of_python(python: Python) -> Answer:
    """Whether what reading rests on loads."""
    facts = {
        "version": python.version,
        "path": python.path,
        "bits": python.bits,
        "broken": dict(python.broken),
    }
    said = f"{python.version}, {python.path}"
    for name, why in python.broken:
        told = f"{said}; {name} does not load: {why}"
        if name == "polars" and "SIGILL" in why:
            return Answer(
                state=State.MISSING,
                said=f"{told}. This processor lacks instructions that it was built for",
                mends=(Mend(f"{python.path} -m pip install 'polars[rtcompat]'"),),
                facts=facts,
            )
        mend = Mend(f"{python.path} -m pip install --force-reinstall {name.partition('.')[0]}")
        return Answer(state=State.MISSING, said=told, mends=(mend,), facts=facts)
    if python.bits < _LEAST_BITS:
        return Answer(state=State.LIMITED, said=f"{said}, of 32 bits: large captures do not fit", facts=facts)
    return Answer(state=State.THERE, said=f"{said}; what reading rests on loads", facts=facts)


def of_compiled(folder: str, *, compiled: bool, writable: bool) -> Answer:
    """Whether the first capture is read at once."""
    facts = {"folder": folder, "compiled": compiled, "writable": writable}
    if compiled:
        return Answer(state=State.THERE, said="compiled for this processor", about=folder, facts=facts)
    if not writable:
        said = "cannot be written to, so each start compiles anew, which takes half a minute: set XDG_CACHE_HOME to a folder that can"
        return Answer(
            state=State.LIMITED,
            said=said,
            about=folder,
            mends=(Mend('export XDG_CACHE_HOME="$HOME/.harness-cache"'),),
            facts=facts,
        )
    said = "not compiled yet: the first capture that is read waits half a minute. Read one before it matters"
    return Answer(
        state=State.LIMITED, said=said, about=folder, mends=(Mend("harness analyze CAPTURE"),), facts=facts
    )


def of_speed(packets_per_second: int, bits_per_second: int) -> Answer:
    """Which rate is read at most."""
    enough = bits_per_second >= RATE_BITS
    said = (
        f"{number(packets_per_second)} packets a second, {number(bits_per_second // _MEGA)} Mb/s: at most so much is followed live, "
        "and less where connections are many and short"
    )
    return Answer(
        state=State.THERE if enough else State.LIMITED,
        said=said
        if enough
        else f"{said}. It is less than {RATE_WORDS}: capture with dumpcap, and read later",
        facts={"packets_per_second": packets_per_second, "bits_per_second": bits_per_second},
    )


def of_place_data(asked: Sequence[DataSource], day: date) -> Answer:
    """Whether locators near enough to today are there, enough of them to witness.

    Args:
        asked: Data sets that are asked about a capture of the day.
        day: Today.
    """
    locators = [one for one in asked if one.meaning in LOCATING]
    ages = {one.source: (day - date.fromisoformat(one.date)).days for one in locators}
    near = [one for one in locators if abs(ages[one.source]) <= NEAR_DAYS]
    facts: dict[str, object] = {"date": day.isoformat(), "days_off": ages}
    lineages = len(independent(one.lineage for one in near))
    told = ", ".join(
        f"{name} {counted(days, 'day')}" for name, days in sorted(ages.items(), key=lambda one: one[1])
    )
    said = f"old: {told}" if told else "no data set says where an address is"
    mends = (Mend("harness geo update"),)
    if not told:
        return Answer(state=State.MISSING, said=said, mends=mends, facts=facts)
    if lineages < _LEAST_LINEAGES:
        said += f". Fewer than two of separate lineage are within {NEAR_DAYS} days"
        return Answer(state=State.LIMITED, said=said, mends=mends, facts=facts)
    return Answer(state=State.THERE, said=said, facts=facts)


def of_catalogue(rules: int, sha256: str) -> Answer:
    """Whether endpoints can be classed."""
    facts = {"rules": rules, "sha256": sha256}
    return Answer(state=State.THERE, said=f"{counted(rules, 'rule')}, SHA-256 {sha256[:12]}", facts=facts)
