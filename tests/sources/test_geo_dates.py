"""Dates from addresses and servers."""

from __future__ import annotations

from datetime import date

import pytest

from harness.sources.geo_dates import Stated, stated_date
from harness.sources.geo_recipe import Dated

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("address", "stated"),
    [
        (
            "https://download.db-ip.com/free/dbip-country-lite-2026-10.mmdb.gz",
            Stated("2026-10-01", "vendor_stated", "2026-10"),
        ),
        ("https://mirror.example/2026-10/country.mmdb.gz", Stated()),
        ("https://mirror.example/country-2026-13.mmdb.gz", Stated()),
        ("https://mirror.example/country-2026-10-05.mmdb.gz", Stated()),
        ("https://mirror.example/country.mmdb.gz", Stated()),
    ],
)
def test_a_month_in_the_name_is_the_edition(address: str, stated: Stated) -> None:
    assert stated_date(Dated.NAME, address, "Thu, 26 Nov 2026 05:00:00 GMT", TODAY) == stated


@pytest.mark.parametrize(
    ("last_modified", "stated"),
    [
        ("Tue, 24 Nov 2026 23:59:59 GMT", Stated("2026-11-24", "file_epoch")),
        ("Tue, 24 Nov 2026 23:59:59 -0100", Stated("2026-11-25", "file_epoch")),
        (None, Stated("2026-11-26", "none")),
        ("yesterday", Stated("2026-11-26", "none")),
        ("Tue, 99 Nov 2026 23:59:59 GMT", Stated("2026-11-26", "none")),
    ],
)
def test_a_server_dates_what_dates_itself_nowhere(last_modified: str | None, stated: Stated) -> None:
    assert stated_date(Dated.SERVER, "https://vendor.example/list", last_modified, TODAY) == stated


def test_what_says_its_own_date_is_left_to_the_importer() -> None:
    found = stated_date(Dated.CONTENT, "https://vendor.example/a-2026-10.json", "x", TODAY)
    assert found == (None, None, None)
