"""Rows of records on their way from the reader to the tables, where connections are known by the log's own ids."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from harness.tables.flows import FLOWS
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.names import NAMES
from harness.tables.requests import REQUESTS

_UID: Final[dict[str, Any]] = {"uid": pl.String}  # of the connection, within the file or run
_NOT_HERE: Final = frozenset(("capture", "vantage", "flow_id"))


def _of(table: pl.Schema, *left_out: str) -> dict[str, Any]:
    return {name: dtype for name, dtype in table.items() if name not in _NOT_HERE and name not in left_out}


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
        FLOWS.schema, "contact", "remote", "first_packet", "data_up_packet", "data_up_capture", "data_up_ns", "rtt_ns",
        "app", "app_id", "app_id_kind", "app_mixed", "payload_missing_octets_up", "payload_missing_octets_down",
        "payload_exact", "client_ttl", "server_ttl",
    )
)  # fmt: skip
RECORD_NAMES: Final = pl.Schema(_UID | _of(NAMES.schema, "certificate"))
RECORD_HELLOS: Final = pl.Schema(
    _UID | _of(HELLOS.schema, "by_client", "alpn", "versions", "ech", "ech_type", "ech_config_id", "complete")
)
RECORD_CHAINS: Final = pl.Schema(
    _UID
    | {"packet": pl.UInt64, "time_ns": pl.Int64, "certificate_id": pl.String}
    | {name: NAMES.schema[name] for name in ("client_ip", "client_port", "server_ip", "server_port")}
)
RECORD_CERTIFICATES: Final = pl.Schema(
    {"certificate_id": pl.String, "name": pl.String, "certificate": pl.String}
)
RECORD_REQUESTS: Final = pl.Schema(_UID | _of(REQUESTS.schema))
RECORD_ROUND_TRIPS: Final = pl.Schema(
    _UID | {"packet": pl.UInt64, "least_ns": pl.Int64, "usable": pl.Boolean}
)
RECORD_FAILURES: Final = pl.Schema(_UID | _of(PROXY_FAILURES.schema, "ca_in_system_store"))
