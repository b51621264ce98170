"""What stands in a forged file beside its packets: marker, comment, filter, counters, resolution."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from harness import __version__
from tests.support.forging import forge, situation

TLS = {"device": "phone", "kind": "tls", "at_s": 5, "to": "api.skylark.example", "octets_up": 9000}
SECTION, INTERFACE_DESCRIPTION, INTERFACE_STATISTICS = 0x0A0D0D0A, 1, 5
HEAD_OCTETS = {SECTION: 16, INTERFACE_DESCRIPTION: 8, INTERFACE_STATISTICS: 12}


def options(body: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at + 4 <= len(body):
        code, length = struct.unpack_from("<HH", body, at)
        if code:
            found[code] = body[at + 4 : at + 4 + length]
        at += 4 + (length + 3) // 4 * 4
    return found


def blocks(path: Path) -> dict[int, dict[int, bytes]]:
    """Options of the blocks that are no packets, by type."""
    data, at, found = path.read_bytes(), 0, {}
    while at + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind in HEAD_OCTETS:
            body = data[at + 8 : at + length - 4]
            found[kind] = options(body[HEAD_OCTETS[kind] :])
        at += length
    return found


def forged(folder: Path, **keys: Any) -> tuple[dict[int, dict[int, bytes]], dict[str, Any]]:
    network = {"id": "ashburn", "coordinates": [39.04, -77.49], **keys}
    truth = forge(situation(networks=[network], traffic=[TLS]), folder)
    return blocks(folder / "ashburn.pcapng"), truth["networks"][0]


def number(value: bytes) -> int:
    return int.from_bytes(value, "little")


def test_the_file_says_that_it_is_made_up_and_of_what(tmp_path: Path) -> None:
    found, _ = forged(tmp_path)
    assert found[SECTION][4].decode() == f"SYNTHETIC harness-forge {__version__}"
    assert found[SECTION][1].decode() == (
        f"SYNTHETIC: made up by harness forge {__version__} from s.yaml (sha256 {'0' * 64}), seed 1"
    )


def test_interface_states_resolution_and_filter(tmp_path: Path) -> None:
    found, _ = forged(tmp_path, if_filter="tcp port 443")
    assert found[INTERFACE_DESCRIPTION][9] == b"\x09"
    assert found[INTERFACE_DESCRIPTION][11] == b"\0tcp port 443"


def test_without_a_filter_none_is_stated(tmp_path: Path) -> None:
    found, _ = forged(tmp_path)
    assert 11 not in found[INTERFACE_DESCRIPTION]
    assert number(found[INTERFACE_STATISTICS][5]) == 0


def test_counters_tell_the_loss(tmp_path: Path) -> None:
    found, network = forged(tmp_path, loss={"share": 0.5})
    counters = found[INTERFACE_STATISTICS]
    assert number(counters[5]) == network["packets_dropped"] > 0
    assert number(counters[4]) == network["packets_sent"]


def test_a_counter_may_be_absent_or_wrong(tmp_path: Path) -> None:
    absent, network = forged(tmp_path / "a", loss={"share": 0.5, "counter": "absent"})
    assert network["packets_dropped"] > 0
    assert {4, 5}.isdisjoint(absent[INTERFACE_STATISTICS])
    wrong, _ = forged(tmp_path / "b", loss={"share": 0.5, "counter": "zero"})
    assert number(wrong[INTERFACE_STATISTICS][5]) == 0


def test_capturing_begins_with_the_window_not_with_the_first_packet(tmp_path: Path) -> None:
    found, network = forged(tmp_path, clock_offset_ms=250)
    high, low = struct.unpack("<II", found[INTERFACE_STATISTICS][2])
    begin_ns = high << 32 | low
    assert begin_ns == 1_793_613_600 * 10**9 - 250_000_000
    assert network["first_ns"] == begin_ns + 5 * 10**9


def test_a_cut_file_has_no_counters(tmp_path: Path) -> None:
    found, network = forged(tmp_path, truncate_at=2000)
    assert (tmp_path / "ashburn.pcapng").stat().st_size == 2000
    assert INTERFACE_STATISTICS not in found
    assert network["drops_reported"] is None
    assert network["packets_captured"] < network["packets_sent"]


def test_snaplen_keeps_the_wire_length(tmp_path: Path) -> None:
    _, whole = forged(tmp_path / "a")
    _, cut = forged(tmp_path / "b", snaplen=96)
    assert [flow["captured"] for flow in cut["flows"]] == [flow["captured"] for flow in whole["flows"]]
    assert (tmp_path / "b/ashburn.pcapng").stat().st_size < (tmp_path / "a/ashburn.pcapng").stat().st_size
