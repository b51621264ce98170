"""Key logs in a scenario: for one capture, checked like the capture, and told."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from harness.cell_facts import CellFacts, read_cells
from harness.model.scenario import Interference, Tap
from harness.tables.parts import collect
from tests.support.frames import pcap
from tests.support.opened import timed
from tests.support.scenario_files import changed, checked
from tests.support.scenario_parts import capture_file, cell, scenario, vantage_point
from tests.support.tls_sessions import Session, exchange

GET = b"GET /b HTTP/1.1\r\nHost: cdn.example\r\n\r\n"


def read(folder: Path, session: Session, *interference: Interference, **given: Any) -> CellFacts:
    (folder / "a.pcap").write_bytes(pcap(timed(session)))
    (folder / "app.keys").write_bytes(session.keys + b"nonsense\n")
    made = cell(captures=(capture_file(**given),), interference=interference)
    return read_cells(scenario(made, folder=str(folder)), 300, None)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="capability: tshark")
def test_a_key_log_opens_its_capture(tmp_path: Path) -> None:
    session = exchange("a.example", [("up", GET)])
    digest = hashlib.sha256(session.keys + b"nonsense\n").hexdigest()
    found = read(tmp_path, session, keylog="app.keys", keylog_sha256=digest)
    assert not found.broken
    assert collect(found.facts.requests).select("vantage", "host").rows() == [("us/lan", "cdn.example")]
    assert ("decrypted_host", "cdn.example") in collect(found.facts.names).select("source", "name").rows()
    assert any("app.keys:" in note and "it is left out" in note for note in found.notes)
    assert any("1 of 1 TLS and QUIC sessions were opened" in note for note in found.notes)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"keylog": "none"}, "none: no such file"),
        ({"keylog": "app.keys", "keylog_sha256": "0" * 64}, "find the key log that was written"),
    ],
)
def test_a_key_log_that_is_not_the_one_stated_breaks_the_cell(
    tmp_path: Path, given: dict[str, str], told: str
) -> None:
    found = read(tmp_path, exchange("a.example", []), **given)
    assert told in found.broken["us"][0]
    assert collect(found.facts.flows).is_empty()


def test_where_tls_was_intercepted_refusals_are_looked_for_without_keys(tmp_path: Path) -> None:
    session = exchange("a.example", [], trusting=False)
    assert collect(read(tmp_path, session).facts.proxy_failures).is_empty()
    found = read(tmp_path, session, Interference.TLS_INTERCEPTION)
    assert collect(found.facts.proxy_failures)["reason"].to_list() == ["ca_not_accepted"]
    assert found.notes == ()


def test_behind_the_proxy_it_is_the_proxy_that_gives_up_and_no_client(tmp_path: Path) -> None:
    (tmp_path / "a.pcap").write_bytes(pcap(timed(exchange("a.example", [], trusting=False))))
    made = cell(captures=(capture_file(),), interference=(Interference.TLS_INTERCEPTION,))
    behind = scenario(made, folder=str(tmp_path), vantage_points=(vantage_point(tap=Tap.GATEWAY_WAN),))
    assert collect(read_cells(behind, 300, None).facts.proxy_failures).is_empty()


def test_the_keys_of_the_file() -> None:
    more = f"keylog: app.keys, keylog_sha256: {'AB' * 32}"
    found, faults = checked(changed(f"{{path: us/base.pcapng, -> {{path: us/base.pcapng, {more},"))
    assert not faults
    assert found is not None
    (file,) = (file for cell in found.cells for file in cell.captures if file.keylog is not None)
    assert (file.path, file.keylog, file.keylog_sha256) == ("us/base.pcapng", "app.keys", "ab" * 32)
