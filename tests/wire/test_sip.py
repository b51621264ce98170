"""SIP: messages of RFC 3261 and RFC 4475, and of GB/T 28181."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.authority import Authority
from harness.wire.sip import MAX_IDS, SipMessage, decode_sip, wanted
from harness.wire.text_head import MAX_HEAD_OCTETS
from tests.support.text_messages import (
    CHANNEL,
    DESCRIBE,
    DEVICE,
    HTTP_CHUNKED,
    INVITE_BODY,
    KEEPALIVE,
    PLATFORM,
    REGISTER,
    RTSP_ANSWER,
    SIP_OK,
    TORTUOUS_INVITE,
    crlf,
    sized,
)

ALICE = Authority("atlanta.com", None, "alice")
JDROSEN = Authority("example.com", None, "jdrosen")
VIVEKG = Authority("chair-dnrc.example.com", None, "vivekg")


def message(data: bytes, *, datagram: bool = False) -> SipMessage:
    decoded = decode_sip(data, datagram=datagram)
    assert isinstance(decoded, SipMessage)
    return decoded


def reason(data: bytes, *, datagram: bool = False) -> Reason:
    decoded = decode_sip(data, datagram=datagram)
    assert isinstance(decoded, Malformed)
    return decoded.reason


def test_the_tortuous_invite() -> None:
    expected = SipMessage(
        method="INVITE",
        status=None,
        request=VIVEKG,
        from_=JDROSEN,
        to=VIVEKG,
        contact=JDROSEN,
        user_agent=None,
        server=None,
        realm=None,
        media=("192.0.2.3", "192.0.2.4"),
        device_ids=(),
        command=None,
        complete=True,
    )
    assert message(TORTUOUS_INVITE) == expected
    assert message(TORTUOUS_INVITE, datagram=True) == expected
    assert len(INVITE_BODY) == 150  # as its Content-Length says


def test_an_answer() -> None:
    decoded = message(SIP_OK)
    assert (decoded.method, decoded.status, decoded.request) == (None, 200, None)
    assert (decoded.from_, decoded.to) == (ALICE, Authority("biloxi.com", None, "bob"))
    assert decoded.contact == Authority("192.0.2.4", None, "bob")
    assert decoded.server == "HomeServer\\032v2"
    assert not decoded.gb28181


def test_gb28181_keepalive() -> None:
    decoded = message(KEEPALIVE, datagram=True)
    assert decoded.gb28181
    assert decoded.command == "Keepalive"
    assert decoded.device_ids == (PLATFORM, DEVICE, CHANNEL)
    assert decoded.user_agent == "Made-up\\032Dock\\0321.2"
    assert decoded.from_ == Authority("3402000000", None, DEVICE)


def test_compact_forms() -> None:
    decoded = message(REGISTER)
    assert decoded.request == Authority("media.example", 15060, PLATFORM)
    assert decoded.contact == Authority("192.0.2.20", 5060, DEVICE)
    assert decoded.from_ == decoded.to == Authority("3402000000", None, DEVICE)
    assert decoded.realm == "3402000000"
    assert decoded.gb28181
    body = INVITE_BODY
    head = "INVITE sip:b@a.example SIP/2.0\nc: application/sdp\n"
    assert message(sized(head, body, "l")).media == ("192.0.2.3", "192.0.2.4")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("sip:bob:secret@a.example:5060;transport=tcp", Authority("a.example", 5060, "bob")),
        ("<sips:A.Example>", Authority("a.example", None, None)),
        ('"<sip:no@no.example>" <sip:bob@a.example>', Authority("a.example", None, "bob")),
        ("Bob <sip:b;x=y@a.example;lr?subject=z>", Authority("a.example", None, "b;x=y")),
        ("<sip:bob@[2001:db8::9]:5070>;expires=60", Authority("2001:db8::9", 5070, "bob")),
        ("<sip:a@a.example>, <sip:b@b.example>", Authority("a.example", None, "a")),
        ("<tel:+1-201-555-0123>", None),
        ("*", None),
        ("", None),
        ('"' * 2000, None),
    ],
)
def test_addresses(value: str, expected: Authority | None) -> None:
    decoded = message(f"ACK sip:a.example SIP/2.0\r\nContact: {value}\r\n\r\n".encode())
    assert decoded.contact == expected
    assert "secret" not in str(decoded)


@pytest.mark.parametrize(
    "data",
    [
        b"NOTIFY * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\n\r\n",
        b"OPTIONS rtsp://a.example/ RTSP/1.0\r\n\r\n",
        b"INVITE sip:a.example SIP/1.0\r\n\r\n",
        b"INVITE sip:a.example\r\n\r\n",
        b"INVITE  SIP/2.0\r\n\r\n",
        b"SIP/2.0 700 x\r\n\r\n",
        b"SIP/2.0\r\n\r\n",
        b"SIP/2.0\xff sip:a.example SIP/2.0\r\n\r\n",
        b"invite sip:a.example SIP/2.0\r\n\r\n",
        b"\rINVITE sip:a.example SIP/2.0\r\n\r\n",
        b"\r\n\r\n\r\n\r\n",
        b"\x16\x03\x01",
        DESCRIBE,
        RTSP_ANSWER,
        HTTP_CHUNKED,
    ],
)
def test_another_protocol(data: bytes) -> None:
    assert reason(data) is Reason.NOT_THIS
    assert reason(data, datagram=True) is Reason.NOT_THIS
    assert wanted(data) == 0


def test_a_datagram_is_whole() -> None:
    """One that only begins like SIP is none; one that a capture cut inside the head is."""
    for data in (b"", b"\r\n\r\n", b"INVITE", b"INVITE sip:a.example SIP/2.0"):
        assert reason(data) is Reason.TRUNCATED
        assert reason(data, datagram=True) is Reason.NOT_THIS
    assert reason(SIP_OK[:40], datagram=True) is Reason.TRUNCATED


def test_empty_lines_before_a_message() -> None:
    for skipped in (b"\r\n", b"\r\n\r\n"):
        assert message(skipped + TORTUOUS_INVITE) == message(TORTUOUS_INVITE)
        assert wanted(skipped + TORTUOUS_INVITE) == len(skipped + TORTUOUS_INVITE)


@pytest.mark.parametrize("data", [TORTUOUS_INVITE, KEEPALIVE])
def test_the_body_is_wanted_and_no_more(data: bytes) -> None:
    head = data.index(b"\r\n\r\n") + 4
    for length in range(len(data)):
        assert wanted(data[:length]) == (length + 1 if length < head else len(data))
    assert wanted(data + SIP_OK) == len(data)
    assert message(data + SIP_OK) == message(data)


def test_a_cut_body_tells_whole_lines_and_says_so() -> None:
    cut = TORTUOUS_INVITE[: TORTUOUS_INVITE.index(b"192.0.2.4") + 5]
    decoded = message(cut)
    assert decoded.media == ("192.0.2.3",)
    assert not decoded.complete


def test_a_body_without_length_is_that_of_a_datagram_only() -> None:
    data = b"INVITE sip:a.example SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n" + INVITE_BODY
    assert message(data).media == ()
    assert message(data, datagram=True).media == ("192.0.2.3", "192.0.2.4")


def test_a_body_that_is_too_long_is_not_wanted() -> None:
    head = crlf(f"MESSAGE sip:a.example SIP/2.0\nContent-Length: {MAX_HEAD_OCTETS}\n\n")
    assert wanted(head) == len(head)
    assert not message(head).complete
    assert message(head + KEEPALIVE).device_ids == ()


def test_sdp_in_a_body_of_several_parts_and_the_id_of_its_origin() -> None:
    body = b"--x\r\nContent-Type: application/sdp\r\n\r\n" + INVITE_BODY.replace(b"mhandley", DEVICE.encode())
    data = sized("INVITE sip:a.example SIP/2.0\nContent-Type: multipart/mixed;boundary=x\n", body)
    assert message(data).media == ("192.0.2.3", "192.0.2.4")
    assert message(data).device_ids == (DEVICE,)


def test_ids_are_limited_and_each_told_once() -> None:
    body = b"".join(b"<DeviceID>%020d</DeviceID>" % (number // 2) for number in range(300))
    data = sized("MESSAGE sip:a.example SIP/2.0\n", body)
    assert message(data).device_ids == tuple(f"{number:020d}" for number in range(MAX_IDS))
