"""Recipes in, data sets in the user's data directory out: fetch, check, unwrap, import, put in place, one source at a time.

Everything is made in a folder beside the data sets and moved into place whole by one rename; what is in place is never
replaced, so evidence keeps the edition that it names. A source that fails leaves every other as it is.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from harness.errors import FetchError, ReferenceDataError
from harness.model.sources import DataSource
from harness.sources.geo_dates import stated_date
from harness.sources.geo_download import demand_room
from harness.sources.geo_edition import NOT_FOUND, Edition, Job, Means, fetch, forget
from harness.sources.geo_fetched import WORK_FOLDER, Fetched, FetchedFile, read_fetched, write_fetched
from harness.sources.geo_recipe import MONTH, Recipe, Wrapping
from harness.sources.geo_retention import drop_older
from harness.sources.geo_unpack import check_form, unpack

_EXPANSION: Final = 12
"""Room asked for before unwrapping, by octets as fetched; the bound of the recipe where that is less."""


class Importer(Protocol):
    """``harness.sources.geo_import.import_file``."""

    def __call__(
        self,
        path: Path,
        *,
        source: str,
        into: Path,
        date: str | None = None,
        date_basis: str | None = None,
        version: str | None = None,
    ) -> DataSource:
        """Turn a file into a data set below ``into``, as SOURCE/DATE."""
        ...


class Ending(Enum):
    """How it went with one source."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One source."""

    source: str
    ending: Ending
    text: str
    """What came of it, or why not; without secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What all sources of a run share."""

    into: Path
    """The data directory."""
    importer: Importer
    drop: Callable[[Path], None]
    """Destroys the data of one edition."""
    means: Means
    today: date
    """UTC."""


@contextmanager
def locked(into: Path) -> Iterator[None]:
    """Keep a second update out; the lock ends with the process, however it ends.

    Raises:
        ReferenceDataError: Another update runs, or the data directory cannot be written.
    """
    try:
        (into / WORK_FOLDER).mkdir(parents=True, exist_ok=True)
        lock = os.open(into / WORK_FOLDER / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise ReferenceDataError(f"{into}: cannot be written ({fault.strerror})") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ReferenceDataError(f"{into}: another update is under way; try again when it is done") from None
    finally:
        os.close(lock)


def update_one(job: Job, run: Update) -> Outcome:
    """Bring one source up to date; a fault is an outcome."""
    source = job.recipe.source
    try:
        return _update(job, run)
    except ReferenceDataError as fault:
        return Outcome(source=source, ending=Ending.FAILED, text=str(fault))
    except OSError as fault:
        text = f"a file cannot be written or read ({fault.strerror})"
        return Outcome(source=source, ending=Ending.FAILED, text=text)


class _Done(NamedTuple):
    """One source that is up to date."""

    ending: Ending
    sets: tuple[tuple[str, str], ...]
    """Its data sets: source and date."""
    text: str


def _update(job: Job, run: Update) -> Outcome:
    done, missed = _newest(job, run)
    notes = [f"that of {month} is not there yet" for month in missed]
    if not job.recipe.older_kept:
        # Also where nothing was new: an earlier run may have been broken off before it came to this.
        for name, day in done.sets:
            gone = drop_older(run.into, name, day, run.drop)
            notes += [f"data of {name} {older} destroyed, as the licence asks" for older in gone]
    return Outcome(source=job.recipe.source, ending=done.ending, text="; ".join([done.text, *notes]))


def _newest(job: Job, run: Update) -> tuple[_Done, list[str]]:
    """The newest edition there is, and the months that have none yet."""
    months = months_to_try(run.today) if any(MONTH in address for address in job.addresses) else [""]
    missed: list[str] = []
    while True:
        month = months[len(missed)]
        try:
            return _edition(job, tuple(one.replace(MONTH, month) for one in job.addresses), run), missed
        except FetchError as fault:
            missed.append(month)
            if fault.status != NOT_FOUND or len(missed) == len(months):
                raise


def months_to_try(today: date) -> list[str]:
    """This month and the one before, as they stand in addresses."""
    before = today.replace(day=1) - timedelta(days=1)
    return [today.strftime("%Y-%m"), before.strftime("%Y-%m")]


def _edition(job: Job, addresses: tuple[str, ...], run: Update) -> _Done:
    """Fetch one edition, unless it is here already, and make data sets of it."""
    source = job.recipe.source
    before = read_fetched(run.into, source)
    edition = fetch(job, addresses, before, run.means)
    if before is not None and (edition is None or _same(edition.files, before.files)):
        forget(edition)
        return _Done(Ending.UNCHANGED, before.sets, f"{before.date} is the newest")
    if edition is None:
        raise FetchError("the server says that nothing changed, and nothing is here; run it again")
    try:
        made = _make(job, addresses, edition, run)
    finally:
        forget(edition)
    write_fetched(run.into, source, Fetched(files=edition.files, sets=made.sets))
    day = made.source.date
    if not made.placed:
        text = f"{day} is there already and was kept as it is; to have it made again, delete its folder first"
        return _Done(Ending.UNCHANGED, made.sets, text)
    octets = sum(file.octets for file in edition.files)
    several = len(edition.files) > 1
    digest = f"{len(edition.files)} files" if several else f"SHA-256 {edition.files[0].sha256}"
    told = f"{day} ({made.source.date_basis}), {octets:,} octets, {digest}"
    return _Done(Ending.FETCHED, made.sets, told)


def _same(files: Sequence[FetchedFile], before: Sequence[FetchedFile]) -> bool:
    return [file.sha256 for file in files] == [file.sha256 for file in before]


class _Made(NamedTuple):
    """What an import made."""

    source: DataSource
    sets: tuple[tuple[str, str], ...]
    placed: bool
    """False: data sets of that date were there, and were kept."""


def _make(job: Job, addresses: Sequence[str], edition: Edition, run: Update) -> _Made:
    """Unwrap, import beside the data sets, and move into place."""
    recipe = job.recipe
    room = run.means.work / f"{recipe.source}.made"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    try:
        inside = _inside(recipe, edition.parts, room)
        stated = stated_date(recipe.dated, addresses[0], edition.files[0].last_modified, run.today)
        made = run.importer(
            inside,
            source=recipe.source,
            into=room / "made",
            date=stated.date,
            date_basis=stated.basis,
            version=stated.version,
        )
        folders = sorted((room / "made").glob("*/*/"))
        placed = [_place(folder, run.into) for folder in folders]
        return _Made(made, tuple((folder.parent.name, folder.name) for folder in folders), any(placed))
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _inside(recipe: Recipe, parts: Sequence[Path], room: Path) -> Path:
    """The file for the importer."""
    size = sum(part.stat().st_size for part in parts)
    packed = recipe.wrapping is not Wrapping.NONE
    demand_room(room, min(recipe.expanded_octets, size * _EXPANSION) if packed else size)
    if len(parts) == 1:
        return unpack(parts[0], recipe, room)
    for part in parts:
        check_form(part, recipe.form)
    joined = room / "joined"
    with joined.open("xb") as file:
        for part in parts:
            with part.open("rb") as inner:
                shutil.copyfileobj(inner, file)
            file.write(b"\n")
    return unpack(joined, recipe, room)


def _place(folder: Path, into: Path) -> bool:
    """Move a finished data set, SOURCE/DATE, to where it belongs, unless something of that date is there."""
    target = into / folder.parent.name / folder.name
    if target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(target)
    return True
