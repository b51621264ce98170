"""Name facts of a capture, and names that files state -> NAMES: client and server put in order, flows pointed at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.model.name_sources import ANSWERS
from harness.model.words import NameSource
from harness.stages.columns import plain
from harness.tables.frames import without
from harness.tables.names import NAMES
from harness.tables.parts import Parts
from harness.tables.schema import conform

_ENDS = ("flow_id", "client_ip", "client_port", "server_ip", "server_port")


def facts_of_flows(rows: pl.DataFrame, marks: NDArray[np.int64], flow_of: NDArray[np.int64]) -> pl.DataFrame:
    """As ``rows_of_flows``, of NAME_ROWS."""
    return rows_of_flows(rows, marks, flow_of).with_columns(pl.col("source", "certificate").cast(pl.String))


def rows_of_flows(rows: pl.DataFrame, marks: NDArray[np.int64], flow_of: NDArray[np.int64]) -> pl.DataFrame:
    """Point what messages told at flows.

    Args:
        rows: NAME_ROWS, SERVICE_ROWS or HELLO_ROWS of one capture.
        marks: Marks of the capture's flow records, which are in this order.
        flow_of: flow_id that each of the records became.

    Returns:
        The rows with ``flow_id`` in place of ``mark``.
    """
    places = np.searchsorted(marks, rows["mark"].to_numpy())
    return without(rows, "mark").hstack([plain(flow_of[places], pl.UInt64).rename("flow_id")])


def flow_ends(flows: Parts, flow_ids: pl.Series, client: NDArray[np.int8], first_id: int) -> pl.DataFrame:
    """Who stands at each end of some flows, and which side of its record the client is.

    Args:
        flows: FLOWS rows.
        flow_ids: Of the flows wanted; may repeat.
        client: Side of each flow's client, 0 for A, by ``flow_id``.
        first_id: ``flow_id`` of the first of ``client``.
    """
    ends = flows.of_flows(flow_ids.unique().sort(), _ENDS)
    return ends.hstack([client_sides(ends["flow_id"], client, first_id).rename("client_side")])


def client_sides(flow_ids: pl.Series, client: NDArray[np.int8], first_id: int) -> pl.Series:
    """Which side of its record each flow's client is; arguments as for ``flow_ends``."""
    return plain(client[flow_ids.to_numpy().astype(np.int64) - first_id], pl.Int8)


def gather_names(facts: pl.DataFrame, ends: pl.DataFrame, *, capture: str, vantage: str) -> pl.DataFrame:
    """Say whose name each fact is.

    A ClientHello or request ties its name to the peer of its sender. An answer ties it to
    the address in the answer, for the client that the answer was sent to; a multicast one to its group. A certificate ties its names to its sender.

    Args:
        facts: From ``facts_of_flows``; one row per fact.
        ends: From ``flow_ends``, of all flows that the facts point at.
        capture: Key of the capture that the facts were seen in.
        vantage: Its vantage point.

    Returns:
        NAMES rows, by packet and place in the message.
    """
    dns = pl.col("source").is_in([source.value for source in ANSWERS])
    by_server = dns | (pl.col("source") == NameSource.CERTIFICATE.value)
    # The sender of an answer or certificate is the server; the sender of a hello or request the client.
    as_in_flow = (pl.col("side") == pl.col("client_side")) != by_server
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
            pl.col("source").cast(pl.String),
            "ttl_s",
            "asked",
            "certificate",
            pl.when(dns).then(peer_ip).otherwise(None).alias("resolver_ip"),
            "flow_id",
        )
        .collect()
    )
    return conform(frame, NAMES)


def gather_stated(
    names: Sequence[tuple[str, str]],
    *,
    capture: str | None,
    vantage: str,
    source: NameSource = NameSource.CAPTURE_NRB,
) -> pl.DataFrame:
    """NAMES rows of what a file calls addresses; no packet, time, client or flow says so.

    Args:
        names: Address and name, each pair once.
        capture: Key of the capture whose file it is; None: it is not a capture's.
        vantage: Vantage point that the names count at.
        source: Which kind of file.
    """
    if not names:
        return NAMES.empty()
    pairs = pl.DataFrame(names, schema={"server_ip": pl.String, "name": pl.String}, orient="row")
    said = {"capture": capture, "vantage": vantage, "source": source.value}
    frame = pairs.with_columns(
        [pl.lit(text, dtype=pl.String).alias(column) for column, text in said.items()]
        + [
            pl.lit(None, dtype=dtype).alias(column)
            for column, dtype in NAMES.schema.items()
            if column not in said and column not in pairs.columns
        ]
    )
    return conform(frame, NAMES)


def _either(condition: pl.Expr, x: str, y: str) -> tuple[pl.Expr, pl.Expr]:
    """The two columns in this order where the condition holds, else swapped."""
    return pl.when(condition).then(x).otherwise(y), pl.when(condition).then(y).otherwise(x)
