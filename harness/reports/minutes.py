"""Analysis -> octets per minute as one file, CSV or Parquet, each row with the ends of its flow.

The rows stand for themselves: what a reader would otherwise join from FLOWS is there. CSV follows
RFC 4180 in UTF-8. The name of a vantage point comes from a file's name and is hostile: in CSV it is
shown escaped, and an apostrophe keeps a spreadsheet from taking it for a formula. Parquet holds it
exactly.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import polars as pl

from harness.reports.text import shown

SUFFIXES: Final = (".csv", ".parquet")
_ENDS: Final = ("vantage", "client_ip", "client_port", "server_ip", "server_port", "transport")
_ROWS_AT_ONCE: Final = 65_536


def minutes_file(minutes: pl.DataFrame, flows: pl.DataFrame, suffix: str) -> Iterator[bytes]:
    """Write octets per minute.

    Args:
        minutes: MINUTES rows.
        flows: FLOWS rows that they are of.
        suffix: One of ``SUFFIXES``.

    Returns:
        Chunks of the file.
    """
    rows = _with_ends(minutes, flows)
    if suffix == ".parquet":
        whole = io.BytesIO()
        rows.write_parquet(whole)
        yield whole.getvalue()
        return
    yield (",".join(rows.columns) + "\n").encode()
    for part in _plain(rows).iter_slices(_ROWS_AT_ONCE):
        yield part.write_csv(include_header=False).encode()


def _with_ends(minutes: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """Flow, minute as time and text, ends, figures."""
    text = pl.col("minute_ns").cast(pl.Datetime("ns")).dt.strftime("%Y-%m-%dT%H:%MZ").alias("minute")
    joined = minutes.join(
        flows.select("flow_id", *_ENDS), on="flow_id", how="left", validate="m:1", maintain_order="left"
    )
    figures = [name for name in minutes.columns if name not in ("flow_id", "minute_ns")]
    return joined.select("flow_id", "minute_ns", text, *_ENDS, *figures)


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose text is safe to look at."""
    names = rows["vantage"].unique().to_list()
    return rows.with_columns(pl.col("vantage").replace({name: _harmless(name) for name in names}))


def _harmless(text: str) -> str:
    """Text that is neither control nor formula.

    >>> _harmless("=1+2"), _harmless("lan")
    ("'=1+2", 'lan')
    """
    safe = shown(text)
    return f"'{safe}" if safe.startswith(("=", "+", "-", "@")) else safe
