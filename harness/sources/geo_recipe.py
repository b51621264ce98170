"""Recipe: all that is known of a data set before it is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

MIB: Final = 1 << 20
MONTH: Final = "{month}"
"""Stands in an address for the month of an edition, as 2026-11."""


class Wrapping(Enum):
    """What the file comes in."""

    NONE = "none"
    GZIP = "gzip"
    TAR_GZIP = "tar.gz with one .mmdb in it"


class Form(Enum):
    """What the unwrapped file is; the value is the ending of its name."""

    MMDB = "mmdb"
    """MaxMind DB file format 2.0."""
    JSON = "json"
    """One object."""
    DELEGATED = "txt"
    """RIR statistics exchange format, extended: fields between ``|``."""
    TSV = "tsv"
    """First and last address of a range, then more, between tabs."""
    CSV = "csv"
    """A prefix first: RFC 8805 and its like."""
    PREFIXES = "list"
    """One prefix a line."""


class Dated(Enum):
    """What the date of a data set is taken from."""

    CONTENT = "the file says it"
    NAME = "the month in its address"
    SERVER = "Last-Modified of the server, else the day of fetching"


class Access(Enum):
    """What a server wants to know of the user."""

    OPEN = "nothing"
    QUERY = "a token in the address"
    BASIC = "account and key (RFC 7617)"


class Digest(Enum):
    """What a vendor publishes beside the file, by what its address ends in more than that of the file."""

    MD5 = ("md5", ".md5")
    """Against cuts and mix-ups only: MD5 proves no origin."""
    SHA256 = ("sha256", ".sha256")
    CHECKSUMS = ("sha256", "/checksums")
    """JSON with several digests."""

    @property
    def algorithm(self) -> str:
        """As hashlib calls it."""
        return self.value[0]

    @property
    def ending(self) -> str:
        """Behind the address of the file."""
        return self.value[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One data set: where it is, what it is, and what its licence asks for."""

    source: str
    """Id; what the importer calls such a file. Several data sets may be made of it."""
    title: str
    addresses: tuple[str, ...]
    """In this order one file; empty where there is no lasting address."""
    wrapping: Wrapping = Wrapping.NONE
    form: Form
    meaning: str
    """As in ``harness.model.sources``."""
    licence: str
    """SPDX expression, or what the vendor calls it."""
    attribution: str
    terms: str
    """Where the licence stands."""
    dated: Dated
    digest: Digest | None = None
    access: Access = Access.OPEN
    tokens: tuple[str, ...] = ()
    """Names of what ``access`` needs, in its order; also names of environment variables."""
    limit_octets: int = 32 * MIB
    """Of each file, as fetched."""
    expanded_octets: int = 32 * MIB
    """Unwrapped, all files together."""
    older_kept: bool = True
    """False: the licence wants older editions destroyed."""
    by_hand: str = ""
    """What the user does where there is no lasting address."""
