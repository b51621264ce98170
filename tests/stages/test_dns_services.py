"""DNS_SERVICES: who was told of a service, by whom, in which flow."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.stages.dns_services import gather_dns_services
from harness.tables.service_rows import SERVICE_ROWS

PHONE, RESOLVER = "192.168.1.20", "192.168.1.1"


def fact(**given: Any) -> dict[str, Any]:
    row = {
        "mark": 0, "side": 1, "time_ns": 5, "packet": 3, "owner": "a.example", "target": "b.example", "priority": 1,
        "alpn": ["h3"], "ech": True, "ttl_s": 60, "ech_config_ids": [7], "ech_public_names": ["p.example"],
    }  # fmt: skip
    return row | given


@pytest.mark.parametrize(("side", "client_side"), [(1, 0), (0, 1)])
def test_the_sender_is_the_resolver_whichever_end_of_its_flow_it_is(side: int, client_side: int) -> None:
    facts = pl.DataFrame([fact(side=side)], schema=SERVICE_ROWS).drop("mark")
    facts = facts.with_columns(flow_id=pl.lit(7, pl.UInt64))
    ends = pl.DataFrame(
        {
            "flow_id": [7], "client_ip": [PHONE], "client_port": [50_000], "server_ip": [RESOLVER], "server_port": [53],
            "client_side": [client_side],
        },
        schema_overrides={"flow_id": pl.UInt64, "client_side": pl.Int8},
    )  # fmt: skip
    (row,) = gather_dns_services(facts, ends, capture="c0", vantage="app").iter_rows(named=True)
    assert (row["client_ip"], row["resolver_ip"], row["flow_id"]) == (PHONE, RESOLVER, 7)
    assert (row["owner"], row["target"], row["alpn"], row["ech"]) == ("a.example", "b.example", ["h3"], True)
    assert (row["ech_config_ids"], row["ech_public_names"]) == ([7], ["p.example"])
    (turned,) = gather_dns_services(
        facts.with_columns(side=pl.lit(client_side, pl.Int8)), ends, capture="c0", vantage="app"
    ).iter_rows(named=True)
    assert (turned["client_ip"], turned["resolver_ip"]) == (RESOLVER, PHONE)
