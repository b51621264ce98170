"""Why an endpoint passes on what is sent there: content before numbers, numbers before blocks."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.model.protocols import TUNNELS
from harness.model.words import Onward
from harness.stages.onward import TUNNEL_PORTS, TUNNEL_TRANSPORTS, with_onward
from harness.tables.endpoints import ENDPOINTS
from tests.support.places_example import endpoint, frame
from tests.support.traits import traits_of


def onward(endpoint_given: dict[str, Any] | None = None, **traits: Any) -> str | None:
    endpoints = frame(ENDPOINTS, endpoint(**(endpoint_given or {})))
    found = with_onward(endpoints, traits_of(endpoints, **traits))
    assert found.columns == [*endpoints.columns, "onward"]
    word: str | None = found["onward"].item()
    return word


def test_an_ordinary_endpoint_is_not_known_to_pass_anything_on() -> None:
    assert onward(protocols=["http", "opaque", "stun", "tls"]) is None


@pytest.mark.parametrize("word", sorted(word.value for word in TUNNELS))
def test_the_protocol_of_a_tunnel_tells(word: str) -> None:
    assert onward(protocols=["http", word]) == Onward.TUNNEL


def test_who_was_asked_to_reach_another_is_a_proxy_before_all_else() -> None:
    given = {"server_port": 1080, "scope": "local", "scope_kind": "benchmarking"}
    assert onward(given, protocols=["socks"], proxy_targets=["a.example:443"]) == Onward.PROXY
    assert onward(given, protocols=["socks"]) == Onward.TUNNEL
    assert onward(given) == Onward.LIKELY_TUNNEL
    assert onward(given | {"server_port": 443}) == Onward.STAND_IN


@pytest.mark.parametrize("port", TUNNEL_PORTS)
def test_ports(port: int) -> None:
    assert onward({"server_port": port}) == Onward.LIKELY_TUNNEL


@pytest.mark.parametrize("transport", TUNNEL_TRANSPORTS)
def test_transports_without_ports(transport: str) -> None:
    assert onward({"server_port": None, "transport": transport}) == Onward.LIKELY_TUNNEL


def test_without_ports_no_port_tells() -> None:
    assert onward({"server_port": None, "transport": "icmp"}) is None


def test_reserved_addresses() -> None:
    assert onward({"scope": "local", "scope_kind": "reserved"}) == Onward.RESERVED
    assert onward({"scope": "local", "scope_kind": "private"}) is None


def test_an_endpoint_without_a_port_meets_its_own_traits() -> None:
    endpoints = frame(ENDPOINTS, *(endpoint(server_port=port, transport="udp") for port in (None, 443)))
    traits = traits_of(endpoints).with_columns(
        proxy_targets=pl.when(pl.col("server_port").is_null()).then(["a.example:1"]).otherwise([])
    )
    assert with_onward(endpoints, traits)["onward"].to_list() == ["proxy", None]
