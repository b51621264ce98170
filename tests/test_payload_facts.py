"""Planted data in whole captures: found where it was sent, in the packet that sent it, and nowhere else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import io
import json
import struct
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from harness.campaign import verify
from harness.errors import CaptureError
from harness.model.honey import Honey, HoneyKind, Place
from harness.payload_facts import PayloadFile, gather_payloads
from harness.pipeline import analyze
from harness.reports.document import document
from harness.reports.terminal import render
from harness.rules.scenario import load_scenario
from harness.tables.parts import Whole
from tests.support import frames
from tests.support.conversations import (
    MS,
    PHONE,
    PHONE_MAC,
    ROUTER_MAC,
    SERVER,
    client_hello,
    down,
    every,
    opening,
    up,
)
from tests.support.frames import ACK, FIN

MAIL, SERIAL = "pilot.one@lab.example", "1581F4XYZ0123456789A"
HONEY = (
    Honey(id="mail", kind=HoneyKind.ACCOUNT_EMAIL, values=(MAIL,)),
    Honey(id="serial", kind=HoneyKind.SERIAL, values=(SERIAL,)),
    Honey(id="home", kind=HoneyKind.HOME_POINT, place=Place(latitude=47.39774, longitude=8.54561, radius_m=100)),
)  # fmt: skip


def post(body: bytes, *fields: str) -> bytes:
    head = "\r\n".join(
        ["POST /v1/log HTTP/1.1", "Host: log.example", f"Content-Length: {len(body)}", *fields]
    )
    return head.encode() + b"\r\n\r\n" + body


def segments(
    data: bytes, size: int, *, port: int = 40000, to: int = 80, way=up, first: int = 1001
) -> list[bytes]:
    return [
        way(data[at : at + size], seq=first + at, port=port, to=to, flags=ACK)
        for at in range(0, len(data), size)
    ]


def datagram(payload: bytes, *, back: bool = False) -> bytes:
    ends = (SERVER, PHONE, 8000, 41000, ROUTER_MAC) if back else (PHONE, SERVER, 41000, 8000, PHONE_MAC)
    source, destination, sender, receiver, mac = ends
    return frames.ethernet(
        frames.ip(source, destination, 17, frames.udp(sender, receiver, payload)), source=mac
    )


LOG = gzip.compress(json.dumps({"a": base64.b64encode(f"user={MAIL};".encode()).decode()}).encode())
UPLOAD = post(LOG, "Content-Encoding: gzip")
PACKETS = [
    *opening(to=80),  # 1 to 3
    *segments(UPLOAD, 100, to=80),  # 4 on
    *segments(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n" + SERIAL.encode(), 45, way=down, first=5001),
    datagram(b"\x01\x02" + struct.pack("<ii", 473977400, 85456100) + bytes(20)),
    datagram(b"nothing here", back=True),
    *opening(port=40001),
    up(client_hello("a.example"), port=40001),
    up(b"\x17\x03\x03\x00\x20" + bytes(32), seq=1001 + len(client_hello("a.example")), port=40001),
]
CAPTURE = frames.pcap(every(MS, PACKETS))


def payloads_of(data: bytes, folder: Path, honey=HONEY, **given):
    path = folder / "a.pcap"
    path.write_bytes(data)
    analysis = analyze([str(path)])
    row = analysis.captures.row(0, named=True)
    file = PayloadFile(
        path=str(path), shown="a.pcap", capture=row["capture"], vantage=row["vantage"], sha256=row["sha256"]
    )
    return gather_payloads(
        [file], Whole(analysis.flows), honey, **({"leads": False, "idle_timeout_s": 300} | given)
    )


def test_found_where_it_was_sent_and_nowhere_else(tmp_path: Path) -> None:
    found = payloads_of(CAPTURE, tmp_path)
    rows = found.content.select("packet", "way", "standing", "found_id", "encoding", "part").rows()
    body = 1 + PACKETS.index(next(p for p in PACKETS if b"\x1f\x8b" in p))
    answer = 1 + PACKETS.index(next(p for p in PACKETS if SERIAL[-4:].encode() in p))
    pair = 1 + PACKETS.index(next(p for p in PACKETS if struct.pack("<i", 473977400) in p))
    assert rows == [
        (body, "up", "witness", "mail", "gzip > base64 > plain", "body"),
        (answer, "down", "witness", "serial", "plain", "body"),
        (pair, "up", "witness", "home", "int32e7-le", "datagram"),
    ]
    assert found.content["flow_id"].null_count() == 0
    sealed = found.undecoded.select("way", "reason", "octets").rows()
    assert sealed == [("up", "tls", len(client_hello("a.example")) + 37)]
    assert found.notes == ()


def test_digest_is_of_value_and_capture(tmp_path: Path) -> None:
    found = payloads_of(CAPTURE, tmp_path)
    key = hashlib.sha256(CAPTURE).digest()
    digests = dict(found.content.select("found_id", "digest").rows())
    assert digests["serial"] == hmac.new(key, SERIAL.encode(), "sha256").hexdigest()
    assert digests["mail"] == hmac.new(key, MAIL.encode(), "sha256").hexdigest()


@pytest.mark.parametrize("size", [1, 7, 1_400])
def test_size_and_order_of_segments_change_nothing_but_the_packet(tmp_path: Path, size: int) -> None:
    parts = segments(UPLOAD, size)
    shuffled = [
        parts[at]
        for pair in zip(range(1, len(parts), 2), range(0, len(parts), 2), strict=False)
        for at in pair
    ]
    shuffled += parts[len(shuffled) :] + parts[:3]
    for order in (parts, shuffled):
        end = up(seq=1001 + len(UPLOAD), to=80, flags=ACK | FIN)
        found = payloads_of(frames.pcap(every(MS, [*opening(to=80), *order, end])), tmp_path)
        assert found.content.select("found_id", "encoding", "way").rows() == [
            ("mail", "gzip > base64 > plain", "up")
        ]
        assert found.undecoded.height == 0


def test_a_lost_segment_is_told_and_the_rest_is_searched(tmp_path: Path) -> None:
    stream = post(b"x" * 300 + MAIL.encode()) + post(SERIAL.encode())
    parts = segments(stream, 60)
    del parts[4]
    found = payloads_of(frames.pcap(every(MS, [*opening(to=80), *parts])), tmp_path)
    assert sorted(found.content["found_id"].to_list()) == ["mail", "serial"]
    assert "incomplete" in found.undecoded["reason"].to_list()


def test_nothing_planted_nothing_found(tmp_path: Path) -> None:
    other = (Honey(id="other", kind=HoneyKind.SERIAL, values=("ANOTHERSERIAL1",)),)
    assert payloads_of(CAPTURE, tmp_path, other).content.height == 0


def test_a_file_that_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(CAPTURE)
    file = PayloadFile(path=str(path), shown="a.pcap", capture="x", vantage="a", sha256="0" * 64)
    with pytest.raises(CaptureError, match="changed while it was read"):
        gather_payloads([file], Whole(analyze([str(path)]).flows), HONEY, leads=False, idle_timeout_s=300)


def test_leads_are_in_report_and_document_without_values(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    body = json.dumps({"imei": "490154203237518", "email": MAIL}).encode()
    path.write_bytes(frames.pcap(every(MS, [*opening(to=80), *segments(post(body), 200)])))
    analysis = analyze([str(path)], content=True)
    assert analysis.content is not None
    assert set(analysis.content["standing"]) == {"lead"}
    assert {"phone_identifier", "imei", "account_contact"} <= set(analysis.content["kind"])
    told = render(analysis, 100, colour=False, all_rows=True)
    assert "What is in what was sent" in told
    assert "lead: imei (text-imei), sent up as plain" in told
    written = b"".join(document(analysis))
    assert json.loads(written)["content"]
    for value in ("490154203237518", MAIL):
        assert value not in told
        assert value.encode() not in written


def test_payloads_are_searched_only_where_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(CAPTURE)
    analysis = analyze([str(path)])
    assert analysis.content is None
    assert b'"content":' not in b"".join(document(analysis))
    assert "Content in clear" not in render(analysis, 100, colour=False)


def test_standard_input_is_not_read_twice() -> None:
    analysis = analyze(["-"], content=True, stdin=io.BytesIO(CAPTURE))
    assert analysis.content is not None
    assert analysis.content.height == 0
    assert any("only once" in note for note in analysis.notes)


SCENARIO = f"""\
schema_version: 1
id: planted
title: What was planted
subject:
  vendor: Example
  product: Skylark
  boundary: device
  egress:
  - {{id: wifi, kind: wifi, state: tapped, vantage_points: [lan]}}
devices:
- {{id: phone, role: phone, addresses: [{PHONE}]}}
vantage_points:
- {{id: lan, tap: gateway-lan, region: US, coordinates: [39.0, -77.5], error_km: 25, egress: isp}}
honey:
- {{id: mail, kind: account_email, values: [{MAIL}]}}
cells:
- id: us
  role: test
  subject_version: "1"
  settings: default
  egress_region: US
  account_region: US
  bearer: wifi
  consent: accepted
  ip_versions: [4]
  captures:
  - {{path: a.pcap, vantage_point: lan}}
claims:
- {{id: cn, kind: location, text: No data goes to China., countries: [CN], scope: {{egress_regions: [US]}}}}
"""


def test_a_scenario_with_honey_has_content(tmp_path: Path) -> None:
    (tmp_path / "a.pcap").write_bytes(CAPTURE)
    (tmp_path / "s.yaml").write_text(SCENARIO)
    verification = verify(load_scenario(tmp_path / "s.yaml"), today=date(2026, 2, 1))
    assert verification.content is not None
    assert verification.content.select("found_id", "way", "vantage").rows() == [("mail", "up", "us/lan")]
    assert verification.undecoded is not None
    flows = verification.flows.select("flow_id", "server_port")
    joined = verification.content.join(flows, on="flow_id")
    assert joined["server_port"].to_list() == [80]
    assert joined["way"].dtype == pl.String
