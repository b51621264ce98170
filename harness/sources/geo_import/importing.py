"""Files of one publication in, the data sets that they hold out: read, checked, flattened, written into the user's folder.

What is there is never overwritten, because answers were given by it; the same files again change nothing.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from harness.errors import ReferenceDataError
from harness.model.declared_sources import Answers, Declared, Meaning, declared
from harness.model.lineages import REGISTRY_AND_GEOFEED
from harness.model.sources import DataSource
from harness.sources.geo_files import DataFile, read_side_car
from harness.sources.geo_import.cloud_rows import CloudValue
from harness.sources.geo_import.found import Found, Said, TooManyFaults
from harness.sources.geo_import.opening import Opened, opened
from harness.sources.geo_import.ranges import Ranges, Row, code_of, flatten
from harness.sources.geo_import.recognise import FORMATS, recognise
from harness.sources.geo_import.store import range_frame, write_data_set

_DATED: Final = re.compile(r"(?<![0-9])(20[0-9]{2})-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12][0-9]|3[01]))?(?![0-9])")
_ONLY: Final[Mapping[str, Callable[[Declared], bool]]] = MappingProxyType(
    {
        "rir": lambda one: one.meaning is Meaning.REGISTERED,
        "iptoasn": lambda one: one.meaning is Meaning.OPERATOR,
        "pfx2as": lambda one: one.meaning is Meaning.OPERATOR,
        "geofeed": lambda one: one.lineage == REGISTRY_AND_GEOFEED,
    }
)
"""What data sets files of some forms can be."""
FORMAT_OF: Final[Mapping[str, str]] = MappingProxyType({"digitalocean-ranges": "digitalocean"})
"""Sources whose files have the form of another and say more."""
_BUILT_BY: Final = "harness geo import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be imported, and what the user says of it."""

    sets: tuple[Declared, ...]
    format: str | None = None
    """None: by content."""
    date: str | None = None
    """ISO date; None: what the files state."""
    date_basis: str = "none"
    """What a date that is given rests on; none: the word of who gives it."""
    version: str | None = None
    """The vendor's; None: the date."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One data set that was written, or was there already."""

    data_set: DataFile
    new: bool


def import_files(paths: Sequence[Path], wanted: Wanted, folder: Path) -> tuple[Imported, ...]:
    """Read the files of one publication and write the data sets in them.

    Args:
        paths: All files of it: IPv4 and IPv6, or one for each registry.
        wanted: What they are.
        folder: The user's; made if absent.

    Raises:
        ReferenceDataError: A file cannot be read or has faults, all of which are told; or a data set of that date is
            there with other octets.
    """
    files = [opened(path) for path in paths]
    found = read_files(files, wanted.format, keep_pseudo=any(one.routed for one in wanted.sets))
    day, basis = _dated(files, found, wanted)
    extra = {
        "date": day,
        "date_basis": basis,
        "version": wanted.version or day,
        "built_by": _BUILT_BY,
        "files": [{"name": one.name, "sha256": one.sha256, "octets": one.outer} for one in files],
    }
    _fits(found, wanted.sets)
    made = [one for one in wanted.sets if _has(found, one.answers)]
    if not made:
        raise ReferenceDataError(
            f"{files[0].name}: holds nothing of {', '.join(one.source for one in wanted.sets)}"
        )
    return tuple(_put(one, found, extra, folder / one.source / day) for one in made)


def import_file(
    path: Path,
    *,
    source: str,
    into: Path,
    date: str | None = None,
    date_basis: str | None = None,
    version: str | None = None,
) -> DataSource:
    """Turn one file of a known source into its data sets below a folder, as SOURCE/DATE.

    Returns:
        The first of its data sets.

    Raises:
        ReferenceDataError: Nobody declared the source; otherwise as ``import_files``.
    """
    sets = declared(source)
    if not sets:
        raise ReferenceDataError(f"{source}: not a known source")
    wanted = Wanted(
        sets=sets, format=FORMAT_OF.get(source), date=date, date_basis=date_basis or "none", version=version
    )
    return import_files([path], wanted, into)[0].data_set.source


def read_files(files: Iterable[Opened], format_: str | None = None, *, keep_pseudo: bool = False) -> Found:
    """Rows of all files together.

    Raises:
        ReferenceDataError: With every fault of every file, up to a cap.
    """
    found = Found(keep_pseudo=keep_pseudo)
    try:
        for file in files:
            found.file = file.name
            form = format_ or recognise(file.octets)
            if form is None:
                found.fault(1, f"of no known form; give one of {', '.join(FORMATS)} with --format")
                continue
            found.forms.add(form)
            before = sum(map(len, found.rows.values()))
            FORMATS[form](file.octets, found)
            if sum(map(len, found.rows.values())) == before and not found.faults:
                found.fault(1, "no row says anything")
    except TooManyFaults:
        pass
    if found.faults:
        raise ReferenceDataError("\n".join(found.faults))
    return found


def _dated(files: Sequence[Opened], found: Found, wanted: Wanted) -> tuple[str, str]:
    """The date of a publication and where it is from."""
    if wanted.date is not None:
        return wanted.date, wanted.date_basis
    if found.date is not None:
        return found.date, found.date_basis
    days = {
        "-".join(part or "01" for part in match.groups())
        for one in files
        for match in _DATED.finditer(one.name)
    }
    if len(days) != 1:
        raise ReferenceDataError(
            f"{files[0].name}: states no date; say when it was published with --date YYYY-MM-DD"
        )
    day = days.pop()
    try:
        datetime.fromisoformat(day)
    except ValueError:
        raise ReferenceDataError(f"{files[0].name}: {day} is no date; give --date YYYY-MM-DD") from None
    return day, "package_version"


def _fits(found: Found, sets: Sequence[Declared]) -> None:
    """Refuse what a form of file never says: a registration taken for a place would be a locator's vote."""
    for form in sorted(found.forms & set(_ONLY)):
        if not all(_ONLY[form](one) for one in sets):
            raise ReferenceDataError(
                f"{found.file}: a file of the form {form} is never {sets[0].source}, which is {sets[0].meaning}, lineage {sets[0].lineage}"
            )


def _has(found: Found, answers: Answers) -> bool:
    """Whether some row answers the question of a data set."""
    return any(_value(row.value, answers) is not None for rows in found.rows.values() for row in rows)


def _value(said: Any, answers: Answers) -> Any:
    """What a row says to one question."""
    if isinstance(said, CloudValue) or answers is Answers.CLOUD:
        return said if isinstance(said, CloudValue) and answers is Answers.CLOUD else None
    if answers is Answers.COUNTRY:
        return said.country
    return said.asn if answers is Answers.ASN else said.organisation


def _put(of: Declared, found: Found, extra: Mapping[str, Any], folder: Path) -> Imported:
    """Write a data set into its folder, unless the same one is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as temporary:
        made = Path(temporary) / folder.name
        made.mkdir()
        _write(of, found, extra, made)
        if not folder.exists():
            shutil.move(made, folder)  # within one folder: a rename, whole or not at all
            return Imported(read_side_car(folder, of.source), new=True)
        there, new = (read_side_car(one, of.source) for one in (folder, made))
    # Codes may be the same and mean something else.
    if (there.source.sha256, there.values) != (new.source.sha256, new.values):
        raise ReferenceDataError(
            f"{of.source} of {folder.name} is there already, with other answers; what answers rested on is never "
            f"overwritten: give another --date, or remove {folder} yourself"
        )
    return Imported(there, new=False)


def _write(of: Declared, found: Found, extra: Mapping[str, Any], folder: Path) -> None:
    side_car = {**side_car_of(of), **extra, "known_faults": _faults(of, found)}
    if of.answers is Answers.ORGANISATION:
        table = organisations(found)
        write_data_set(folder, table, side_car, table.height)
        return
    ranges = {version: flatten(_rows(rows, of.answers)) for version, rows in found.rows.items()}
    side_car |= {f"rows_ipv{version}": len(starts) for version, (starts, _) in ranges.items()}
    if of.answers is Answers.ASN:
        coded = {v: (starts, [number or 0 for number in numbers]) for v, (starts, numbers) in ranges.items()}
        write_data_set(folder, range_frame(coded[4], coded[6], pl.UInt32), side_car, len(coded[4][0]))
        return
    frame, values = coded_frame(ranges)
    write_data_set(folder, frame, {**side_car, "values": values}, len(ranges[4][0]))


def _rows(rows: Iterable[Row], answers: Answers) -> Iterable[Row]:
    told = ((row, _value(row.value, answers)) for row in rows)
    return (Row(row.start, row.end, value, row.rank) for row, value in told if value is not None)


def coded_frame(ranges: Mapping[int, Ranges]) -> tuple[pl.DataFrame, list[Any]]:
    """Ranges in the stored form, and what their codes mean."""
    vocabulary = sorted({value for _, values in ranges.values() for value in values if value is not None})
    coded = {v: (starts, code_of(values, vocabulary)) for v, (starts, values) in ranges.items()}
    frame = range_frame(coded[4], coded[6], pl.UInt8 if len(vocabulary) < 2**8 else pl.UInt16)
    return frame, [_stored(value) for value in vocabulary]


def _stored(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, CloudValue):
        return [value.cloud, value.region or None, value.country or None, value.anycast]
    return value


def organisations(found: Found) -> pl.DataFrame:
    """Most frequent name of each AS number; of equally frequent ones the first by alphabet."""
    names: dict[int, Counter[str]] = {}
    for rows in found.rows.values():
        for row in rows:
            if isinstance(row.value, Said) and row.value.asn and row.value.organisation:
                names.setdefault(row.value.asn, Counter())[row.value.organisation] += 1
    told = {number: min(seen, key=lambda name: (-seen[name], name)) for number, seen in sorted(names.items())}
    return pl.DataFrame({"asn": pl.Series(list(told), dtype=pl.UInt32), "organisation": list(told.values())})


def side_car_of(of: Declared) -> dict[str, Any]:
    """What a side-car takes over from the declaration."""
    return {
        "source": of.source,
        "answers": of.answers.value,
        "meaning": of.meaning.value,
        "lineage": of.lineage,
        "licence": of.licence,
        "attribution": of.attribution,
        "known_faults": list(of.known_faults),
        "routed": of.routed,
        "kept": of.kept,
    }


def _faults(of: Declared, found: Found) -> list[str]:
    ignored = ", ".join(f"{code} ({count:,})" for code, count in sorted(found.ignored.items()))
    said = [f"Codes that name no country are no answer: {ignored}."] if ignored else []
    return [*of.known_faults, *said]
