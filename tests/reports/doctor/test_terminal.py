"""The report: what can be done first; every row; commands whole; nothing hostile acts on a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.readiness import Answer, Mend, Purpose, Question, Row, State, abilities
from harness.reports.doctor.terminal import render

LIVE, GATEWAY, LAB = Purpose.LIVE, Purpose.GATEWAY, Purpose.LAB


def row(
    name: str,
    state: State,
    said: str = "said",
    *mends: Mend,
    needed: tuple[Purpose, ...] = (),
    useful: tuple[Purpose, ...] = (),
    about: str | None = None,
) -> Row:
    question = Question(
        id=name, group="Networks" if name == "nft" else "Capturing", topic=name, needed=frozenset(needed), useful=frozenset(useful)
    )  # fmt: skip
    return Row(question=question, answer=Answer(state=state, said=said, about=about, mends=mends))


ROWS = [
    row("dumpcap", State.MISSING, "not installed", Mend("apt-get install wireshark-common", as_root=True),
        needed=(LIVE, GATEWAY)),
    row("offloads", State.LIMITED, "generic-receive-offload: frames that no wire had",
        Mend("ethtool -K eth0 gro off", as_root=True), useful=(LIVE,), about="eth0"),
    row("namespaces", State.UNTOLD, "could not be told: unshare is not installed",
        Mend("apt-get install util-linux", as_root=True), needed=(LAB,)),
    row("nft", State.MISSING, "not installed", Mend("apt-get install nftables", as_root=True), needed=(GATEWAY,)),
    row("clock", State.THERE, "synchronised", useful=(LIVE,)),
]  # fmt: skip

REPORT = """\
WHAT THIS MACHINE CAN DO
  live     NO: dumpcap
  gateway  NO: dumpcap, nft
  lab      NO: could not be told: namespaces

CAPTURING
  MISSING  dumpcap (needed for live, gateway)
           not installed
           $ sudo apt-get install wireshark-common
  limited  offloads: eth0 (useful for live)
           generic-receive-offload: frames that no wire had
           $ sudo ethtool -K eth0 gro off
  untold   namespaces (needed for lab)
           could not be told: unshare is not installed
           $ sudo apt-get install util-linux
  ok       clock (useful for live)
           synchronised

NETWORKS
  MISSING  nft (needed for gateway)
           not installed
           $ sudo apt-get install nftables

WHAT BRINGS WHAT IS MISSING
  $ sudo apt-get update && sudo apt-get install wireshark-common nftables
  Packages are those of Debian and Ubuntu. Then ask again.
"""


def rendered(rows: list[Row], *purposes: Purpose, width: int = 80, colour: bool = False) -> str:
    return render(rows, abilities(rows, purposes or Purpose), width, colour=colour, is_root=False)


def test_a_whole_report() -> None:
    assert rendered(ROWS, LIVE, GATEWAY, LAB) == REPORT


def test_what_is_worse_is_told_beside_yes_and_nothing_is_brought() -> None:
    text = rendered(ROWS[1:2] + ROWS[4:], LIVE, GATEWAY)
    assert "  live     yes, but look at: offloads\n  gateway  yes\n" in text
    assert "WHAT BRINGS" not in text


def test_colour_adds_nothing() -> None:
    import re

    coloured = rendered(ROWS, LIVE, GATEWAY, LAB, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == REPORT


def test_root_is_shown_no_sudo() -> None:
    assert "sudo" not in render(ROWS, abilities(ROWS, Purpose), 80, colour=False, is_root=True)


@given(st.text(max_size=40), st.integers(60, 120))
def test_nothing_acts_on_a_terminal_and_lines_fit(text: str, width: int) -> None:
    hostile = row("a", State.LIMITED, f"\x1b]0;x\x07{text}", useful=(LIVE,), about=f"\x1b[31m{text}\n")
    report = rendered([hostile], width=width)
    assert all(char == "\n" or char.isprintable() for char in report)
    assert max(map(len, report.splitlines())) <= width


def test_a_command_stays_in_one_line() -> None:
    long = f"setcap x {'/a' * 60}"
    assert f"$ sudo {long}\n" in rendered(
        [row("a", State.MISSING, "no", Mend(long, as_root=True), needed=(LIVE,))]
    )
