"""Service facts of a capture -> DNS_SERVICES: client and resolver put in order, flows pointed at."""

from __future__ import annotations

import polars as pl

from harness.tables.dns_services import DNS_SERVICES
from harness.tables.schema import conform


def gather_dns_services(
    facts: pl.DataFrame, ends: pl.DataFrame, *, capture: str, vantage: str
) -> pl.DataFrame:
    """Say whom each record was told.

    Args:
        facts: SERVICE_ROWS with ``flow_id`` in place of ``mark`` (``harness.stages.names.facts_of_flows``).
        ends: From ``harness.stages.names.flow_ends``, of all flows that the facts point at.
        capture: Key of the capture that the facts were seen in.
        vantage: Its vantage point.

    Returns:
        DNS_SERVICES rows, by packet and place in the message.
    """
    by_client = pl.col("side") == pl.col("client_side")
    frame = (
        facts.lazy()
        .join(ends.lazy(), on="flow_id", how="left", maintain_order="left")
        .select(
            pl.exclude("client_ip", "server_ip", "client_port", "server_port", "client_side", "side"),
            pl.lit(capture).alias("capture"),
            pl.lit(vantage).alias("vantage"),
            pl.when(by_client).then("server_ip").otherwise("client_ip").alias("client_ip"),
            pl.when(by_client).then("client_ip").otherwise("server_ip").alias("resolver_ip"),
        )
        .collect()
    )
    return conform(frame, DNS_SERVICES)
