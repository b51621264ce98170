"""DataSource: which reference data was used, and how old it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

NEAR_DAYS: Final = 90
"""Place data farther than this from a capture may be wrong of it: 2 % of prefixes change country within three months."""
LOCATING: Final = frozenset({"geolocated", "cloud_region"})
"""Meanings of data that say where an address is: their answers are votes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """One data set, as its JSON side-car declares it, or as the package that holds it does."""

    source: str
    """Id, e.g. ``dbip-country``; the ``source`` of an answer in places."""
    meaning: str
    """``registered``, ``operator``, ``geolocated``, ``cloud_region``, ``anycast`` or
    ``registrable_domain``."""
    lineage: str
    """Sources that copy each other share a lineage and count as one vote."""
    version: str
    """Version of the package that it was built from or is embedded in."""
    date: str
    """ISO date of the data."""
    date_basis: str
    """``vendor_stated``, ``file_epoch``, ``package_version`` or ``none``."""
    licence: str
    """SPDX expression or name."""
    attribution: str
    """Text that the licence asks to show; empty where none."""
    sha256: str
    """Digest of the data file, lower-case hex."""
    known_faults: tuple[str, ...] = ()
    """What is wrong with it and what was done about that."""


def plain_id(text: str) -> str:
    """An id as people spell it, with hyphens or without.

    >>> plain_id("DB-IP") == plain_id("dbip")
    True
    """
    return text.replace("-", "").lower()


def is_heard(source: DataSource, databases: Collection[str] | None) -> bool:
    """Whether a data set's votes on places are counted, where only some locators are to be heard.

    Args:
        source: The data set; one that is no locator has no vote.
        databases: Ids or lineages of locators, as ``plain_id`` takes them; None: all of them.
    """
    if source.meaning not in LOCATING:
        return False
    if databases is None:
        return True
    wanted = {plain_id(one) for one in databases}
    return plain_id(source.source) in wanted or plain_id(source.lineage) in wanted
