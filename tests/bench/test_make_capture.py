"""The generated capture is what it says: seen by another program, and the same each time."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.bench import make_capture, messages, plan
from tests.bench.plan import Size
from tests.support import tshark

SMALL = Size(packets=2_000, connections=40, octets=1_600_000)
SERVERS = plan.server_of(np.arange(SMALL.connections), SMALL.connections)
NAMES = {messages.server_name(server) for server in SERVERS.tolist()}
needs_tshark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_capture.ensure_capture(SMALL, tmp_path_factory.mktemp("bench"))


@needs_tshark
def test_another_program_counts_the_same_packets_flows_and_names(capture: Path) -> None:
    columns = ("tcp.stream", "udp.stream", "tls.handshake.extensions_server_name", "dns.a", "dns.aaaa")
    frames = tshark.fields(capture, columns)
    streams = {(column, frame[column][0]) for frame in frames for column in columns[:2] if frame[column]}
    hellos = [name for frame in frames for name in frame["tls.handshake.extensions_server_name"]]
    answers = [ip for frame in frames for ip in frame["dns.a"] + frame["dns.aaaa"]]
    assert len(frames) == SMALL.packets
    assert len(streams) == 2 * SMALL.connections
    assert len(answers) == SMALL.connections
    assert len(hellos) == SMALL.connections
    assert set(hellos) == NAMES


@needs_tshark
def test_another_program_finds_nothing_malformed_lost_or_retransmitted(capture: Path) -> None:
    wrong = "_ws.malformed || tcp.analysis.retransmission || tcp.analysis.lost_segment || tcp.analysis.out_of_order"
    assert tshark.fields(capture, ("frame.number",), wrong) == []


@needs_tshark
def test_one_hello_in_four_needs_two_segments(capture: Path) -> None:
    hellos = tshark.fields(capture, ("tcp.segment.count", "ipv6.src"), "tls.handshake.type == 1")
    assert Counter(bool(frame["tcp.segment.count"]) for frame in hellos) == {False: 30, True: 10}
    assert sum(bool(frame["ipv6.src"]) for frame in hellos) == SMALL.connections // 10


@needs_tshark
def test_handshake_timestamps_name_the_syn(capture: Path) -> None:
    columns = ("tcp.stream", "tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr", "tcp.flags.ack")
    frames = tshark.fields(capture, columns, "tcp.flags.syn == 1")
    syns = {
        f["tcp.stream"][0]: f["tcp.options.timestamp.tsval"] for f in frames if f["tcp.flags.ack"] == ["0"]
    }
    echoes = {
        f["tcp.stream"][0]: f["tcp.options.timestamp.tsecr"] for f in frames if f["tcp.flags.ack"] == ["1"]
    }
    assert len(syns) == SMALL.connections
    assert echoes == syns


def test_connections_interleave() -> None:
    layout = plan.make_plan(SMALL)
    in_time = layout.connection[layout.order].tolist()
    changes = sum(one != other for one, other in pairwise(in_time))
    assert changes > SMALL.packets // 4


def test_file_size_is_near_what_was_asked(capture: Path) -> None:
    assert abs(capture.stat().st_size / SMALL.octets - 1) < 0.05


def test_same_size_gives_the_same_bytes() -> None:
    digests = {hashlib.sha256(b"".join(make_capture.chunks(SMALL))).hexdigest() for _ in range(2)}
    assert len(digests) == 1


def test_a_current_capture_is_kept_and_an_altered_one_made_again(tmp_path: Path) -> None:
    path = make_capture.ensure_capture(SMALL, tmp_path)
    good, made = path.read_bytes(), path.stat().st_mtime_ns
    assert make_capture.ensure_capture(SMALL, tmp_path).stat().st_mtime_ns == made
    path.write_bytes(good[:-1] + b"\x00")
    assert make_capture.ensure_capture(SMALL, tmp_path).read_bytes() == good


def test_too_few_packets_for_the_connections_are_refused() -> None:
    with pytest.raises(ValueError, match="needs 12 packets"):
        Size(packets=100, connections=40)
