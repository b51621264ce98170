"""Which data sets are there, and which of them are asked for a day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import ReferenceDataError
from harness.model.declared_sources import Declared, declared
from harness.sources.geo_files import DataFile, read_side_car
from harness.sources.geo_import.importing import Wanted, import_files, side_car_of
from harness.sources.geo_import.store import write_side_car
from harness.sources.geo_library import embedded_sets, pick, taken, user_sets
from tests.support.geo_files import SAMPLES

DAY = date(2026, 11, 1)


def made(source: str, day: str, lineage: str | None = None) -> DataFile:
    """A data set as its side-car would declare it."""
    known = embedded_sets()[0]
    of: Declared = declared(source)[0]
    about = replace(
        known.source, source=of.source, meaning=of.meaning.value, lineage=lineage or of.lineage, date=day
    )
    return replace(
        known,
        source=about,
        answers=of.answers.value,
        values=(),
        routed=of.routed,
        folder=Path(day),
    )


def _renamed(one: DataFile, source: str) -> DataFile:
    return replace(one, source=replace(one.source, source=source))


def asked(*sets: DataFile, day: date = DAY) -> list[tuple[str, str]]:
    return [(one.source.source, one.source.date) for one in taken(sets, day)]


def test_of_a_source_the_nearest_date_and_of_equally_near_ones_the_older() -> None:
    near = [made("dbip-country", day) for day in ("2026-10-20", "2026-11-13", "2026-01-01")]
    assert asked(*near) == [("dbip-country", "2026-10-20")]
    assert asked(*near, day=date(2026, 11, 1)) == [("dbip-country", "2026-10-20")]
    assert asked(*near[:2], day=date(2026, 11, 2)) == [("dbip-country", "2026-11-13")]
    tie = date(2026, 11, 1)
    assert asked(made("dbip-country", "2026-11-11"), made("dbip-country", "2026-10-22"), day=tie) == [
        ("dbip-country", "2026-10-22")
    ]


def test_far_locators_are_left_out_only_where_two_lineages_are_near() -> None:
    far = made("geo-whois", "2026-06-17")
    assert ("geo-whois", "2026-06-17") in asked(made("dbip-country", "2026-11-01"), far)
    near = (made("dbip-country", "2026-11-01"), made("ipinfo-lite", "2026-11-01"))
    assert asked(*near, far) == [("dbip-country", "2026-11-01"), ("ipinfo-lite", "2026-11-01")]
    same = (made("dbip-country", "2026-11-01"), made("ipinfo-lite", "2026-11-01", lineage="db-ip"))
    assert ("geo-whois", "2026-06-17") in asked(*same, far)


def test_a_collected_list_gives_way_where_each_of_its_clouds_has_a_nearer_one() -> None:
    collected = replace(
        _renamed(made("aws-ranges", "2026-06-01"), "cloud-ranges"),
        values=(("aws", "x", "US", False), ("gcp", "y", "US", False)),
    )
    aws = replace(made("aws-ranges", "2026-11-01"), values=(("aws", "x", "US", False),))
    gcp = replace(made("gcp-ranges", "2026-11-01"), values=(("gcp", "y", "US", False),))
    assert ("cloud-ranges", "2026-06-01") in asked(collected, aws)
    assert asked(collected, aws, gcp) == [("aws-ranges", "2026-11-01"), ("gcp-ranges", "2026-11-01")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["dbip-country", "geo-whois", "ipinfo-lite", "asn"]), st.integers(-400, 400)
        ),
        max_size=9,
    ),
    st.randoms(),
)
def test_order_is_irrelevant_and_each_source_is_asked_at_most_once(
    some: list[tuple[str, int]], rnd: Random
) -> None:
    sets = [made(source, (DAY + timedelta(days)).isoformat()) for source, days in dict.fromkeys(some)]
    before = asked(*sets)
    rnd.shuffle(sets)
    assert asked(*sets) == before
    sources = [source for source, _ in before]
    assert len(sources) == len(set(sources))
    assert {one.source.lineage for one, why in pick(sets, DAY) if why is None} or not sets


def test_no_folder_is_no_data(tmp_path: Path) -> None:
    assert user_sets(tmp_path / "none") == ()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "f").write_bytes(SAMPLES["csv"])
    (one,) = import_files(
        [tmp_path / "f"], Wanted(sets=declared("dbip-country"), date="2026-11-01"), tmp_path / "data"
    )
    return one.data_set.folder


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"source": "geo-whois"}, "its side-car is that of 'geo-whois'"),
        ({"date": "2026-11-02"}, "of '2026-11-02'"),
        ({"answers": "x"}, "does not say what the data answer"),
        ({"known_faults": None}, "cannot be read as a side-car"),
    ],
)
def test_a_side_car_that_does_not_fit_is_refused(place: Path, changed: dict[str, object], why: str) -> None:
    path = place / "dbip-country.json"
    write_side_car(path, {**json.loads(path.read_text()), **changed})
    with pytest.raises(ReferenceDataError, match=why):
        user_sets(place.parent.parent)


def test_half_written_data_sets_are_not_seen(place: Path) -> None:
    (place.parent / ".new-x").mkdir()
    assert len(user_sets(place.parent.parent)) == 1


def test_a_side_car_says_what_is_declared(place: Path) -> None:
    told = json.loads((place / "dbip-country.json").read_text())
    assert (
        side_car_of(declared("dbip-country")[0]).items()
        <= {**told, "known_faults": told["known_faults"][:1]}.items()
    )
    assert read_side_car(place, "dbip-country").rows_v4 == told["rows_ipv4"]


def test_what_was_removed_is_not_asked() -> None:
    near, far = made("geolite2-country", "2026-11-01"), made("geolite2-country", "2026-01-01")
    gone = replace(near, dropped="2026-11-26")
    assert asked(gone, far) == [("geolite2-country", "2026-01-01")]
    assert [why for _, why in pick([gone, far], DAY)] == [
        "its data were removed on 2026-11-26, as the licence asks",
        None,
    ]
