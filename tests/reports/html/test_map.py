"""The map: areas as octets, countries by location alone, and nothing that the table does not say."""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl

from harness.reports.html.map import analysis_discs, analysis_map, verification_discs, verification_map
from harness.reports.html.sent import sent_by_subject
from tests.support import analysis_example
from tests.support.verification_example import example


def test_every_octet_of_the_rows_stands_in_a_country_or_is_said_to_stand_in_none() -> None:
    drawn = verification_map(example())
    assert drawn is not None
    sent = sent_by_subject(example())
    assert {spot.code for spot in drawn.spots} == {one.country for one in sent if one.country is not None}
    assert sum(row.endpoints for row in drawn.rows) == len({(one.name, one.address) for one in sent})
    assert all(row.where in drawn.alternative for row in drawn.rows[:8])


def test_areas_are_as_octets() -> None:
    analysis = analysis_example.example()
    drawn = analysis_map(analysis)
    assert drawn is not None
    placed = analysis.endpoints.join(analysis.places, on=["vantage", "server_ip"], how="left").filter(
        pl.col("country").is_not_null()
    )
    totals = dict(placed.group_by("country").agg(pl.col("payload_octets_up").sum()).rows())
    radii = {spot.code: spot.radius for spot in drawn.spots}
    assert set(radii) == set(totals)
    most = max(totals, key=lambda code: totals[code])
    for code, total in totals.items():
        assert math.isclose(
            radii[code], max(4.0, radii[most] * math.sqrt(total / totals[most])), abs_tol=0.06
        )


def test_registered_and_operator_country_are_never_drawn() -> None:
    """Where no locator answers, an address is nowhere, whoever it is registered to."""
    found = example()
    places = found.places.with_columns(
        country=pl.lit(None, pl.String), candidates=pl.lit([], pl.List(pl.String)), status=pl.lit("unknown"),
        registered_country=pl.lit("CN"), operator_country=pl.lit("CN"),
    )  # fmt: skip
    drawn = verification_map(replace(found, places=places))
    assert drawn is not None
    assert drawn.spots == ()
    assert [row.where for row in drawn.rows] == ["not located"]


def test_nothing_sent_is_no_map() -> None:
    assert verification_map(replace(example(), contacts=example().contacts.clear())) is None


def test_discs_say_what_is_out_of_reach() -> None:
    told = verification_discs(example())
    assert (told["discs"], told["countries"]) == ([], ["CN"])
    assert analysis_discs(analysis_example.example())["countries"] == [
        answer.country for answer in analysis_example.example().answers
    ]
