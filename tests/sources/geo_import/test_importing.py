"""Files into the user's folder: what is written is what is asked, once and for all."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from datetime import date
from pathlib import Path

import pytest

from harness.errors import ReferenceDataError
from harness.model.declared_sources import IMPORTS, declared
from harness.sources.geo_files import DataFile
from harness.sources.geo_import.importing import Imported, Wanted, import_file, import_files
from harness.sources.geo_library import user_sets
from harness.sources.geo_recipes import RECIPES
from harness.sources.geodata import consult
from tests.support.geo_files import ASN, CSV, IPTOASN, RIR, SAMPLES
from tests.support.mmdb_writer import mmdb_of

LOCATED = b"1.2.3.0,1.2.3.255,DE\n2a00::,2a00::ffff,HK\n"


def take(
    folder: Path, octets: bytes, source: str, *, name: str = "f", day: str | None = "2026-11-01"
) -> tuple[Imported, ...]:
    file = folder / name
    file.write_bytes(octets)
    return import_files([file], Wanted(sets=declared(source), date=day), folder / "data")


def sets(folder: Path) -> dict[str, DataFile]:
    return {one.source.source: one for one in user_sets(folder / "data")}


def test_what_is_written_is_what_is_asked(tmp_path: Path) -> None:
    (one,) = take(tmp_path, LOCATED, "dbip-country")
    assert (one.new, one.data_set.source.lineage, one.data_set.source.date_basis) == (True, "db-ip", "none")
    answers = consult(["1.2.3.4", "2a00::1", "2a00::1:0"], [one.data_set]).answers
    assert [[vote["country"] for vote in row] for row in answers["located"].to_list()] == [["DE"], ["HK"], []]
    side_car = json.loads((one.data_set.folder / "dbip-country.json").read_text())
    assert side_car["files"][0]["octets"] == len(LOCATED)


def test_one_table_answers_three_questions(tmp_path: Path) -> None:
    take(tmp_path, IPTOASN.replace(b"192.0.2.", b"1.2.3.").replace(b"203.0.113.", b"1.2.4."), "iptoasn")
    found = sets(tmp_path)
    assert list(found) == ["iptoasn-asn", "iptoasn-country", "iptoasn-org"]
    (first, second, third) = consult(
        ["1.2.3.4", "1.2.4.1", "8.8.8.8"], list(found.values())
    ).answers.iter_rows(named=True)
    assert (first["asn"], first["as_org"], first["operator_country"], first["routed"]) == (
        64496,
        "ONE-AS One, Inc.",
        "CN",
        True,
    )
    assert (second["operator_country"], second["routed"]) == (None, True)
    assert (third["asn"], third["routed"]) == (None, False)
    assert first["located"] == []


def test_the_same_files_again_change_nothing_and_others_are_refused(tmp_path: Path) -> None:
    take(tmp_path, LOCATED, "dbip-country")
    before = {path: path.read_bytes() for path in (tmp_path / "data").rglob("*.*") if path.is_file()}
    assert not take(tmp_path, LOCATED, "dbip-country")[0].new
    with pytest.raises(ReferenceDataError, match="never overwritten"):
        take(tmp_path, LOCATED.replace(b"DE", b"FR"), "dbip-country")
    assert {path: path.read_bytes() for path in (tmp_path / "data").rglob("*.*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("octets", "source", "why"),
    [
        (RIR, "dbip-country", "never dbip-country"),
        (IPTOASN, "geo-whois", "never geo-whois"),
        (SAMPLES["geofeed"], "ipinfo-lite", "never ipinfo-lite"),
        (SAMPLES["aws"], "dbip-country", "holds nothing of dbip-country"),
        (ASN, "geolite2-country", "holds nothing of geolite2-country"),
        (b"?", "dbip-country", "f:1: of no known form"),
        (b"192.0.2.0,192.0.2.1,EU\n", "dbip-country", "no row says anything"),
        (b"PK\3\4", "dbip-country", "a zip archive"),
        (gzip.compress(CSV, mtime=0)[:-9], "dbip-country", "cannot be read to its end"),
    ],
)
def test_what_is_not_what_it_is_said_to_be_is_refused(
    tmp_path: Path, octets: bytes, source: str, why: str
) -> None:
    with pytest.raises(ReferenceDataError, match=why):
        take(tmp_path, octets, source)
    assert list((tmp_path / "data").rglob("*.parquet")) == []


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(CSV + b"x,y,z\n")
    with pytest.raises(ReferenceDataError) as told:
        import_files(
            [tmp_path / "a", tmp_path / "b"], Wanted(sets=declared("dbip-country")), tmp_path / "data"
        )
    assert [line.split(": ")[0] for line in str(told.value).splitlines()] == ["a:5", "b:5"]


@pytest.mark.parametrize(
    ("name", "octets", "date_", "basis"),
    [
        ("dbip-country-lite-2026-11.csv.gz", gzip.compress(CSV, mtime=0), "2026-11-01", "package_version"),
        ("routeviews-20261105-1200.csv", CSV, "2026-11-05", "package_version"),
        (
            "x.mmdb",
            mmdb_of({"192.0.2.0/24": {"country_code": "DE"}}, epoch=1_793_491_200),
            "2026-11-01",
            "file_epoch",
        ),
    ],
)
def test_dates_by_content_or_name(tmp_path: Path, name: str, octets: bytes, date_: str, basis: str) -> None:
    (one,) = take(tmp_path, octets, "dbip-country", name=name, day=None)
    assert (one.data_set.source.date, one.data_set.source.date_basis) == (date_, basis)


@pytest.mark.parametrize("name", ["f", "2026-11-01-and-2026-11-02", "v20261399"])
def test_without_a_date_it_is_asked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReferenceDataError, match="--date"):
        take(tmp_path, CSV, "dbip-country", name=name, day=None)


def test_an_archive_of_one_mmdb_is_opened(tmp_path: Path) -> None:
    database, archive = SAMPLES["mmdb"], io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as files:
        member = tarfile.TarInfo("../GeoLite2-Country_20261101/GeoLite2-Country.mmdb")
        member.size = len(database)
        files.addfile(member, io.BytesIO(database))
    (one,) = take(
        tmp_path, archive.getvalue(), "geolite2-country", name="GeoLite2-Country_20261101.tar.gz", day=None
    )
    assert one.data_set.source.source == "geolite2-country"


def test_what_answers_a_registry_gives_is_no_place(tmp_path: Path) -> None:
    (one,) = take(tmp_path, RIR.replace(b"192.0.2.", b"1.2.3."), "rir-delegated", day=None)
    row = consult(["1.2.3.4"], [one.data_set]).answers.row(0, named=True)
    assert (row["registered_country"], row["located"]) == ("CN", [])
    assert one.data_set.source.date == date(2026, 10, 31).isoformat()


def test_every_source_can_be_declared_and_none_twice() -> None:
    ids = [one.source for word, several in IMPORTS.items() for one in several if word != "iptoasn-country"]
    assert len(ids) == len(set(ids))
    assert declared("geofeed-example")[0].source == "geofeed-example"
    assert declared("nobody") == ()


def test_one_file_as_an_update_hands_it_over(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(IPTOASN)
    made = import_file(
        tmp_path / "f",
        source="iptoasn",
        into=tmp_path / "made",
        date="2026-11-01",
        date_basis="vendor_stated",
        version="v",
    )
    assert (made.source, made.date, made.date_basis, made.version) == (
        "iptoasn-country",
        "2026-11-01",
        "vendor_stated",
        "v",
    )
    folders = sorted(path.relative_to(tmp_path / "made") for path in (tmp_path / "made").glob("*/*/"))
    assert list(map(str, folders)) == [
        "iptoasn-asn/2026-11-01",
        "iptoasn-country/2026-11-01",
        "iptoasn-org/2026-11-01",
    ]
    with pytest.raises(ReferenceDataError, match="not a known source"):
        import_file(tmp_path / "f", source="nobody", into=tmp_path / "made")


def test_every_recipe_of_an_update_is_a_known_source() -> None:
    assert [source for source in RECIPES if not declared(source)] == []
    cloud = {"cloud_region", "anycast"}
    for source, recipe in RECIPES.items():
        meant = declared(source)[0].meaning.value
        assert recipe.meaning == meant or {recipe.meaning, meant} <= cloud, source
