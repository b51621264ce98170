"""Address ranges as arrays with a vectorised look-up, and GEO_ANSWERS: what each data set says.

A data set is a list of starts that covers the address space, and one code per start:
an address has the code of the last start at or below it. That is one binary search per
address (``numpy.searchsorted``), exact to the single address, also inside an IPv6 /64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

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
    """uint32."""
    v4_places: Array
    """Index of each in the sequence given."""
    v6: Array
    """S16."""
    v6_places: Array


def pack(addresses: Sequence[str]) -> PackedAddresses:
    """Turn address texts into numbers; duplicates are kept, order is kept within a family.

    Raises:
        ValueError: A text is not an address.
    """
    v4: list[int] = []
    v4_places: list[int] = []
    v6: list[bytes] = []
    v6_places: list[int] = []
    for place, text in enumerate(addresses):
        parsed = ip_address(text)
        if isinstance(parsed, IPv4Address):
            v4.append(int(parsed))
            v4_places.append(place)
        else:
            v6.append(parsed.packed)
            v6_places.append(place)
    return PackedAddresses(
        len(addresses),
        np.array(v4, dtype=np.uint32),
        np.array(v4_places, dtype=np.int64),
        np.array(v6, dtype=V6),
        np.array(v6_places, dtype=np.int64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class RangeSet:
    """One data set: starts, ascending from the lowest address, and the code from each on."""

    v4_starts: Array
    """uint32; empty where IPv4 was not read."""
    v4_codes: Array
    v6_starts: Array
    """S16; empty where IPv6 was not read."""
    v6_codes: Array

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, rows_v4: int) -> RangeSet:
        """Read the stored form: IPv4 rows first, starts as differences.

        Args:
            frame: Columns ``gap`` and ``low`` (UInt64) and ``code``.
            rows_v4: How many of the rows are IPv4; the rest are IPv6 or were left out.
        """
        gaps, low, codes = (frame[name].to_numpy() for name in ("gap", "low", "code"))
        v6 = np.empty((len(gaps) - rows_v4, 2), dtype=">u8")
        np.cumsum(gaps[rows_v4:], out=v6[:, 0])
        v6[:, 1] = low[rows_v4:]
        return cls(
            v4_starts=np.cumsum(gaps[:rows_v4]).astype(np.uint32),
            v4_codes=codes[:rows_v4],
            v6_starts=v6.reshape(-1).view(V6),
            v6_codes=codes[rows_v4:],
        )

    def lookup(self, packed: PackedAddresses) -> Array:
        """Give the code of each address, in the order given to ``pack``; 0 is "no answer"."""
        answers = np.zeros(packed.count, dtype=np.uint32)
        answers[packed.v4_places] = _codes(self.v4_starts, self.v4_codes, packed.v4)
        answers[packed.v6_places] = _codes(self.v6_starts, self.v6_codes, packed.v6)
        return answers


def _codes(starts: Array, codes: Array, addresses: Array) -> Array:
    if not len(addresses):
        return np.empty(0, dtype=np.uint32)
    found: Array = codes[np.searchsorted(starts, addresses, side="right") - 1]
    return found


VOTE = pl.Struct({"source": pl.String, "lineage": pl.String, "country": pl.String})

GEO_ANSWERS = Table(
    "geo_answers",
    "one address asked about, by address; what the data say, before any judgement",
    {
        "server_ip": Column(dtype=pl.String, doc="Address as on the wire."),
        "looked_up_ip": Column(dtype=pl.String, doc="Address that the data were asked for."),
        "routed": Column(
            dtype=pl.Boolean,
            doc="An origin AS was seen announcing it.",
            null="special-purpose address, which no data cover",
        ),
        "asn": Column(dtype=pl.UInt32, doc="AS number in the ASN data, routed or not.", null="no answer"),
        "as_org": Column(dtype=pl.String, doc="Name of that AS's holder.", null="no answer"),
        "registered_country": Column(dtype=pl.String, doc="Country in the RIR's delegation.", null="no answer"),
        "operator_country": Column(dtype=pl.String, doc="Country of the origin AS.", null="no answer"),
        "located": Column(dtype=pl.List(VOTE), doc="Answers of vendor databases; published lists not among them."),
        "cloud": Column(dtype=pl.String, doc="Cloud whose published list holds it.", null="in no list"),
        "cloud_region": Column(dtype=pl.String, doc="Region in that list.", null="no list, or no region"),
        "cloud_country": Column(dtype=pl.String, doc="Country of that region.", null="no list, or no one country"),
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
