"""A gateway is taken down after a crash at any point, and the machine is as it was."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from harness.gateway.changes import Change, LinkUp, OwnFile, Setting
from harness.gateway.down import Outcome, Undone, undo
from harness.gateway.journal import FILE, Journal
from harness.gateway.proxy import TUN, ProxyPlan
from harness.gateway.wish import Wish
from harness.lab.namespaces import Namespaces
from harness.model.gateway_state import InterceptionMode
from tests.support.fuzzing import SOAK
from tests.support.in_lab import in_lab
from tests.support.repository import ROOT

STAGES = ("intended", "made", "confirmed")
NEEDED = ("nft", "ethtool", "conntrack", "dnsmasq")


def points(changes: tuple[Change, ...], stages: tuple[str, ...]) -> list[tuple[int, str]]:
    """Where to crash: at the first and the last of each run of changes of one kind; at all of them when there is time."""
    kinds = [None, *map(type, changes), None]
    turns = [number for number in range(len(changes)) if len(set(kinds[number : number + 3])) > 1]
    chosen = range(len(changes)) if SOAK else turns
    return [(number, stage) for number in chosen for stage in (STAGES if SOAK else stages)]


def crash_at_points(
    lab: Namespaces, folder: Path, wish: Wish, proxy: ProxyPlan | None = None, *, last: bool = False
) -> list[str]:
    """Set a gateway up and kill that at points, take it down, and hold the machine against before; kinds of changes."""
    from harness.gateway.facts import facts_of
    from harness.gateway.plan import plan_gateway
    from harness.gateway.up import make
    from tests.support.gateway_world import GATEWAY, differences, killed, machine_now, three_machines

    three_machines(lab)
    before = machine_now(lab)
    with lab.entered(GATEWAY):
        facts = facts_of(wish)
        changes = plan_gateway(wish, facts, folder="/x", record="/x/r", began_ns=0, proxy=proxy).changes
        goals = points(changes, ("made",))
        for goal in goals[-1:] if last and not SOAK else goals:
            here = folder / f"{goal[0]}-{goal[1]}"
            here.mkdir()
            plan = plan_gateway(
                wish, facts, folder=str(here), record=str(here / "record-1"), began_ns=0, proxy=proxy
            )

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
    return [type(one).__name__ for one in changes]


@in_lab(*NEEDED, timeout_s=600 if SOAK else 100)
def test_after_a_crash_behind_any_change_everything_is_as_before(lab: Namespaces, folder: Path) -> None:
    kinds = crash_at_points(lab, folder, Wish(lan="lan0", wan="wan0", dhcp=True))
    assert set(kinds) == {"Setting", "LinkUp", "Address", "Features", "Table", "OwnFile", "Program"}


@in_lab(*NEEDED, "tun", timeout_s=600 if SOAK else 100)
def test_after_a_crash_with_a_proxy_everything_is_as_before(lab: Namespaces, folder: Path) -> None:
    command = (sys.executable, "-m", "tests.support.tun_program", TUN)
    proxy = ProxyPlan(
        command=command,
        environment=(("PATH", "/usr/bin"), ("PYTHONPATH", str(ROOT))),
        ready=f"interface:{TUN}",
        log="/x/log",
        key_log=None,
        ca_certificate=None,
        uid=None,
    )
    wish = Wish(lan="lan0", wan="wan0", interception=InterceptionMode.TUN)
    kinds = crash_at_points(lab, folder, wish, proxy, last=True)
    assert kinds.count("Way") == 6


def test_points_are_those_where_kinds_of_changes_meet() -> None:
    changes: tuple[Change, ...] = (
        LinkUp(interface="a"),
        *[OwnFile(path=str(number), text="") for number in range(4)],
    )
    numbers = {number for number, _ in points(changes, ("made",))}
    assert numbers == (set(range(5)) if SOAK else {0, 1, 4})


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
