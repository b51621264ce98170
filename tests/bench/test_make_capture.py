"""The generated captures are what they say: seen by another program, and the same each time."""

from __future__ import annotations

import hashlib
import subprocess
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.bench import bulk_video, make_capture, messages, plan, small_packets
from tests.bench.measure import ROOT
from tests.bench.plan import Size
from tests.bench.recipes import (
    BULK_VIDEO,
    FLOW_HEAVY,
    SMALL_PACKETS,
    WORKLOADS,
    Recipe,
    long_recipe,
    maker,
)
from tests.support import tshark

SMALL = Recipe(packets=2_000, connections=40, octets=1_600_000)
TWICE = replace(SMALL, repeats=2)
VIDEO, TELEMETRY = Recipe(workload=BULK_VIDEO, packets=4_000), Recipe(workload=SMALL_PACKETS, packets=2_000)
SERVERS = plan.server_of(np.arange(SMALL.connections), SMALL.connections)
NAMES = {messages.server_name(server) for server in SERVERS.tolist()}
STREAMS = ("tcp.stream", "udp.stream")
WRONG = (
    "_ws.malformed || tcp.analysis.retransmission || tcp.analysis.lost_segment || tcp.analysis.out_of_order"
)
WARNED = f"{WRONG} || tcp.analysis.ack_lost_segment || ip.checksum.status == 0"
needs_tshark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
RTP = ("rtp.heuristic_rtp:TRUE",)
CHECK_IP = ("ip.check_checksum:TRUE",)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def capture(folder: Path) -> Path:
    return make_capture.ensure_capture(SMALL, folder)


@pytest.fixture(scope="module")
def video(folder: Path) -> Path:
    return make_capture.ensure_capture(VIDEO, folder)


@pytest.fixture(scope="module")
def telemetry(folder: Path) -> Path:
    return make_capture.ensure_capture(TELEMETRY, folder)


def streams_of(path: Path) -> set[tuple[str, str]]:
    frames = tshark.fields(path, STREAMS)
    return {(column, frame[column][0]) for frame in frames for column in STREAMS if frame[column]}


@needs_tshark
def test_another_program_counts_the_same_packets_flows_and_names(capture: Path) -> None:
    columns = ("tls.handshake.extensions_server_name", "dns.a", "dns.aaaa")
    frames = tshark.fields(capture, columns)
    hellos = [name for frame in frames for name in frame["tls.handshake.extensions_server_name"]]
    answers = [ip for frame in frames for ip in frame["dns.a"] + frame["dns.aaaa"]]
    assert len(frames) == SMALL.packets
    assert len(streams_of(capture)) == 2 * SMALL.connections
    assert len(answers) == SMALL.connections
    assert len(hellos) == SMALL.connections
    assert set(hellos) == NAMES


@needs_tshark
@pytest.mark.parametrize("recipe", [SMALL, TWICE, VIDEO, TELEMETRY], ids=lambda recipe: recipe.name)
def test_another_program_finds_nothing_malformed_lost_or_retransmitted(recipe: Recipe, folder: Path) -> None:
    path = make_capture.ensure_capture(recipe, folder)
    assert tshark.fields(path, ("frame.number",), WARNED, preferences=CHECK_IP) == []


@needs_tshark
def test_one_hello_in_four_needs_two_segments(capture: Path) -> None:
    hellos = tshark.fields(capture, ("tcp.segment.count", "ipv6.src"), "tls.handshake.type == 1")
    assert Counter(bool(frame["tcp.segment.count"]) for frame in hellos) == {False: 30, True: 10}
    assert sum(bool(frame["ipv6.src"]) for frame in hellos) == SMALL.connections // 10


@needs_tshark
@pytest.mark.parametrize("recipe", [SMALL, TWICE], ids=lambda recipe: recipe.name)
def test_handshake_timestamps_name_the_syn(recipe: Recipe, folder: Path) -> None:
    columns = ("tcp.stream", "tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr", "tcp.flags.ack")
    frames = tshark.fields(make_capture.ensure_capture(recipe, folder), columns, "tcp.flags.syn == 1")
    syns = {
        f["tcp.stream"][0]: f["tcp.options.timestamp.tsval"] for f in frames if f["tcp.flags.ack"] == ["0"]
    }
    echoes = {
        f["tcp.stream"][0]: f["tcp.options.timestamp.tsecr"] for f in frames if f["tcp.flags.ack"] == ["1"]
    }
    assert len(syns) == recipe.connections * recipe.repeats
    assert echoes == syns


@needs_tshark
def test_a_repeat_has_new_connections_to_the_same_servers(folder: Path) -> None:
    path = make_capture.ensure_capture(TWICE, folder)
    hellos = tshark.fields(path, ("tls.handshake.extensions_server_name",), "tls.handshake.type == 1")
    found = Counter(frame["tls.handshake.extensions_server_name"][0] for frame in hellos)
    assert len(streams_of(path)) == 4 * SMALL.connections
    assert found == dict.fromkeys(NAMES, 2)


def test_repeats_that_would_lose_their_servers_are_refused() -> None:
    with pytest.raises(ValueError, match="multiple of 20"):
        list(make_capture.chunks(replace(SMALL, connections=30, repeats=2)))


@needs_tshark
def test_video_is_forty_named_streams_of_one_frame_size(video: Path) -> None:
    columns = ("frame.len", "tls.handshake.extensions_server_name", "dns.a", "rtp.ssrc")
    frames = tshark.fields(video, columns, preferences=RTP)
    opening = len(bulk_video.opening())
    names = {name for frame in frames for name in frame["tls.handshake.extensions_server_name"]}
    assert len(frames) == VIDEO.packets
    assert {frame["frame.len"][0] for frame in frames[opening:]} == {str(bulk_video.FRAME_OCTETS)}
    assert names == {messages.server_name(stream) for stream in range(bulk_video.TCP_STREAMS)}
    assert len({ip for frame in frames for ip in frame["dns.a"]}) == bulk_video.STREAMS
    assert len({frame["rtp.ssrc"][0] for frame in frames if frame["rtp.ssrc"]}) == bulk_video.RTP_STREAMS
    # A stream and its DNS exchange.
    assert len(streams_of(video)) == 2 * bulk_video.STREAMS


@needs_tshark
def test_video_is_acknowledged_and_one_hello_in_four_needs_two_segments(video: Path) -> None:
    full = f"tcp.srcport == 443 && tcp.len == {bulk_video.SEGMENT}"
    answers = tshark.fields(video, ("tcp.stream", "tcp.analysis.acks_frame"), full)
    hellos = tshark.fields(video, ("tcp.segment.count",), "tls.handshake.type == 1")
    assert len({frame["tcp.stream"][0] for frame in answers}) == bulk_video.TCP_STREAMS
    assert all(frame["tcp.analysis.acks_frame"] for frame in answers)
    assert Counter(bool(frame["tcp.segment.count"]) for frame in hellos) == {False: 21, True: 7}


@needs_tshark
def test_rtp_pictures_follow_each_other_without_a_gap(video: Path) -> None:
    columns = ("rtp.ssrc", "rtp.seq", "rtp.timestamp", "rtp.marker")
    frames = tshark.fields(video, columns, "rtp", preferences=RTP)
    first = frames[0]["rtp.ssrc"]
    one = [frame for frame in frames if frame["rtp.ssrc"] == first]
    numbers = [int(frame["rtp.seq"][0]) for frame in one]
    assert numbers == list(range(len(one)))
    for number, frame in enumerate(one):
        assert int(frame["rtp.timestamp"][0]) == number // 24 * 3000
        assert (frame["rtp.marker"] in (["1"], ["True"])) == (number % 24 == 23)


def mavlink_checksum(octets: bytes) -> int:
    """CRC-16/MCRF4XX bit by bit, as the maker does not make it."""
    crc = 0xFFFF
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ 0x8408 if crc & 1 else crc >> 1
    return crc


@needs_tshark
def test_telemetry_is_mavlink_of_many_senders(telemetry: Path) -> None:
    columns = ("frame.len", "udp.srcport", "udp.dstport", "udp.payload")
    frames = tshark.fields(telemetry, columns, "udp && !dns")
    last: dict[tuple[str, str, int], int] = {}
    for frame in frames:
        message = bytes.fromhex(frame["udp.payload"][0].replace(":", ""))
        assert frame["frame.len"] == ["90"]
        assert (message[0], message[1], len(message)) == (0xFD, 36, 48)
        assert mavlink_checksum(message[1:-2] + bytes([246])) == int.from_bytes(message[-2:], "little")
        sender = (frame["udp.srcport"][0], frame["udp.dstport"][0], message[5])
        assert message[4] == (last.get(sender, -1) + 1) % 256
        last[sender] = message[4]
    opening = len(small_packets.opening())
    assert len(frames) == TELEMETRY.packets - opening
    assert len(streams_of(telemetry)) == 2 * small_packets.SENDERS
    assert {system for _, _, system in last} == {*range(1, small_packets.SENDERS + 1), 255}


def test_a_message_of_mavlink_is_as_another_program_writes_it() -> None:
    """Written by pymavlink 2.4.50: ATTITUDE_QUATERNION of system 0, component 0, sequence 0."""
    theirs = bytes.fromhex(
        "fd2400000003011f0000010000000000803f000000000000000000000000cdcccc3dcdcccc3dcdcccc3d0000803f6f64"
    )
    rows = np.frombuffer(theirs[1:-2], np.uint8)[None, :]
    assert small_packets.checksums(rows).tolist() == [int.from_bytes(theirs[-2:], "little")]


def test_connections_interleave() -> None:
    layout = plan.make_plan(Size(packets=SMALL.packets, connections=40, octets=SMALL.octets))
    in_time = layout.connection[layout.order].tolist()
    changes = sum(one != other for one, other in pairwise(in_time))
    assert changes > SMALL.packets // 4


def test_file_size_is_near_what_was_asked(capture: Path) -> None:
    assert abs(capture.stat().st_size / SMALL.octets - 1) < 0.05


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_long_capture_has_about_the_size_asked_for(workload: str) -> None:
    recipe = long_recipe(workload, 40_000_000)
    octets = sum(map(len, make_capture.chunks(recipe)))
    assert abs(octets / 40_000_000 - 1) < 0.05


@pytest.mark.parametrize("workload", WORKLOADS)
def test_longer_captures_have_no_more_live_flows(workload: str) -> None:
    short, long = long_recipe(workload, 200_000_000), long_recipe(workload, 10_000_000_000)
    assert (short.connections, short.octets) == (long.connections, long.octets)
    assert long.packets * long.repeats == pytest.approx(50 * short.packets, rel=0.001)


@pytest.mark.parametrize("recipe", [SMALL, TWICE, VIDEO, TELEMETRY], ids=lambda recipe: recipe.name)
def test_times_never_run_backwards(recipe: Recipe, folder: Path) -> None:
    data = make_capture.ensure_capture(recipe, folder).read_bytes()
    at, times = len(make_capture.PCAP_HEADER), []
    while at < len(data):
        seconds, micros, captured = (int.from_bytes(data[at + n : at + n + 4], "little") for n in (0, 4, 8))
        times.append(seconds * 10**6 + micros)
        at += 16 + captured
    assert len(times) == recipe.packets * recipe.repeats
    assert times == sorted(times)


@pytest.mark.parametrize("recipe", [SMALL, TWICE, VIDEO, TELEMETRY], ids=lambda recipe: recipe.name)
def test_same_recipe_gives_the_same_bytes(recipe: Recipe) -> None:
    digests = {hashlib.sha256(b"".join(make_capture.chunks(recipe))).hexdigest() for _ in range(2)}
    assert len(digests) == 1


def test_a_capture_through_a_pipe_is_the_same(telemetry: Path) -> None:
    piped = subprocess.run(maker(TELEMETRY, "--stdout"), capture_output=True, check=True, cwd=ROOT).stdout
    assert piped == telemetry.read_bytes()


def test_a_current_capture_is_kept_and_an_altered_one_made_again(tmp_path: Path) -> None:
    path = make_capture.ensure_capture(SMALL, tmp_path)
    good, made = path.read_bytes(), path.stat().st_mtime_ns
    assert make_capture.ensure_capture(SMALL, tmp_path).stat().st_mtime_ns == made
    path.write_bytes(good[:-1] + b"\x00")
    assert make_capture.ensure_capture(SMALL, tmp_path).read_bytes() == good


def test_every_recipe_has_a_file_of_its_own() -> None:
    recipes = [SMALL, TWICE, VIDEO, TELEMETRY, replace(SMALL, seed=2), Recipe(workload=FLOW_HEAVY)]
    assert len({recipe.name for recipe in recipes}) == len(recipes)


def test_too_few_packets_for_the_connections_are_refused() -> None:
    with pytest.raises(ValueError, match="needs 12 packets"):
        list(make_capture.chunks(Recipe(packets=100, connections=40)))
