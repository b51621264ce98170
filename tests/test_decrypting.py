"""Decryption from captures and key logs to tables: what is opened, what is not, and that it is told."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import ssl
from pathlib import Path

import polars as pl
import pytest

from harness import decrypting
from harness.key_run import KeyRun
from harness.model.content import Part
from harness.pipeline import analyze
from harness.reports.document import document
from harness.sources.decrypted_bodies import Body
from harness.sources.flow_feed import SourceCapture
from tests.support import fake_tshark
from tests.support.opened import keys_of, opened, timed, write
from tests.support.tls_sessions import HTTP2, exchange, hpack, http2_frame

TSHARK = shutil.which("tshark")
needs_tshark = pytest.mark.skipif(TSHARK is None, reason="capability: tshark")
BODY = b'{"sn": "made-up"}' * 20
PACKED = gzip.compress(BODY, mtime=0)
POST = b"POST /up?sn=1 HTTP/1.1\r\nHost: API.example\r\nUser-Agent: App/1 (x)\r\nContent-Type: application/json; charset=utf-8\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (
    len(PACKED),
    PACKED,
)
GET = b"GET /b HTTP/1.1\r\nHost: cdn.example\r\n\r\n"
ANSWERS = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Type: image/png\r\n\r\n\xff\0\1"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
UPGRADE = b"GET /ws HTTP/1.1\r\nHost: ws.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
HELLO_MASKED = bytes.fromhex("818537fa213d7f9f4d5158")
"""RFC 6455 §5.7: Hello."""
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CONNECT = bytes.fromhex("1019 0004 4d515454 04 02 003c 000d") + b"drone-made-up"
SHOWN = (
    "method",
    "host",
    "path",
    "query_octets",
    "content_type",
    "request_octets",
    "status",
    "response_octets",
)


def publish(topic: bytes, message: bytes) -> bytes:
    body = len(topic).to_bytes(2, "big") + topic + message
    return bytes([0x30, len(body)]) + body


def http1() -> list[tuple[str, bytes]]:
    return [
        ("up", CHUNKED + GET),
        ("down", ANSWERS + NO_CONTENT),
        ("up", UPGRADE),
        ("down", UPGRADED),
        ("up", HELLO_MASKED),
    ]


def http2() -> list[tuple[str, bytes]]:
    asked = [(":method", "POST"), (":scheme", "https"), (":authority", "api.example"), (":path", "/v1?x=1")]
    typed = [
        *asked,
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
        ("user-agent", "App/2"),
    ]
    other = [(":method", "GET"), (":scheme", "https"), (":authority", "cdn.example"), (":path", "/b")]
    return [
        ("up", PREFACE + http2_frame(4, 0, 0, b"")),
        ("down", http2_frame(4, 0, 0, b"") + http2_frame(4, 1, 0, b"")),
        ("up", http2_frame(1, 4, 1, hpack(*typed)) + http2_frame(1, 5, 3, hpack(*other)) + http2_frame(0, 0, 1, PACKED[:20])),
        ("up", http2_frame(0, 1, 1, PACKED[20:])),
        ("down", http2_frame(1, 4, 3, hpack((":status", "404"))) + http2_frame(0, 1, 3, b"none")),
        ("down", http2_frame(1, 4, 1, hpack((":status", "200"))) + http2_frame(0, 1, 1, b"ok!")),
    ]  # fmt: skip


def keep(bodies: list[Body], body: Body) -> None:
    """Of what is handed over, the bodies; heads are searched too."""
    if body.part not in (Part.QUERY, Part.HEADER):
        bodies.append(body)


@needs_tshark
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_http_1(tmp_path: Path, version: ssl.TLSVersion) -> None:
    bodies: list[Body] = []
    session = exchange("api.example", http1(), version=version)
    found = opened(tmp_path, session, on_body=lambda vantage, source, body: keep(bodies, body))
    assert found.requests.select(SHOWN).rows() == [
        ("POST", "api.example", "/up", 4, "application/json", len(PACKED), 200, 3),
        ("GET", "cdn.example", "/b", None, None, None, 204, None),
        ("GET", "ws.example", "/ws", None, None, None, 101, None),
    ]
    assert found.requests["scheme"].to_list() == ["https", "https", "wss"]
    assert found.requests["user_agent"][0] == "App/1\\032(x)"
    assert set(found.requests["seen_by"]) == {"keylog"}
    assert found.requests["flow_id"].to_list() == [0, 0, 0]
    assert [(body.protocol, body.up, body.data, body.coding, body.complete) for body in bodies] == [
        ("http/1", True, BODY, None, True),
        ("http/1", False, b"\xff\0\1", None, True),
        ("websocket", True, b"Hello", None, True),
    ]
    assert found.notes[0].startswith(
        f"{tmp_path}/app.pcap: 1 of 1 TLS and QUIC sessions were opened with keys by TShark"
    )


@needs_tshark
def test_http_2(tmp_path: Path) -> None:
    bodies: list[Body] = []
    session = exchange("api.example", http2(), alpn=HTTP2)
    found = opened(tmp_path, session, on_body=lambda vantage, source, body: keep(bodies, body))
    assert found.requests.select(SHOWN).rows() == [
        ("POST", "api.example", "/v1", 3, "application/json", len(PACKED), 200, 3),
        ("GET", "cdn.example", "/b", None, None, None, 404, 4),
    ]
    assert set(found.requests["http_version"]) == {"2"}
    assert [(body.up, body.data) for body in bodies if body.data] == [
        (True, BODY),
        (False, b"none"),
        (False, b"ok!"),
    ]
    assert found.names.filter(source="decrypted_host").select("name", "server_ip", "server_port").rows() == [
        ("api.example", "198.51.100.7", 443),
        ("cdn.example", "198.51.100.7", 443),
    ]
    assert found.endpoints.row(0, named=True)["names"] == ["api.example", "cdn.example"]


@needs_tshark
def test_mqtt(tmp_path: Path) -> None:
    parts = [
        ("up", CONNECT),
        ("down", bytes.fromhex("20020000")),
        *[("up", publish(b"thing/1/osd", b"{}"))] * 3,
    ]
    found = opened(tmp_path, exchange("mqtt.example", parts, alpn=()), to=8883)
    shown = ("kind", "client_id", "topic", "messages", "message_octets", "from_client", "server_port")
    assert found.mqtt_messages.select(shown).rows() == [
        ("connect", "drone-made-up", None, 1, 0, True, 8883),
        ("publish", None, "thing/1/osd", 3, 6, True, 8883),
    ]


def other_octet(found: re.Match[bytes]) -> bytes:
    """Secrets are drawn anew by each run: an octet written over them may be the one that was there."""
    return found[1] + b"%02x" % (int(found[2], 16) ^ 0xFF)


@needs_tshark
def test_sessions_without_secrets_and_with_wrong_ones(tmp_path: Path) -> None:
    plain, other, wrong = (exchange("a.example", [("up", GET)]) for _ in range(3))
    spoiled = re.sub(rb"(?<=TRAFFIC_SECRET)(\S* \S+ )(..)", other_octet, wrong.keys)
    capture, log = write(tmp_path, timed(plain, other, wrong), plain.keys + spoiled + b"nonsense\n")
    found = analyze([capture], keylogs=[log])
    assert found.tls_sessions.select("has_secrets", "opened", "messages", "why_not").rows() == [
        (True, True, 1, None), (False, False, 0, "no_secrets"), (True, False, 0, "not_opened"),
    ]  # fmt: skip
    assert found.requests.height == 1
    lines = len((plain.keys + spoiled).splitlines()) + 1
    assert f"{log}:{lines}: no line of a key log (not_this at octet 0); it is left out." in found.notes
    told = next(note for note in found.notes if "sessions were opened" in note)
    assert "1 of 3" in told
    assert "; 1 have no secrets; 1 have secrets and could not be opened." in told


def test_without_tshark_the_run_goes_on_and_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decrypting, "find_tshark", lambda: None)
    found = opened(tmp_path, exchange("a.example", [("up", GET)]))
    assert found.requests.is_empty()
    assert found.tls_sessions["why_not"].to_list() == ["not_read"]
    assert found.notes == (
        (
            f"{tmp_path}/app.pcap: 1 of 1 TLS and QUIC sessions have secrets, and tshark is not there to open them: "
            "install Wireshark's command line (Debian: apt-get install tshark; macOS: brew install wireshark) and run again."
        ),
    )
    assert found.endpoints.height == 1


def test_tshark_that_crashes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake_tshark.program(tmp_path, fake_tshark.FAILS)
    monkeypatch.setattr(decrypting, "find_tshark", lambda: program)
    found = opened(tmp_path, exchange("a.example", [("up", GET)]))
    assert found.tls_sessions["why_not"].to_list() == ["not_read"]
    assert any(
        "tshark did not come to the end: it ended with status 2: not a capture." in note
        for note in found.notes
    )


@needs_tshark
def test_no_key_leaves_the_program(tmp_path: Path) -> None:
    session = exchange("a.example", [("up", GET)])
    found = opened(tmp_path, session)
    written = b"".join(document(found)) + repr(found).encode()
    secrets = {line.split()[2] for line in session.keys.splitlines() if line and not line.startswith(b"#")}
    assert found.requests.height == 1
    assert not any(secret in written for secret in secrets)


@needs_tshark
def test_a_capture_that_changed_in_between_gives_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(path: str, shown: str, capture: str, sha256: str) -> SourceCapture:
        return SourceCapture(path, shown, capture, sha256[::-1])

    monkeypatch.setattr("harness.key_run.SourceCapture", other)
    found = opened(tmp_path, exchange("a.example", [("up", GET)]))
    assert found.requests.is_empty()
    assert not found.tls_sessions["opened"].any()
    assert any("it has changed since it was read first" in note for note in found.notes)


@needs_tshark
def test_only_flows_with_secrets_are_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """tshark is the slow part: a big capture costs it what the opened flows cost."""
    fed: list[int] = []
    requests_of = KeyRun.requests

    def requests(run: KeyRun) -> pl.DataFrame:
        fed.append(len(run.feed.sides))
        return requests_of(run)

    monkeypatch.setattr(KeyRun, "requests", requests)
    sessions = [exchange("a.example", [("up", GET)]) for _ in range(4)]
    capture, log = write(tmp_path, timed(*sessions), sessions[2].keys)
    assert analyze([capture], keylogs=[log]).requests.height == 1
    assert fed == [len(sessions[2].frames())]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_clients_that_gave_up(
    tmp_path: Path, version: ssl.TLSVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decrypting, "find_tshark", lambda: None)
    refused = exchange("a.example", [], version=version, trusting=False)
    silent = exchange("b.example", [], version=version)
    used = exchange("c.example", [("up", GET)], version=version)
    capture, log = write(tmp_path, timed(refused, silent, used), keys_of(used))
    found = analyze([capture], keylogs=[log])
    assert found.proxy_failures.select("sni", "reason", "flow_id", "ca_in_system_store").rows() == [
        ("a.example", "ca_not_accepted", 0, None),
        ("b.example", "closed_without_data", 1, None),
    ]
    assert json.loads(b"".join(document(found)))["proxy_failures"][0]["server_ip"] == "198.51.100.7"
