"""Each change as lines of a shell, there and back."""

from __future__ import annotations

from harness.gateway.changes import Address, Features, LinkUp, OwnFile, Program, Setting, Table, Way
from tests.gateway.test_journal import CHANGES


def lines(steps: tuple) -> list[str]:
    return [step.shell() for step in steps]


def test_there_and_back() -> None:
    there = {type(one): (lines(one.steps()), lines(one.inverse())) for one in CHANGES}
    assert there[Setting] == (["echo 1 > /proc/sys/net/a"], ["echo 0 > /proc/sys/net/a"])
    assert there[LinkUp] == (["ip link set dev lan0 up"], ["ip link set dev lan0 down"])
    assert there[Address] == (
        ["ip address add fd00::1/64 dev lan0 nodad"],
        ["ip address del fd00::1/64 dev lan0"],
    )
    assert there[Features] == (["ethtool -K lan0 rx-gro-list off"], ["ethtool -K lan0 rx-gro-list on"])
    assert there[Table] == (
        ["nft -f - <<'END'\ntable inet x {\n}\nEND"],
        ["nft delete table inet harness_gateway"],
    )
    assert there[Way] == (["ip -6 rule add iif lan0"], ["ip -6 rule del iif lan0"])
    assert there[Program] == (["A=b p --x >> /l 2>&1 &"], ["kill p"])
    assert there[OwnFile][1] == ["rm -f /run/x"]


def test_a_shell_reads_an_odd_text_as_it_is() -> None:
    from harness.machine.programs import run

    change = OwnFile(path="/dev/stdout", text="a 'b' $c `d`")
    assert run(("sh", "-c", change.steps()[0].shell())).out == "a 'b' $c `d`\n"
