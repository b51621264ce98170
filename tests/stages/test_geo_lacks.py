"""Why an address is open, one word for each way."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.geo_needs import Lack
from harness.stages.geo_lacks import claimed_elsewhere, lacks_of
from harness.stages.place_judging import judge_place
from tests.support.geo_rows import NOVEMBER_NS, SOON, seen
from tests.support.places_example import place, votes

DAY_NS = 86_400 * 10**9
ALIBABA_ABROAD = 134963
"""Operated under control from CN by the catalogue of control."""


def lacks(row: dict[str, Any] | None, *, dates: tuple[str, ...] = SOON, **endpoint: Any) -> tuple[Lack, ...]:
    rows = [seen(**endpoint)]
    return tuple(lacks_of(("CN",), rows, row, judge_place(("CN",), rows[0], row), dates))


@pytest.mark.parametrize(
    ("row", "lack"),
    [
        (place(), Lack.THERE),
        (
            place(located=votes(vendor="CN", holder="DE"), candidates=["CN", "DE"], status="disputed"),
            Lack.DISPUTED,
        ),
        (place(located=votes(vendor="CN"), status="single"), Lack.SINGLE),
        (place(located=votes(vendor="DE"), candidates=["DE"], status="single"), Lack.SINGLE),
        (
            place(located=votes(holder="DE", cloud="CN"), candidates=["CN", "DE"], status="disputed"),
            Lack.DISPUTED,
        ),
        (
            place(located=votes(vendor="DE", holder="DE"), candidates=["DE"], operator_country="CN"),
            Lack.OPERATOR,
        ),
        (
            place(located=votes(vendor="DE", holder="DE"), candidates=["DE"], registered_country="CN"),
            Lack.OPERATOR,
        ),
        (
            place(located=votes(vendor="SG", holder="SG"), candidates=["SG"], asn=ALIBABA_ABROAD),
            Lack.OPERATOR,
        ),
        (place(status="anycast", anycast=True), Lack.ANYCAST),
        (place(status="unknown", located=[], candidates=[], routed=False), Lack.UNKNOWN),
        (place(status="refuted", excluded=["DE"], located=votes(vendor="DE"), candidates=[]), Lack.REFUTED),
        (None, Lack.UNKNOWN),
    ],
)
def test_each_way_to_be_open(row: dict[str, Any] | None, lack: Lack) -> None:
    assert lacks(row) == (lack,)


def test_clear_is_clear() -> None:
    assert lacks(place(located=votes(vendor="DE", holder="DE"), candidates=["DE"])) == ()
    assert lacks(place(located=votes(cloud="DE"), candidates=["DE"], operator_country="CN")) == ()


def test_an_address_of_the_access_network() -> None:
    assert lacks(None, scope="carrier") == (Lack.CARRIER,)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (90, False), (91, True), (-90, False), (-91, True)])
def test_data_of_another_time(days: int, stale: bool) -> None:
    clear = place(located=votes(vendor="DE", holder="DE"), candidates=["DE"])
    then_ns = NOVEMBER_NS - NOVEMBER_NS % DAY_NS + days * DAY_NS
    found = lacks(clear, dates=("2026-10-26",), first_ns=then_ns, last_ns=then_ns)
    assert found == ((Lack.STALE,) if stale else ())


def test_claims_elsewhere_leave_out_what_is_asked_and_what_is_excluded() -> None:
    row = place(located=votes(vendor="CN", holder="JP", cloud="DE"), candidates=["CN", "DE"], excluded=["JP"])
    assert claimed_elsewhere(("CN",), row) == ("DE",)
    assert claimed_elsewhere(("CN",), None) == ()
