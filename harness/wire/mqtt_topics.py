"""A stream that begins with CONNECT or CONNACK -> the topics of the packets that follow, and the serial number in one.

Definitions: MQTT 5.0 §3.3 (PUBLISH), §3.8 (SUBSCRIBE), §3.10 (UNSUBSCRIBE); 3.1.1 has the same without properties. Topics of
the DJI Cloud API: ``thing/product/{sn}/...``, ``sys/product/{sn}/status`` (DJI, Cloud API, topic definition).

Blind spots: payloads are not read. A topic alias (5.0 §3.3.2.3.4) that stands for a topic is not resolved: the topic was given where the
alias was set, if that was seen. Topics behind the first ``MAX_PACKETS`` packets or ``MAX_OCTETS`` octets.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.model.malformed import Malformed
from harness.wire.mqtt import MAX_TEXT_OCTETS, VERSION_5, decode_connack, decode_connect
from harness.wire.mqtt_fields import MAX_OCTETS, Header, properties_at, read_header, text_end
from harness.wire.text import cut

MAX_PACKETS: Final = 1024
MAX_TOPICS: Final = 64
"""Different topics that are kept of one stream."""

_PUBLISH, _SUBSCRIBE, _UNSUBSCRIBE = 0x30, 0x80, 0xA0
_NAMES: Final = {_PUBLISH: "publish", _SUBSCRIBE: "subscribe", _UNSUBSCRIBE: "unsubscribe"}
_FIRST_OCTETS: Final = frozenset(
    bytes.fromhex("10 20 40 50 62 6a 70 82 8a 90 a2 aa b0 c0 d0 e0 f0") + bytes(range(0x30, 0x40))
)
"""Types with the flags that they must have (§2.1.3); 3.1 may mark those of QoS 1 as sent again."""
_QOS: Final = 0x06
_CLOUD_API: Final = re.compile(
    r"(?:\$share/[^/]+/|\$queue/)?"  # shared subscriptions: 5.0 §4.8.2, and EMQX's own
    r"(?:forward/[^/]+/)?"
    r"(?:thing|sys)/product/([0-9A-Za-z][0-9A-Za-z_-]{3,63})/[^/]"
)


class Topic(NamedTuple):
    """A topic, and what was done with it."""

    packet: str
    """``publish``, ``subscribe`` or ``unsubscribe``; the sender is the side whose stream it is."""
    topic: str
    """A name or, of the latter two, a filter; escaped, cut to ``MAX_TEXT_OCTETS``."""


def read_topics(data: bytes) -> tuple[Topic, ...]:
    """Give the topics in one side's stream, as far as it goes.

    Args:
        data: TCP payload from the start, where CONNECT or CONNACK is. May be cut short anywhere.

    Returns:
        Each topic once for each kind of packet, in the stream's order; more octets only add to them. Empty where the
        stream begins otherwise.
    """
    version_5 = _version_5(data)
    if version_5 is None:
        return ()
    data = data[:MAX_OCTETS]
    found: dict[Topic, None] = {}
    at = 0
    for _ in range(MAX_PACKETS):
        header = read_header(data, at) if at < len(data) else None
        if not isinstance(header, Header) or header.first not in _FIRST_OCTETS or header.first & _QOS == _QOS:
            break
        for topic in _topics(data, header, version_5=version_5):
            if len(found) < MAX_TOPICS:
                found.setdefault(topic)
        at = header.end
    return tuple(found)


def serial_number(topic: str) -> str | None:
    """Take the serial number from a topic of the DJI Cloud API; None where it has another form or a wildcard.

    >>> serial_number("thing/product/1ZNBJ7R0010078/osd")
    '1ZNBJ7R0010078'
    """
    match = _CLOUD_API.match(topic)
    return match[1] if match else None


def _version_5(data: bytes) -> bool | None:
    """Whether packets have properties; None where the stream begins with neither CONNECT nor CONNACK."""
    client = decode_connect(data)
    if not isinstance(client, Malformed):
        return client.level == VERSION_5
    server = decode_connack(data)
    return None if isinstance(server, Malformed) else server.version_5


def _topics(data: bytes, header: Header, *, version_5: bool) -> list[Topic]:
    """Topics of one packet."""
    kind = header.first & 0xF0
    if kind not in _NAMES:
        return []
    at, step = header.body, 0
    if kind != _PUBLISH:
        at += 2  # packet identifier
        properties = properties_at(data, at, header.end) if version_5 else (at, at)
        if isinstance(properties, Malformed):
            return []
        at, step = properties[1], int(kind == _SUBSCRIBE)  # options of a subscription
    found: list[Topic] = []
    while at < header.end:
        after = text_end(data, at, header.end)
        if isinstance(after, Malformed):
            break
        if after > at + 2:
            found.append(Topic(_NAMES[kind], cut(data[at + 2 : after], MAX_TEXT_OCTETS)))
        at = after + step
        if kind == _PUBLISH:
            break
    return found
