"""Whose encrypted hellos may be real: one device has several addresses, and several devices may share a MAC."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.doubts import CLIENT, in_doubt

V4, OTHER_V4, V6, OTHER_V6 = "192.168.1.20", "192.168.1.21", "2001:db8::20", "2001:db8::21"
MAC, OTHER = "02:00:00:00:00:01", "02:00:00:00:00:02"
Client = tuple[str, str, str | None]


def frame(*clients: Client) -> pl.DataFrame:
    return pl.DataFrame(clients, schema=dict.fromkeys(CLIENT, pl.String), orient="row")


def doubted(hellos: list[Client], askers: list[Client]) -> set[Client]:
    return set(in_doubt(frame(*hellos), frame(*askers)).iter_rows())


@pytest.mark.parametrize(("hello", "asker", "wanted"), [
    ((V4, MAC), (V4, MAC), True),
    ((V4, MAC), (V4, OTHER), True),
    ((V4, None), (V4, MAC), True),
    ((V6, MAC), (V4, MAC), True),
    ((V4, MAC), (V6, MAC), True),
    ((V6, MAC), (OTHER_V6, MAC), True),
    ((V4, MAC), (OTHER_V4, MAC), False),
    ((V6, MAC), (V4, OTHER), False),
    ((V6, MAC), (OTHER_V6, OTHER), False),
    ((V6, None), (V4, None), True),
    ((V4, None), (OTHER_V4, None), False),
    ((V6, MAC), (V4, None), False),
])  # fmt: skip
def test_addresses_of_one_device(
    hello: tuple[str, str | None], asker: tuple[str, str | None], *, wanted: bool
) -> None:
    assert (len(doubted([("app", *hello)], [("app", *asker)])) == 1) is wanted
    assert doubted([("app", *hello)], [("gateway", *asker)]) == set()


def test_nobody_asked_or_nobody_said_hello() -> None:
    assert doubted([("app", V4, MAC)], []) == doubted([], [("app", V4, MAC)]) == set()


CLIENTS = st.lists(
    st.tuples(st.sampled_from(["app", "gateway"]), st.sampled_from([V4, OTHER_V4, V6, OTHER_V6]), st.sampled_from([MAC, OTHER, None])),
    unique=True, max_size=8,
)  # fmt: skip


@given(CLIENTS, CLIENTS, CLIENTS)
def test_more_lookups_never_take_a_doubt_away(
    hellos: list[Client], askers: list[Client], more: list[Client]
) -> None:
    found = in_doubt(frame(*hellos), frame(*askers))
    assert found.height == found.unique().height
    assert set(found.iter_rows()) <= doubted(hellos, list({*askers, *more}))
