"""Messages of the forge as tshark reads them, and where the truth says that values stand."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.forged_payloads import payloads, said
from tests.support.forging import forge
from tests.support.honey_situation import MAIL, SERIAL, planted, talk
from tests.support.tshark import TSHARK, fields

TEXT = "account=${account}; a line that says nothing; a line that says nothing"
PLAIN = TEXT.replace("${account}", MAIL).encode()
HTTP = talk(
    "http",
    {"start": "POST /log?sn=${serial} HTTP/1.1", "fields": ["X-User: ${account}"], "text": TEXT},
    {"way": "down", "start": "HTTP/1.1 200 OK", "text": TEXT, "coding": "deflate"},
    {"start": "PUT /log HTTP/1.1", "fields": ["Host: other.example"], "text": TEXT, "chunk_octets": 9},
    {"way": "down", "start": "HTTP/1.1 204 No Content"},
    {"start": "POST /log HTTP/1.1", "text": TEXT, "coding": "gzip", "chunk_octets": 30},
    {"way": "down", "start": "HTTP/1.1 200 OK", "text": TEXT, "packed": ["gzip", "base64", "member"]},
    segment_octets=60,
)
MQTT = talk(
    "tcp",
    {"mqtt": "connect", "topic": "lark-${serial}"},
    {"way": "down", "mqtt": "connack"},
    {"mqtt": "publish", "topic": "thing/${serial}", "text": TEXT * 2},
    port=1883,
    segment_octets=40,
)


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("speech")
    return folder, forge(planted(HTTP, MQTT), folder)


@pytest.mark.skipif(TSHARK is None, reason="capability: tshark")
def test_tshark_reads_the_bodies(forged: tuple[Path, dict[str, Any]]) -> None:
    wanted = ("http.request.uri", "http.host", "http.response.code", "http.file_data")
    seen = fields(forged[0] / "ashburn.pcapng", wanted, "http")
    rows = [[value for name in wanted[:3] for value in frame[name]] for frame in seen]
    assert rows == [
        [f"/log?sn={SERIAL}", "203.0.113.80"], ["200"], ["/log", "other.example"], ["204"], ["/log", "203.0.113.80"], ["200"],
    ]  # fmt: skip
    bodies = [
        bytes.fromhex(value) if _is_hex(value) else value.encode()
        for frame in seen
        for value in frame["http.file_data"]
    ]
    assert bodies[:4] == [PLAIN] * 4
    inside = json.loads(bodies[4])["data"]
    assert gzip.decompress(base64.b64decode(inside)) == PLAIN


def _is_hex(value: str) -> bool:
    return not set(value) - set("0123456789abcdef")


@pytest.mark.skipif(TSHARK is None, reason="capability: tshark")
def test_tshark_reads_mqtt(forged: tuple[Path, dict[str, Any]]) -> None:
    wanted = ("mqtt.msgtype", "mqtt.clientid", "mqtt.topic")
    seen = fields(forged[0] / "ashburn.pcapng", wanted, "mqtt")
    assert [[value for name in wanted for value in frame[name]] for frame in seen] == [
        ["1", f"lark-{SERIAL}"], ["2"], ["3", f"thing/{SERIAL}"],
    ]  # fmt: skip


def test_values_stand_where_the_truth_says(forged: tuple[Path, dict[str, Any]]) -> None:
    """A plain value is in the packets named, and in no fewer of them."""
    folder, truth = forged
    (network,) = truth["networks"]
    octets = payloads(folder / network["file"])
    values = {"account": MAIL.encode(), "serial": SERIAL.encode()}
    spread = 0
    for message in (message for flow in network["flows"] for message in flow.get("messages", ())):
        for value in message["planted"]:
            if value["encoding"] != ["plain"] or (
                value["part"] == "body" and message["octets"] == _chunked(truth)
            ):
                continue
            first, last = value["first_packet"] - 1, value["last_packet"]
            assert values[value["id"]] in b"".join(octets[first:last])
            assert last - first == 1 or values[value["id"]] not in b"".join(octets[first : last - 1])
            assert last - first == 1 or values[value["id"]] not in b"".join(octets[first + 1 : last])
            spread += last - first > 1
    assert spread


def _chunked(truth: dict[str, Any]) -> int:
    """Octets of the message in chunks: its value does not stand in one piece."""
    return next(flow for flow in truth["networks"][0]["flows"] if flow["kind"] == "http")["messages"][2][
        "octets"
    ]


def test_parts_and_chains(forged: tuple[Path, dict[str, Any]]) -> None:
    flows = [flow for flow in forged[1]["networks"][0]["flows"] if "messages" in flow]
    told = [
        [(value["id"], value["part"], " > ".join(value["encoding"])) for value in message["planted"]]
        for flow in flows
        for message in flow["messages"]
    ]
    account = ("account", "body", "plain")
    assert told == [
        [("serial", "query", "plain"), ("account", "header", "plain"), account],
        [("account", "body", "deflate > plain")],
        [account],
        [],
        [("account", "body", "gzip > plain")],
        [("account", "body", "base64 > gzip > plain")],
        [("serial", "stream", "plain")],
        [],
        [("serial", "stream", "plain"), ("account", "stream", "plain"), ("account", "stream", "plain")],
    ]


def test_decoys_are_told_apart(tmp_path: Path) -> None:
    truth = forge(planted(talk("udp", {"text": "${other} ${other:sha256}"}, {"random_octets": 90})), tmp_path)
    (flow,) = (flow for flow in truth["networks"][0]["flows"] if "messages" in flow)
    first, second = flow["messages"]
    assert first["planted"] == second["planted"] == second["decoys"] == []
    assert [value["encoding"] for value in first["decoys"]] == [["plain"], ["hex", "sha256"]]
    assert len(said(truth, tmp_path)["talk-0"][1]) == 90
    assert [value["planted"] for value in truth["values"]] == [True, True, True, False]


def test_packings_are_undone_by_their_own_decoders(tmp_path: Path) -> None:
    undo: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.decompress, "zlib": zlib.decompress, "base64": base64.b64decode, "hex": lambda text: bytes.fromhex(text.decode("ascii")),
        "base64url": base64.urlsafe_b64decode, "member": lambda text: json.loads(text)["data"].encode(),
    }  # fmt: skip
    chains = [[one] for one in undo] + [["zlib", "base64", "member"], ["gzip", "hex", "gzip", "base64url"]]
    truth = forge(planted(talk("udp", *({"text": TEXT, "packed": chain} for chain in chains))), tmp_path)
    for octets, chain in zip(said(truth, tmp_path)["talk-0"], chains, strict=True):
        body = octets
        for name in reversed(chain):
            body = undo[name](body)
        assert body == PLAIN


def test_the_same_file_gives_the_same_octets_where_nothing_is_sealed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        forge(planted(HTTP, MQTT, talk("udp", {"random_octets": 50})), tmp_path / name)
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
    )
    assert one == two


def test_octets_as_they_are_go_out_as_they_are(tmp_path: Path) -> None:
    wanted = bytes(range(256))
    spoken = talk("udp", {"octets": wanted.hex(" ")}, {"way": "down", "octets": wanted[::-1].hex().upper()})
    forge(planted(spoken), tmp_path)
    data = [one for one in payloads(tmp_path / "ashburn.pcapng") if len(one) == len(wanted)]
    assert data == [wanted, wanted[::-1]]
