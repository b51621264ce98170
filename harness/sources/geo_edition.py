"""The files of one edition of a data set: whole, with the digest that the vendor publishes, or known to be here already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from harness.errors import FetchError, ReferenceDataError
from harness.sources.geo_digests import Digests, digests_of, published
from harness.sources.geo_download import Fetcher, Version, Wanted, discard, download, fetch_text
from harness.sources.geo_fetched import Fetched
from harness.sources.geo_recipe import Recipe
from harness.sources.geo_tokens import NO_CREDENTIALS, Token, credentials
from harness.sources.urls import shown

NOT_FOUND: Final = 404
_DIGEST_OCTETS: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One source that is to be fetched, and from where."""

    recipe: Recipe
    addresses: tuple[str, ...]
    mirror: bool = False
    """The user's own addresses: they get no credentials, and need no published digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What fetching takes, for all sources of a run."""

    work: Path
    """Folder of what is not finished."""
    tokens: Mapping[str, Token]
    fetcher: Fetcher


class Edition(NamedTuple):
    """What was fetched."""

    parts: tuple[Path, ...]
    version: Version
    """Of the last address."""
    digests: Digests


def fetch(job: Job, addresses: Sequence[str], before: Fetched | None, means: Means) -> Edition | None:
    """Fetch one edition.

    Args:
        job: What and from where.
        addresses: Those of the job, for one month.
        before: What became a data set last; None: nothing, or unknown.
        means: How.

    Returns:
        The files, whole, and with the digest that is published where one is; None: they are here already.

    Raises:
        FetchError: They cannot be fetched.
        ReferenceDataError: Their digest is another one twice, or the disk cannot take them.
    """
    for last_try in (False, True):
        expected = _published(job, addresses, means)
        algorithm = "" if job.recipe.digest is None else job.recipe.digest.algorithm
        known = before if before is not None and before.url == shown(addresses[0]) else None
        if expected is not None and known is not None and _digest(known, algorithm) == expected:
            return None
        file = _download(job, addresses, known, means)
        if file is None or expected is None or file.digests.of(algorithm) == expected:
            return file
        # Once more from the beginning: a file may have been published between digest and file.
        forget(file)
        if last_try:
            found = file.digests.of(algorithm)
            raise ReferenceDataError(
                f"{algorithm.upper()} is {found}, and the server says {expected}; not imported"
            )
    raise AssertionError(job)


def _digest(known: Fetched, algorithm: str) -> str:
    return known.md5 if algorithm == "md5" else known.sha256


def _download(job: Job, addresses: Sequence[str], known: Fetched | None, means: Means) -> Edition | None:
    recipe = job.recipe
    said = NO_CREDENTIALS if job.mirror else credentials(recipe, means.tokens)
    here = Version()
    if known is not None and len(addresses) == 1:
        here = Version(etag=known.etag, last_modified=known.last_modified)
    parts = tuple(means.work / f"{recipe.source}.{number}.part" for number in range(len(addresses)))
    version: Version | None = None
    for address, part in zip(addresses, parts, strict=True):
        wanted = Wanted(url=address, limit_octets=recipe.limit_octets, credentials=said, known=here)
        version = download(wanted, part, means.fetcher)
        if version is None:
            return None
    return Edition(parts, version or Version(), digests_of(parts))


def _published(job: Job, addresses: Sequence[str], means: Means) -> str | None:
    """The digest that stands beside the file; None where the recipe or the mirror has none."""
    digest = job.recipe.digest
    if digest is None:
        return None
    said = NO_CREDENTIALS if job.mirror else credentials(job.recipe, means.tokens)
    wanted = Wanted(url=f"{addresses[0]}{digest.ending}", limit_octets=_DIGEST_OCTETS, credentials=said)
    try:
        text = fetch_text(wanted, means.fetcher, means.work / f"{job.recipe.source}.digest.part")
    except FetchError as fault:
        if job.mirror and fault.status == NOT_FOUND:
            return None
        raise FetchError(f"the published digest: {fault}", status=fault.status) from None
    return published(text, digest.algorithm)


def forget(file: Edition | None) -> None:
    """Delete what was fetched."""
    for part in file.parts if file is not None else ():
        discard(part)
