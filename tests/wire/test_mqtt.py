"""CONNECT and CONNACK, written out; what curl sends; what tshark reads of the same octets."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.mqtt import Connack, Connect, decode_connack, decode_connect, server_wanted, wanted
from tests.support import frames, tshark
from tests.support.client_streams import MQTT_PUBLISHES, MQTT_SUBSCRIBES
from tests.support.conversations import MS, every, opening, up
from tests.support.stream_messages import connect, mqtt_text, packet

WILL_3 = mqtt_text(b"will/topic") + mqtt_text(b"gone")
EXAMPLES = {
    # The examples of variable headers in 3.1.1 §3.1.2 and 5.0 §3.1.2, with payloads.
    "3.1.1": (
        connect(b"id", flags=0xCE, keep_alive=10, behind=WILL_3 + mqtt_text(b"u") + mqtt_text(b"p")),
        Connect(4, False, "id", True, 10, "will/topic"),
    ),
    "5": (
        connect(
            b"id", level=5, flags=0xCE, keep_alive=10, properties=bytes.fromhex("05 11 0000000a"),
            behind=b"\5\x18\0\0\0\1" + WILL_3 + mqtt_text(b"u") + mqtt_text(b"p"),
        ),
        Connect(5, False, "id", True, 10, "will/topic"),
    ),
    "3.1": (connect(b"1581F5BKD23100012345", level=3), Connect(3, False, "1581F5BKD23100012345", False, 60, None)),
    "bridge": (connect(b"edge", level=0x84), Connect(4, True, "edge", False, 60, None)),
    "no id": (connect(b"", level=5, properties=b"\0"), Connect(5, False, "", False, 60, None)),
    "control characters": (connect(b"a\n\x1b"), Connect(4, False, "a\\010\\027", False, 60, None)),
    "curl subscribes": (MQTT_SUBSCRIBES, Connect(4, False, "curlffbaadf1", True, 60, None)),
    "curl publishes": (MQTT_PUBLISHES, Connect(4, False, "curld3e90657", False, 60, None)),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_connect(name: str) -> None:
    data, expected = EXAMPLES[name]
    assert decode_connect(data) == expected
    need = wanted(data)
    assert decode_connect(data[:need]) == expected
    for length in range(need):
        assert wanted(data[:length]) == length + 1
        assert decode_connect(data[:length]) == Malformed(Reason.TRUNCATED, length, "mqtt")


def test_neither_passwords_nor_messages_are_waited_for() -> None:
    data = connect(b"id", flags=0x04, behind=mqtt_text(b"t") + mqtt_text(bytes(60_000)))
    assert wanted(data[:30]) == len(data) - 60_002


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/1.1\r\n",
        b"\x10\x10\0\4MQTX",
        b"\x10\x10\0\6MQTTxx\4",
        b"\x10\x10\0\4MQTT\3",  # the older level with the newer name
        b"\x10\x10\0\4MQTT\6",
        b"\x10\x0b\0\4MQTT\4\2\0\x3c\0\0",  # no place for a client id
        b"\x10\xff\xff\xff\xff\1",
        b"\x11\x10\0\4MQTT",
    ],
)
def test_another_protocol(data: bytes) -> None:
    assert wanted(data) == 0
    decoded = decode_connect(data)
    assert isinstance(decoded, Malformed)
    assert decoded.reason is Reason.NOT_THIS


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (connect(flags=3), Reason.BAD_VALUE),  # §3.1.2.3: reserved
        (connect(flags=0x1C), Reason.BAD_VALUE),  # §3.1.2.6: QoS 3
        (packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\x09abc"), Reason.BAD_LENGTH),
        (connect(b"id", level=5, properties=b"\x7f"), Reason.BAD_LENGTH),
        (connect(b"x" * 16_384), Reason.TOO_LONG),
    ],
)
def test_faults(data: bytes, reason: Reason) -> None:
    decoded = decode_connect(data)
    assert isinstance(decoded, Malformed)
    assert decoded.reason is reason
    assert 0 < wanted(data) <= len(data)


@pytest.mark.parametrize(
    ("octets", "connack"),
    [
        ("2002 0000", Connack(0, False, False, None, None)),
        ("2002 0100", Connack(0, True, False, None, None)),
        ("2002 0005", Connack(5, False, False, None, None)),
        ("2003 0000 00", Connack(0, False, True, None, None)),
        ("2008 0000 05 12 0002 6162", Connack(0, False, True, "ab", None)),
        ("2011 009d 0e 1c 000b 622e6578616d706c653a31", Connack(0x9D, False, True, None, "b.example:1")),
    ],
)
def test_connack(octets: str, connack: Connack) -> None:
    data = bytes.fromhex(octets)
    assert decode_connack(data + b"\x90\3\0\1\0") == connack
    assert server_wanted(data + b"\x90") == len(data)
    for length in range(len(data)):
        assert server_wanted(data[:length]) == length + 1


@pytest.mark.parametrize(
    "octets",
    ["2002 0006", "2002 0200", "2002 0101", "2001 00", "2003 0001 00", "2003 0000 01", "2004 0000 01 7e", "20ffffffff", "2102",
     "20ff7f 0000"],
)  # fmt: skip
def test_no_connack(octets: str) -> None:
    assert server_wanted(bytes.fromhex(octets)) == 0


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    names = ("mqtt.ver", "mqtt.clientid", "mqtt.kalive", "mqtt.willtopic", "mqtt.conflag.uname")
    for name in ("3.1.1", "5", "3.1", "no id", "curl subscribes"):
        data, found = EXAMPLES[name]
        path = tmp_path / "mqtt.pcap"
        path.write_bytes(frames.pcap(every(MS, [*opening(to=1883), up(data, to=1883)])))
        (row,) = tshark.fields(path, names, "mqtt.msgtype == 1")
        assert row["mqtt.ver"] == [str(found.level)]
        assert row["mqtt.clientid"] == ([found.client_id] if found.client_id else [])
        assert row["mqtt.kalive"] == [str(found.keep_alive_s)]
        assert row["mqtt.willtopic"] == ([found.will_topic] if found.will_topic else [])
        assert row["mqtt.conflag.uname"] in (["1"], ["True"]) if found.has_user_name else (["0"], ["False"])
