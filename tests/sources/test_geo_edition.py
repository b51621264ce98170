"""Files of one edition and the digests that vendors publish of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.sources.geo_fetched import WORK_FOLDER
from harness.sources.geo_update import Ending
from tests.support.geo_importer import STATED
from tests.support.geo_place import (
    GEOLITE,
    REGISTRIES,
    SECRET,
    TAR,
    Place,
    delegated,
    geolite,
    hexed,
    place_in,
)
from tests.support.place_files import MMDB
from tests.support.vendor import File, status

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with place_in(tmp_path / "geodata") as made:
        yield made


def test_ipinfo_gets_its_token_and_says_its_digests(place: Place) -> None:
    path = "/data/ipinfo_lite.mmdb"
    stated = f'{{"checksums": {{"md5": "{"0" * 32}", "sha256": "{hexed("sha256", MMDB)}"}}}}'
    place.server.files |= {
        f"{path}?token={SECRET}": File(MMDB),
        f"{path}/checksums?token={SECRET}": File(stated.encode()),
    }
    assert place.update("ipinfo-lite").ending is Ending.FETCHED
    # The vendor counts downloads: where its digest is that of the file here, none is asked for.
    assert place.update("ipinfo-lite").ending is Ending.UNCHANGED
    assert place.server.paths().count(f"{path}?token={SECRET}") == 1
    noted = (place.into / WORK_FOLDER / "ipinfo-lite.json").read_text()
    assert SECRET not in noted


def test_the_registries_make_one_data_set(place: Place) -> None:
    place.server.files |= delegated()
    assert place.update("rir-delegated").ending is Ending.FETCHED
    (call,) = place.importer.calls
    lines = call["octets"].decode().split("\n")
    assert [line.split("|")[1] for line in lines if line.startswith("2|")] == list(REGISTRIES)
    assert place.update("rir-delegated").text == f"{STATED} is the newest"
    assert [path for path in place.server.paths() if not path.endswith(".md5")] == [
        path for path in delegated() if not path.endswith(".md5")
    ]


def test_one_registry_with_another_digest_spoils_them_all(place: Place) -> None:
    place.server.files |= delegated(wrong="lacnic")
    told = place.update("rir-delegated")
    assert told.ending is Ending.FAILED
    assert "MD5 is" in told.text
    assert "not imported" in told.text
    assert place.there() == []
    # What was right stays for the next run, which needs only the wrong one and those behind it.
    place.server.seen.clear()
    place.server.files |= delegated()
    assert place.update("rir-delegated").ending is Ending.FETCHED
    assert place.server.asked("range").count(None) == 7


def test_a_digest_that_is_published_a_moment_late_is_looked_at_twice(place: Place) -> None:
    place.server.files |= geolite()
    old = hexed("sha256", b"before").encode()
    place.server.acts[f"{GEOLITE}.sha256"] = [lambda handler: handler.plain(200, {}, old)]
    assert place.update("geolite2-country").ending is Ending.FETCHED
    assert place.server.paths().count(GEOLITE) == 2


def test_a_digest_that_is_missing_or_none_is_no_reason_to_do_without(place: Place) -> None:
    place.server.files |= {GEOLITE: File(TAR)}
    assert place.update("geolite2-country").text == "the published digest: the server has no such file (404)"
    place.server.files[f"{GEOLITE}.sha256"] = File(b"Invalid license key")
    assert "cannot be read" in place.update("geolite2-country").text
    assert place.there() == []


def test_a_mirror_gets_no_credentials_and_needs_no_digest(place: Place) -> None:
    place.server.files[GEOLITE] = File(TAR)
    assert place.update("geolite2-country", mirror=True).ending is Ending.FETCHED
    assert place.server.asked("authorization") == [None, None]


def test_a_mirror_with_a_wrong_digest_is_not_believed(place: Place) -> None:
    place.server.files |= geolite() | {f"{GEOLITE}.sha256": File(b"0" * 64)}
    assert place.update("geolite2-country", mirror=True).ending is Ending.FAILED


def test_credentials_that_are_not_accepted_are_told_without_them(place: Place) -> None:
    place.server.acts[f"{GEOLITE}.sha256"] = [status(401)]
    told = place.update("geolite2-country")
    assert told.text == "the published digest: the server does not accept the account, key or token (401)"
    assert SECRET not in repr(told)
