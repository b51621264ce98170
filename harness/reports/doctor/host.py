"""Processor, memory and power -> answers."""

from __future__ import annotations

from typing import Final

from harness.machine.capacity import Memory, Processor
from harness.machine.power import Power
from harness.model.readiness import Answer, Mend, State
from harness.reports.units import octets

_LEAST_CORES: Final = 2
"""One to capture, one to read."""
_LEAST_MEMORY: Final = 1_000_000_000
_LOW_PERCENT: Final = 40
AWAKE: Final = Mend("systemd-inhibit --what=sleep:idle:handle-lid-switch harness live -i INTERFACE")


def of_processor(processor: Processor) -> Answer:
    """Whether cores are free while captures are made."""
    load = processor.load[0]
    facts = {"cores": processor.cores, "load": [round(one, 2) for one in processor.load]}
    said = f"{processor.cores:g} cores, load {load:.1f} in the last minute"
    if processor.cores < _LEAST_CORES:
        said += ": capturing and reading share one; keep the rate low, or read later"
    elif load >= processor.cores:
        said += ": they are busy already, so packets may be lost. Stop what else runs"
    else:
        return Answer(state=State.THERE, said=said, facts=facts)
    return Answer(state=State.LIMITED, said=said, facts=facts)


def of_memory(memory: Memory) -> Answer:
    """Whether there is room for flows and buffers."""
    enough = memory.available_octets >= _LEAST_MEMORY
    said = f"{octets(memory.available_octets)} of {octets(memory.total_octets)} can be had"
    return Answer(
        state=State.THERE if enough else State.LIMITED,
        said=said if enough else f"{said}: long captures with many flows may need more. Close other programs",
        facts={"total_octets": memory.total_octets, "available_octets": memory.available_octets},
    )


def of_power(power: Power) -> Answer:
    """Whether the machine stays awake for as long as a test lasts."""
    facts = {
        "batteries": power.batteries,
        "on_battery": power.on_battery,
        "percent": power.percent,
        "sleep_masked": power.sleep_masked,
    }
    level = "" if power.percent is None else f" at {power.percent} %"
    if power.on_battery:
        short = power.percent is not None and power.percent < _LOW_PERCENT
        said = f"on battery{level}{': plug it in' if short else ''}"
        asleep = not power.sleep_masked
        if asleep:
            said += "; it may fall asleep with the lid closed or nobody at the keys"
        return Answer(
            state=State.LIMITED if short or asleep else State.THERE,
            said=said,
            mends=(AWAKE,) if asleep else (),
            facts=facts,
        )
    said = f"not on battery ({power.batteries} there{level})" if power.batteries else "no battery"
    return Answer(state=State.THERE, said=said, facts=facts)
