"""Events of a proxy as objects, and the facts that are read in them; all made up."""

from __future__ import annotations

import json
from typing import Any

from harness.model.malformed import Malformed
from harness.model.record_facts import FlowRecord, RecordFact
from harness.wire.proxy_events import ProxyEvents

PEER, PROXY, SERVER = ["192.0.2.20", 40_000], ["192.0.2.1", 8080], ["198.51.100.7", 443]


def client(**given: Any) -> dict[str, Any]:
    return {"id": "c", "peer": PEER, "sock": PROXY, "t_start": 1.0, "transport": "tcp"} | given


def server(**given: Any) -> dict[str, Any]:
    return {"id": "s", "address": ["cloud.example", 443], "peer": None, "tcp_ms": None} | given


REACHED = server(peer=SERVER, tcp_ms=20.01)


def told(*events: dict[str, Any]) -> list[RecordFact]:
    reader = ProxyEvents()
    facts: list[RecordFact] = []
    for number, event in enumerate(events, 1):
        found = reader.take(json.dumps({"t": float(number)} | event).encode(), number)
        assert not isinstance(found, Malformed)
        facts += found
    return [*facts, *reader.finish(len(events))]


def contacts(facts: list[RecordFact]) -> list[tuple[str | None, str]]:
    return [(fact.ends.server_ip, fact.contact[0]) for fact in facts if isinstance(fact, FlowRecord)]
