"""Clients that let the proxy open their TLS, and those that refused it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.errors import CaptureError
from harness.sources import proxy_clients
from harness.sources.proxy_clients import ProxyClients, read_clients
from tests.support.repository import ROOT

LAB = ROOT / "captures" / "lab" / "mitm" / "mitm.jsonl"


def written(path: Path, *events: dict[str, object]) -> Path:
    lines = [json.dumps({"t": float(number)} | event) for number, event in enumerate(events)]
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def client(name: str, address: str) -> dict[str, object]:
    return {"id": name, "peer": [address, 40_000], "sock": ["192.0.2.1", 8080], "transport": "tcp"}


def asked(name: str, address: str, url: str) -> dict[str, object]:
    return {"ev": "request", "client": client(name, address), "m": "GET", "url": url, "v": "HTTP/1.1", "n": 0}


def refused(name: str, address: str, why: str) -> dict[str, object]:
    return {"ev": "tls_failed_client", "client": client(name, address), "err": why}


def test_who_asked_inside_tls_and_who_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path / "events.jsonl",
        asked("a", "192.0.2.30", "https://cloud.example/"),
        # Without TLS nothing has to be trusted.
        asked("b", "192.0.2.31", "http://plain.example/"),
        refused("c", "192.0.2.32", "The client does not trust the proxy's certificate for x (unknown ca)"),
        # It left, which may have any cause.
        refused("d", "192.0.2.33", "The client disconnected during the handshake"),
        refused("e", "192.0.2.30", "tlsv1 alert unknown ca"),
    )
    assert read_clients(path) == ProxyClients(
        accepted=("192.0.2.30",), refused=("192.0.2.30", "192.0.2.32"), whole=True
    )


def test_a_line_that_is_being_written_and_one_that_is_damaged_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "events.jsonl", asked("a", "192.0.2.30", "https://cloud.example/"))
    with path.open("ab") as file:
        file.write(b"\xff{\n" + json.dumps(asked("b", "192.0.2.31", "https://b.example/")).encode())
    assert read_clients(path).accepted == ("192.0.2.30",)


def test_of_a_long_file_the_first_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(
        tmp_path / "events.jsonl",
        asked("a", "192.0.2.30", "https://a.example/"), asked("b", "192.0.2.31", "https://b.example/"),
    )  # fmt: skip
    monkeypatch.setattr(proxy_clients, "MOST_OCTETS", path.stat().st_size - 5)
    assert read_clients(path) == ProxyClients(accepted=("192.0.2.30",), refused=(), whole=False)


def test_the_lab_s_own_records() -> None:
    events = [json.loads(line) for line in LAB.read_text().splitlines()]
    https = {event["client"] if isinstance(event["client"], str) else event["client"]["id"]
             for event in events if event["ev"] == "request" and event["url"].startswith("https:")}  # fmt: skip
    assert https
    # One drone, 192.168.77.2: it trusts the CA, but for one app that pins.
    assert read_clients(LAB) == ProxyClients(
        accepted=("192.168.77.2",), refused=("192.168.77.2",), whole=True
    )


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="No such file"):
        read_clients(tmp_path / "none")
