"""Devices of known makers in the terminal report; the golden reports show the section as a whole."""

from __future__ import annotations

import polars as pl

from harness.reports.lines import paint
from harness.reports.terminal_stations import station_lines
from tests.support.analysis_example import example


def shown(stations: pl.DataFrame, *, all_rows: bool = False) -> str:
    return paint(station_lines(stations, 80, all_rows=all_rows), colour=False)


def test_without_a_known_maker_nothing_is_said() -> None:
    stations = example().stations
    assert shown(stations.filter(pl.col("rule").is_null())) == ""
    assert "02:00:00:00:00:01" not in shown(stations)


def test_a_long_list_is_cut_and_says_so() -> None:
    known = example().stations.head(1)
    many = pl.concat([known] * 10)
    assert "... and 2 more devices; --all lists every one" in shown(many)
    assert shown(many).count("acme.aircraft") == 8
    assert shown(many, all_rows=True).count("acme.aircraft") == 10


def test_vantage_points_are_told_where_there_are_several() -> None:
    known = example().stations.head(1)
    both = pl.concat([known, known.with_columns(vantage=pl.lit("gateway-wan"))])
    assert "- gateway-wan: 00:00:5e:00:53:01 at" in shown(both)
    assert "app: " not in shown(known)
