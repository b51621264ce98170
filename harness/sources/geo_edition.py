"""The files of one edition of a data set: whole, with the digest that the vendor publishes, or known to be here already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from harness.errors import FetchError, ReferenceDataError
from harness.sources.geo_digests import digests_of, published
from harness.sources.geo_download import Fetcher, Version, Wanted, discard, download, fetch_text
from harness.sources.geo_fetched import Fetched, FetchedFile
from harness.sources.geo_recipe import Recipe
from harness.sources.geo_tokens import NO_CREDENTIALS, Credentials, Token, credentials
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
    """Files that were fetched, in the order of their addresses."""

    parts: tuple[Path, ...]
    files: tuple[FetchedFile, ...]


def fetch(job: Job, addresses: Sequence[str], before: Fetched | None, means: Means) -> Edition | None:
    """Fetch one edition.

    Args:
        job: What and from where.
        addresses: Those of the job, for one month.
        before: What became data sets last; None: nothing, or unknown.
        means: How.

    Returns:
        The files, whole, and with the digest that is published where one is; None: they are here already.

    Raises:
        FetchError: They cannot be fetched; what came of them stays for the next run.
        ReferenceDataError: A digest is another one twice, or the disk cannot take them.
    """
    known = _known(addresses, before)
    expected = [_published(job, address, means) for address in addresses]
    if known and _are_those(known, expected, job):
        return None
    parts = [means.work / f"{job.recipe.source}.{number}.part" for number in range(len(addresses))]
    # Asked whether it changed only where there is one file, since of several all are needed as soon as one is new; and only
    # where no digest says already that it did: a server that forgot to change its ETag is not believed then.
    here = known[0] if len(known) == 1 and expected == [None] else None
    files: list[FetchedFile] = []
    for address, part, digest in zip(addresses, parts, expected, strict=True):
        file = _verified(job, address, part, digest, here, means)
        if file is None:
            return None
        files.append(file)
    return Edition(tuple(parts), tuple(files))


def forget(edition: Edition | None) -> None:
    """Delete what was fetched."""
    for part in edition.parts if edition is not None else ():
        discard(part)


def _known(addresses: Sequence[str], before: Fetched | None) -> tuple[FetchedFile, ...]:
    """The files that are here, if they came from these addresses."""
    if before is None or [file.url for file in before.files] != [shown(address) for address in addresses]:
        return ()
    return before.files


def _are_those(known: Sequence[FetchedFile], expected: Sequence[str | None], job: Job) -> bool:
    """Whether every file here has the digest that the vendor publishes now."""
    digest = job.recipe.digest
    return digest is not None and all(
        file.digest(digest.algorithm) == now for file, now in zip(known, expected, strict=True)
    )


def _verified(
    job: Job, address: str, part: Path, digest: str | None, here: FetchedFile | None, means: Means
) -> FetchedFile | None:
    """One file with its digest, after a second look where they differ; None: the server says that it is here."""
    file = _file(job, address, part, here, means)
    algorithm = "" if job.recipe.digest is None else job.recipe.digest.algorithm
    if file is None or digest is None or file.digest(algorithm) == digest:
        return file
    # A file may have been published between its digest and itself, so both are fetched once more, from the beginning.
    discard(part)
    digest = _published(job, address, means)
    file = _file(job, address, part, None, means)
    if file is None or file.digest(algorithm) != digest:
        discard(part)
        found = "missing" if file is None else file.digest(algorithm)
        raise ReferenceDataError(
            f"{algorithm.upper()} is {found}, and the server says {digest}; not imported"
        )
    return file


def _file(job: Job, address: str, part: Path, here: FetchedFile | None, means: Means) -> FetchedFile | None:
    known = Version() if here is None else Version(etag=here.etag, last_modified=here.last_modified)
    wanted = Wanted(
        url=address, limit_octets=job.recipe.limit_octets, credentials=_said(job, means), known=known
    )
    version = download(wanted, part, means.fetcher)
    if version is None:
        return None
    digests = digests_of(part)
    return FetchedFile(
        url=shown(address),
        etag=version.etag,
        last_modified=version.last_modified,
        octets=part.stat().st_size,
        sha256=digests.sha256,
        md5=digests.md5,
    )


def _said(job: Job, means: Means) -> Credentials:
    return NO_CREDENTIALS if job.mirror else credentials(job.recipe, means.tokens)


def _published(job: Job, address: str, means: Means) -> str | None:
    """The digest that stands beside a file; None where the recipe or the mirror has none."""
    digest = job.recipe.digest
    if digest is None:
        return None
    part = means.work / f"{job.recipe.source}.digest.part"
    wanted = Wanted(
        url=f"{address}{digest.ending}", limit_octets=_DIGEST_OCTETS, credentials=_said(job, means)
    )
    try:
        text = fetch_text(wanted, means.fetcher, part)
    except FetchError as fault:
        if job.mirror and fault.status == NOT_FOUND:
            return None
        raise FetchError(f"the published digest: {fault}", status=fault.status) from None
    return published(text, digest.algorithm)
