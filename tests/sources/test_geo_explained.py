"""What every data set says of one address, and what becomes of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from harness.model.declared_sources import declared
from harness.sources.geo_explained import Heard, explain
from harness.sources.geo_import.importing import Wanted, import_files
from harness.sources.geo_library import embedded_sets, pick, user_sets

DAY = date(2026, 6, 20)


def heard(address: str, *more: Path) -> dict[tuple[str, str], Heard]:
    sets = (*embedded_sets(), *(one for folder in more for one in user_sets(folder)))
    return {
        (one.data_set.source.source, one.data_set.source.date): one
        for one in explain(address, pick(sets, DAY))
    }


def test_every_embedded_set_is_told() -> None:
    found = {source: one for (source, _), one in heard("18.162.0.10").items()}
    assert (found["dbip-country"].answer, found["dbip-country"].why_not) == ("HK", None)
    assert (found["geo-whois"].answer, found["geo-whois"].why_not) == (None, "it has no answer")
    assert found["cloud-ranges"].answer == "aws ap-east-1, HK"
    assert (found["asn"].answer, found["as-org"].answer) == ("AS16509", "Amazon.com, Inc.")


def test_cn_of_holders_statements_is_no_answer_where_the_cloud_says_hong_kong(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"18.162.0.0,18.162.0.255,CN\n")
    import_files([tmp_path / "f"], Wanted(sets=declared("geo-whois"), date="2026-06-20"), tmp_path / "data")
    found = heard("18.162.0.10", tmp_path / "data")
    newer = found["geo-whois", "2026-06-20"]
    assert newer.answer == "CN"
    assert newer.why_not == "a published list says HK, which this source is known to read as CN"
    assert found["geo-whois", "2026-06-17"].why_not == "that of 2026-06-20 is nearer"


def test_a_feed_that_repeats_the_cloud_s_list_is_one_vote_with_it(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"18.162.0.0/24,HK,,,\n")
    import_files(
        [tmp_path / "f"], Wanted(sets=declared("geofeed-example"), date="2026-06-20"), tmp_path / "data"
    )
    found = heard("18.162.0.10", tmp_path / "data")
    assert found["geofeed-example", "2026-06-20"].one_with == "published-list"
    assert found["dbip-country", "2026-06-01"].one_with is None


def test_of_one_lineage_the_nearest_that_answers_is_heard(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"47.88.1.0/24,SG,,,\n")
    import_files(
        [tmp_path / "f"], Wanted(sets=declared("geofeed-example"), date="2026-06-20"), tmp_path / "data"
    )
    found = heard("47.88.1.1", tmp_path / "data")
    assert found["geofeed-example", "2026-06-20"].why_not is None
    assert "geofeed-example is nearer" in str(found["geo-whois", "2026-06-17"].why_not)
