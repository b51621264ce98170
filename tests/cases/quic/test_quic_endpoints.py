"""Names told in QUIC beside those told in TLS: as firm, and of the endpoint of their own transport."""

from __future__ import annotations

import pytest

from harness.stages.endpoints import gather_endpoints
from tests.support.tables import flow, flows_of, name, names_of

TOLD = (name("b.tls"), name("a.quic", "quic_sni", flow_id=1), name("0.host", "http_host"))


@pytest.mark.parametrize(
    ("port", "transport", "wanted"),
    [
        (443, "tcp", ["b.tls", "0.host", "a.quic"]),
        (443, "udp", ["a.quic", "b.tls", "0.host"]),
        (8883, "tcp", ["a.quic", "b.tls", "0.host"]),
    ],
)
def test_names_of_an_endpoint(port: int, transport: str, wanted: list[str]) -> None:
    flows = flows_of(flow(), flow(flow_id=1, transport="udp"), flow(flow_id=2, port=8883))
    frame = gather_endpoints(flows, names_of(*TOLD)).filter(server_port=port, transport=transport)
    assert frame["names"].to_list() == [wanted]
