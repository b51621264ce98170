"""Counts of messages become rows, with texts that are safe to show."""

from __future__ import annotations

from harness.sources.flow_filter import WantedFlow
from harness.stages.mqtt_messages import gather_mqtt_messages
from harness.tables.mqtt_messages import MQTT_MESSAGES

FLOW = WantedFlow(4, "192.0.2.20", 40_000, "198.51.100.7", 8_883, "tcp", 0, 9)


def test_rows() -> None:
    counts = {
        (4, "publish", True, None, "thing/\x1b[31m/osd"): ((1, 9, 900), 5, 219),
        (4, "connect", True, "drone 1", None): ((0, 7, 700), 1, 0),
    }
    found = gather_mqtt_messages(counts, {4: FLOW}, ["c1", "c2"], "app")
    assert found.select(
        "capture", "packet", "kind", "client_id", "topic", "messages", "message_octets", "server_port"
    ).rows() == [
        ("c1", 7, "connect", "drone\\0321", None, 1, 0, 8_883),
        ("c2", 9, "publish", None, "thing/\\027[31m/osd", 5, 219, 8_883),
    ]


def test_none() -> None:
    assert gather_mqtt_messages({}, {}, [], "app").schema == MQTT_MESSAGES.schema
