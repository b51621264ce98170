"""Each obstacle with the command that mends it; losses that no capture has."""

from __future__ import annotations

import pytest

from harness.machine.capture_rights import Obstacle, Rights
from harness.machine.interfaces import Received
from harness.model.readiness import State
from harness.reports.doctor.capturing import of_received, of_rights
from harness.reports.doctor.document import line_of


def rights(obstacle: Obstacle | None, program: str | None = "/usr/bin/dumpcap") -> Rights:
    return Rights(
        interface="wlan0", program=program, obstacle=obstacle, said="socket: no" if obstacle else ""
    )


def mends(obstacle: Obstacle, program: str | None = "/usr/bin/dumpcap", user: str = "tester") -> list[str]:
    answer = of_rights(rights(obstacle, program), user)
    assert (answer.state, answer.about) == (State.MISSING, "wlan0")
    assert "(socket: no)" in answer.said
    assert answer.facts["obstacle"] == obstacle.name.lower()
    return [line_of(mend, is_root=False) for mend in answer.mends]


def test_debian_s_way_to_the_right() -> None:
    join = "sudo usermod -aG wireshark tester"
    assert mends(Obstacle.NOT_INSTALLED, None) == ["sudo apt-get install wireshark-common"]
    assert mends(Obstacle.NO_CAPABILITY) == ["sudo dpkg-reconfigure wireshark-common", join]
    assert mends(Obstacle.NOT_EXECUTABLE) == [join]
    assert mends(Obstacle.NEW_LOGIN) == ["newgrp wireshark"]
    assert mends(Obstacle.NO_INTERFACE) == ["ip -brief link"]


def test_a_dumpcap_of_the_user_s_own_gets_the_right_itself() -> None:
    assert mends(Obstacle.NO_CAPABILITY, "/opt/my tools/dumpcap") == [
        "sudo setcap cap_net_raw,cap_net_admin=eip '/opt/my tools/dumpcap'"
    ]


def test_words_of_the_shell_in_a_name_stay_words() -> None:
    assert mends(Obstacle.NOT_EXECUTABLE, user="a;reboot") == ["sudo usermod -aG wireshark 'a;reboot'"]


@pytest.mark.parametrize("obstacle", [Obstacle.CONFINED, Obstacle.OTHER])
def test_where_no_command_helps_none_is_given(obstacle: Obstacle) -> None:
    assert mends(obstacle) == []


@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_obstacle_has_words(obstacle: Obstacle) -> None:
    assert of_rights(rights(obstacle), "tester").said


def test_the_right_is_there() -> None:
    answer = of_rights(rights(None), "tester")
    assert (answer.state, answer.mends, answer.facts["obstacle"]) == (State.THERE, (), None)
    assert of_rights(rights(None), "tester", counts=True).state is State.THERE


def test_a_dumpcap_that_does_not_count_makes_worse() -> None:
    answer = of_rights(rights(None), "tester", counts=False)
    assert answer.state is State.LIMITED
    assert "completeness would not be known" in answer.said


def test_a_sniffer_takes_the_place_of_a_dumpcap_that_is_not_there_and_of_no_other() -> None:
    absent = of_rights(rights(Obstacle.NOT_INSTALLED, None), "tester", sniffs=True)
    assert (absent.state, [mend.command for mend in absent.mends]) == (
        State.LIMITED, ["apt-get install wireshark-common"],
    )  # fmt: skip
    assert of_rights(rights(Obstacle.NO_CAPABILITY), "tester", sniffs=True).state is State.MISSING


def counters(**given: int) -> Received:
    return Received(**{"octets": 9, "packets": 5, "errors": 0, "dropped": 0, "overruns": 0, **given})


@pytest.mark.parametrize(
    ("given", "state", "part"),
    [
        ({}, State.THERE, "5 packets received since it is there, none damaged"),
        ({"packets": 0}, State.THERE, "0 packets received since it is there"),
        ({"errors": 2}, State.LIMITED, "2 damaged: no capture has those"),
        ({"overruns": 3, "errors": 1}, State.LIMITED, "1 damaged and 3 lost by the card"),
        # Frames that nobody has a use for are no loss.
        ({"dropped": 4}, State.THERE, "The kernel dropped 4 packets, also those"),
    ],
)
def test_what_was_lost_before_any_capture(given: dict[str, int], state: State, part: str) -> None:
    answer = of_received("wlan0", counters(**given))
    assert answer.state is state
    assert part in answer.said
    assert answer.facts["packets"] == counters(**given).packets


def test_an_interface_that_went_away() -> None:
    assert of_received("wlan0", None).state is State.MISSING
