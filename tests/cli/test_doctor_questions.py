"""Questions to a made-up machine: with nothing, with all, and with programs that do odd things."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli.doctor_asking import answers_of
from harness.cli.doctor_questions import Asked, question, system_probes, write_probe
from harness.machine import capture_rights
from harness.model.readiness import Answer, Purpose, State
from tests.machine.test_clock import TRACKING
from tests.machine.test_interfaces import ROWS
from tests.machine.test_offloads import OF_6
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture

PROGRAMS = {"dumpcap", "tshark", "iproute2", "nft", "dnsmasq", "conntrack", "ethtool"}


def asked(folder: Path, *interfaces: str) -> Asked:
    return Asked(interfaces=interfaces, folder=folder)


def answers(of: Asked) -> dict[str, tuple[Answer, ...]]:
    return {probe.question.id: answers_of(probe) for probe in system_probes(of)}


def states(of: Asked) -> dict[str, set[State]]:
    return {name: {one.state for one in found} for name, found in answers(of).items()}


def test_ids_are_told_once_and_every_question_has_a_purpose(tmp_path: Path) -> None:
    probes = system_probes(asked(tmp_path))
    ids = [probe.question.id for probe in probes]
    assert len(set(ids)) == len(ids)
    assert all(probe.question.purposes for probe in probes)
    groups = [probe.question.group for probe in probes]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)


def test_what_a_gateway_needs_interception_needs() -> None:
    assert question("g", "a", "a", (Purpose.GATEWAY,)).needed == {Purpose.GATEWAY, Purpose.INTERCEPTION}
    both = question("g", "a", "a", (Purpose.GATEWAY,), (Purpose.INTERCEPTION, Purpose.LAB))
    assert both.useful == {Purpose.LAB}


def test_a_machine_with_nothing_is_told_nothing_good(
    fake_programs: FakePrograms,  # noqa: F811
    tmp_path: Path,
) -> None:
    found = states(asked(tmp_path))
    assert {name for name, one in found.items() if one == {State.MISSING}} >= PROGRAMS
    # By a sniffer of the project's own, where that is installed and this process has the right.
    assert found["capture-rights"] <= {State.MISSING, State.LIMITED}
    # Without ip and unshare these are not told, and not taken for there.
    for name in ("interfaces", "offloads", "losses", "two-sides", "packet-filter", "namespaces"):
        assert found[name] == {State.UNTOLD}, name


def healthy(programs: FakePrograms) -> None:
    programs.script(
        "dumpcap",
        'case $* in *duration*) echo "Packets received/dropped on interface x" >&2;; *) echo 4.2.0;; esac\n',
    )
    for name in ("tshark", "dnsmasq", "conntrack"):
        programs.make(name, f"{name} 4.2.0\n")
    programs.script(
        "ip", f"case $* in *-json*) printf %s '{json.dumps(ROWS)}';; *) echo iproute2-6.1.0;; esac\n"
    )
    programs.make("nft", "nftables v1.0.6\n")
    programs.script("ethtool", f"case $1 in -k) printf %s '{OF_6}';; *) echo ethtool version 6.1;; esac\n")
    programs.script("unshare", "exit 0\n")
    programs.make("chronyc", TRACKING)


def test_a_healthy_machine(fake_programs: FakePrograms, tmp_path: Path) -> None:  # noqa: F811
    healthy(fake_programs)
    found = answers(asked(tmp_path, "wlan0"))
    there = {name for name, some in found.items() if {one.state for one in some} == {State.THERE}}
    assert there >= {*PROGRAMS, "capture-rights", "interfaces", "packet-filter", "namespaces"}
    (offloads,) = found["offloads"]
    assert (offloads.state, offloads.about) == (State.LIMITED, "wlan0")
    assert [mend.command for mend in offloads.mends] == [
        "ethtool -K wlan0 gro off rx-gro-hw off gso off tso off tx off"
    ]
    # It lists no rules in a form that can be read, which is no sign that there are none.
    (forwarding,) = found["forwarding"]
    assert "could not be told (what nft lists cannot be read)" in forwarding.said
    (clock,) = found["clock"]
    assert "chronyc tracking" in clock.said


def test_rights_are_tried_at_every_interface_that_is_asked_about(
    fake_programs: FakePrograms,  # noqa: F811
    tmp_path: Path,
) -> None:
    healthy(fake_programs)
    calls = tmp_path / "calls"
    fake_programs.script("dumpcap", f'echo "$*" >> {calls}\n')
    (probe, *_) = system_probes(asked(tmp_path, "wlan0", "wan0"))
    assert [one.about for one in answers_of(probe)] == ["wlan0", "wan0"]
    assert calls.read_text().splitlines() == ["-L -i wlan0", "-L -i wan0"]
    calls.unlink()
    (probe, *_) = system_probes(asked(tmp_path))
    # It captured, and said nothing of what it lost.
    assert [(one.about, one.state) for one in answers_of(probe)] == [("lo", State.LIMITED)]
    assert calls.read_text().splitlines() == ["-L -i lo", "-i lo -a duration:1 -w -"]


def test_a_dumpcap_that_hangs_is_not_told(
    fake_programs: FakePrograms,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_programs.make("dumpcap", after_s=60)
    monkeypatch.setattr(capture_rights, "_LIMIT_S", 0.2)
    (probe, *_) = system_probes(asked(tmp_path))
    (answer,) = answers_of(probe)
    assert answer.state is State.UNTOLD
    assert "no end after 0.2 s; it was killed" in answer.said


def test_ethtool_that_refuses_one_interface_is_told_of_that_one(
    fake_programs: FakePrograms,  # noqa: F811
    tmp_path: Path,
) -> None:
    healthy(fake_programs)
    fake_programs.make("ethtool", err="netlink error: No such device\n", code=1)
    (answer,) = answers(asked(tmp_path, "wlan0"))["offloads"]
    assert (answer.state, answer.about) == (State.UNTOLD, "wlan0")


def test_writing_is_measured_where_captures_would_go(tmp_path: Path) -> None:
    (answer,) = answers_of(write_probe(asked(tmp_path / "evidence")))
    assert answer.about == str(tmp_path)
    assert list(tmp_path.iterdir()) == []
