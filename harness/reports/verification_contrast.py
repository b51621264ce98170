"""Cells with interference beside their passive twins -> what was contacted in one alone, and what is in both and not alike.

It says in which cell something was seen, and never that the interference made it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import polars as pl

from harness.model.listing import few
from harness.reports.lines import EMPTY, Line, Style, first_of, heading, wrapped
from harness.reports.look import look_lines
from harness.reports.places import sockets_words
from harness.reports.units import counted, octets
from harness.tables.contrasts import UNDER, WITHOUT
from harness.tables.verification import Verification

CONTRAST_TITLE: Final = "With and without interference"
_CAUTION: Final = (
    "What is in one alone may come of the interference, or of chance, time or a step: only sessions that are run again can tell. "
    "Not seen is never 'not there'."
)
_SHOWN: Final = 8
"""Rows of each list told without ``all_rows``; the rest are counted."""
_NO_NAME: Final = "(no certain name)"
_SIDES: Final = {UNDER: "under interference", WITHOUT: "without"}

Row = dict[str, Any]


def contrast_lines(verification: Verification, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Each cell with interference and its twins, or what would have to be captured; nothing where there is no such cell."""
    cells, endpoints = verification.contrasts, verification.contrast_endpoints
    if cells is None or endpoints is None or cells.is_empty():
        return
    paths = dict(verification.captures.select("capture", "path").iter_rows())
    yield heading(CONTRAST_TITLE)
    if cells["wanted"].null_count():
        yield from wrapped(_CAUTION, width, first="  ")
    for cell in cells.iter_rows(named=True):
        rows = list(endpoints.filter(pl.col("cell") == cell["cell"]).iter_rows(named=True))
        yield from _cell_lines(cell, rows, paths, width, all_rows=all_rows)
    yield EMPTY


def _cell_lines(
    cell: Row, rows: Sequence[Row], paths: dict[str, str], width: int, *, all_rows: bool
) -> Iterator[Line]:
    changed = ", ".join(cell["interference"]).replace("_", " ")
    opening = f"{cell['cell']} ({changed})"
    if cell["wanted"] is not None:
        yield from wrapped(f"{opening}: {cell['wanted']}", width, first="  ", rest="    ", style=Style.DOUBT)
        return
    counts = (
        f"{counted(cell['both'], 'endpoint')} in both, {cell['only_under']:,} only under interference, "
        f"{cell['only_without']:,} only without"
    )
    yield from wrapped(f"{opening} beside {few(cell['twins'])}: {counts}.", width, first="  ", rest="    ")
    for text in cell["unlike"]:
        yield from wrapped(text, width, first="    - ", style=Style.DOUBT)
    only = {side: [row for row in rows if row["seen_in"] == f"only_{side}"] for side in _SIDES}
    unlike = [row for row in rows if row["seen_in"] == "both" and _is_unlike(row)]
    for title, some in (
        *((f"Only {words}", only[side]) for side, words in _SIDES.items()),
        ("In both, and not alike", unlike),
    ):
        yield from _rows(title, some, len(cell["twins"]), paths, width, all_rows=all_rows)


def _is_unlike(row: Row) -> bool:
    """By how far contact went, or because a proxy was refused; sizes of two sessions are never the same."""
    far = row[f"contact_{UNDER}"] != row[f"contact_{WITHOUT}"]
    return bool(far or row["refusals"] or row["passed_through"])


def _rows(
    title: str, rows: Sequence[Row], twins: int, paths: dict[str, str], width: int, *, all_rows: bool
) -> Iterator[Line]:
    if not rows:
        return
    yield from wrapped(f"{title}: {len(rows):,}", width, first="    ")

    def lines(row: Row) -> Iterator[Line]:
        return _row_lines(row, twins, paths, width)

    yield from first_of(rows, _SHOWN, lines, all_rows=all_rows, indent=" " * 6)


def _row_lines(row: Row, twins: int, paths: dict[str, str], width: int) -> Iterator[Line]:
    """An endpoint, how it was contacted on each side, and what else is told of it."""
    yield from wrapped(_endpoint(row), width, first="    - ", rest="      ")
    for side in _SIDES:
        if row[f"contact_{side}"] is not None:
            yield from wrapped(_seen(row, side, twins), width, first="      ", rest="        ")
            path = paths.get(row[f"capture_{side}"], f"capture {row[f'capture_{side}']}")
            yield from look_lines(row[f"packet_{side}"], path, width, indent=" " * 8)
    for text in _remarks(row):
        yield from wrapped(text, width, first="      ", rest="        ")


def _endpoint(row: Row) -> str:
    """Name, and socket."""
    where = sockets_words(row["server_ips"], row["transport"], row["server_port"])
    return f"{row['name'] or _NO_NAME} {where}"


def _seen(row: Row, side: str, twins: int) -> str:
    """How it was contacted on one side."""
    flows, up, down = (
        row[f"{name}_{side}"] for name in ("flows", "payload_octets_up", "payload_octets_down")
    )
    spoken = f", {', '.join(row[f'protocols_{side}'])}" if row[f"protocols_{side}"] else ""
    steps = f"; in steps {few(row[f'steps_{side}'])}" if row[f"steps_{side}"] else "; in no step"
    cells = f" in {len(row['twins'])} of {twins} cells" if side == WITHOUT and twins > 1 else ""
    contact = f"{row[f'contact_{side}']}{spoken}"
    return f"{_SIDES[side]}{cells}: {contact}, {counted(flows, 'flow')}, {octets(up)} sent, {octets(down)} received{steps}"


def _remarks(row: Row) -> Iterator[str]:
    """What else is told of an endpoint."""
    lacking = WITHOUT if row["seen_in"] == f"only_{UNDER}" else UNDER
    if row["possible_names"]:
        yield f"may be {few(row['possible_names'])}"
    if row["instead"]:
        yield f"{_SIDES[lacking]}: by {few(row['instead'])} instead, to the same port"
    if row["perhaps_both"]:
        yield f"{_SIDES[lacking]}: the same address and port, where no name is certain; perhaps it is in both"
    if row["by_address"]:
        yield "on one side known by its address alone"
    if row["refusals"]:
        yield f"clients refused the proxy: {', '.join(row['refusals']).replace('_', ' ')}"
    if row["passed_through"]:
        yield "passed through the proxy unopened"
