"""A clock that is right, one that is not, and one that nobody tells of."""

from __future__ import annotations

import pytest

from harness.machine.clock import Clock, Said
from harness.model.readiness import State
from harness.reports.doctor.clock import of_clock
from harness.reports.doctor.document import line_of

KERNEL = Said(source="adjtimex", synchronised=True, error_ns=250_000_000)
CHRONY = Said(
    source="chronyc tracking", synchronised=True, offset_ns=-1_500_001, error_ns=6_900_000, service="chrony"
)


def clock(*said: Said, untold: tuple[str, ...] = ()) -> Clock:
    return Clock(at_ns=1, said=said, untold=untold)


def test_who_tells_best_is_told() -> None:
    answer = of_clock(clock(CHRONY, KERNEL))
    assert (answer.state, answer.mends) == (State.THERE, ())
    assert answer.said == (
        "synchronised (chronyc tracking, adjtimex), 1.6 ms slow, off by at most 6.9 ms (chronyc tracking)"
    )
    assert (answer.facts["offset_ns"], answer.facts["error_ns"]) == (-1_500_001, 6_900_000)


def test_the_kernel_alone_tells_a_bound() -> None:
    assert of_clock(clock(KERNEL)).said == "synchronised (adjtimex), off by at most 250.0 ms (adjtimex)"


def test_more_than_a_second_is_told() -> None:
    wide = Said(source="adjtimex", synchronised=True, error_ns=1_000_000_001)
    answer = of_clock(clock(wide))
    assert answer.state is State.LIMITED
    assert answer.said.endswith("1,000.1 ms (adjtimex): more than a second")


UNSET = Said(source="adjtimex", synchronised=False)
OFF = Said(source="timedatectl", synchronised=False)


@pytest.mark.parametrize(
    ("said", "mends"),
    [
        ((UNSET,), ["sudo apt-get install chrony"]),
        ((UNSET, OFF), ["sudo timedatectl set-ntp true"]),
        (
            (UNSET, Said(source="timedatectl", service="a time service of systemd")),
            ["timedatectl timesync-status"],
        ),
        (
            (Said(source="chronyc tracking", synchronised=False, service="chrony"), UNSET),
            ["chronyc sources", "sudo chronyc makestep"],
        ),
    ],
)
def test_what_sets_it_depends_on_who_keeps_it(said: tuple[Said, ...], mends: list[str]) -> None:
    answer = of_clock(clock(*said))
    assert answer.state is State.LIMITED
    assert "not synchronised" in answer.said
    assert [line_of(mend, is_root=False) for mend in answer.mends] == mends


def test_where_nobody_tells_it_is_not_taken_for_right() -> None:
    answer = of_clock(clock(untold=("adjtimex: no", "timedatectl: no")))
    assert (answer.state, answer.said) == (State.UNTOLD, "could not be told: adjtimex: no; timedatectl: no")
