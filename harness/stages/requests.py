"""HTTP requests as they were read, with their ends -> REQUESTS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from harness.model.facts import RequestFact
from harness.tables.requests import REQUESTS
from harness.tables.schema import conform


class PlacedRequest(NamedTuple):
    """A request and where it was seen; fields as in REQUESTS, whose nulls are None here."""

    time_ns: int
    packet: int
    flow_id: int | None
    client_ip: str | None
    client_port: int | None
    server_ip: str | None
    server_port: int | None
    fact: RequestFact


def gather_clear_requests(
    requests: pl.DataFrame, ends: pl.DataFrame, *, capture: str, vantage: str
) -> pl.DataFrame:
    """Say whose requests they are.

    Args:
        requests: REQUEST_ROWS with ``flow_id`` in place of ``mark``, from ``harness.stages.names.rows_of_flows``.
        ends: From ``harness.stages.names.flow_ends``, of all flows that they point at.
        capture: Key of the capture that they were seen in.
        vantage: Its vantage point.

    Returns:
        REQUESTS rows, by packet and place in it. The sender is the client, whatever the flow takes it for.
    """
    by_client = pl.col("side") == pl.col("client_side")
    turned = [
        pl.when(by_client).then(f"{one}_{what}").otherwise(f"{other}_{what}").alias(f"{one}_{what}")
        for what in ("ip", "port")
        for one, other in (("client", "server"), ("server", "client"))
    ]
    frame = requests.join(ends, on="flow_id", how="left", maintain_order="left").with_columns(
        *turned, capture=pl.lit(capture), vantage=pl.lit(vantage)
    )
    return conform(frame.drop("side", "client_side"), REQUESTS)


def gather_requests(requests: Sequence[PlacedRequest], *, capture: str, vantage: str) -> pl.DataFrame:
    """Turn requests of one capture into rows.

    Args:
        requests: In any order; those of one packet in theirs.
        capture: Key of the capture that they were seen in.
        vantage: Its vantage point.

    Returns:
        REQUESTS rows, by packet and place in it.
    """
    rows = [
        (capture, vantage, *placed[:-1], *placed.fact)
        for placed in sorted(requests, key=lambda placed: placed.packet)
    ]
    columns = ("capture", "vantage", *PlacedRequest._fields[:-1], *RequestFact._fields)
    schema = {name: REQUESTS.schema[name] for name in columns}
    return conform(pl.DataFrame(rows, schema=schema, orient="row"), REQUESTS)
