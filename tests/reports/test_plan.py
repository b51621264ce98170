"""The plan on 80 columns: what stands where, nothing wider than the terminal, and no name that acts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.plans import Act, Outlook, Refuting
from harness.model.verdicts import Verdict
from harness.model.writings import Writing, Writings
from harness.reports.plan import render
from harness.reports.plan_words import BROKEN, INTERFERED, REFUTED
from tests.support.plan_example import plan, writings

EXPECTED = """\
Plan for scenario made-up
  made-up.yaml

Where the claims stand
  no-cn
    as tested: INCONCLUSIVE, can be PASS once all is mended: action 2.
      blocked by filter unknown (1), packet loss (1)
    as asserted: INCONCLUSIVE, no capture alone moves it (any value); actions
      1, 2 and 3 would clear the rest.
      blocked by scope not tested (2), filter unknown (1), packet loss (1)
  silent
    as tested: FAIL, refuted.
    as asserted: FAIL, refuted.
    No capture turns a witness into a pass. A re-test at equal or better
      coverage can only show that it is not seen since.
    - silent/log.example: not seen since, in us-v1
    It was only seen while the rig changed what the product does: capture
      again passively to see whether it holds without.
  2 blind spots of claims that are FAIL or ERROR are not planned for: mending
    them moves no verdict.

What to do next: 3 actions
  Nobody has done these yet. First what could move most verdicts, then what
  costs least; a verdict moves only when all that blocks it is mended.
  1. State what the captures of us-v1 do not say.
     a statement; clears 1 blind spot of 1 claim.
     how: 'filter'
     with 2: no-cn can be PASS as tested.
     Needless once 2 is done.
     write at made-up.yaml:40, cells[us-v1].captures[a.pcap]
         filter: all  # CHANGE
  2. Capture us-v1 again.
     a re-capture; clears 2 blind spots of 1 claim; at least 1.9 kB of payload
     lie in them.
     how: without loss
     alone: no-cn can be PASS as tested.
     then write at made-up.yaml:30, cells[us-v1].captures
  3. Plan and run 1 cell in SG.
     a new cell; clears 1 blind spot of 1 claim.
     how: what the claim is asserted for
     moves no verdict: what else blocks them no capture can move.
     write at made-up.yaml, cells
         - line: 0
"""


def test_the_report() -> None:
    said = render([(plan(), writings())], 80, colour=False)
    assert said.startswith(EXPECTED)
    after = said[len(EXPECTED) :]
    assert "# ... and 6 more lines; --all lists them" in after
    assert "any value: No list of cells covers 'any value'. Blocks no-cn." in after
    assert "write at made-up.yaml:60, claims[no-cn].scope" in after
    assert "- steps: login, flight; tested: login; nowhere: flight" in after
    assert "What no verdict covers, whatever is captured" in after
    assert "\x1b[" in render([(plan(), writings())], 80, colour=True)


def test_what_is_told_of_refuted_claims() -> None:
    said = " ".join(render([(plan(), writings())], 80, colour=False).split())
    assert REFUTED in said
    assert INTERFERED in said
    assert BROKEN not in said


def test_what_broke_comes_first() -> None:
    goals = tuple(replace(one, verdict=Verdict.ERROR, outlook=Outlook.BROKEN) for one in plan().goals)
    said = render([(replace(plan(), goals=goals, errors=("a.pcap: gone",)), Writings())], 80, colour=False)
    assert said.splitlines()[2] == "  ERROR: a.pcap: gone"
    assert BROKEN in " ".join(said.split())


def test_what_was_made_up_is_said_to_be() -> None:
    said = render([(replace(plan(), made_by=("forge 1", "lab 2")), Writings())], 80, colour=False)
    assert said.splitlines()[2].startswith("  SYNTHETIC: made up by forge 1, and by lab 2; says nothing")
    assert "SYNTHETIC" not in render([(plan(), writings())], 80, colour=False)


def test_all_lists_every_line() -> None:
    said = render([(plan(), writings())], 80, colour=False, all_rows=True)
    assert "- line: 19" in said
    assert "--all" not in said


def test_many_actions_are_counted() -> None:
    one = plan().actions[1]
    many = tuple(replace(one, number=number, act=Act(one.act.way, f"c{number}")) for number in range(1, 16))
    said = render([(replace(plan(), actions=many), Writings())], 80, colour=False)
    assert "... and 3 more; --all lists every one" in said
    assert "15. Capture c15 again." in render(
        [(replace(plan(), actions=many), Writings())], 80, colour=False, all_rows=True
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    long = replace(plan(), path="a/" * 60 + "scenario.yaml", scenario="s" * 90)
    wide = Writings({1: (Writing("k" * 90, 7, ("x: " + "y" * 200,), "only where " * 12),)})
    lines = render([(long, wide)], width, colour=False).splitlines()
    assert max(map(len, lines)) <= width


def test_names_cannot_act() -> None:
    evil = "\x1b[2Jevil\u202e"
    found = replace(
        plan(), path=evil, errors=(evil,), made_by=(evil,),
        findings=(Refuting(claim="silent", finding=evil, status="open", cells=(evil,)),),
        actions=tuple(replace(one, act=Act(one.act.way, evil), hows=(evil,)) for one in plan().actions),
        limits=tuple(replace(one, about=(evil,)) for one in plan().limits),
    )  # fmt: skip
    said = render([(found, Writings({1: (Writing(evil, 3, (evil,), evil),)}))], 80, colour=False)
    assert "evil" in said
    assert [char for char in said if not char.isprintable() and char != "\n"] == []
