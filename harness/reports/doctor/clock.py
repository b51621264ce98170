"""What was said of the clock -> an answer."""

from __future__ import annotations

from typing import Final

from harness.machine.clock import Clock
from harness.model.readiness import Answer, Mend, State
from harness.reports.doctor.mends import command, install

_MOST_ERROR_NS: Final = 1_000_000_000
"""Steps are told to the second."""
_NS_OF_MS: Final = 1_000_000
_CHRONY: Final = "chrony"


def of_clock(clock: Clock) -> Answer:
    """Whether it is right, who says so, and how far it is off."""
    offset, error = clock.offset, clock.error
    facts: dict[str, object] = {
        "at_ns": clock.at_ns,
        "synchronised": clock.synchronised,
        "service": clock.service,
        "offset_ns": None if offset is None else offset.offset_ns,
        "error_ns": None if error is None else error.error_ns,
        "told_by": [one.source for one in clock.said],
        "not_told_by": list(clock.untold),
    }
    if clock.synchronised is None:
        return Answer(
            state=State.UNTOLD,
            said=f"could not be told: {'; '.join(clock.untold)}",
            mends=(install("chrony"),),
            facts=facts,
        )
    sources = ", ".join(one.source for one in clock.said)
    if not clock.synchronised:
        said = f"not synchronised ({sources}): steps and round trips are only as right as the clock"
        return Answer(state=State.LIMITED, said=f"{said}. {_advice(clock)}", mends=_mends(clock), facts=facts)
    said = f"synchronised ({sources})"
    if offset is not None and offset.offset_ns is not None:
        said += f", {_ms(abs(offset.offset_ns))} {'fast' if offset.offset_ns > 0 else 'slow'}"
    if error is None or error.error_ns is None:
        return Answer(state=State.THERE, said=said, facts=facts)
    said += f", off by at most {_ms(error.error_ns)} ({error.source})"
    wide = error.error_ns > _MOST_ERROR_NS
    return Answer(
        state=State.LIMITED if wide else State.THERE,
        said=f"{said}: more than a second" if wide else said,
        mends=_mends(clock) if wide else (),
        facts=facts,
    )


def _advice(clock: Clock) -> str:
    if clock.service is None:
        return "Nothing that keeps it was found"
    return f"{clock.service} keeps it and has not set it yet: look at whether time servers are reached"


def _mends(clock: Clock) -> tuple[Mend, ...]:
    if clock.service == _CHRONY:
        return (command("chronyc", "sources"), command("chronyc", "makestep", as_root=True))
    if clock.service is not None:
        return (command("timedatectl", "timesync-status"),)
    if any(one.source == "timedatectl" for one in clock.said):
        return (command("timedatectl", "set-ntp", "true", as_root=True),)
    return (install(_CHRONY),)


def _ms(span_ns: int) -> str:
    """Milliseconds with one digit, rounded up: a bound must not become less.

    >>> _ms(1_500_001), _ms(0)
    ('1.6 ms', '0.0 ms')
    """
    tenths = -(-span_ns * 10 // _NS_OF_MS)
    return f"{tenths // 10:,}.{tenths % 10} ms"
