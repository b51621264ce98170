"""Room for captures -> answers."""

from __future__ import annotations

from typing import Final

from harness.machine.disk import Room
from harness.model.readiness import Answer, State
from harness.reports.doctor.mends import RATE_BITS, RATE_WORDS
from harness.reports.units import duration, octets

_LEAST_S: Final = 60
"""Below it no test can be captured."""
_SHORT_S: Final = 3600
_NS: Final = 1_000_000_000
_OTHER: Final = "give another folder by --out"


def of_room(room: Room) -> Answer:
    """Whether captures can be written, and for how long."""
    lasts_s = room.lasts_s(RATE_BITS)
    facts = {
        "free_octets": room.free_octets,
        "total_octets": room.total_octets,
        "free_files": room.free_files,
        "file_system": room.kind,
        "writable": room.writable,
        "lasts_s": lasts_s,
        "at_bits_per_second": RATE_BITS,
    }
    said = f"{octets(room.free_octets)} free on {room.kind or 'a file system of unknown type'}: {duration(lasts_s * _NS)} at {RATE_WORDS}"
    state = State.THERE
    if not room.writable:
        state = State.MISSING
        said = f"{'it is mounted for reading only' if room.read_only else 'you may not write here'}; {_OTHER}"
    elif lasts_s < _LEAST_S:
        state, said = State.MISSING, f"{said}; make room, or {_OTHER}"
    elif room.in_memory:
        state, said = State.LIMITED, f"{said}. It lies in memory and is lost with power; {_OTHER}"
    elif room.free_files is not None and not room.free_files:
        state, said = State.MISSING, f"no further file can be made here (no inodes are free); {_OTHER}"
    elif lasts_s < _SHORT_S:
        state, said = State.LIMITED, f"{said}; make room, or {_OTHER}"
    return Answer(state=state, said=said, about=str(room.folder), facts=facts)


def of_speed(folder: str, octets_per_second: int) -> Answer:
    """Whether it takes what is written as fast as it comes."""
    enough = octets_per_second * 8 >= RATE_BITS
    said = f"{octets(octets_per_second)} a second, written for a moment"
    return Answer(
        state=State.THERE if enough else State.LIMITED,
        said=said if enough else f"{said}: less than {RATE_WORDS} need; {_OTHER}",
        about=folder,
        facts={"octets_per_second": octets_per_second},
    )
