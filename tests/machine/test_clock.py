"""What the kernel, chrony and systemd say of the clock, and what is made of it together."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine.clock import Clock, Said, kernel_clock, of_chrony, of_kernel, of_systemd, read_clock
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture

# Written by chronyc 4.3, which without -c said "0.000001104 seconds fast of NTP time" of it; and by one whose only source is itself.
FOLLOWING = (
    "7F000001,127.0.0.1,2,1795774799.075416050,-0.000001104,0.000000022,0.000000723,0.004,0.000,0.031,"
    "0.000005591,0.000000963,1.0,Normal\n"
)
ITSELF = (
    "7F7F0101,,1,1795774773.056551069,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,"
    "0.000000000,0.000000000,0.0,Normal\n"
)
# Made up in that form: the system's time is 1.5 ms slow.
TRACKING = (
    "C0000205,ntp.lab.example,2,1795772507.123456789,0.001500000,-0.000012000,0.000034000,"
    "-12.345,-0.002,0.050,0.010000000,0.000400000,64.3,Normal\n"
)
SHOWN = "Timezone=Etc/UTC\nLocalRTC=no\nCanNTP=yes\nNTP=yes\nNTPSynchronized=yes\nTimeUSec=Fri 2026-11-27 09:41:47 UTC\n"


def test_the_kernel_says_not_synchronised_and_its_numbers_mean_nothing_then() -> None:
    assert of_kernel(0x0041, 5, 16_000_000) == Said(source="adjtimex", synchronised=False)


@pytest.mark.parametrize(("status", "offset_ns"), [(0x2001, 1_500), (0x0001, 1_500_000), (0x2000, None)])
def test_what_the_kernel_still_has_to_add_is_what_the_clock_lacks(status: int, offset_ns: int | None) -> None:
    said = of_kernel(status, -1_500, 250)
    assert (said.synchronised, said.offset_ns, said.error_ns) == (True, offset_ns, 250_000)


def test_the_real_kernel_is_asked_without_any_right() -> None:
    said = kernel_clock()
    assert said.synchronised in {True, False}
    assert (said.error_ns is None) is not said.synchronised


def test_chrony_tells_an_offset_and_its_bound() -> None:
    said = of_chrony(TRACKING)
    assert (said.synchronised, said.offset_ns, said.service) == (True, -1_500_000, "chrony")
    # 1.5 ms of the system's time, 0.4 ms of dispersion, half of 10 ms of delay: chronyc(1).
    assert said.error_ns == 6_900_000


def test_what_is_below_zero_is_fast() -> None:
    said = of_chrony(FOLLOWING)
    assert (said.synchronised, said.offset_ns, said.error_ns) == (True, 1_104, 1_104 + 963 + 5_591 // 2)


@pytest.mark.parametrize("line", [FOLLOWING.replace("Normal", "Not synchronised"), ITSELF])
def test_chrony_that_follows_nobody_is_not_synchronised(line: str) -> None:
    said = of_chrony(line)
    assert (said.synchronised, said.offset_ns, said.error_ns) == (False, None, None)


@pytest.mark.parametrize("seconds", ["inf", "nan", "1e300", "", "x"])
def test_a_time_of_no_world_is_refused(seconds: str) -> None:
    with pytest.raises(MachineError, match="of another form"):
        of_chrony(TRACKING.replace("0.001500000", seconds))


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (of_chrony, of_systemd):
        try:
            read(text)
        except MachineError:
            continue


def test_systemd_says_whether_and_whether_a_service_is_on() -> None:
    assert of_systemd(SHOWN) == Said(
        source="timedatectl", synchronised=True, service="a time service of systemd"
    )
    off = of_systemd(SHOWN.replace("NTP=yes", "NTP=no").replace("Synchronized=yes", "Synchronized=no"))
    assert (off.synchronised, off.service) == (False, None)
    # systemd before 239.
    with pytest.raises(MachineError, match="says nothing"):
        of_systemd("Unknown operation show\n")


def test_one_that_says_no_outweighs_those_that_say_yes() -> None:
    yes, no, silent = (Said(source="s", synchronised=one) for one in (True, False, None))

    def together(*said: Said) -> bool | None:
        return Clock(at_ns=0, said=said, untold=()).synchronised

    assert together(yes, no, silent) is False
    assert together(yes, silent) is True
    assert together(silent) is together() is None


def test_all_are_asked_and_the_best_tells_the_offset(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.make("chronyc", TRACKING)
    fake_programs.make("timedatectl", SHOWN)
    before = time.time_ns()
    clock = read_clock()
    assert before <= clock.at_ns <= time.time_ns()
    assert [one.source for one in clock.said] == ["chronyc tracking", "adjtimex", "timedatectl"]
    assert clock.untold == ()
    assert clock.offset is clock.error is clock.said[0]
    assert clock.service == "chrony"


def test_who_cannot_be_asked_is_told_with_the_reason(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.make("chronyc", "506 Cannot talk to daemon\n", code=1)
    clock = read_clock()
    assert [one.source for one in clock.said] == ["adjtimex"]
    assert clock.untold == (
        "chronyc tracking: 506 Cannot talk to daemon",
        "timedatectl is not installed; `harness doctor` says what brings it",
    )
