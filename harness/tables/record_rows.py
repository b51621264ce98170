"""Rows of records on their way from the reader to the tables, where connections are known by the log's own ids."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from harness.model.facts import RequestFact
from harness.tables.flows import FLOWS
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.names import NAMES
from harness.tables.requests import REQUESTS

_UID: Final[dict[str, Any]] = {"uid": pl.String}  # of the connection, within the file or run
_ENDS: Final = ("client_ip", "client_port", "server_ip", "server_port")


def _of(table: pl.Schema, *names: str) -> dict[str, Any]:
    """Columns as in a table."""
    return {name: table[name] for name in names}


def _both(*names: str) -> list[str]:
    return [f"{name}_{way}" for name in names for way in ("up", "down")]


RECORD_FLOWS: Final = pl.Schema(
    _UID
    | {
        "packet": pl.UInt64,  # of the record
        "whole": pl.Boolean,  # False: of something in the connection
        "contact_up": pl.String,  # of the client with the server; ``contact_down`` the other way
        "contact_down": pl.String,
        "data_up": pl.Boolean,
        "data_down": pl.Boolean,
    }
    | _of(
        FLOWS.schema,
        *("client_ip", "client_port", "client_mac", "server_ip", "server_port", "server_mac", "transport"),
        *("start_ns", "end_ns", *_both("packets", "ip_octets", "payload_octets"), "client_by"),
        *_both("tcp_flags", "payload_unique_octets"),
        *("opening", "ended_by", "reset_by"),
    )
)
RECORD_NAMES: Final = pl.Schema(
    _UID | _of(NAMES.schema, "time_ns", "packet", *_ENDS, "name", "source", "ttl_s", "asked", "resolver_ip")
)
RECORD_HELLOS: Final = pl.Schema(_UID | _of(HELLOS.schema, "time_ns", "packet", "transport", "sni", "ja4"))
RECORD_CHAINS: Final = pl.Schema(
    _UID | {"packet": pl.UInt64, "time_ns": pl.Int64, "certificate_id": pl.String} | _of(NAMES.schema, *_ENDS)
)
RECORD_CERTIFICATES: Final = pl.Schema(
    {"certificate_id": pl.String, "name": pl.String, "certificate": pl.String}
)
RECORD_REQUESTS: Final = pl.Schema(
    _UID | _of(REQUESTS.schema, "time_ns", "packet", *_ENDS, *RequestFact._fields)
)
RECORD_ROUND_TRIPS: Final = pl.Schema(
    _UID | {"packet": pl.UInt64, "least_ns": pl.Int64, "usable": pl.Boolean, "steady": pl.Boolean}
)
RECORD_FAILURES: Final = pl.Schema(
    _UID | _of(PROXY_FAILURES.schema, "time_ns", "packet", *_ENDS, "sni", "reason", "ca_in_system_store")
)
