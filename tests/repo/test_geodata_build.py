"""The build of reference data on a small made-up input: right, repeatable, and refusing wrong archives."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgpack
import pytest

from harness.sources.geo_import.found import NO_COUNTRY
from harness.sources.geo_import.ranges import Row
from harness.sources.geo_library import EMBEDDED_SOURCES, embedded_sets
from harness.sources.geodata import consult
from scripts import build_geodata, geodata_parse
from scripts.geodata_packages import PACKAGES, obtain
from tests.support.topology import write_packages

CLOUDS: dict[str, Any] = {
    "version": "2026-01-02",
    "providers": ["aws", "azure", "cloudflare"],
    "ranges": [
        {"cidr": "3.0.0.0/16", "p": 0, "r": "ap-east-1", "s": "EC2"},
        {"cidr": "3.1.0.0/16", "p": 0, "r": "GLOBAL", "s": "AMAZON"},
        {"cidr": "3.1.2.0/24", "p": 0, "r": "eu-central-1", "s": "EC2"},
        {"cidr": "20.0.0.0/16", "p": 1, "r": "eastus", "s": "AZURECLOUD.EASTUS"},
        {"cidr": "20.0.1.0/24", "p": 1, "s": "SQL"},
        {"cidr": "20.0.2.0/24", "p": 1, "s": "AZUREFRONTDOOR.FRONTEND"},
        {"cidr": "2400:cb00::/32", "p": 2},
    ],
}
LOCATED = {"3.0.0.0": "CN", "4.0.0.0": "CN", "5.0.0.0": "EU"}
"""Made-up answers of every country set: a /16 each."""


def rows_of(path: Path, *, keep_pseudo: bool = False) -> list[Row]:
    """Stands in for reading an MMDB, which nothing here can write."""
    if "ipv6" in path.name:
        return []
    first = {text: int.from_bytes(bytes(map(int, text.split("."))), "big") for text in LOCATED}
    rows = [Row(first[text], first[text] + 0xFFFF, country) for text, country in LOCATED.items()]
    return [row for row in rows if keep_pseudo or row.value not in NO_COUNTRY]


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    as_it_is = geodata_parse.country_rows

    def country_rows(path: Path, *, keep_pseudo: bool = False) -> Iterable[Row]:
        read = rows_of if path.suffix == ".mmdb" else as_it_is
        return read(path, keep_pseudo=keep_pseudo)

    monkeypatch.setattr(geodata_parse, "country_rows", country_rows)
    monkeypatch.setattr(geodata_parse, "mmdb_date", lambda path: "2026-01-01")
    folders = {key: tmp_path / key for key in PACKAGES}
    for folder in folders.values():
        folder.mkdir()
    v6 = f"{0x2A00 << 112},{(0x2A00 << 112) + 9}"
    for version, text in (
        (4, '50331648,50397183,64496,"One, Inc."\n67108864,67174399,64497,Two\n'),
        (6, f"{v6},64498,Three\n"),
    ):
        (folders["asn"] / f"asn-ipv{version}-num.csv").write_text(text)
    (folders["asn-country"] / "asn-country-ipv4-num.csv").write_text("50331648,50397183,US\n")
    (folders["asn-country"] / "asn-country-ipv6-num.csv").write_text(f"{v6},DE\n")
    lists = folders["cloud-ranges"] / "cloudip" / "data"
    lists.mkdir(parents=True)
    (lists / "cloudip.msgpack.gz").write_bytes(gzip.compress(msgpack.packb(CLOUDS)))
    return folders | write_packages(tmp_path / "made-up")


def test_what_is_built_is_what_is_read(unpacked: dict[str, Path], tmp_path: Path) -> None:
    build_geodata.build(unpacked, tmp_path / "out")
    asked = ["2400:cb00::1", "20.0.1.1", "20.0.2.1", "3.0.1.1", "3.1.1.1", "3.1.2.1", "4.0.0.1", "5.0.0.1"]
    answers = consult(asked, embedded_sets(tmp_path / "out")).answers
    by = {row["server_ip"]: row for row in answers.iter_rows(named=True)}
    assert [vote["source"] for vote in by["3.0.1.1"]["located"]] == [
        "dbip-country"
    ]  # the CN of geo-whois is masked
    assert [vote["source"] for vote in by["4.0.0.1"]["located"]] == ["dbip-country", "geo-whois"]
    assert by["5.0.0.1"]["located"] == []
    assert (by["5.0.0.1"]["routed"], by["5.0.0.1"]["operator_country"]) == (True, None)
    assert (by["3.0.1.1"]["as_org"], by["3.0.1.1"]["registered_country"]) == ("One, Inc.", "US")
    assert [by[ip]["cloud_country"] for ip in asked[:6]] == [None, "US", None, "HK", None, "DE"]
    assert [by[ip]["anycast"] for ip in asked[:6]] == [True, False, True, False, True, False]


def test_the_same_input_gives_the_same_bytes(unpacked: dict[str, Path], tmp_path: Path) -> None:
    build_geodata.build(unpacked, tmp_path / "one")
    CLOUDS["ranges"].reverse()
    build_geodata.build(unpacked, tmp_path / "two")
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two
    assert {name.partition(".")[0] for name in one} == {*EMBEDDED_SOURCES, "country-cells"}
    assert json.loads(one["geo-whois.json"])["masked_prefixes"] == ["3.0.0.0/16"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    content = b"made up"
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as files:
        member = tarfile.TarInfo("package/data.csv")
        member.size = len(content)
        files.addfile(member, io.BytesIO(content))
    return tmp_path


def test_an_archive_with_another_digest_is_refused(archive: Path) -> None:
    with pytest.raises(ValueError, match="pinned is"):
        obtain(replace(PACKAGES["asn"], archive="a.tgz"), archive)


def test_a_pinned_archive_is_unpacked(archive: Path) -> None:
    import hashlib

    digest = hashlib.sha256((archive / "a.tgz").read_bytes()).hexdigest()
    folder = obtain(replace(PACKAGES["asn"], archive="a.tgz", sha256=digest), archive)
    assert (folder / "data.csv").read_bytes() == b"made up"
