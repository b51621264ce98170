"""Each layout from a server of this machine to a data set in place; and what must never come to be one."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from harness.errors import ReferenceDataError
from harness.sources.geo_import import import_file
from harness.sources.geo_library import user_sets
from harness.sources.geo_update import Ending, locked, months_to_try
from harness.sources.geodata import consult
from tests.support.geo_files import SAMPLES
from tests.support.geo_importer import STATED
from tests.support.geo_place import GEOLITE, SECRET, TAR, Place, dbip, delegated, geolite, place_in
from tests.support.mmdb_writer import mmdb_of
from tests.support.place_files import AWS, IPTOASN, MMDB, tar_gz
from tests.support.vendor import File, cut, page, redirect, status, vendor

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with place_in(tmp_path / "geodata") as made:
        yield made


def test_dbip_is_dated_by_its_month(place: Place) -> None:
    place.server.files |= dbip("2026-11")
    told = place.update("dbip-country")
    assert told.ending is Ending.FETCHED
    assert told.text.startswith("2026-11-01 (vendor_stated), ")
    (call,) = place.importer.calls
    assert (call["name"], call["octets"]) == ("dbip-country.mmdb", MMDB)
    assert (call["date"], call["date_basis"], call["version"]) == ("2026-11-01", "vendor_stated", "2026-11")
    assert place.there() == ["dbip-country/2026-11-01"]
    assert place.left() == []


def test_a_month_that_is_not_there_yet_gives_the_one_before(place: Place) -> None:
    place.server.files |= dbip("2026-12")
    told = place.update("dbip-country", date(2027, 1, 1))
    assert told.ending is Ending.FETCHED
    assert told.text.endswith("; that of 2027-01 is not there yet")
    assert place.there() == ["dbip-country/2026-12-01"]
    assert place.update("dbip-country", date(2027, 1, 2)).ending is Ending.UNCHANGED
    place.server.files |= dbip("2027-01", MMDB + b"more")
    assert place.update("dbip-country", date(2027, 1, 3)).ending is Ending.FETCHED
    assert place.there() == ["dbip-country/2026-12-01", "dbip-country/2027-01-01"]


def test_two_months_that_are_not_there_are_told(place: Place) -> None:
    told = place.update("dbip-country")
    assert (told.ending, told.text) == (Ending.FAILED, "the server has no such file (404)")
    assert len(place.server.seen) == 2


def test_a_fault_of_this_month_is_no_reason_to_take_the_one_before(place: Place) -> None:
    place.server.files |= dbip("2026-10")
    place.server.acts["/free/dbip-country-lite-2026-11.mmdb.gz"] = [status(403)]
    assert place.update("dbip-country").ending is Ending.FAILED
    assert place.there() == []


def test_the_month_before_the_first_is_december() -> None:
    assert months_to_try(date(2027, 1, 31)) == ["2027-01", "2026-12"]
    assert months_to_try(date(2028, 3, 1)) == ["2028-03", "2028-02"]


def test_geolite_comes_with_its_digest_from_another_host_without_credentials(place: Place) -> None:
    with vendor() as store:
        place.server.files |= geolite()
        store.files["/signed?X-Signature=abc"] = File(TAR)
        place.server.acts[GEOLITE] = [redirect(f"{store.url}/signed?X-Signature=abc")]
        told = place.update("geolite2-country")
        assert told.ending is Ending.FETCHED
        assert store.asked("authorization") == [None]
    assert place.server.asked("authorization") == ["Basic MTIzNDU6czNjcjN0LWszeQ=="] * 2
    (call,) = place.importer.calls
    assert (call["octets"], call["date"], call["date_basis"]) == (MMDB, None, None)
    assert place.there() == [f"geolite2-country/{STATED}"]


def test_older_editions_of_geolite_are_destroyed_once_a_newer_one_is_in_place(place: Place) -> None:
    place.importer.sets = ("geolite2-country", "geolite2-other")
    place.server.files |= geolite()
    place.update("geolite2-country")
    place.server.files |= geolite(tar_gz({"a.mmdb": MMDB + b"new"}))
    place.importer.stated = "2026-11-24"
    told = place.update("geolite2-country")
    assert "data of geolite2-country 2026-11-20 destroyed" in told.text
    assert "data of geolite2-other 2026-11-20 destroyed" in told.text
    assert place.there() == ["geolite2-country/2026-11-24", "geolite2-other/2026-11-24"]
    assert (place.into / "geolite2-country/2026-11-20/geolite2-country.json").is_file()


def test_nothing_is_destroyed_where_the_newer_edition_does_not_come(place: Place) -> None:
    place.server.files |= geolite()
    place.update("geolite2-country")
    place.server.files |= geolite(gzip.compress(b"no archive"))
    assert place.update("geolite2-country").ending is Ending.FAILED
    assert place.there() == [f"geolite2-country/{STATED}"]


def test_older_editions_of_others_are_kept(place: Place) -> None:
    place.server.files |= dbip("2026-10") | dbip("2026-11", MMDB + b"new")
    place.update("dbip-country", date(2026, 10, 5))
    place.update("dbip-country")
    assert place.there() == ["dbip-country/2026-10-01", "dbip-country/2026-11-01"]


def test_iptoasn_is_dated_by_the_server(place: Place) -> None:
    place.server.files["/data/ip2asn-combined.tsv.gz"] = File(gzip.compress(IPTOASN))
    place.importer.sets = ("iptoasn-country", "iptoasn-asn")
    assert place.update("iptoasn").ending is Ending.FETCHED
    (call,) = place.importer.calls
    assert (call["octets"], call["date"], call["date_basis"]) == (IPTOASN, "2026-09-21", "file_epoch")
    assert place.there() == ["iptoasn-asn/2026-09-21", "iptoasn-country/2026-09-21"]
    assert place.update("iptoasn").ending is Ending.UNCHANGED
    assert place.server.asked("if-none-match") == [None, '"v1"']


CLOUDS = {
    "aws-ranges": {"/ip-ranges.json": AWS},
    "gcp-ranges": {"/ipranges/cloud.json": b'{"syncToken": "1", "prefixes": []}'},
    "oracle-ranges": {"/iaas/tools/public_ip_ranges.json": b'{"regions": []}'},
    "fastly-ranges": {"/public-ip-list": b'{"addresses": ["192.0.2.0/24"], "ipv6_addresses": []}'},
    "digitalocean-ranges": {"/geo/google.csv": b"192.0.2.0/24,DE,DE-HE,Frankfurt,60311\n"},
    "cloudflare-ranges": {"/ips-v4": b"192.0.2.0/24\n198.51.100.0/24", "/ips-v6": b"2001:db8::/32"},
}


@pytest.mark.parametrize("source", CLOUDS)
def test_lists_of_clouds_reach_the_importer_as_they_are(place: Place, source: str) -> None:
    place.server.files |= {path: File(octets) for path, octets in CLOUDS[source].items()}
    assert place.update(source).ending is Ending.FETCHED
    octets = list(CLOUDS[source].values())
    expected = octets[0] if len(octets) == 1 else b"".join(one + b"\n" for one in octets)
    assert place.importer.calls[0]["octets"] == expected
    assert place.update(source).ending is Ending.UNCHANGED
    assert len(place.importer.calls) == 1


@pytest.mark.parametrize("source", CLOUDS)
def test_a_web_page_is_no_list(place: Place, source: str) -> None:
    place.server.files |= {path: File(octets) for path, octets in CLOUDS[source].items()}
    *_, last = CLOUDS[source]
    place.server.acts[last] = [page()]
    told = place.update(source)
    assert told.ending is Ending.FAILED
    assert (place.importer.calls, place.there(), place.left()) == ([], [], [])


def test_a_cut_in_the_middle_changes_nothing(place: Place) -> None:
    place.server.files |= geolite()
    place.server.acts[GEOLITE] = [cut(1_000), cut(700)]
    assert place.update("geolite2-country").ending is Ending.FETCHED
    assert place.importer.calls[0]["octets"] == MMDB
    assert place.pauses == [2, 4]


def test_what_is_in_place_is_never_replaced(place: Place) -> None:
    place.server.files["/ip-ranges.json"] = File(AWS)
    place.update("aws-ranges")
    place.server.files["/ip-ranges.json"] = File(AWS + b" ", etag='"v2"')
    told = place.update("aws-ranges")
    assert told.ending is Ending.UNCHANGED
    assert "kept as it is" in told.text
    assert (place.into / "aws-ranges" / STATED / "aws-ranges.parquet").read_bytes() == AWS
    assert place.update("aws-ranges").text == f"{STATED} is the newest"


def test_data_that_are_gone_are_fetched_again(place: Place) -> None:
    place.server.files["/ip-ranges.json"] = File(AWS)
    place.update("aws-ranges")
    for path in (place.into / "aws-ranges" / STATED).iterdir():
        path.unlink()
    (place.into / "aws-ranges" / STATED).rmdir()
    assert place.update("aws-ranges").ending is Ending.FETCHED


def test_what_the_importer_refuses_leaves_nothing(place: Place) -> None:
    place.importer.refuse = "aws-ranges.json:1: no row says anything"
    place.server.files["/ip-ranges.json"] = File(AWS)
    told = place.update("aws-ranges")
    assert (told.ending, told.text) == (Ending.FAILED, place.importer.refuse)
    assert (place.there(), place.left()) == ([], [])
    place.importer.refuse = ""
    assert place.update("aws-ranges").ending is Ending.FETCHED


def test_secrets_are_in_no_file(place: Place) -> None:
    place.server.files |= geolite()
    place.update("geolite2-country")
    assert [
        path for path in place.into.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ] == []


def test_a_second_update_waits_for_none(place: Place) -> None:
    with locked(place.into), pytest.raises(ReferenceDataError, match="another update"):
        place.update("aws-ranges")
    with locked(place.into):
        pass


def test_a_data_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReferenceDataError, match="cannot be written"), locked(tmp_path / "file"):
        pass


def test_what_is_fetched_is_read_and_can_be_asked(place: Place) -> None:
    """With the importer itself, for each kind of layout."""
    place.importer = import_file  # type: ignore[assignment]
    database = mmdb_of({"1.2.3.0/24": {"country": {"iso_code": "HK"}}})
    place.server.files |= {
        **dbip("2026-11", database),
        **geolite(tar_gz({"GeoLite2-Country_20261120/GeoLite2-Country.mmdb": database})),
        **delegated(),
        "/data/ip2asn-combined.tsv.gz": File(gzip.compress(SAMPLES["iptoasn"], mtime=0)),
        "/ip-ranges.json": File(SAMPLES["aws"]),
        "/ipranges/cloud.json": File(SAMPLES["gcp"]),
        "/iaas/tools/public_ip_ranges.json": File(SAMPLES["oracle"]),
        "/ips-v4": File(SAMPLES["cloudflare"].splitlines(keepends=True)[0]),
        "/ips-v6": File(SAMPLES["cloudflare"].splitlines(keepends=True)[1]),
        "/public-ip-list": File(SAMPLES["fastly"]),
        "/geo/google.csv": File(SAMPLES["digitalocean"]),
    }
    located = ("dbip-country", "geolite2-country", "rir-delegated", "iptoasn")
    clouds = ("aws", "gcp", "oracle", "cloudflare", "fastly", "digitalocean")
    sources = [*located, *(f"{name}-ranges" for name in clouds)]
    told = [place.update(source) for source in sources]
    assert [(one.source, one.text) for one in told if one.ending is not Ending.FETCHED] == []
    sets = user_sets(place.into)
    assert {one.source.source for one in sets} == {
        *sources,
        "iptoasn-asn",
        "iptoasn-country",
        "iptoasn-org",
    } - {"iptoasn"}
    row = consult(["1.2.3.4"], sets).answers.row(0, named=True)
    assert {vote["source"]: vote["country"] for vote in row["located"]} == {
        "dbip-country": "HK",
        "geolite2-country": "HK",
    }
