"""TLS sessions of the forge: tshark opens those whose keys are given, by either way, and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.forge.test_truth import compare
from tests.support.forged_payloads import blocks
from tests.support.forging import checked, forge, run_forge, situation
from tests.support.honey_situation import MAIL, VALUES, talk
from tests.support.tshark import TSHARK, fields

needs_tshark = pytest.mark.skipif(TSHARK is None, reason="capability: tshark")
POST = {"start": "POST /log HTTP/1.1", "text": "user=${account}" + "." * 3_000}
OK = {"way": "down", "start": "HTTP/1.1 200 OK", "text": "ok"}
LATER = {"to": "api.skylark.example"}


def sessions() -> list[dict[str, Any]]:
    return [
        talk("tls", POST, OK, POST, OK, id="new", at_s=1, **LATER),
        talk("tls", POST, OK, id="old", at_s=9, tls_version="1.2", **LATER),
        talk("tls", POST, id="shut", at_s=18, keys=False, **LATER),
        talk("tls", POST, id="nameless", at_s=27, sni="none", retransmissions=1, **LATER),
    ]


def networks(**key_logs: str) -> list[dict[str, Any]]:
    return [
        {"id": name, "coordinates": [39.04, -77.49], "key_log": where} for name, where in key_logs.items()
    ]


def forged(folder: Path, **key_logs: str) -> dict[str, Any]:
    return forge(situation(values=VALUES, traffic=sessions(), networks=networks(**key_logs)), folder)


def opened(capture: Path, log: Path | None) -> set[int]:
    """Packets in which tshark reads HTTP."""
    preferences = () if log is None else (f"tls.keylog_file:{log}",)
    return {
        int(frame["frame.number"][0])
        for frame in fields(capture, ("frame.number",), "http", preferences=preferences)
    }


@needs_tshark
def test_a_key_log_opens_what_it_is_of(tmp_path: Path) -> None:
    truth = forged(tmp_path, file="file", block="block", both="both", none="none")
    for network in truth["networks"]:
        capture, log = tmp_path / network["file"], tmp_path / f"{network['id']}.keys"
        assert log.exists() == (network["id"] in ("file", "both")) == ("key_log" in network)
        secrets = [body for kind, body in blocks(capture.read_bytes()) if kind == 10]
        assert bool(secrets) == (network["id"] in ("block", "both"))
        told = {
            message["last_packet"]
            for flow in network["flows"]
            for message in flow.get("messages", ())
            if message["keys"]
        }
        assert len(told) == 7
        assert opened(capture, log if log.exists() else None) == (told if network["id"] != "none" else set())
        if log.exists() and not secrets:
            assert opened(capture, None) == set()


def test_nothing_of_a_value_stands_in_clear(tmp_path: Path) -> None:
    forged(tmp_path, file="file")
    assert MAIL.encode() not in (tmp_path / "file.pcapng").read_bytes()


def test_the_product_reads_flows_and_names_back(tmp_path: Path) -> None:
    compare(forged(tmp_path, file="file"), tmp_path)


@needs_tshark
def test_versions_and_protocols_are_those_asked_for(tmp_path: Path) -> None:
    forged(tmp_path, file="file")
    seen = fields(
        tmp_path / "file.pcapng",
        (
            "tls.handshake.extensions.supported_version",
            "tls.handshake.version",
            "tls.handshake.extensions_alpn_str",
        ),
        "tls.handshake.type == 2",
    )
    versions = [frame["tls.handshake.extensions.supported_version"] for frame in seen]
    assert versions == [["0x0304"], [], ["0x0304"], ["0x0304"]]
    hellos = fields(
        tmp_path / "file.pcapng", ("tls.handshake.extensions_alpn_str",), "tls.handshake.type == 1"
    )
    assert {tuple(frame["tls.handshake.extensions_alpn_str"]) for frame in hellos} == {("http/1.1",)}


def test_what_no_seed_repeats_says_so(tmp_path: Path) -> None:
    content = situation(values=VALUES, traffic=sessions()[:1])
    first, second = (forge(content, tmp_path / name) for name in ("one", "two"))
    assert first["repeatable"] is second["repeatable"] is False
    assert (tmp_path / "one/ashburn.keys").read_text() != (tmp_path / "two/ashburn.keys").read_text()
    clear = forge(situation(values=VALUES, traffic=[talk("http", POST)]), tmp_path / "three")
    assert "repeatable" not in clear
    assert "key_log" not in clear["networks"][0]


def test_a_key_log_says_that_it_is_made_up_and_replaces_no_other(tmp_path: Path) -> None:
    content = situation(values=VALUES, traffic=sessions()[:1])
    forge(content, tmp_path)
    log = tmp_path / "ashburn.keys"
    assert log.read_text().startswith("# SYNTHETIC harness-forge ")
    forge(content, tmp_path)
    log.write_text("CLIENT_RANDOM 00 00\n")
    done = run_forge(checked(content), tmp_path)
    assert done.returncode == 4
    assert "never replaced" in done.stderr
    assert log.read_text() == "CLIENT_RANDOM 00 00\n"
    assert (
        json.loads((tmp_path / "truth.json").read_text())["networks"][0]["key_log"]["file"] == "ashburn.keys"
    )
