"""What was seen of the proxy's CA: never more than what clients did."""

from __future__ import annotations

import pytest

from harness.model.readiness import State
from harness.reports.doctor.ca import HOW, of_clients, of_no_proxy

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
