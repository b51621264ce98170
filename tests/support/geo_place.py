"""A data directory, a server that stands for every vendor, and an importer that notes what it got."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from harness.sources.geo_connection import Patience
from harness.sources.geo_download import Fetcher
from harness.sources.geo_edition import Job, Means
from harness.sources.geo_fetched import WORK_FOLDER
from harness.sources.geo_recipes import IPINFO_TOKEN, MAXMIND_ACCOUNT, MAXMIND_KEY, RECIPES
from harness.sources.geo_retention import drop_edition
from harness.sources.geo_tokens import Token
from harness.sources.geo_update import Outcome, Update, locked, update_one
from tests.support.geo_importer import Noting
from tests.support.place_files import DELEGATED, MMDB, tar_gz
from tests.support.vendor import File, Vendor, vendor

SECRET = "s3cr3t-k3y"
TOKENS = {
    MAXMIND_ACCOUNT: Token("12345"),
    MAXMIND_KEY: Token(SECRET),
    IPINFO_TOKEN: Token(SECRET),
}
TAR = tar_gz({"GeoLite2-Country_20261120/GeoLite2-Country.mmdb": MMDB})
GEOLITE = "/geoip/databases/GeoLite2-Country/download?suffix=tar.gz"


class Place:
    """A data directory, a server that stands for every vendor, and an importer."""

    def __init__(self, server: Vendor, into: Path) -> None:
        self.server = server
        self.into = into
        self.importer = Noting()
        self.pauses: list[float] = []

    def job(self, source: str, **more: object) -> Job:
        """A recipe with its vendor's paths on this machine."""
        recipe = RECIPES[source]
        paths = (address.partition("://")[2].partition("/")[2] for address in recipe.addresses)
        return replace(
            Job(recipe=recipe, addresses=tuple(f"{self.server.url}/{path}" for path in paths)),
            **more,  # type: ignore[arg-type]
        )

    def update(self, source: str, today: date = date(2026, 11, 26), **more: object) -> Outcome:
        fetcher = Fetcher(
            patience=Patience(connect_s=5, silent_s=5, whole_s=20, tries=3), sleep=self.pauses.append
        )
        run = Update(
            into=self.into,
            importer=self.importer,
            drop=partial(drop_edition, day=today.isoformat()),
            means=Means(work=self.into / WORK_FOLDER, tokens=TOKENS, fetcher=fetcher),
            today=today,
        )
        with locked(self.into):
            return update_one(self.job(source, **more), run)

    def there(self) -> list[str]:
        """Data sets in place."""
        return sorted(str(path.parent.relative_to(self.into)) for path in self.into.glob("[!.]*/*/*.parquet"))

    def left(self) -> list[str]:
        """What is not finished."""
        return sorted(
            path.name
            for path in (self.into / WORK_FOLDER).iterdir()
            if path.name != "lock" and "part" in path.name
        )


def hexed(algorithm: str, octets: bytes) -> str:
    return hashlib.new(algorithm, octets).hexdigest()


def dbip(month: str, octets: bytes = MMDB) -> dict[str, File]:
    return {f"/free/dbip-country-lite-{month}.mmdb.gz": File(gzip.compress(octets, mtime=0))}


def geolite(octets: bytes = TAR) -> dict[str, File]:
    stated = f"{hexed('sha256', octets)}  GeoLite2-Country_20261120.tar.gz\n"
    return {GEOLITE: File(octets), f"{GEOLITE}.sha256": File(stated.encode())}


REGISTRIES = ("afrinic", "apnic", "arin", "lacnic", "ripencc")


def delegated(*, wrong: str = "") -> dict[str, File]:
    """Five files with their digests: ARIN writes them as md5sum does, the others as BSD."""
    files: dict[str, File] = {}
    for address in RECIPES["rir-delegated"].addresses:
        path = "/" + address.partition("://")[2].partition("/")[2]
        name = next(name for name in REGISTRIES if f"delegated-{name}-" in path)
        octets = DELEGATED.replace(b"apnic", name.encode())
        digest = hexed("md5", octets if name != wrong else b"other")
        stated = f"{digest}  {path}" if name == "arin" else f"MD5 ({path}) = {digest}"
        files |= {path: File(octets), f"{path}.md5": File(stated.encode())}
    return files


@contextmanager
def place_in(into: Path) -> Iterator[Place]:
    """With the server running."""
    with vendor() as server:
        yield Place(server, into)
