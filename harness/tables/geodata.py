"""Address ranges as arrays with a vectorised look-up, and GEO_ANSWERS: what each data set says.

A data set is a list of starts that covers the address space, and one code per start:
an address has the code of the last start at or below it. That is one binary search per
address (``numpy.searchsorted``), exact to the single address, also inside an IPv6 /64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from harness.model.privacy import Privacy
from harness.model.sources import DataSource
from harness.tables.schema import Column, Table

Array = npt.NDArray[Any]
V6 = "S16"
"""IPv6 addresses as 16 big-endian octets: NumPy compares them like the numbers they are.

It drops trailing zero octets when it shows them, and compares as if they were there.
"""


@dataclass(frozen=True, slots=True, eq=False)
class PackedAddresses:
    """Addresses as numbers, apart by family, with the place that each came from."""

    count: int
    v4: Array
    """uint32, ascending: neighbours are looked up in the same part of a data set, five times as fast."""
    v4_places: Array
    """Index of each in the sequence given."""
    v6: Array
    """S16, ascending."""
    v6_places: Array


def pack(addresses: Sequence[IPv4Address | IPv6Address]) -> PackedAddresses:
    """Turn addresses into numbers, apart by family and ascending; duplicates are kept."""
    v4: list[int] = []
    v4_places: list[int] = []
    v6: list[bytes] = []
    v6_places: list[int] = []
    for place, address in enumerate(addresses):
        if isinstance(address, IPv4Address):
            v4.append(int(address))
            v4_places.append(place)
        else:
            v6.append(address.packed)
            v6_places.append(place)
    return packed_of(
        np.array(v4, dtype=np.uint32),
        np.array(v4_places, dtype=np.int64),
        np.array(v6, dtype=V6),
        np.array(v6_places, dtype=np.int64),
    )


def packed_of(v4: Array, v4_places: Array, v6: Array, v6_places: Array) -> PackedAddresses:
    """Put numbers in order, each with its place."""
    by_v4, by_v6 = np.argsort(v4, kind="stable"), np.argsort(v6, kind="stable")
    return PackedAddresses(len(v4) + len(v6), v4[by_v4], v4_places[by_v4], v6[by_v6], v6_places[by_v6])


@dataclass(frozen=True, slots=True, eq=False)
class RangeSet:
    """One family of one data set: starts, ascending from the lowest address, and the code from each on."""

    starts: Array
    """uint32 or S16."""
    codes: Array
    """0 is "no answer"."""

    @classmethod
    def v4(cls, frame: pl.DataFrame) -> RangeSet:
        """Read stored IPv4 rows: ``gap`` (UInt64) is the difference to the start before."""
        gaps = frame["gap"].to_numpy()
        return cls(np.cumsum(gaps, dtype=np.uint32), frame["code"].to_numpy())  # starts are below 2^32

    @classmethod
    def v6(cls, frame: pl.DataFrame) -> RangeSet:
        """Read stored IPv6 rows: ``gap`` differences of the upper 64 bits, ``low`` the lower 64 bits."""
        halves = np.empty((frame.height, 2), dtype=">u8")
        halves[:, 0] = np.cumsum(frame["gap"].to_numpy())
        halves[:, 1] = frame["low"].to_numpy()
        return cls(halves.reshape(-1).view(V6), frame["code"].to_numpy())

    def lookup(self, addresses: Array) -> Array:
        """Give the code of each address, which must be of the family and type of ``starts``."""
        if self.starts.dtype != V6 or not len(addresses):
            return self._at(np.searchsorted(self.starts, addresses, side="right") - 1)
        # Numbers are searched faster than octets: by the upper half, and whole only where a range starts in the address's own /64.
        upper, asked = _upper(self.starts), _upper(addresses)
        places = np.searchsorted(upper, asked, side="right") - 1
        inside = np.flatnonzero(upper[places] == asked)
        places[inside] = np.searchsorted(self.starts, addresses[inside], side="right") - 1
        return self._at(places)

    def _at(self, places: Array) -> Array:
        found: Array = self.codes[places]
        return found


def _upper(addresses: Array) -> Array:
    """The upper 64 bits of S16 addresses as native numbers."""
    return np.ascontiguousarray(addresses).view(">u8")[::2].astype(np.uint64)


VOTE = pl.Struct({"source": pl.String, "lineage": pl.String, "country": pl.String})

GEO_ANSWERS = Table(
    "geo_answers",
    "one address asked about, by address; what the data say, before any judgement",
    {
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Address as on the wire."),
        "scope": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Scope of the address on the wire: `local`, `carrier`, `internet`.",
        ),
        "looked_up_ip": Column(
            dtype=pl.String, private=Privacy.ADDRESS, doc="Address that the data were asked for."
        ),
        "routed": Column(
            dtype=pl.Boolean,
            doc="An origin AS was seen announcing it.",
            null="special-purpose address, which no data cover",
        ),
        "asn": Column(dtype=pl.UInt32, doc="AS number in the ASN data, routed or not.", null="no answer"),
        "as_org": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Name of that AS's holder.", null="no answer"
        ),
        "registered_country": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Country in the RIR's delegation.", null="no answer"
        ),
        "operator_country": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Country of the origin AS.", null="no answer"
        ),
        "located": Column(
            dtype=pl.List(VOTE),
            private=Privacy.PUBLIC,
            doc="Answers of vendor databases; published lists not among them.",
        ),
        "cloud": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Cloud whose published list holds it.",
            null="in no list",
        ),
        "cloud_region": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Region in that list.", null="no list, or no region"
        ),
        "cloud_country": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Country of that region.",
            null="no list, or no one country",
        ),
        "anycast": Column(dtype=pl.Boolean, doc="Listed as announced from many places at once."),
    },
)


@dataclass(frozen=True, slots=True, eq=False)
class GeoData:
    """What every data set says about the addresses that were asked about."""

    answers: pl.DataFrame
    """``GEO_ANSWERS`` rows, each address once."""
    data_sources: tuple[DataSource, ...]
    """The data sets that were asked, in the order of their ids."""
