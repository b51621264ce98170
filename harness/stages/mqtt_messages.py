"""Messages of MQTT as they were counted, with their flows -> MQTT_MESSAGES."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import polars as pl

from harness.model.words import RequestSeenBy
from harness.tables.mqtt_messages import MQTT_MESSAGES
from harness.tables.schema import conform
from harness.wire.text import escaped

_MAX_TEXT = 1_024
"""Characters kept of a topic or client id."""

MqttCounts = dict[tuple[int, str, bool, str | None, str | None], tuple[tuple[int, int, int], int, int]]
"""Flow, kind, whether the client sent it, client id and topic, to capture, packet and time of the first, how many, and octets."""


class Ends(Protocol):
    """Ends of a flow; fields as in FLOWS."""

    @property
    def client_ip(self) -> str: ...  # noqa: D102
    @property
    def client_port(self) -> int: ...  # noqa: D102
    @property
    def server_ip(self) -> str: ...  # noqa: D102
    @property
    def server_port(self) -> int: ...  # noqa: D102


def gather_mqtt_messages(
    counts: MqttCounts, flows: Mapping[int, Ends], captures: Sequence[str], vantage: str
) -> pl.DataFrame:
    """Turn counts of one vantage point into rows.

    Args:
        counts: By flow, kind, sender and texts as they were read.
        flows: Ends of each flow.
        captures: Keys of the captures that they were seen in.
        vantage: Their vantage point.
    """
    rows = []
    for (flow_id, kind, from_client, client_id, topic), (first, count, octets) in counts.items():
        ends, (capture, packet, time_ns) = flows[flow_id], first
        rows.append({
            "capture": captures[capture], "vantage": vantage, "time_ns": time_ns, "packet": packet, "flow_id": flow_id,
            "client_ip": ends.client_ip, "client_port": ends.client_port, "server_ip": ends.server_ip,
            "server_port": ends.server_port, "seen_by": RequestSeenBy.KEYLOG.value, "kind": kind,
            "from_client": from_client, "client_id": _text(client_id), "topic": _text(topic), "messages": count,
            "message_octets": octets,
        })  # fmt: skip
    frame = pl.DataFrame(rows, schema=MQTT_MESSAGES.schema).sort(
        "vantage", "capture", "packet", maintain_order=True
    )
    return conform(frame, MQTT_MESSAGES)


def _text(value: str | None) -> str | None:
    return None if value is None else escaped(value.encode())[:_MAX_TEXT]
