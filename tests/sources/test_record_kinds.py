"""A record file is known by its first octets, whatever it is called and however it is packed."""

from __future__ import annotations

import gzip
import io

import pytest

from harness.errors import CaptureError
from harness.sources.record_kinds import RecordKind, begin, record_kind
from tests.support.frames import pcap
from tests.support.repository import ROOT

ZEEK = (ROOT / "tests/cases/records/zeek/conn.log").read_bytes()
HAR = (ROOT / "tests/cases/records/session.har").read_bytes()
FLOWS = (ROOT / "captures/lab/mitm/mitm.flows").read_bytes()
EVENTS = (ROOT / "captures/lab/mitm/mitm.jsonl").read_bytes()
ROW = b'{"ts":1.5,"uid":"C1","id.orig_h":"192.0.2.1","conn_state":"SF"}\n'
KNOWN = {
    "ascii": (ZEEK, RecordKind.ZEEK),
    "json": (ROW, RecordKind.ZEEK),
    "json with path": (b'{"_path":"ssl","ts":"2026-01-01T00:00:00Z","uid":"C1"}', RecordKind.ZEEK),
    "har": (HAR, RecordKind.HAR),
    "har with a mark": (b"\xef\xbb\xbf" + HAR, RecordKind.HAR),
    "flows": (FLOWS, RecordKind.MITMPROXY),
    "events": (EVENTS, RecordKind.PROXY),
}


@pytest.mark.parametrize(("octets", "kind"), KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize("packed", [False, True])
def test_known_kinds(octets: bytes, kind: RecordKind, *, packed: bool) -> None:
    given = gzip.compress(octets) if packed else octets
    stream, found = begin(io.BytesIO(given), "x")
    assert found is kind
    whole = memoryview(bytearray(len(given) + 1))
    count = 0
    while got := stream.readinto(whole[count:]):
        count += got
    assert bytes(whole[:count]) == given


@pytest.mark.parametrize("octets", [
    b"", b"{", b'{"a": 1}\n', b"[]", b"#!/bin/sh\n", b"12:hello", b"<xml/>", b'{"log": 1}', b'{"ev": 1, "t": 2}', pcap([]),
    b'{"ts": 1}', b"\x1f\x8b\x08broken",
])  # fmt: skip
def test_what_is_none_is_left_to_others(octets: bytes) -> None:
    assert begin(io.BytesIO(octets), "x")[1] is None


@pytest.mark.parametrize(("head", "log"), [
    (b"#separator \\x09\n#path\tnotice\n#fields\tts\tuid\tnote\n", "notice"),
    (b'{"_path":"files","ts":1.0,"fuid":"F1"}', "files"),
    (b'{"_path":"\\u001b[2J","ts":1.0}', "\\027[2J"),
])  # fmt: skip
def test_a_log_that_is_not_read_is_told(head: bytes, log: str) -> None:
    with pytest.raises(CaptureError, match="which is not read") as raised:
        record_kind(head, "x.log")
    assert f"is Zeek's {log}.log" in str(raised.value)
    assert str(raised.value).isprintable()
