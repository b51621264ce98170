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
