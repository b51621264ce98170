"""A gateway is taken down after a crash at any point, and the machine is as it was."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from harness.gateway.changes import Change, OwnFile, Setting
from harness.gateway.down import Outcome, Undone, undo
from harness.gateway.journal import FILE, Journal
from harness.lab.namespaces import Namespaces
from tests.support.in_lab import in_lab

NEEDED = ("nft", "ethtool", "conntrack", "dnsmasq")


def crash_at_every_point(lab: Namespaces, folder: Path, stages: tuple[str, ...]) -> int:
    """Set a gateway up and kill that at each change, take it down, and hold the machine against before; how many times."""
    from harness.gateway.facts import facts_of
    from harness.gateway.plan import plan_gateway
    from harness.gateway.up import make
    from harness.gateway.wish import Wish
    from tests.support.gateway_world import GATEWAY, differences, killed, machine_now, three_machines

    three_machines(lab)
    before = machine_now(lab)
    wish = Wish(lan="lan0", wan="wan0", dhcp=True)
    with lab.entered(GATEWAY):
        facts = facts_of(wish)
        count = len(plan_gateway(wish, facts, folder="/x", record="/x/record-0", began_ns=0).changes)
        goals = [(number, stage) for number in range(count) for stage in stages]
        for goal in goals:
            here = folder / f"{goal[0]}-{goal[1]}"
            here.mkdir()
            plan = plan_gateway(wish, facts, folder=str(here), record=str(here / "record-1"), began_ns=0)

            def crash(number: int, stage: str, change: Change, goal: tuple[int, str] = goal) -> None:
                if (number, stage) == goal:
                    os.kill(os.getpid(), signal.SIGKILL)

            child = os.fork()
            if child == 0:
                make(plan, here, crash)
                os._exit(0)
            assert killed(child)
            undone = undo(here)
            assert len(undone) == goal[0] + 1
            assert {one.outcome for one in undone} <= {Outcome.UNDONE, Outcome.NOT_THERE}, undone
            assert differences(before, machine_now(lab)) == {}, (goal, plan.changes[goal[0]])
            assert undo(here) == ()
    return len(goals)


@in_lab(*NEEDED)
def test_after_a_crash_behind_any_change_everything_is_as_before(lab: Namespaces, folder: Path) -> None:
    assert crash_at_every_point(lab, folder, ("made",)) >= 20


def test_what_another_has_changed_since_is_left_and_told(tmp_path: Path) -> None:
    path = tmp_path / "own"
    change = OwnFile(path=str(path), text="ours")
    journal = Journal(tmp_path)
    journal.intend(0, change)
    path.write_text("theirs")
    assert undo(tmp_path) == (Undone(change, Outcome.LEFT),)
    assert path.read_text() == "theirs"


def test_what_cannot_be_undone_is_told_and_keeps_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "own"
    path.write_text("ours")
    # Read as it was set, yet never to be written: kernel.version takes no value.
    key = "kernel/ostype"
    stuck = Setting(key=key, value="Linux", before="another")
    journal = Journal(tmp_path)
    journal.intend(0, OwnFile(path=str(path), text="ours"))
    journal.intend(1, stuck)
    failed, undone = undo(tmp_path)
    assert (failed.outcome, undone.outcome) == (Outcome.FAILED, Outcome.UNDONE)
    assert "cannot be written" in failed.why
    assert not path.exists()
    # The journal stays for the next time.
    assert (tmp_path / FILE).exists()
    assert [one.outcome for one in undo(tmp_path)] == [Outcome.FAILED, Outcome.NOT_THERE]


def test_without_a_journal_there_is_nothing_to_undo(tmp_path: Path) -> None:
    assert undo(tmp_path) == ()
