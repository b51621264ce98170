"""Is the clock right, and who says so: the kernel, chrony and systemd are asked.

The kernel keeps a bound of the clock's error, which grows until a time service sets it anew; from 16 s on it says that the clock is
not synchronised (adjtimex(2), ``STA_UNSYNC``; ntp_adjtime(3)). systemd's ``NTPSynchronized`` repeats that. How far off the clock is,
chrony alone tells well: its error is at most the offset of the system's time, the root dispersion and half the root delay together
(chronyc(1), "tracking").

Blind spots: a clock that something outside keeps (a hypervisor, a GPS receiver read by a program of its own) is told as not
synchronised. All of them tell what the time service believes: a time server that lies is not seen here.
"""

from __future__ import annotations

import ctypes
import os
import time
from dataclasses import dataclass
from typing import Final

from harness.errors import MachineError
from harness.machine.programs import run

NOT_SYNCHRONISED: Final = 0x0040
"""``STA_UNSYNC`` of the kernel's status."""
_PHASE_LOCKED: Final = 0x0001
"""``STA_PLL``: a service has the kernel work an offset off, so that what is left of it means something."""
_IN_NS: Final = 0x2000
"""``STA_NANO``: the offset is in ns, not in µs."""
_US: Final = 1_000
_ITSELF: Final = "7F7F0101"
"""What chrony calls its source where it follows nothing but this machine's own clock (chronyc(1), "Reference ID")."""
_LIMIT_S: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one source says of the clock."""

    source: str
    """``adjtimex``, ``chronyc tracking`` or ``timedatectl``."""
    synchronised: bool | None = None
    """None: it does not say."""
    offset_ns: int | None = None
    """The clock less the true time: above 0 where the clock is fast. None: not told."""
    error_ns: int | None = None
    """Bound of the error, either way. None: not told."""
    service: str | None = None
    """What keeps the clock; None: not told, or nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The state of the clock at a moment."""

    at_ns: int
    """Wall time of the question, by the clock that it is about."""
    said: tuple[Said, ...]
    """What each source said, the best first."""
    untold: tuple[str, ...]
    """Sources that could not be asked, each with the reason."""

    @property
    def synchronised(self) -> bool | None:
        """Whether it is; False where a source says that it is not, None where none says."""
        answers = {one.synchronised for one in self.said} - {None}
        return all(answers) if answers else None

    @property
    def offset(self) -> Said | None:
        """Who tells best how far off it is; None: nobody does."""
        return next((one for one in self.said if one.offset_ns is not None), None)

    @property
    def error(self) -> Said | None:
        """Who tells best how far off it can be; None: nobody does."""
        return next((one for one in self.said if one.error_ns is not None), None)

    @property
    def service(self) -> str | None:
        """What keeps it, as far as told."""
        return next((one.service for one in self.said if one.service is not None), None)


def read_clock() -> Clock:
    """Ask everybody; takes some ms, at most some seconds, and never raises."""
    at_ns = time.time_ns()
    said, untold = [], []
    for ask in (_ask_chrony, kernel_clock, _ask_systemd):
        try:
            said.append(ask())
        except MachineError as fault:
            untold.append(str(fault))
    return Clock(at_ns=at_ns, said=tuple(said), untold=tuple(untold))


class _Timex(ctypes.Structure):
    """The first fields of ``struct timex``, and more room than any kernel fills."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 512),
    )


def kernel_clock() -> Said:
    """Ask the kernel alone; needs no rights and changes nothing (``modes`` is 0).

    Raises:
        MachineError: This system has no such call, or refuses it.
    """
    state = _Timex()
    try:
        adjtimex = ctypes.CDLL(None, use_errno=True).adjtimex
    except (AttributeError, OSError) as fault:
        raise MachineError("adjtimex: this system does not have it") from fault
    if adjtimex(ctypes.byref(state)) < 0:
        raise MachineError(f"adjtimex: {os.strerror(ctypes.get_errno())}")
    return of_kernel(state.status, state.offset, state.maxerror)


def of_kernel(status: int, offset: int, maxerror_us: int) -> Said:
    """What the fields of ``struct timex`` say.

    >>> of_kernel(0x0040, 0, 16_000_000).synchronised, of_kernel(0x2001, -1500, 250).offset_ns
    (False, 1500)
    """
    synchronised = not status & NOT_SYNCHRONISED
    known = synchronised and status & _PHASE_LOCKED
    return Said(
        source="adjtimex",
        synchronised=synchronised,
        # What is left to be added to the clock: it is slow where that is above 0.
        offset_ns=-offset * (1 if status & _IN_NS else _US) if known else None,
        error_ns=maxerror_us * _US if synchronised else None,
    )


def _ask_chrony() -> Said:
    ran = run(["chronyc", "-c", "tracking"], timeout_s=_LIMIT_S)
    if not ran.ok:
        raise MachineError(f"chronyc tracking: {(ran.out.strip() or ran.why)[-100:]}")
    return of_chrony(ran.out)


def of_chrony(text: str) -> Said:
    """Read one line of ``chronyc -c tracking``; the system's time is written as what it lacks, above 0 where it is slow.

    Raises:
        MachineError: It is no such line.
    """
    fields = text.strip().split(",")
    try:
        # One too many or too few is another form too.
        _, _, _, _, slow_s, _, _, _, _, _, delay_s, dispersion_s, _, leap = fields
        slow, delay, dispersion = (_ns(seconds) for seconds in (slow_s, delay_s, dispersion_s))
    except ValueError:
        raise MachineError(
            "chronyc tracking: what it says is of another form than that of chrony 3 and 4"
        ) from None
    synchronised = leap in {"Normal", "Insert second", "Delete second"} and fields[0] != _ITSELF
    return Said(
        source="chronyc tracking",
        synchronised=synchronised,
        offset_ns=-slow if synchronised else None,
        error_ns=abs(slow) + dispersion + abs(delay) // 2 if synchronised else None,
        service="chrony",
    )


def _ns(seconds: str) -> int:
    """Seconds as chrony writes them; anything that is no time of this world is refused."""
    found = float(seconds)
    if not abs(found) < 1e9:
        raise ValueError
    return round(found * 1e9)


def _ask_systemd() -> Said:
    ran = run(["timedatectl", "show"], timeout_s=_LIMIT_S)
    if not ran.ok:
        raise MachineError(f"timedatectl: {ran.why.splitlines()[-1]}")
    return of_systemd(ran.out)


def of_systemd(text: str) -> Said:
    """Read ``timedatectl show``, lines of ``NAME=VALUE``.

    Raises:
        MachineError: It says neither whether the clock is synchronised nor whether a service is on.
    """
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    answers = {"yes": True, "no": False}
    synchronised, on = (answers.get(values.get(name, "")) for name in ("NTPSynchronized", "NTP"))
    if synchronised is None and on is None:
        raise MachineError("timedatectl: it says nothing of a time service")
    return Said(
        source="timedatectl",
        synchronised=synchronised,
        service="a time service of systemd" if on else None,
    )
