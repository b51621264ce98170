"""What was found in payloads, and what was not read -> CONTENT and UNDECODED, with the flows that carried it.

A flow is found by vantage point, both ends, transport and time, which is how flows are told apart (decision 0094 lets
their rows go before the second reading).

Blind spots: of two flows between the same ends that overlap in time the earlier one is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl

from harness.kernel.codes import protocol_word
from harness.model.content import FoundRow, UndecodedRow
from harness.model.words import RequestSeenBy
from harness.stages.address_text import address_texts
from harness.tables.content import CONTENT, UNDECODED
from harness.tables.schema import Table, conform

_KEY = ["vantage", "transport", "one_ip", "one_port", "other_ip", "other_port"]
"""Both ends, the lower text first."""


def gather_content(
    found: Sequence[FoundRow], flows: Iterable[pl.DataFrame], *, capture: str, vantage: str
) -> pl.DataFrame:
    """Make CONTENT rows of one capture.

    Args:
        found: Each value, as the second reading gives them.
        flows: FLOWS of the run, in parts.
        capture: Key of the capture.
        vantage: Its vantage point.
    """
    rows = [
        {
            "seen_by": RequestSeenBy.CLEAR.value,
            "standing": hit.standing.value,
            "kind": hit.kind,
            "found_id": hit.found_id,
            "encoding": hit.chain,
            "part": part.value,
            "offset_octets": hit.offset,
            "outer_offset_octets": hit.outer_offset,
            "digest": hit.digest,
        }
        for _, _, part, hit in found
    ]
    return _joined(rows, found, flows, CONTENT, capture=capture, vantage=vantage)


def gather_undecoded(
    rests: Sequence[UndecodedRow], flows: Iterable[pl.DataFrame], *, capture: str, vantage: str
) -> pl.DataFrame:
    """Make UNDECODED rows of one capture; arguments as for ``gather_content``."""
    rows = [{"reason": reason.value, "octets": octets} for _, _, reason, octets in rests]
    return _joined(rows, rests, flows, UNDECODED, capture=capture, vantage=vantage)


def _joined(
    rows: list[dict[str, Any]], places: Sequence[FoundRow] | Sequence[UndecodedRow], flows: Iterable[pl.DataFrame], table: Table,
    *, capture: str, vantage: str,
) -> pl.DataFrame:  # fmt: skip
    """Put ends, packet and flow to each row; in order of packet."""
    if not rows:
        return table.empty()
    own = {name: column for name, column in table.schema.items() if name in rows[0]}
    ends = _ends(places).with_columns(
        capture=pl.lit(capture),
        vantage=pl.lit(vantage),
        time_ns=pl.Series([seen.time_ns for _, seen, *_ in places], dtype=pl.Int64),
        packet=pl.Series([seen.packet for _, seen, *_ in places], dtype=pl.UInt64),
    )
    frame = pl.concat([ends, pl.DataFrame(rows, schema=own)], how="horizontal").with_row_index("row")
    carried = pl.concat(
        [_of_flows(part, vantage).join(frame.select("row", "time_ns", *_KEY), on=_KEY) for part in flows]
    )
    carried = (
        carried.filter(pl.col("time_ns").is_between("start_ns", "end_ns"))
        .sort("row", "flow_id")
        .unique("row", keep="first", maintain_order=True)
        .select("row", "flow_id", "client_ip", "client_port")
    )
    sent_up = (pl.col("source_ip") == pl.col("client_ip")) & (pl.col("source_port") == pl.col("client_port"))
    joined = frame.join(carried, on="row", how="left").with_columns(
        way=pl.when(pl.col("flow_id").is_not_null()).then(
            pl.when(sent_up).then(pl.lit("up")).otherwise(pl.lit("down"))
        )
    )
    order = [
        name
        for name in ("packet", "outer_offset_octets", "offset_octets", "found_id", "reason")
        if name in joined.columns
    ]
    return conform(joined.sort(order).select(list(table.schema)), table)


def _ends(places: Sequence[FoundRow] | Sequence[UndecodedRow]) -> pl.DataFrame:
    """Sender, and both ends in the order of the key."""
    ends = [place[0] for place in places]
    family = np.array([end.family for end in ends], dtype=np.int8)
    texts: dict[str, list[str]] = {}
    for side in ("source", "destination"):
        halves = [
            np.array([getattr(end, f"{side}_{half}") for end in ends], dtype=np.int64)
            for half in ("hi", "lo")
        ]
        index, distinct = address_texts(family, *halves)
        texts[side] = [distinct[at] for at in index.tolist()]
    frame = pl.DataFrame(
        {
            "source_ip": texts["source"],
            "source_port": pl.Series([end.source_port for end in ends], dtype=pl.UInt16),
            "destination_ip": texts["destination"],
            "destination_port": pl.Series([end.destination_port for end in ends], dtype=pl.UInt16),
            "transport": [protocol_word(end.protocol) for end in ends],
        }
    )
    return _with_key(frame, "source", "destination")


def _of_flows(flows: pl.DataFrame, vantage: str) -> pl.DataFrame:
    """Flows of one vantage point with their key."""
    kept = flows.filter(pl.col("vantage") == vantage)
    named = _with_key(kept, "client", "server")
    return named.select("flow_id", "client_ip", "client_port", "start_ns", "end_ns", *_KEY)


def _with_key(frame: pl.DataFrame, one: str, other: str) -> pl.DataFrame:
    first = pl.struct(ip=f"{one}_ip", port=f"{one}_port")
    second = pl.struct(ip=f"{other}_ip", port=f"{other}_port")
    swapped = (pl.col(f"{one}_ip") > pl.col(f"{other}_ip")) | (
        (pl.col(f"{one}_ip") == pl.col(f"{other}_ip")) & (pl.col(f"{one}_port") > pl.col(f"{other}_port"))
    )
    return frame.with_columns(
        _low=pl.when(swapped).then(second).otherwise(first), _high=pl.when(swapped).then(first).otherwise(second)
    ).with_columns(
        one_ip=pl.col("_low").struct.field("ip"),
        one_port=pl.col("_low").struct.field("port"),
        other_ip=pl.col("_high").struct.field("ip"),
        other_port=pl.col("_high").struct.field("port"),
    ).drop("_low", "_high")  # fmt: skip
