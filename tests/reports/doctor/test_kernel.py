"""Namespaces, the packet filter, TUN and rights: what each trial comes to."""

from __future__ import annotations

import pytest

from harness.machine.namespaces import LIMITS, Namespaces, Trial
from harness.model.readiness import State
from harness.reports.doctor.document import line_of
from harness.reports.doctor.kernel import (
    of_administrator,
    of_features,
    of_namespaces,
    of_tun,
    untried_features,
)

WORKS, NOT = Trial(works=True), Trial(works=False, why="Operation not permitted")


def test_namespaces_without_root() -> None:
    answer = of_namespaces(Namespaces(as_user=WORKS, as_root=None), WORKS, ())
    assert (answer.state, answer.said) == (State.THERE, "can be made without root")


def test_namespaces_as_root_only() -> None:
    answer = of_namespaces(Namespaces(as_user=NOT, as_root=WORKS), WORKS, ())
    assert answer.state is State.THERE
    assert "as an ordinary user: Operation not permitted" in answer.said


@pytest.mark.parametrize("name", LIMITS)
def test_a_setting_that_forbids_is_mended_by_name(name: str) -> None:
    answer = of_namespaces(Namespaces(as_user=NOT, as_root=None), None, (name,))
    assert answer.state is State.MISSING
    (mend,) = answer.mends
    line = line_of(mend, is_root=False)
    assert line.startswith(f"sudo sysctl -w {name}=")
    assert line != f"sudo sysctl -w {name}={LIMITS[name]}"


def test_namespaces_without_interfaces_are_of_no_use() -> None:
    answer = of_namespaces(Namespaces(as_user=WORKS, as_root=None), NOT, ())
    assert (answer.state, [mend.command for mend in answer.mends]) == (State.MISSING, ["modprobe veth"])


def test_a_refusal_to_an_ordinary_user_says_nothing_of_root() -> None:
    trials = {"masquerade": WORKS, "redirect": NOT}
    assert of_features(trials, as_root=True).state is State.MISSING
    answer = of_features(trials, as_root=False)
    assert answer.state is State.UNTOLD
    assert answer.facts == {"works": ["masquerade"], "fails": {"redirect": "Operation not permitted"}}
    assert of_features({"masquerade": WORKS}, as_root=False).state is State.THERE


def test_where_it_cannot_be_tried_root_is_asked_to() -> None:
    answer = untried_features("no namespace")
    assert (answer.state, answer.said) == (State.UNTOLD, "could not be told: no namespace")
    assert [line_of(mend, is_root=False) for mend in answer.mends] == ["sudo harness doctor --for gateway"]


def test_tun() -> None:
    assert of_tun(WORKS).state is State.THERE
    answer = of_tun(Trial(works=False, why="/dev/net/tun: No such file or directory"))
    assert (answer.state, [mend.command for mend in answer.mends]) == (State.MISSING, ["modprobe tun"])


@pytest.mark.parametrize(
    ("is_root", "may", "sudo", "state", "part"),
    [
        (True, True, None, State.THERE, "you are root"),
        (False, True, None, State.THERE, "CAP_NET_ADMIN"),
        (True, False, "sudo", State.MISSING, "container"),
        (False, False, "doas", State.LIMITED, "by doas"),
        (False, False, None, State.LIMITED, "neither sudo nor doas"),
    ],
)
def test_who_may_configure(is_root: bool, may: bool, sudo: str | None, state: State, part: str) -> None:
    answer = of_administrator(is_root=is_root, may_configure=may, sudo=sudo)
    assert answer.state is state
    assert part in answer.said
