"""A proxy that can be used; and what was seen of its CA, never more than what clients did."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.interception.environment import Tried
from harness.model.readiness import State
from harness.reports.doctor.proxy import HOW, of_clients, of_no_proxy, of_proxies

A, B = "192.0.2.30", "192.0.2.31"


def test_without_a_proxy_it_cannot_be_told_and_how_to_look_is() -> None:
    assert (of_no_proxy().state, of_no_proxy().said) == (State.UNTOLD, HOW)


@pytest.mark.parametrize(
    ("accepted", "refused", "state", "part"),
    [
        ((A,), (), State.THERE, f"accepted by {A}"),
        # One app of the device refuses what others accept.
        ((A,), (A,), State.THERE, f"refused at least once by {A}"),
        ((A,), (B,), State.LIMITED, f"refused at least once by {B}"),
        ((), (B,), State.LIMITED, f"refused at least once by {B}"),
        ((), (), State.UNTOLD, "no client met the proxy yet"),
    ],
)
def test_what_clients_did(
    accepted: tuple[str, ...], refused: tuple[str, ...], state: State, part: str
) -> None:
    answer = of_clients(accepted, refused, whole=True)
    assert answer.state is state
    assert part in answer.said


def test_a_part_is_told_as_one() -> None:
    assert "by the first part of its records" in of_clients((A,), (), whole=False).said


OWN = Tried(program=Path("/own/bin/mitmdump"), version=None, why_not="it does not end")
DEBIAN = Tried(program=Path("/usr/bin/mitmdump"), version="8.1.1", why_not=None)
OLD = Tried(program=Path("/usr/bin/mitmdump"), version="6.0.2", why_not="it is older than 8")


def test_the_first_that_can_be_used_is_told() -> None:
    answer = of_proxies([OWN, DEBIAN])
    assert (answer.state, answer.said) == (State.THERE, "8.1.1, /usr/bin/mitmdump")


def test_where_none_can_be_used_each_is_told_with_the_reason() -> None:
    answer = of_proxies([OWN, OLD])
    assert answer.said == "/own/bin/mitmdump: it does not end; /usr/bin/mitmdump: it is older than 8"
    assert (answer.state, of_proxies([]).said) == (State.MISSING, "not installed")
    assert [(one.command, one.as_root) for one in answer.mends] == [("harness gateway install-proxy", True)]
