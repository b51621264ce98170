"""Bodies that keys opened or record files hold are searched like those in clear."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from harness.pipeline import analyze
from tests.support.opened import keys_of, timed, write
from tests.support.tls_sessions import exchange
from tests.test_decrypting import needs_tshark

BODY = b'{"note": "490154203237518"}'
"""A number with a right check digit (3GPP TS 23.003 §6.2.1)."""
ELSEWHERE = b'{"note": "490154203237519"}'
SHOWN = ("flow_id", "way", "seen_by", "standing", "kind", "part")


def post(body: bytes) -> list[tuple[str, bytes]]:
    head = b"POST /up HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/json\r\n"
    request = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    return [("up", request), ("down", b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")]


@needs_tshark
def test_a_body_behind_keys_is_searched_and_no_longer_unread(tmp_path: Path) -> None:
    sessions = [exchange("api.example", post(body)) for body in (BODY, ELSEWHERE)]
    capture, log = write(tmp_path, timed(*sessions), keys_of(sessions[0]))
    found = analyze([capture], keylogs=[log], content=True)
    assert found.content is not None
    assert found.undecoded is not None
    assert found.content.select(SHOWN).rows() == [(0, "up", "keylog", "lead", "imei", "body")]
    assert found.undecoded.select("flow_id", "way", "reason").sort("way").rows() == [
        (1, "down", "tls"),
        (1, "up", "tls"),
    ]


@needs_tshark
def test_without_keys_nothing_is_found_and_everything_is_unread(tmp_path: Path) -> None:
    session = exchange("api.example", post(BODY))
    capture, _ = write(tmp_path, timed(session), b"")
    found = analyze([capture], content=True)
    assert found.content is not None
    assert found.undecoded is not None
    assert found.content.is_empty()
    assert set(found.undecoded["reason"]) == {"tls"}


@pytest.mark.parametrize(("body", "kinds"), [(BODY, ["imei"]), (ELSEWHERE, [])])
def test_bodies_of_a_har_are_searched(tmp_path: Path, body: bytes, kinds: list[str]) -> None:
    path = tmp_path / "session.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "b", "version": "1"}, "entries": [
        {
            "startedDateTime": "2026-11-01T10:00:00.000Z", "time": 5, "serverIPAddress": "198.51.100.7", "connection": "443",
            "request": {
                "method": "POST", "url": "https://api.example/up", "httpVersion": "HTTP/2", "headers": [], "queryString": [],
                "cookies": [], "headersSize": -1, "bodySize": len(body),
                "postData": {"mimeType": "application/json", "text": body.decode()},
            },
            "response": {
                "status": 204, "statusText": "", "httpVersion": "HTTP/2", "headers": [], "cookies": [], "redirectURL": "",
                "headersSize": -1, "bodySize": 0, "content": {"size": 0, "mimeType": "text/plain"},
            },
            "cache": {}, "timings": {"send": 1, "wait": 2, "receive": 2},
        },
    ]}}))  # fmt: skip
    found = analyze([str(path)], content=True).content
    assert found is not None
    assert found["kind"].to_list() == kinds
    assert set(found["seen_by"]) <= {"har"}
    assert found.filter(pl.col("flow_id").is_null()).is_empty()
