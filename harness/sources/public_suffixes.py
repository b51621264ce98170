"""Names in; the domain that somebody registered for each, by the Public Suffix List, out (decision 0114).

The list is the one embedded in the package ``publicsuffixlist``; nothing is fetched. Its ICANN section alone counts: the
domain is what a registry sold, and whose holder can be asked for. The section of private suffixes tells customers of
a host apart; for that the catalogue knows hosts.

Of the list, only rules are parsed whose last label ends some name asked about: of 10,000 a few hundred.

Blind spots: the list is as old as the package; a name under a suffix that is younger has the domain that the
rule for unlisted names gives, one label too short or long. That a domain can be registered does not say that it is.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

import polars as pl
import publicsuffixlist
from publicsuffixlist import PublicSuffixList

from harness.errors import ReferenceDataError
from harness.model.registrable import last_label, may_have_domain, registrable_domain
from harness.model.sources import DataSource
from harness.tables.domains import DOMAINS
from harness.tables.schema import conform
from harness.wire.text import is_address

EMBEDDED: Final = Path(publicsuffixlist.PSLFILE)

_WILDCARD: Final = "*."
_DATED: Final = re.compile(rb"^// VERSION: (\d{4}-\d\d-\d\d)_", re.MULTILINE)
_BEGIN, _END = b"// ===BEGIN ICANN DOMAINS===", b"// ===END ICANN DOMAINS==="
_COMMENT = b"//"
_ENCODED: Final = b"xn--"
"""A label of another script as names hold it (RFC 5890 section 2.3.1); the list holds the script itself."""


@dataclass(frozen=True, slots=True)
class Suffixes:
    """What the list says."""

    domains: pl.DataFrame
    """DOMAINS."""
    source: DataSource


def consult_suffixes(names: Iterable[str], path: Path = EMBEDDED) -> Suffixes:
    """Ask the list about every name.

    Args:
        names: As in NAMES, in any order; duplicates are answered once.
        path: The list, in the form of publicsuffix.org.

    Raises:
        ReferenceDataError: The list cannot be read, or does not say of when it is.
    """
    octets = _read(path)
    source = _source(octets, path)
    asked = sorted(set(names))
    hosts = {name: host for name in asked if (host := _host(name)) is not None}
    rules = PublicSuffixList(
        _rules(octets, {last_label(host).encode() for host in hosts.values()}), only_icann=True
    )
    domains = [_domain(hosts.get(name), rules) for name in asked]
    frame = pl.DataFrame({"name": asked, "registrable_domain": domains}, schema=DOMAINS.schema)
    return Suffixes(conform(frame, DOMAINS), source)


def _host(name: str) -> str | None:
    """The name, of a wildcard what it stands on; None where it cannot have a domain."""
    host = name.removeprefix(_WILDCARD)
    return host if may_have_domain(host) and not is_address(host) else None


def _domain(host: str | None, rules: PublicSuffixList) -> str | None:
    return None if host is None else registrable_domain(host, rules.privatesuffix)


def _rules(octets: bytes, last: set[bytes]) -> Iterator[bytes]:
    """Rules that may decide: with these last labels, or in other scripts where such a label is asked for; within marks of their section."""
    known = _by_last_label(octets)
    yield _BEGIN
    for label in last:
        yield from known.get(label, ())
    if any(label.startswith(_ENCODED) for label in last):
        for label, rules in known.items():
            if not label.isascii():
                yield from rules
    yield _END


@functools.lru_cache(maxsize=1)
def _by_last_label(octets: bytes) -> dict[bytes, list[bytes]]:
    """Rules of the ICANN section by their last label.

    Kept for the list asked before: splitting it takes a fifth of the time of a small analysis, and each cell of a
    scenario asks again.
    """
    _, _, rest = octets.partition(_BEGIN)
    known: dict[bytes, list[bytes]] = {}
    for line in rest.partition(_END)[0].splitlines():
        rule = line.split(b" ", 1)[0]
        if rule and not rule.startswith(_COMMENT):
            known.setdefault(rule[rule.rfind(b".") + 1 :], []).append(rule)
    return known


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ReferenceDataError(f"{path.name} cannot be read ({fault.strerror}); {_ADVICE}") from fault


_ADVICE: Final = "install the package `publicsuffixlist` again"


def _source(octets: bytes, path: Path) -> DataSource:
    dated = _DATED.search(octets)
    if dated is None:
        raise ReferenceDataError(f"{path.name} does not say of when it is; {_ADVICE}")
    return DataSource(
        source="public-suffix-list",
        meaning="registrable_domain",
        lineage="publicsuffix.org",
        version=metadata.version("publicsuffixlist"),
        date=dated[1].decode(),
        date_basis="vendor_stated",
        licence="MPL-2.0",
        attribution="",
        sha256=hashlib.sha256(octets).hexdigest(),
    )
