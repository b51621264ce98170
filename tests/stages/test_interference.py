"""A cell with a file of an intercepting proxy is one with interference, whether the scenario says so or not."""

from __future__ import annotations

import polars as pl

from harness.model.scenario import Interference
from harness.stages.interference import with_interference
from harness.tables.captures import CAPTURES
from tests.support.places_example import capture, frame
from tests.support.scenario_parts import cell, scenario

TLS = Interference.TLS_INTERCEPTION
QUIC = Interference.QUIC_BLOCKED


def captures(*vantages: str) -> pl.DataFrame:
    rows = [capture(vantage=vantage, intercepted=True) for vantage in vantages]
    return frame(CAPTURES, *rows, capture(vantage="quiet/lan"))


def test_it_is_added_once_to_the_cells_that_have_it() -> None:
    of = scenario(cell(id="us", interference=(QUIC,)), cell(id="de", interference=(TLS,)), cell(id="quiet"))
    told = with_interference(of, captures("us/lan", "us/wan", "de/lan"))
    assert {one.id: one.interference for one in told.cells} == {"us": (QUIC, TLS), "de": (TLS,), "quiet": ()}


def test_what_else_the_record_says_was_changed_is_added_too() -> None:
    said = capture(
        vantage="us/lan", intercepted=True, comments=["by hand", "interference: quic_blocked, nonsense"]
    )
    unasked = capture(capture="c1", vantage="de/lan", comments=["interference: quic_blocked"])
    of = scenario(cell(id="us"), cell(id="de"))
    told = with_interference(of, frame(CAPTURES, said, unasked))
    assert [set(one.interference) for one in told.cells] == [{TLS, QUIC}, set()]


def test_nothing_else_changes() -> None:
    of = scenario(cell(id="us"))
    assert with_interference(of, captures()) == of
