"""Flows and names -> ENDPOINTS: one row per vantage point, remote address, transport and port.

Every name seen for the address is kept. The best is chosen by support: told in this
endpoint's own flows (SNI, then Host) before DNS, asked before aliases and glue; among
equals the one seen most, then the first by alphabet, so that order of input is irrelevant.

Blind spots: a name from DNS is tied to an address by any client of the vantage point; that
this very flow used it is likely, not seen.
"""

from __future__ import annotations

import polars as pl

from harness.model.addresses import scope_of
from harness.model.words import NameSource
from harness.tables.endpoints import ENDPOINT_KEY, ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.names import NAMES
from harness.tables.schema import conform

_SUMS = ("packets", "ip_octets", "payload_octets")
_SUPPORT = (NameSource.SNI, NameSource.HTTP_HOST, NameSource.DNS, NameSource.DNS_CNAME)


def gather_endpoints(flows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Sum flows by remote endpoint and give each its names.

    Args:
        flows: FLOWS rows, in any order.
        names: NAMES rows, in any order.

    Returns:
        ENDPOINTS rows, most payload sent first, then by key. Sums are UInt64.
    """
    endpoints = _sums(conform(flows, FLOWS))
    ranked = _ranked_names(endpoints, conform(names, NAMES))
    frame = (
        endpoints.join(ranked, on=ENDPOINT_KEY, how="left", nulls_equal=True)
        .with_columns(pl.col("names").fill_null(pl.lit([], dtype=pl.List(pl.String))))
        .join(_scopes(endpoints["server_ip"]), on="server_ip", how="left")
        .sort("payload_octets_up", *ENDPOINT_KEY, descending=[True] + [False] * len(ENDPOINT_KEY))
    )
    return conform(frame, ENDPOINTS)


def _sums(flows: pl.DataFrame) -> pl.DataFrame:
    """Sums, spans and the packet to look at, per endpoint."""
    with_data = pl.col("data_up_packet").is_not_null()
    # First flow with payload up, else first flow; ties broken by packet, so order is irrelevant.
    order = [
        "vantage",
        "server_ip",
        "transport",
        "server_port",
        ~with_data,
        "start_ns",
        "first_packet",
        "capture",
    ]
    return (
        flows.lazy()
        .sort(order)
        .group_by(ENDPOINT_KEY)
        .agg(
            clients=pl.col("client_ip").unique().sort(),
            flows=pl.len().cast(pl.UInt64),
            **{f"{field}_{way}": pl.col(f"{field}_{way}").sum() for field in _SUMS for way in ("up", "down")},
            first_ns=pl.col("start_ns").min(),
            last_ns=pl.col("end_ns").max(),
            rtt_ns=pl.col("rtt_ns").min(),
            capture=pl.coalesce("data_up_capture", "capture").first(),
            packet=pl.coalesce("data_up_packet", "first_packet").first(),
        )
        .collect()
    )


def _ranked_names(endpoints: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Names of each endpoint, best supported first, with the best and its source apart."""
    support = pl.col("source").replace_strict(
        {source.value: rank for rank, source in enumerate(_SUPPORT)}, return_dtype=pl.Int64
    )
    glue = (pl.col("asked") == False).fill_null(value=False)  # noqa: E712 - a column, not a bool
    own = names.filter(pl.col("server_port").is_not_null())
    # SNI and Host belong to the endpoint of their flow; they also name the address's other ports.
    told = pl.concat(
        [
            own.with_columns(rank=support),
            names.with_columns(rank=support + 10 + glue.cast(pl.Int64) * 10),
        ]
    )
    keys = endpoints.lazy().select(ENDPOINT_KEY)
    by_port = told.lazy().filter(pl.col("rank") < 10)
    by_address = told.lazy().filter(pl.col("rank") >= 10)
    columns = ["name", "source", "rank"]
    matched = pl.concat(
        [
            keys.join(by_port, on=["vantage", "server_ip", "server_port"], how="inner").select(
                *ENDPOINT_KEY, *columns
            ),
            keys.join(by_address, on=["vantage", "server_ip"], how="inner").select(*ENDPOINT_KEY, *columns),
        ]
    )
    return (
        matched.group_by(*ENDPOINT_KEY, "name")
        .agg(
            rank=pl.col("rank").min(),
            seen=pl.len(),
            source=pl.col("source").sort_by("rank", "source").first(),
        )
        .sort("rank", "seen", "name", descending=[False, True, False])
        .group_by(ENDPOINT_KEY, maintain_order=True)
        .agg(
            pl.col("name").first().alias("name"),
            pl.col("source").first().alias("name_source"),
            pl.col("name").alias("names"),
        )
        .collect()
    )


def _scopes(addresses: pl.Series) -> pl.DataFrame:
    distinct = addresses.unique().sort().to_list()
    scopes = [scope_of(address) for address in distinct]
    return pl.DataFrame(
        {
            "server_ip": distinct,
            "scope": [scope.value for scope, _ in scopes],
            "scope_kind": [kind for _, kind in scopes],
        },
        schema={"server_ip": pl.String, "scope": pl.String, "scope_kind": pl.String},
    )
