"""Analysis: every table of one run, and what it was made with."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from harness.model.answers import Answer
from harness.model.sources import DataSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The outcome of ``harness analyze``; each frame keeps to the table of its name."""

    captures: pl.DataFrame
    manifest: pl.DataFrame
    flows: pl.DataFrame
    handshakes: pl.DataFrame
    round_trips: pl.DataFrame
    names: pl.DataFrame
    endpoints: pl.DataFrame
    places: pl.DataFrame
    classes: pl.DataFrame
    answers: tuple[Answer, ...]
    """One per country asked about, in the order asked."""
    data_sources: tuple[DataSource, ...]
    """Reference data that places rest on."""
    catalogue_sha256: str
    """Digest of the rules that classes rest on."""
    notes: tuple[str, ...]
    """What the reader must know: overlapping captures, duplicates, damage; one sentence each."""
    idle_timeout_s: int
    """Gap that ends a flow."""
    devices: tuple[str, ...]
    """Devices under test as given: MAC, address or prefix."""
    interrupted: tuple[str, ...] = ()
    """What was left unread because the user stopped reading, one sentence each; empty: all was read."""
