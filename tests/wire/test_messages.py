"""One message of a known kind: facts in one form."""

from __future__ import annotations

import dns.message
import dns.rrset
import pytest

from harness.model.facts import HelloFact, ProtocolFact, RequestFact, ServiceFact
from harness.model.malformed import Malformed, Reason
from harness.wire.messages import MessageKind, NameFact, decode_message, message_wanted, stream_kind
from tests.support.wire_messages import hello, records, server_name

ANSWER = bytes.fromhex(
    "1a2b 8180 0001 0001 0000 0000"  # response, one question, one answer
    "0161 076578616d706c65 00 0001 0001"  # a.example A IN
    "c00c 0001 0001 0000003c 0004 c0000201"  # 60 s, 192.0.2.1
)
HTTPS_ANSWER = bytes.fromhex(
    "1a2b 8180 0001 0001 0000 0000 0161 076578616d706c65 00 0041 0001"  # a.example HTTPS IN
    "c00c 0041 0001 0000003c 000b 0001 00 0004 0004 c0000201"  # priority 1, target ., ipv4hint
)
FACT = NameFact("a.example", "192.0.2.1", "dns", 60, True)
STREAM = records(hello(server_name(b"a.example")))
REQUEST = b"GET / HTTP/1.1\r\nHost: A.example:81\r\n\r\n"


def test_dns_datagram() -> None:
    assert message_wanted(MessageKind.DNS, ANSWER) == len(ANSWER)
    assert decode_message(MessageKind.DNS, ANSWER) == (FACT,)


def test_dns_stream_is_read_up_to_its_length() -> None:
    stream = len(ANSWER).to_bytes(2, "big") + ANSWER
    assert [message_wanted(MessageKind.DNS_TCP, stream[:n]) for n in (0, 1, 2, 9)] == [
        2,
        2,
        len(stream),
        len(stream),
    ]
    assert decode_message(MessageKind.DNS_TCP, stream + b"\x00\x10next") == (FACT,)
    assert decode_message(MessageKind.DNS_TCP, stream[:1]) == Malformed(Reason.TRUNCATED, 1, "dns")


def test_cut_dns_without_a_fact_is_malformed() -> None:
    assert decode_message(MessageKind.DNS, ANSWER[:40]) == Malformed(Reason.TRUNCATED, 40, "dns")


@pytest.mark.parametrize(("kind", "source", "asked"), [
    (MessageKind.MDNS, "mdns", None), (MessageKind.LLMNR, "llmnr", True),
])  # fmt: skip
def test_messages_of_the_local_link_have_their_own_source(kind: int, source: str, asked: bool | None) -> None:
    assert message_wanted(kind, ANSWER) == len(ANSWER)
    assert decode_message(kind, ANSWER) == (NameFact("a.example", "192.0.2.1", source, 60, asked),)
    assert decode_message(kind, ANSWER[:40]) == Malformed(Reason.TRUNCATED, 40, "dns")
    assert decode_message(kind, HTTPS_ANSWER) == (NameFact("a.example", "192.0.2.1", source, 60, asked),)


def announcement(*service_types: str, address: str | None = "192.0.2.1") -> bytes:
    """What a device answers for, written by dnspython: PTR, SRV and TXT of each service (RFC 6763 §12.1), its address behind."""
    message = dns.message.Message(id=0)
    message.flags = 0x8400
    for service in service_types:
        instance = f"Drone-000001.{service}"
        message.answer += [
            dns.rrset.from_text(f"{service}.", 4500, "IN", "PTR", f"{instance}."),
            dns.rrset.from_text(f"{instance}.", 120, "IN", "SRV", "0 0 44444 drone.local."),
            dns.rrset.from_text(f"{instance}.", 4500, "IN", "TXT", "device_id=PI0403"),
        ]
    if address is not None:
        message.additional += [dns.rrset.from_text("drone.local.", 120, "IN", "A", address)]
    return message.to_wire()


def test_a_drone_of_parrot_s_announces_its_product() -> None:
    product = ProtocolFact("arsdk", "product", "Bebop_2")
    told = (NameFact("drone.local", "192.0.2.1", "mdns", 120), ProtocolFact("arsdk"), product)
    octets = announcement("_arsdk-090c._udp.local", "_http._tcp.local")
    assert decode_message(MessageKind.MDNS, octets) == told
    assert decode_message(MessageKind.MDNS, announcement("_arsdk-090C._udp.local", address=None)) == told[1:]
    end = octets.index(b"Drone-000001") + 20
    assert decode_message(MessageKind.MDNS, octets[:end]) == told[1:]  # cut behind the first record
    assert product not in decode_message(MessageKind.DNS, octets)  # type: ignore[operator]


@pytest.mark.parametrize(
    "service", ["_arsdk-ffff._udp.local", "_http._tcp.local", "x._arsdk-090c._udp.local"]
)
def test_other_services_announce_no_product(service: str) -> None:
    assert decode_message(MessageKind.MDNS, announcement(service)) == (
        NameFact("drone.local", "192.0.2.1", "mdns", 120),
    )


def test_a_question_for_drones_is_no_drone() -> None:
    question = dns.message.make_query("_arsdk-090c._udp.local", "PTR", flags=0).to_wire()
    assert decode_message(MessageKind.MDNS, question) == ()


def test_services_follow_the_names() -> None:
    assert decode_message(MessageKind.DNS, HTTPS_ANSWER) == (
        NameFact("a.example", "192.0.2.1", "dns_hint", 60, True),
        ServiceFact("a.example", "a.example", 1, (), False, 60),
    )


def test_tls_hello_names_the_peer() -> None:
    assert message_wanted(MessageKind.TLS, STREAM) == len(STREAM)
    found = decode_message(MessageKind.TLS, STREAM)
    assert not isinstance(found, Malformed)
    name, told = found
    assert name == NameFact("a.example", None, "sni")
    assert isinstance(told, HelloFact)
    assert told.sni == "a.example"


def test_tls_hello_without_a_name_tells_of_its_sender_alone() -> None:
    found = decode_message(MessageKind.TLS, records(hello()))
    assert not isinstance(found, Malformed)
    assert [type(fact) for fact in found] == [HelloFact]


def test_http_host_names_the_peer_without_port() -> None:
    found = decode_message(MessageKind.HTTP, REQUEST)
    assert not isinstance(found, Malformed)
    assert found[:-1] == (NameFact("a.example", None, "http_host"),)
    assert isinstance(found[-1], RequestFact)


@pytest.mark.parametrize("host", [b"192.0.2.1:80", b"[2001:db8::1]", b"", b"a:b"])
def test_http_host_that_is_no_name_gives_no_fact(host: bytes) -> None:
    found = decode_message(MessageKind.HTTP, b"GET / HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
    assert not isinstance(found, Malformed)
    assert [type(fact) for fact in found] == [RequestFact]


def test_malformed_is_passed_on() -> None:
    for kind in (MessageKind.TLS, MessageKind.HTTP):
        decoded = decode_message(kind, b"\x00\x00")
        assert isinstance(decoded, Malformed)
        assert decoded.reason is Reason.NOT_THIS


def test_kind_of_a_stream_is_told_from_its_first_octet() -> None:
    assert {stream_kind(STREAM[:length]) for length in range(1, len(STREAM))} == {MessageKind.TLS}
    assert {stream_kind(REQUEST[:length]) for length in range(1, len(REQUEST))} == {MessageKind.HTTP}
    assert stream_kind(b"SSH-2.0-x") is None
    assert stream_kind(b"\x16\x00") is None


def test_unknown_kind_is_our_fault() -> None:
    with pytest.raises(ValueError, match="99"):
        decode_message(99, b"")
    with pytest.raises(ValueError, match="99"):
        message_wanted(99, b"")
