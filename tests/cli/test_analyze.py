"""``analyze`` on true captures, through the true pipeline."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

import polars as pl
import pytest

from harness.tables.documents import ANALYSIS_TABLES
from scripts.docs_json import DECLARED
from tests.support.command import REAL, ROOT, run

CAPTURE = ROOT / "captures/lab/plain/gw-lan.pcapng"
HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
"""A pcap without packets (draft-ietf-opsawg-pcap)."""


@pytest.fixture(scope="module")
def found() -> dict[str, list[dict[str, object]]]:
    done = run("analyze", CAPTURE, "--json", "-", "--country", "CN", program=REAL)
    assert done.returncode in {0, 1, 3}, done.stderr.decode()
    document: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return document


def test_the_document_names_the_very_file(found: dict[str, list[dict[str, object]]]) -> None:
    (capture,) = found["captures"]
    assert capture["sha256"] == hashlib.sha256(CAPTURE.read_bytes()).hexdigest()
    assert capture["octets"] == CAPTURE.stat().st_size


def test_rows_have_the_declared_fields(found: dict[str, list[dict[str, object]]]) -> None:
    for table in ANALYSIS_TABLES:
        assert all(tuple(row) == tuple(DECLARED[table].columns) for row in found[table]), table
    assert found["endpoints"]
    assert found["answers"][0]["country"] == "CN"


def test_standard_input_gives_the_same_endpoints(found: dict[str, list[dict[str, object]]]) -> None:
    done = run("analyze", "-", "--json", "-", "--country", "CN", program=REAL, stdin=CAPTURE.read_bytes())
    piped = json.loads(done.stdout)
    assert piped["captures"][0]["path"] == "-"
    strip = ("vantage",)
    kept = [{key: value for key, value in row.items() if key not in strip} for row in piped["endpoints"]]
    assert kept == [
        {key: value for key, value in row.items() if key not in strip} for row in found["endpoints"]
    ]


def test_the_report_keeps_to_80_columns_and_the_status_to_the_answer(
    found: dict[str, list[dict[str, object]]],
) -> None:
    done = run("analyze", CAPTURE, "--country", "CN", program=REAL)
    status = {"witnessed": 1, "possible": 3, "none_seen": 0}[str(found["answers"][0]["answer"])]
    assert done.returncode == status
    assert max(map(len, done.stdout.decode().splitlines())) <= 80
    assert done.stderr == b""


def test_several_bad_paths_are_all_told(tmp_path: Path) -> None:
    (tmp_path / "empty.pcap").touch()
    (tmp_path / "text.pcap").write_text(
        "This is no capture, but a text that is longer than any header of one.\n" * 9
    )
    (tmp_path / "folder").mkdir()
    bad = [tmp_path / "missing.pcap", tmp_path / "folder", tmp_path / "empty.pcap", tmp_path / "text.pcap"]
    done = run("analyze", CAPTURE, *bad, program=REAL)
    assert done.returncode == 4
    assert done.stdout == b""
    told = done.stderr.decode()
    assert [path.name for path in bad if path.name not in told] == []
    assert "Traceback" not in told
    assert "internal fault" not in told


def test_a_capture_without_packets_is_read(tmp_path: Path) -> None:
    (tmp_path / "none.pcap").write_bytes(HEADER)
    done = run("analyze", tmp_path / "none.pcap", "--country", "CN", program=REAL)
    assert b"0 packets" in done.stdout
    assert done.returncode in {0, 3}, done.stderr.decode()


def test_a_hostile_path_is_shown_escaped(tmp_path: Path) -> None:
    path = tmp_path / "\x1b[31m\n\u202e.pcap"
    path.write_bytes(HEADER)
    for arguments in ((path,), (tmp_path / "\x1b[2Jmissing",), (path, "--json", "-")):
        done = run("analyze", *arguments, program=REAL)
        assert b"\x1b" not in done.stdout + done.stderr
        assert b"internal fault" not in done.stderr


def test_a_path_that_is_no_utf_8_is_read(tmp_path: Path) -> None:
    path = Path(f"{tmp_path}/\udcff.pcap")
    path.write_bytes(HEADER)
    done = run("analyze", path, "--json", "-", program=REAL)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["captures"][0]["path"].endswith("\\xff.pcap")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_octets_per_minute_are_written_once_and_add_up(
    suffix: str, tmp_path: Path, found: dict[str, list[dict[str, object]]]
) -> None:
    path = tmp_path / f"minutes{suffix}"
    done = run("analyze", CAPTURE, "--minutes", path, "--json", "-", program=REAL)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["flows"] == found["flows"]
    rows = pl.read_csv(path) if suffix == ".csv" else pl.read_parquet(path)
    for figure in ("packets_up", "ip_octets_down", "payload_octets_up"):
        assert rows[figure].sum() == sum(int(str(flow[figure])) for flow in found["flows"])
    again = run("analyze", CAPTURE, "--minutes", path, program=REAL)
    assert (again.returncode, again.stdout) == (2, b"")
    assert b"the file exists" in again.stderr


def test_a_file_of_minutes_needs_a_form(tmp_path: Path) -> None:
    done = run("analyze", CAPTURE, "--minutes", tmp_path / "minutes", program=REAL)
    assert done.returncode == 2
    assert b"ends in .csv or .parquet" in done.stderr


def test_a_key_log_that_is_not_there(tmp_path: Path) -> None:
    done = run("analyze", CAPTURE, "--keylog", tmp_path / "none", program=REAL)
    assert done.returncode == 4
    assert f"{tmp_path}/none: no such file".encode() in done.stderr


def test_a_key_log_that_is_none_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("no key here\n")
    done = run("analyze", CAPTURE, "--keylog", tmp_path / "log", "--json", "-", program=REAL)
    assert done.returncode == 0
    assert (
        f"{tmp_path}/log:1: no line of a key log (not_this at octet 0); it is left out.".encode()
        in done.stderr
    )
    assert f"{tmp_path}/log: holds no secret; is it a key log (SSLKEYLOGFILE)?".encode() in done.stderr
