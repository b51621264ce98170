"""An address in, a whole file on disk out: resumed where it was cut, bounded, and never taken for whole when it is not.

What has come lies in a ``.part`` file, and beside it what the server called that version of the file (ETag, else
Last-Modified). A later attempt, or run, asks for the rest (Range, RFC 9110 §14) on condition that it is still that version
(If-Range, §13.1.5); otherwise it begins anew.

Blind spots: where a server states neither length nor chunks, an early end looks like the end; what is inside shows it, or
the vendor's digest. A weak ETag resumes nothing.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from harness.errors import FetchError, ReferenceDataError
from harness.sources.geo_connection import Deadline, Patience
from harness.sources.geo_http import Answer, ask
from harness.sources.geo_retries import pause_s
from harness.sources.geo_tokens import NO_CREDENTIALS, Credentials
from harness.sources.urls import shown

_CONTENT_RANGE: Final = re.compile(r"bytes (?:(\d{1,15})-\d{1,15}|\*)/(\d{1,15}|\*)")
_MARGIN_OCTETS: Final = 64 << 20
"""Of the disk, left free."""
_PART: Final = 206
_NOT_MODIFIED: Final = 304
_NO_SUCH_RANGE: Final = 416


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a server calls the version of a file it gave; None where it does not say."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def condition(self) -> str | None:
        """Value for If-Range; a weak ETag cannot be one, nor a date beside an ETag."""
        if self.etag is None:
            return self.last_modified
        return None if self.etag.startswith("W/") else self.etag


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """What all requests of a run share."""

    patience: Patience = field(default_factory=Patience)
    progress: Callable[[int, int | None], None] = lambda _octets, _total: None
    """Told octets so far and of the whole, None where unknown."""
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One file."""

    url: str
    limit_octets: int
    credentials: Credentials = NO_CREDENTIALS
    known: Version = Version()
    """The version that is here already: then nothing is sent if it is still that."""


def download(wanted: Wanted, part: Path, fetcher: Fetcher) -> Version | None:
    """Fetch a file, with as many attempts as patience allows.

    Args:
        wanted: The file.
        part: Where it is put; what an earlier attempt left there is gone on with.
        fetcher: How.

    Returns:
        The version that lies in ``part`` now, whole; None: the one known is still the server's.

    Raises:
        FetchError: It cannot be fetched; what came so far stays.
        ReferenceDataError: The disk is full or cannot be written.
    """
    deadline = Deadline(fetcher.patience.whole_s)
    attempt = 1
    while True:
        try:
            return _attempt(wanted, part, fetcher, deadline)
        except FetchError as fault:
            if not fault.again or attempt >= fetcher.patience.tries:
                raise
            pause = pause_s(
                attempt, fault, pause=fetcher.patience.pause_s, longest=fetcher.patience.longest_pause_s
            )
        except OSError as fault:
            raise ReferenceDataError(f"{part.name}: cannot be written ({fault.strerror})") from None
        if pause >= deadline.left_s:
            raise deadline.fault()
        fetcher.sleep(pause)
        attempt += 1


def fetch_text(wanted: Wanted, fetcher: Fetcher, part: Path) -> str:
    """Fetch a short text, such as a published digest; leaves nothing behind.

    Raises:
        FetchError: It cannot be fetched.
    """
    discard(part)
    try:
        download(wanted, part, fetcher)
        return part.read_text(encoding="ascii", errors="replace")
    finally:
        discard(part)


def discard(part: Path) -> None:
    """Forget what was fetched."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def demand_room(folder: Path, octets: int) -> None:
    """Check that a disk can take so many octets more.

    Raises:
        ReferenceDataError: It cannot.
    """
    free = shutil.disk_usage(folder).free
    if free < octets + _MARGIN_OCTETS:
        raise ReferenceDataError(
            f"the disk has {free / 1e6:,.0f} MB free, and up to {(octets + _MARGIN_OCTETS) / 1e6:,.0f} MB are needed"
        )


def _attempt(wanted: Wanted, part: Path, fetcher: Fetcher, deadline: Deadline) -> Version | None:
    have, version = _begun(part, wanted.url)
    headers = {}
    if have and version.condition is not None:
        headers = {"Range": f"bytes={have}-", "If-Range": version.condition}
    elif wanted.known.etag is not None:
        headers["If-None-Match"] = wanted.known.etag
    elif wanted.known.last_modified is not None:
        headers["If-Modified-Since"] = wanted.known.last_modified
    asked = ask(
        wanted.url,
        headers=headers,
        credentials=wanted.credentials,
        patience=fetcher.patience,
        deadline=deadline,
    )
    with asked as answer:
        if answer.status == _NOT_MODIFIED:
            return None
        if answer.status == _NO_SUCH_RANGE:
            return _whole_already(answer, part, have, version)
        if answer.status == _PART:
            _check_range(answer, part, have, version)
        else:
            have, version = 0, _version(answer)
            _write_note(part, wanted.url, version)
        _receive(answer, wanted, part, have, fetcher)
        return version


def _receive(answer: Answer, wanted: Wanted, part: Path, have: int, fetcher: Fetcher) -> None:
    """Take the body in behind what is there.

    Raises:
        FetchError: It is too long, or ends early.
    """
    total = None if answer.length is None else have + answer.length
    if total is not None and total > wanted.limit_octets:
        discard(part)
        raise _too_long(wanted.limit_octets)
    demand_room(part.parent, (total or wanted.limit_octets) - have)
    with part.open("r+b" if have else "wb") as file:
        file.seek(have)
        file.truncate()
        fetcher.progress(have, total)
        while octets := answer.read():
            have += len(octets)
            if have > wanted.limit_octets:
                file.truncate(0)
                raise _too_long(wanted.limit_octets)
            file.write(octets)
            file.flush()  # so that what came is there however the process ends
            fetcher.progress(have, total)
    if total is not None and have != total:
        raise FetchError(f"only {have:,} of {total:,} octets came", again=True)


def _too_long(limit: int) -> FetchError:
    return FetchError(f"is longer than {limit:,} octets, the most that a file of this kind may have")


def _whole_already(answer: Answer, part: Path, have: int, version: Version) -> Version:
    """There is nothing behind what came: it was whole, or is another file's beginning."""
    found = _CONTENT_RANGE.fullmatch(str(answer.headers.get("Content-Range", "")))
    if have and found is not None and found[2] == str(have):
        return version
    discard(part)
    raise FetchError("the server has another file than the one begun", again=True)


def _check_range(answer: Answer, part: Path, have: int, version: Version) -> None:
    """A partial answer goes on exactly where the part ends, in the same version.

    Raises:
        FetchError: It does not; the part is forgotten, so that the next attempt begins anew.
    """
    found = _CONTENT_RANGE.fullmatch(str(answer.headers.get("Content-Range", "")))
    etag = answer.headers.get("ETag")
    if found is None or found[1] != str(have) or not have or etag not in (None, version.etag):
        discard(part)
        raise FetchError("the server sent another piece than the one asked for", again=True)


def _version(answer: Answer) -> Version:
    return Version(etag=answer.headers.get("ETag"), last_modified=answer.headers.get("Last-Modified"))


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _write_note(part: Path, url: str, version: Version) -> None:
    """Say which version the part is of, before it has an octet of it."""
    part.unlink(missing_ok=True)
    stated = {"url": shown(url), "etag": version.etag, "last_modified": version.last_modified}
    _note(part).write_text(json.dumps(stated), encoding="utf-8")


def _begun(part: Path, url: str) -> tuple[int, Version]:
    """How much of which version is there; nothing where one of both is unknown, or it is from elsewhere."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        note: dict[str, Any] = json.loads(_note(part).read_text(encoding="utf-8"))
        version = Version(etag=note["etag"], last_modified=note["last_modified"])
        if note["url"] == shown(url):
            return part.stat().st_size, version
    return 0, Version()
