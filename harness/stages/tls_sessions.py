"""ClientHellos, whether there are secrets for them, and what was decrypted -> TLS_SESSIONS."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from harness.tables.schema import conform
from harness.tables.tls_sessions import TLS_SESSIONS

NO_SECRETS, NOT_READ, NOT_OPENED = "no_secrets", "not_read", "not_opened"


def first_hellos(hellos: pl.DataFrame) -> pl.DataFrame:
    """One hello for each session: a second one after a HelloRetryRequest has the same random (RFC 8446 §4.1.2).

    Args:
        hellos: HELLOS rows, in order of packets.
    """
    known = hellos.filter(pl.col("random").is_not_null())
    return known.unique(["flow_id", "random"], keep="first", maintain_order=True)


def gather_tls_sessions(
    hellos: pl.DataFrame, known: Collection[str], messages: Mapping[int, int], *, read: bool
) -> pl.DataFrame:
    """Say of each session whether it could be opened.

    Args:
        hellos: From ``first_hellos``.
        known: Randoms that there are secrets for.
        messages: Flows in which something was decrypted, and messages read in each.
        read: Whether a program tried, and came to the end.
    """
    has = pl.Series([random in known for random in hellos["random"]], dtype=pl.Boolean)
    counts = [messages.get(flow_id, -1) for flow_id in hellos["flow_id"]]
    found = pl.Series(counts, dtype=pl.Int64)
    opened = has & (found >= 0)
    failed = NOT_OPENED if read else NOT_READ
    frame = hellos.select("capture", "vantage", "time_ns", "packet", "flow_id", "transport").with_columns(
        has_secrets=has,
        opened=opened,
        messages=pl.when(opened).then(found).otherwise(0).cast(pl.UInt64),
        why_not=pl.when(opened)
        .then(None)
        .when(has)
        .then(pl.lit(failed))
        .otherwise(pl.lit(NO_SECRETS))
        .cast(pl.String),
    )
    return conform(frame, TLS_SESSIONS)
