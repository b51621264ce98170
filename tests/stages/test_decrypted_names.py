"""Names of decrypted requests: once for each flow, no address, nothing of a proxy's target."""

from __future__ import annotations

from typing import Any

from harness.model.facts import RequestFact
from harness.stages.decrypted_names import names_of_requests
from harness.stages.requests import PlacedRequest, gather_requests


def request(packet: int, flow_id: int | None, host: str | None, path: str | None = "/") -> PlacedRequest:
    fact = RequestFact("keylog", "1.1", "GET", "https", host, 443, path, None)
    return PlacedRequest(packet, packet, flow_id, "192.0.2.20", 40_000, "198.51.100.7", 443, fact)


def names(*requests: PlacedRequest) -> list[tuple[Any, ...]]:
    found = names_of_requests(gather_requests(requests, capture="c1", vantage="app"))
    return found.select("packet", "flow_id", "name", "source", "server_ip", "server_port").rows()


def test_a_name_stands_once_for_each_flow() -> None:
    end = ("decrypted_host", "198.51.100.7", 443)
    assert names(request(1, 0, "a.example"), request(2, 0, "a.example"), request(3, 0, "b.example"), request(4, 1, "a.example")) == [
        (1, 0, "a.example", *end), (3, 0, "b.example", *end), (4, 1, "a.example", *end),
    ]  # fmt: skip


def test_what_gives_no_name() -> None:
    assert names(
        request(1, 0, "192.0.2.1"), request(2, 0, "2001:db8::1"), request(3, 0, None), request(4, None, "a.example"),
        request(5, 0, "behind.example", None),
    ) == []  # fmt: skip
