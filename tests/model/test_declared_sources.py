"""Declarations: nothing that is no place is declared as one, and copies share a lineage."""

from __future__ import annotations

import pytest

from harness.model.declared_sources import CLOUDS, IMPORTS, Answers, Declared, Meaning, declared, declared_set
from harness.model.lineages import PUBLISHED_LIST, REGISTRY_AND_GEOFEED

EVERY = {one.source: one for several in IMPORTS.values() for one in several}


@pytest.mark.parametrize("one", EVERY.values(), ids=EVERY)
def test_each_says_whom_it_copies_and_its_licence(one: Declared) -> None:
    assert one.lineage
    assert one.licence
    assert (
        (one.meaning is Meaning.CLOUD_REGION)
        == (one.answers is Answers.CLOUD)
        == (one.lineage == PUBLISHED_LIST)
    )
    if one.answers in (Answers.ASN, Answers.ORGANISATION):
        assert one.meaning is Meaning.OPERATOR
    assert not one.routed or one.meaning is Meaning.OPERATOR


def test_vendors_are_lineages_of_their_own_and_holders_are_one() -> None:
    located = {source: one.lineage for source, one in EVERY.items() if one.meaning is Meaning.GEOLOCATED}
    assert located == {
        "dbip-country": "db-ip",
        "geolite2-country": "maxmind",
        "ipinfo-lite": "ipinfo",
        "ip2location-lite": "ip2location",
        "geo-whois": REGISTRY_AND_GEOFEED,
        "geofeed": REGISTRY_AND_GEOFEED,
    }


def test_only_geolite2_may_not_be_kept() -> None:
    assert {source for source, one in EVERY.items() if not one.kept} == {
        "geolite2-country",
        "geolite2-asn",
        "geolite2-org",
    }


def test_by_word_and_by_id() -> None:
    assert [one.source for one in declared("ipinfo-lite")] == [
        "ipinfo-lite",
        "ipinfo-lite-asn",
        "ipinfo-lite-org",
    ]
    assert [one.source for one in declared("asn")] == ["asn", "as-org"]
    found = declared_set("iptoasn-org")
    assert found is not None
    assert found.answers is Answers.ORGANISATION
    assert declared_set("geofeed-example") is not None
    assert declared_set("nobody") is None
    assert all(declared(f"{cloud}-ranges") for cloud in CLOUDS)
