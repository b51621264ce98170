"""Reference data embedded in the package, read once for a whole process of tests: they are the same for every capture."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from harness import campaign, inference
from harness.model.sources import DataSource
from harness.rules.catalogue import load_catalogue
from harness.sources import geo_files, geodata
from harness.sources.country_cells import read_country_cells
from harness.tables.country_cells import CountryCells
from harness.tables.geodata import RangeSet


def _country_cells() -> tuple[CountryCells, DataSource]:
    """As they are read, and nobody can write into what others get too."""
    cells, source = read_country_cells()
    for array in (cells.directions, cells.starts):
        array.flags.writeable = False
    return cells, source


def _kept(ranges: Callable[[Any, bytes], RangeSet]) -> Callable[[Any, bytes], RangeSet]:
    kept: dict[str, RangeSet] = {}

    def ranges_once(data_set: Any, octets: bytes) -> RangeSet:
        """As they are read; nothing writes into them."""
        digest = data_set.source.sha256
        if digest not in kept:
            kept[digest] = ranges(data_set, octets)
        return kept[digest]

    return ranges_once


def keep_reference_data() -> None:
    """Keep the catalogue, the cells of countries, and each part of place data by its file's digest: half of the time of a small analysis.

    Whoever tests how they are read asks their modules, which stay as they are.
    """
    catalogue = functools.cache(load_catalogue)
    setattr(inference, "load_catalogue", catalogue)  # noqa: B010 - a name that it does not export
    setattr(campaign, "load_catalogue", catalogue)  # noqa: B010 - likewise
    setattr(inference, "read_country_cells", functools.cache(_country_cells))  # noqa: B010 - likewise
    for name in ("ranges_v4", "ranges_v6"):
        setattr(geodata, name, _kept(getattr(geodata, name)))
    parse, kept = geo_files.parse, {}

    def parse_once(
        data_set: Any, octets: bytes, columns: list[str], offset: int = 0, rows: int | None = None
    ) -> Any:
        if "gap" in columns:  # ranges, which are kept themselves
            return parse(data_set, octets, columns, offset, rows)
        key = data_set.source.sha256, tuple(columns), offset, rows
        if key not in kept:
            kept[key] = parse(data_set, octets, columns, offset, rows)
        return kept[key]

    setattr(geodata, "parse", parse_once)  # noqa: B010 - likewise
