"""Flows of a result -> the same with the far side as server, for the endpoints that it lists.

Blind spots: a flow of which it is not known which side is the far one is there once for each of its two endpoints.
"""

from __future__ import annotations

import polars as pl

from harness.model.words import Remote
from harness.tables.analysis import Analysis
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.verification import Verification


def far_flows(result: Verification | Analysis) -> pl.DataFrame:
    """Flows by the key of their endpoint.

    Returns:
        The key of endpoints, ``client_ip``, ``client_port``, ``start_ns``, ``end_ns``, ``contact``, ``up``, ``down`` (payload octets to
        and from the endpoint), and ``capture`` and ``packet`` to look at; in no order that is promised.
    """
    told = result.flows.select(
        *("vantage", "transport", "start_ns", "end_ns", "contact", "remote"),
        *("client_ip", "client_port", "server_ip", "server_port"),
        up=pl.col("payload_octets_up"),
        down=pl.col("payload_octets_down"),
        packet=pl.coalesce("data_up_packet", "first_packet"),
        capture=pl.coalesce("data_up_capture", "capture"),
    )
    forward = told.filter(pl.col("remote") != Remote.CLIENT.value)
    backward = told.filter(pl.col("remote") != Remote.SERVER.value).with_columns(
        client_ip="server_ip",
        client_port="server_port",
        server_ip="client_ip",
        server_port=pl.lit(None, dtype=pl.UInt16),
        up="down",
        down="up",
    )
    both = pl.concat([forward, backward]).drop("remote")
    return both.join(result.endpoints, on=ENDPOINT_KEY, how="semi", nulls_equal=True)
