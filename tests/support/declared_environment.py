"""An environment with what a distribution declares, taken from that of the tests: nothing is fetched, nothing else is in it."""

from __future__ import annotations

from email.parser import HeaderParser
from importlib.metadata import Distribution, distribution
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def declared_by(wheel: Path) -> list[str]:
    """The requirements of a wheel, as its metadata states them."""
    with ZipFile(wheel) as files:
        (name,) = (one for one in files.namelist() if one.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(files.read(name).decode()).get_all("Requires-Dist", [])


def needed(requirements: list[str]) -> list[Distribution]:
    """What is installed here of these requirements and, in turn, of theirs; extras only where one asks for them.

    Raises:
        PackageNotFoundError: One is not installed here.
        ValueError: One is installed in a version that was not asked for.
    """
    found: dict[tuple[str, str], Distribution] = {}
    left = [(Requirement(line), "") for line in requirements]
    while left:
        wanted, extra = left.pop()
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": extra}):
            continue
        installed = distribution(wanted.name)
        if not wanted.specifier.contains(installed.version, prereleases=True):
            raise ValueError(f"{wanted} is asked for, and {installed.version} is installed")
        for more in ("", *wanted.extras):
            if (key := (canonicalize_name(wanted.name), more)) not in found:
                found[key] = installed
                left += [(Requirement(line), more) for line in installed.requires or []]
    return list({name: installed for (name, _), installed in found.items()}.values())


def link(installed: Distribution, packages: Path) -> None:
    """Put a link to each file of a distribution, by its RECORD, into a folder of packages; programs are left out.

    Raises:
        ValueError: It has no RECORD.
    """
    if installed.files is None:
        raise ValueError(f"{installed.name} does not say which files are its own")
    for file in installed.files:
        if ".." not in file.parts:
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(Path(str(file.locate())).resolve())
