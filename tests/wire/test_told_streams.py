"""Facts of streams: by hand for each sample; messages behind the first; what is at fault stays Malformed."""

from __future__ import annotations

import pytest

from harness.model.facts import NameFact, ProtocolFact
from harness.model.malformed import Malformed
from harness.wire.further import stream_start
from harness.wire.told_streams import STREAMS
from tests.support import client_streams as curl
from tests.support import protocol_samples as samples
from tests.support import text_messages as texts
from tests.support.stream_messages import PREFACE, SETTINGS, connect, frame, publish


@pytest.mark.parametrize("sample", samples.STREAMS, ids=lambda sample: sample.name)
def test_each_protocol_tells_its_fields_and_names(sample: samples.Sample) -> None:
    start = stream_start(begins=True)
    facts = start.look(sample.data[0])[0]
    told = [(fact.key, fact.value) for fact in facts if isinstance(fact, ProtocolFact)]
    assert {fact.protocol for fact in facts if isinstance(fact, ProtocolFact)} == {sample.protocol}
    assert told[0] == (None, None)
    assert set(sample.details.items()) <= set(told)
    names = [fact for fact in facts if isinstance(fact, NameFact)]
    assert names == ([] if sample.named is None else [NameFact(sample.named[0], None, sample.named[1])])


def test_what_follows_adds_topics_commands_and_requests() -> None:
    mqtt = stream_start(begins=True)
    mqtt.look(connect(b"a") + publish(b"t/1"))
    facts = mqtt.look(connect(b"a") + publish(b"t/1") + publish(b"t/2"))[0]
    assert facts == (ProtocolFact("mqtt", "topic", "t/2"),)
    rtmp = stream_start(begins=True).look(curl.RTMP_PLAYS)[0]
    assert [fact.value for fact in rtmp if isinstance(fact, ProtocolFact) and fact.key == "command"] == [
        "createStream",
        "play",
    ]


def test_http2_tells_a_tunnel_s_target_and_lookups() -> None:
    """Header blocks by hand (RFC 7541 §6.2.2, without indexing): CONNECT a.example:443, and a lookup at another host."""

    def field(name: bytes, value: bytes) -> bytes:
        return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value

    tunnel = field(b":method", b"CONNECT") + field(b":authority", b"a.example:443")
    lookup = b"".join(
        field(name, value)
        for name, value in (
            (b":method", b"GET"), (b":scheme", b"http"), (b":authority", b"dns.example"),
            (b":path", b"/100000/d?host=b.example"),
        )
    )  # fmt: skip
    stream = PREFACE + SETTINGS + frame(1, tunnel, flags=4) + frame(1, lookup, flags=5, stream=3)
    facts = stream_start(begins=True).look(stream)[0]
    assert facts == (
        ProtocolFact("http2"),
        ProtocolFact("http2", "target", "a.example:443"),
        NameFact("dns.example", None, "http2_authority"),
        ProtocolFact("httpdns"),
        ProtocolFact("httpdns", "question", "b.example"),
    )


def test_an_address_in_place_of_a_name_is_none() -> None:
    facts = stream_start(begins=True).look(curl.RTMP_PLAYS)[0]
    assert [fact for fact in facts if isinstance(fact, NameFact)] == []


def test_a_datagram_relay_of_socks_tells_the_client_s_own_address() -> None:
    facts = stream_start(begins=True).look(texts.SOCKS5_UDP)[0]
    assert ("client_address", "[::]:0") in [fact[1:] for fact in facts]
    assert "target" not in [fact[1] for fact in facts]


def test_a_stream_of_another_form_is_malformed_to_each() -> None:
    """What cannot be told from octets, a module says by ``wanted`` alone: then any octets are its facts."""
    by_octets = [protocol for protocol in STREAMS if protocol.wanted(b"lewei_cmd\0") == 0]
    assert all(isinstance(protocol.facts(b"\xff" * 64), Malformed) for protocol in by_octets)
    assert all(isinstance(protocol.facts(b""), Malformed) for protocol in by_octets)
