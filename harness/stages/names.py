"""Name facts of a capture -> NAMES: client and server put in order, flows pointed at."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.records import NONE
from harness.model.words import NameSource
from harness.stages.address_text import address_texts
from harness.stages.columns import nullable, plain, strings
from harness.tables.name_rows import NO_TTL, NameChunk
from harness.tables.names import NAMES
from harness.tables.schema import conform

_FACT = {
    "flow_id": pl.UInt64, "side": pl.Int8, "time_ns": pl.Int64, "packet": pl.UInt64, "name": pl.String,
    "address": pl.String, "source": pl.String, "ttl_s": pl.UInt32, "asked": pl.Boolean,
}  # fmt: skip
_END_FIELDS = np.dtype(
    [(name, "i8") for name in ("a_hi", "a_lo", "b_hi", "b_lo")]
    + [("a_port", "i4"), ("b_port", "i4"), ("family", "i1")]
)


def fact_frame(chunk: NameChunk, marks: NDArray[np.int64], flow_of: NDArray[np.int64]) -> pl.DataFrame:
    """Unpack name rows into columns.

    Args:
        chunk: Name rows of one capture.
        marks: Marks of the capture's flow records, which are in this order.
        flow_of: flow_id that each of the records became.
    """
    numbers = chunk.numbers
    columns = {
        "flow_id": plain(flow_of[np.searchsorted(marks, numbers["flow"])], pl.UInt64),
        "side": plain(numbers["side"], pl.Int8),
        "time_ns": plain(numbers["time_ns"], pl.Int64),
        "packet": plain(numbers["packet"], pl.UInt64),
        "name": chunk.names,
        "address": chunk.addresses,
        "source": chunk.sources,
        "ttl_s": nullable(numbers["ttl_s"], NO_TTL, pl.UInt32),
        "asked": chunk.asked,
    }
    return pl.DataFrame(columns, schema=_FACT)


def no_ends() -> NDArray[np.void]:
    """The ends of no flow."""
    return np.zeros(0, dtype=_END_FIELDS)


def ends_of(rows: NDArray[np.void]) -> NDArray[np.void]:
    """What ``flow_ends`` needs of flow records, 41 octets each."""
    ends = np.empty(len(rows), dtype=_END_FIELDS)
    for name in ends.dtype.names or ():
        ends[name] = rows[name]
    return ends


def flow_ends(ends: NDArray[np.void], flow_ids: pl.Series, first_id: int) -> pl.DataFrame:
    """Who stands at each end of some flows.

    Whose name a fact is hangs on who sent the message, not on who is called the client: so A is.

    Args:
        ends: From ``ends_of``, of all flows, in order.
        flow_ids: Of the flows wanted; may repeat.
        first_id: flow_id of the first of ``ends``.
    """
    wanted = flow_ids.unique().sort()
    chosen = ends[wanted.to_numpy().astype(np.int64) - first_id]
    columns: dict[str, pl.Series] = {"flow_id": wanted}
    for end, side in (("client", "a"), ("server", "b")):
        index, texts = address_texts(chosen["family"], chosen[f"{side}_hi"], chosen[f"{side}_lo"])
        columns[f"{end}_ip"] = strings(np.array(texts, dtype=object)[index])
        columns[f"{end}_port"] = nullable(chosen[f"{side}_port"], NONE, pl.UInt16)
    return pl.DataFrame({**columns, "client_side": pl.repeat(0, len(wanted), dtype=pl.Int8, eager=True)})


def gather_names(facts: pl.DataFrame, ends: pl.DataFrame, *, capture: str, vantage: str) -> pl.DataFrame:
    """Say whose name each fact is.

    A ClientHello or request ties its name to the peer of its sender. A DNS answer ties it to
    the address in the answer, for the client that the answer was sent to.

    Args:
        facts: From ``fact_frame``; one row per fact.
        ends: From ``flow_ends``, of all flows that the facts point at.
        capture: Key of the capture that the facts were seen in.
        vantage: Its vantage point.

    Returns:
        NAMES rows, by packet and place in the message.
    """
    dns = pl.col("source").is_in([NameSource.DNS.value, NameSource.DNS_CNAME.value])
    # The sender of a DNS answer is the server; the sender of a hello or request the client.
    as_in_flow = (pl.col("side") == pl.col("client_side")) != dns
    client_ip, peer_ip = _either(as_in_flow, "client_ip", "server_ip")
    client_port, peer_port = _either(as_in_flow, "client_port", "server_port")
    frame = (
        facts.lazy()
        .join(ends.lazy(), on="flow_id", how="left", maintain_order="left")
        .select(
            pl.lit(capture).alias("capture"),
            pl.lit(vantage).alias("vantage"),
            "time_ns",
            "packet",
            client_ip.alias("client_ip"),
            client_port.alias("client_port"),
            pl.when(dns).then("address").otherwise(peer_ip).alias("server_ip"),
            pl.when(dns).then(None).otherwise(peer_port).alias("server_port"),
            "name",
            "source",
            "ttl_s",
            "asked",
            pl.when(dns).then(peer_ip).otherwise(None).alias("resolver_ip"),
            "flow_id",
        )
        .collect()
    )
    return conform(frame, NAMES)


def _either(condition: pl.Expr, x: str, y: str) -> tuple[pl.Expr, pl.Expr]:
    """The two columns in this order where the condition holds, else swapped."""
    return pl.when(condition).then(x).otherwise(y), pl.when(condition).then(y).otherwise(x)
