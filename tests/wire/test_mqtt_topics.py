"""Topics behind CONNECT and CONNACK, and serial numbers in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.mqtt_topics import MAX_TOPICS, Topic, read_topics, serial_number
from tests.support import frames, tshark
from tests.support.client_streams import MQTT_PUBLISHES, MQTT_SUBSCRIBES
from tests.support.conversations import MS, every, opening, up
from tests.support.stream_messages import connect, mqtt_text, packet, publish, subscribe

CONNACK = b"\x20\2\0\0"
PINGREQ = b"\xc0\0"


def test_what_curl_does() -> None:
    assert read_topics(MQTT_SUBSCRIBES) == (Topic("subscribe", "thing/product/1ZNBJ7R0010078/services"),)
    assert read_topics(MQTT_PUBLISHES) == (Topic("publish", "thing/product/1581F5BKD23100012345/osd"),)


def test_the_example_of_the_specification() -> None:
    filters = bytes.fromhex("0003 612f62 01 0003 632f64 02")  # 3.1.1 §3.8.3
    data = connect() + packet(0x82, b"\0\x0a" + filters)
    assert read_topics(data) == (Topic("subscribe", "a/b"), Topic("subscribe", "c/d"))


def test_topics_of_either_side_each_once() -> None:
    client = connect() + PINGREQ + publish(b"t/1") + publish(b"t/1", b"y", 0x3D) + subscribe(b"t/1", b"t/#")
    assert read_topics(client) == (
        Topic("publish", "t/1"),
        Topic("subscribe", "t/1"),
        Topic("subscribe", "t/#"),
    )
    assert read_topics(CONNACK + b"\x90\3\0\1\0" + publish(b"down")) == (Topic("publish", "down"),)
    assert read_topics(connect() + packet(0xA2, b"\0\1" + mqtt_text(b"t/#"))) == (
        Topic("unsubscribe", "t/#"),
    )


def test_properties_stand_before_filters_in_version_5() -> None:
    data = connect(level=5, properties=b"\0") + subscribe(b"a/b", properties=b"\2\x0b\1")
    assert read_topics(data) == (Topic("subscribe", "a/b"),)
    assert read_topics(b"\x20\3\0\0\0" + packet(0x30, b"\0\0\3\x23\0\1x") + publish(b"a", b"\0x")) == (
        Topic("publish", "a"),  # the one before has an alias only
    )


def test_other_streams_and_faults() -> None:
    assert read_topics(publish(b"t")) == read_topics(b"") == read_topics(b"\x16\3\1") == ()
    for odd in (b"\0\0", b"\xf1\0", b"\x36\4\0\1at", b"\x80\0", b"\x30\xff\xff\xff\xff"):
        assert read_topics(connect() + odd + publish(b"t")) == ()
    assert read_topics(connect() + packet(0x30, b"\0\x09t")) == ()


def test_no_more_topics_than_are_kept() -> None:
    assert len(read_topics(connect() + b"".join(publish(b"%d" % n) for n in range(99)))) == MAX_TOPICS


TEXTS = st.text(alphabet="ab/+#$ ", min_size=1, max_size=20).map(str.encode)
PACKETS = st.one_of(
    TEXTS.map(publish), st.lists(TEXTS, min_size=1, max_size=3).map(lambda f: subscribe(*f)), st.just(PINGREQ)
)


@given(st.lists(PACKETS, max_size=6), st.data())
def test_more_octets_only_add_topics(packets: list[bytes], chance: st.DataObject) -> None:
    data = connect() + b"".join(packets)
    cut = chance.draw(st.integers(0, len(data)))
    before, whole = read_topics(data[:cut]), read_topics(data)
    assert whole[: len(before)] == before


@pytest.mark.parametrize(
    ("topic", "serial"),
    [  # DJI, Cloud API, topic definition; with a serial number in the place of its own
        ("thing/product/1ZNBJ7R0010078/osd", "1ZNBJ7R0010078"),
        ("thing/product/1581F5BKD23100012345/services_reply", "1581F5BKD23100012345"),
        ("thing/product/1ZNBJ7R0010078/drc/up", "1ZNBJ7R0010078"),
        ("thing/product/1ZNBJ7R0010078/property/set", "1ZNBJ7R0010078"),
        ("sys/product/1ZNBJ7R0010078/status", "1ZNBJ7R0010078"),
        ("forward/cr800/thing/product/1ZNBJ7R0010078/#", "1ZNBJ7R0010078"),
        ("$share/group/thing/product/1ZNBJ7R0010078/osd", "1ZNBJ7R0010078"),
        ("thing/product/+/osd", None),
        ("thing/product/#", None),
        ("thing/product/1ZNBJ7R0010078", None),
        ("other/thing/product/1ZNBJ7R0010078/osd", None),
        ("thing/product/a\\010b12345/osd", None),
        ("", None),
    ],
)
def test_serial_number(topic: str, serial: str | None) -> None:
    assert serial_number(topic) == serial


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
def test_tshark_reads_the_same(tmp_path: Path) -> None:
    data = connect() + publish(b"a/b") + subscribe(b"c/#", b"d") + PINGREQ + publish(b"e", b"")
    path = tmp_path / "mqtt.pcap"
    path.write_bytes(frames.pcap(every(MS, [*opening(to=1883), up(data, to=1883)])))
    (row,) = tshark.fields(path, ("mqtt.topic",), "mqtt")
    assert row["mqtt.topic"] == [topic.topic for topic in read_topics(data)]
