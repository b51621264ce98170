"""What a probe may contact: only what the product itself contacted by TCP, with the name that it asked for."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.active import ActiveTarget
from harness.model.geo_needs import Lack, Need
from harness.stages.probe_targets import targets_of
from tests.support.geo_rows import seen


def need(server_ip: str = "8.0.0.1", lack: Lack = Lack.DISPUTED, vantage: str = "app") -> Need:
    return Need(vantage, server_ip, None, 1, (lack,), "because", (), (), ())


def targets(*rows: dict[str, Any], needs: tuple[Need, ...] = (need(),)) -> list[ActiveTarget]:
    return list(targets_of(needs, rows))


def test_tcp_with_the_name_that_its_hello_held() -> None:
    assert targets(seen(name="cloud.vendor.example", name_source="sni")) == [
        ActiveTarget("8.0.0.1", 443, "cloud.vendor.example", tls=True)
    ]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cloud.vendor.example", "dns"),
        ("cloud.vendor.example", "http_host"),
        (None, None),
        ("-\\255 bad", "sni"),
        (".a.example", "sni"),
        ("a" * 64 + ".example", "sni"),
        ("a\n.example", "sni"),
    ],
)
def test_a_name_that_no_hello_held_or_may_hold_is_not_asked_for(name: str | None, source: str | None) -> None:
    assert targets(seen(name=name, name_source=source)) == [ActiveTarget("8.0.0.1", 443, None, tls=True)]


def test_another_port_without_a_hello_is_only_connected_to() -> None:
    assert targets(seen(server_port=8080)) == [ActiveTarget("8.0.0.1", 8080, None, tls=False)]


@pytest.mark.parametrize(
    "row",
    [
        seen(transport="udp"),
        seen(server_port=None),
        seen("10.0.0.1"),
        seen("8.0.0.2"),
        seen(vantage="other"),
        seen(scope="carrier"),
    ],
)
def test_nothing_else_is_contacted(row: dict[str, Any]) -> None:
    assert targets(row) == []


def test_each_once_in_the_order_of_needs() -> None:
    needs = (
        need("8.0.0.2"),
        need("8.0.0.1"),
        need("8.0.0.2", vantage="other"),
        need("8.0.0.3", Lack.CARRIER),
    )
    rows = [
        seen(address, vantage=point)
        for address in ("8.0.0.1", "8.0.0.2", "8.0.0.3")
        for point in ("app", "other")
    ]
    assert [one.server_ip for one in targets(*rows, needs=needs)] == ["8.0.0.2", "8.0.0.1"]
