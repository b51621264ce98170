"""The connect command: what curl sends, what other programs send, and what tshark reads of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.authority import Origin
from harness.wire.rtmp import HANDSHAKE_OCTETS, Command, Connect, decode_connect, read_commands, wanted
from tests.support import frames, tshark
from tests.support.client_streams import RTMP_PLAYS, RTMP_PUBLISHES
from tests.support.conversations import MS, every, opening, up
from tests.support.stream_messages import (
    RTMP_HANDSHAKE,
    amf_number,
    amf_object,
    amf_string,
    chunks,
    rtmp_connect,
)

ENCODER = rtmp_connect(
    app="live/secret?sign=secret",
    type="nonprivate",
    flashVer="FMLE/3.0 (compatible; FMSc/1.0)",
    swfUrl="http://player.vendor.example:8080/p.swf",
    tcUrl="rtmp://push.vendor.example/live/secret?sign=secret",
)
SAID = Connect(
    "live", Origin("rtmp", "push.vendor.example", None), "FMLE/3.0\\032(compatible;\\032FMSc/1.0)", "player.vendor.example"
)  # fmt: skip
NOTHING = Connect(None, None, None, None)


def reason(data: bytes) -> Reason:
    decoded = decode_connect(data)
    assert isinstance(decoded, Malformed)
    return decoded.reason


def test_what_curl_sends() -> None:
    assert decode_connect(RTMP_PUBLISHES) == Connect(
        "live", Origin("rtmp", "live.vendor.example", 18088), None, None
    )
    assert decode_connect(RTMP_PLAYS) == Connect("live", Origin("rtmp", "127.0.0.1", 18084), None, None)
    assert [tuple(command) for command in read_commands(RTMP_PUBLISHES)] == [
        ("releaseStream", True),
        ("FCPublish", True),
        ("createStream", False),
        ("publish", True),
    ]
    assert [tuple(command) for command in read_commands(RTMP_PLAYS)] == [
        ("createStream", False),
        ("play", True),
    ]


def test_no_key_is_ever_given() -> None:
    data = RTMP_HANDSHAKE + chunks(ENCODER)
    publish = chunks(
        amf_string(b"publish") + amf_number(5) + b"\5" + amf_string(b"secret") + amf_string(b"live")
    )
    assert decode_connect(data) == SAID
    assert read_commands(data + publish) == (Command("publish", has_stream_name=True),)


@pytest.mark.parametrize(
    ("data", "connect"),
    [
        (chunks((4096).to_bytes(4, "big"), 1, stream=2) + chunks(ENCODER, size=4096), SAID),
        (chunks(b"\0\x26\x25\xa0", 5, stream=2) + chunks(ENCODER), SAID),
        (chunks(b"\0" + ENCODER, 17), SAID),  # §7.1.1: an AMF3 message, its values AMF0
        (chunks(ENCODER, time=0x1000000), SAID),
        (chunks(amf_string(b"connect") + amf_number(1) + amf_object()), NOTHING),
        (chunks(amf_string(b"connect") + amf_number(1) + amf_object(app=amf_number(1))), NOTHING),
    ],
)
def test_forms_of_connect(data: bytes, connect: Connect) -> None:
    assert decode_connect(RTMP_HANDSHAKE + data) == connect


@pytest.mark.parametrize(
    ("version", "known"),
    [("00000000", True), ("097c7c02", False), ("09007c02", True), ("80000702", True), ("0a002d02", True), ("e0000000", False), ("02f08032", False)],
)  # fmt: skip
def test_versions_in_the_handshake(version: str, known: bool) -> None:
    data = b"\x03\0\0\0\0" + bytes.fromhex(version) + bytes(HANDSHAKE_OCTETS - 9) + chunks(ENCODER)
    assert bool(wanted(data)) == known
    assert (decode_connect(data) == SAID) == known


def test_wanted_is_the_end_of_connect() -> None:
    data = RTMP_HANDSHAKE + chunks(ENCODER)
    assert wanted(data + b"\x43more") == len(data)
    assert decode_connect(data) == decode_connect(data + b"\x43more")
    for length in [
        *range(12),
        HANDSHAKE_OCTETS - 1,
        HANDSHAKE_OCTETS,
        *range(HANDSHAKE_OCTETS + 1, len(data)),
    ]:
        assert length < wanted(data[:length]) <= len(data)
        assert reason(data[:length]) is Reason.TRUNCATED


def test_other_protocols() -> None:
    for data in (
        b"\x16\3\1",
        b"GET /",
        b"\x06" + bytes(8),
        b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0",
    ):
        assert wanted(data) == 0
        assert reason(data) is Reason.NOT_THIS
    for behind in (bytes(20), chunks(amf_string(b"play") + amf_number(1) + b"\5"), b"\x03" + b"\xff" * 20):
        assert wanted(RTMP_HANDSHAKE + behind) == 0
        assert reason(RTMP_HANDSHAKE + behind) is Reason.NOT_THIS


def test_faults() -> None:
    cut = chunks(ENCODER[:60])
    assert reason(RTMP_HANDSHAKE + cut) is Reason.BAD_LENGTH
    assert wanted(RTMP_HANDSHAKE + cut) == len(RTMP_HANDSHAKE + cut)
    long = RTMP_HANDSHAKE + chunks(ENCODER + bytes(16_000))
    assert reason(long) is Reason.TOO_LONG
    assert 0 < wanted(long) <= len(long)
    assert read_commands(RTMP_HANDSHAKE) == ()


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("data", [RTMP_PUBLISHES, RTMP_PLAYS, RTMP_HANDSHAKE + chunks(ENCODER)])
def test_tshark_reads_the_same(data: bytes, tmp_path: Path) -> None:
    pieces = [data[at : at + 1400] for at in range(0, len(data), 1400)]
    packets = [up(piece, to=1935, seq=1001 + 1400 * at) for at, piece in enumerate(pieces)]
    path = tmp_path / "rtmp.pcap"
    path.write_bytes(frames.pcap(every(MS, [*opening(to=1935), *packets])))
    rows = tshark.fields(path, ("amf.string",), "rtmpt.function.call || amf.string")
    strings = [text for row in rows for text in row["amf.string"]]
    found = decode_connect(data)
    assert isinstance(found, Connect)
    assert found.url is not None
    assert strings[0] == "connect"
    url = next(text for text in strings if "://" in text and text.startswith("rtmp"))
    port = f":{found.url.port}" if found.url.port else ""
    assert url.startswith(f"{found.url.scheme}://{found.url.host}{port}/{found.app}")
    names = [command.name for command in read_commands(data)]
    assert [
        text for text in strings if text in {"releaseStream", "FCPublish", "createStream", "publish", "play"}
    ] == names
