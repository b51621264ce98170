"""Rows of endpoints, places, captures and geo answers for tests of places and answers; all made up."""

from __future__ import annotations

from typing import Any

import polars as pl

from harness.model.addresses import scope_of
from harness.tables.captures import CAPTURES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.geodata import GEO_ANSWERS, GeoData
from harness.tables.places import PLACES
from harness.tables.schema import Table, conform

VENDOR, HOLDER, CLOUD = (
    ("dbip-country", "db-ip"),
    ("geo-whois", "registry-and-geofeed"),
    ("cloud-ranges", "published-list"),
)


def votes(
    *, vendor: str | None = None, holder: str | None = None, cloud: str | None = None
) -> list[dict[str, str]]:
    named = ((VENDOR, vendor), (HOLDER, holder), (CLOUD, cloud))
    return [{"source": by[0], "lineage": by[1], "country": said} for by, said in named if said is not None]


def endpoint(server_ip: str = "8.0.0.1", **given: Any) -> dict[str, Any]:
    scope, kind = scope_of(server_ip)
    row: dict[str, Any] = dict.fromkeys(ENDPOINTS.columns)
    row |= dict.fromkeys((name for name, column in ENDPOINTS.columns.items() if column.dtype == pl.UInt64), 1)
    row |= {
        "vantage": "app",
        "server_ip": server_ip,
        "transport": "tcp",
        "server_port": 443,
        "scope": scope.value,
    }
    row |= {
        "scope_kind": kind,
        "names": [],
        "hearsay_names": [],
        "clients": ["10.0.0.2"],
        "first_ns": 0,
        "last_ns": 1,
        "capture": "c0",
    }
    return row | {"payload_octets_up": 100, "contact": "data", "remote_known": True} | given


def place(server_ip: str = "8.0.0.1", **given: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(PLACES.columns)
    row |= {
        "vantage": "app",
        "server_ip": server_ip,
        "looked_up_ip": server_ip,
        "routed": True,
        "anycast": False,
    }
    row |= {"also": [], "excluded": [], "excluded_jointly": [], "rtt_doubts": []}
    row |= {
        "located": votes(vendor="CN", holder="CN"),
        "candidates": ["CN"],
        "status": "agreed",
        "country": "CN",
    }
    return row | given


def capture(**given: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(CAPTURES.columns)
    row |= dict.fromkeys((name for name, column in CAPTURES.columns.items() if column.dtype == pl.UInt64), 0)
    row |= {"capture": "c0", "path": "a.pcap", "vantage": "app", "sha256": "0" * 64, "format": "pcap"}
    row |= {"link_types": ["EN10MB"], "packets": 10, "unread": [], "truncated": False, "stopped_at": None}
    row |= {"comments": [], "other_blocks": []}
    return row | given


def geo_answer(server_ip: str, **given: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(GEO_ANSWERS.columns)
    row |= {"server_ip": server_ip, "scope": scope_of(server_ip)[0].value, "looked_up_ip": server_ip}
    return row | {"routed": True, "located": [], "anycast": False} | given


def frame(table: Table, *rows: dict[str, Any]) -> pl.DataFrame:
    return conform(pl.DataFrame(list(rows), schema=table.schema, orient="row"), table)


def geo(*answers: dict[str, Any]) -> GeoData:
    return GeoData(frame(GEO_ANSWERS, *answers), ())
