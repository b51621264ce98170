"""The lab's plain run as packets, and as Zeek-form logs that another program's reading gave: the same endpoints and names."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from harness.pipeline import analyze
from harness.tables.analysis import Analysis
from harness.wire.zeek_conn import TLS_HANDSHAKE_OCTETS
from tests.support import tshark
from tests.support.repository import ROOT
from tests.support.zeek_logs import zeek_logs

PLAIN = ROOT / "captures/lab/plain"
TAPS = ("app", "gw-lan", "gw-wan")
KEY = ("server_ip", "transport", "server_port")
SAME = (
    *KEY, "scope", "name", "name_source", "name_grade", "names", "clients", "flows", "packets_up", "packets_down",
    "ip_octets_up", "ip_octets_down", "remote_known", "first_ns", "last_ns",
)  # fmt: skip

pytestmark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")


def of_logs(logs: dict[str, str], folder: Path) -> Analysis:
    for name, text in logs.items():
        (folder / name).write_text(text)
    return analyze([str(folder)])


def as_json(text: str) -> str:
    """The same rows as JSON lines, of types as Zeek's JSON has them."""
    lines = text.splitlines()
    names = next(line for line in lines if line.startswith("#fields")).split("\t")[1:]
    rows = [dict(zip(names, line.split("\t"), strict=True)) for line in lines if not line.startswith("#")]
    texts = {
        "uid",
        "id.orig_h",
        "id.resp_h",
        "proto",
        "service",
        "conn_state",
        "history",
        "query",
        "qtype_name",
    }
    texts |= {
        "server_name",
        "version",
        "client_initial_dcid",
        "ssl_history",
        "method",
        "host",
        "uri",
        "user_agent",
    }

    def value(name: str, cell: str) -> str:
        if name in ("answers", "TTLs"):
            items = [json.dumps(item) if name == "answers" else item for item in cell.split(",")]
            return "[" + ",".join(items) + "]"
        return json.dumps(cell) if name in texts else {"T": "true", "F": "false"}.get(cell, cell)

    return "".join(
        "{"
        + ",".join(f"{json.dumps(name)}:{value(name, cell)}" for name, cell in row.items() if cell != "-")
        + "}\n"
        for row in rows
    )


@pytest.mark.parametrize("tap", TAPS)
def test_logs_and_packets_give_the_same_endpoints(tap: str, tmp_path: Path) -> None:
    packets = analyze([str(PLAIN / f"{tap}.pcapng")])
    logs = of_logs(zeek_logs(PLAIN / f"{tap}.pcapng"), tmp_path)
    ours, theirs = (found.endpoints.select(SAME).sort(KEY) for found in (logs, packets))
    assert ours.rows() == theirs.rows()
    assert ours.height >= 8
    both = logs.endpoints.join(packets.endpoints, on=KEY, suffix="_packets")
    # What was sent again is in no log.
    assert (both["payload_octets_up"] <= both["payload_octets_up_packets"]).all()
    # In TLS a log does not tell a little data from a handshake.
    higher = both.filter(pl.col("contact") != pl.col("contact_packets"))
    assert set(higher.select("contact", "contact_packets").rows()) <= {("handshake", "data")}
    assert (higher["payload_octets_up"] <= higher["flows"] * TLS_HANDSHAKE_OCTETS).all()


@pytest.mark.parametrize("tap", TAPS)
def test_logs_and_packets_tell_the_same_names(tap: str, tmp_path: Path) -> None:
    columns = [
        "client_ip",
        "server_ip",
        "server_port",
        "name",
        "source",
        "ttl_s",
        "asked",
        "resolver_ip",
        "time_ns",
    ]
    packets = analyze([str(PLAIN / f"{tap}.pcapng")])
    logs = of_logs(zeek_logs(PLAIN / f"{tap}.pcapng"), tmp_path)
    told = packets.names.filter(pl.col("source") != "certificate")
    assert sorted(logs.names.select(columns).rows(), key=str) == sorted(told.select(columns).rows(), key=str)


def test_json_logs_tell_what_ascii_logs_tell_and_packed_ones_too(tmp_path: Path) -> None:
    text = zeek_logs(PLAIN / "gw-lan.pcapng")
    for form in ("tsv", "json"):
        (tmp_path / form / "zeek").mkdir(parents=True)
    plain = of_logs(text, tmp_path / "tsv" / "zeek")
    for name, lines in text.items():
        with gzip.open(tmp_path / "json" / "zeek" / f"{name}.gz", "wt") as packed:
            packed.write(as_json(lines))
    packed_logs = analyze([str(tmp_path / "json")])
    assert sorted(packed_logs.captures["format"]) == [
        f"zeek {log} json" for log in ("conn", "dns", "http", "quic", "ssl")
    ]
    assert packed_logs.captures["compression"].to_list() == ["gzip"] * 5
    for table in ("flows", "names", "requests", "endpoints"):
        ours, theirs = (
            getattr(found, table).drop(
                "capture",
                "packet",
                "first_packet",
                "data_up_packet",
                "data_up_capture",
                "rtt_capture",
                "name_capture",
                "name_packet",
                strict=False,
            )
            for found in (packed_logs, plain)
        )
        assert sorted(ours.rows(), key=str) == sorted(theirs.rows(), key=str), table
