"""The whole way on small captures: order and rotation of files change nothing, and faults are told together."""

from __future__ import annotations

import io
import tempfile
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.errors import CaptureError
from harness.model.hosts import HostsFile
from harness.model.words import CountryAnswer
from harness.pipeline import analyze
from harness.sources.geo_import import import_file
from harness.stages.data_age import day_of
from harness.tables.analysis import Analysis
from harness.tables.captures import CAPTURES
from harness.tables.classes import CLASSES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.handshakes import HANDSHAKES
from harness.tables.names import NAMES
from harness.tables.places import PLACES
from harness.tables.schema import conform
from tests.support.conversations import (
    PHONE,
    PHONE_MAC,
    SECOND,
    SERVER,
    START_NS,
    TimedFrames,
    client_hello,
    dns_frame,
    every,
    opening,
    request,
    up,
    visit,
)
from tests.support.frames import pcap
from tests.support.random_captures import captures, splits

TABLES = [CAPTURES, FLOWS, HANDSHAKES, NAMES, ENDPOINTS, PLACES, CLASSES]
VISIT = [dns_frame("cloud.example", SERVER), *visit("cloud.example")]


def ring_files(folder: Path, parts: list[TimedFrames]) -> list[str]:
    """Write parts as dumpcap names the files of a ring."""
    paths = []
    for number, part in enumerate(parts, start=1):
        path = folder / f"phone_{number:05}_{20261123175400 + number}.pcap"
        path.write_bytes(pcap(part))
        paths.append(str(path))
    return paths


def write(folder: Path, **captures: bytes) -> list[str]:
    for name, octets in captures.items():
        (folder / f"{name}.pcap").write_bytes(octets)
    return [str(folder / f"{name}.pcap") for name in captures]


def tables_of(analysis: Analysis) -> dict[str, pl.DataFrame]:
    return {table.name: getattr(analysis, table.name) for table in TABLES}


def test_a_visit_becomes_a_named_endpoint(tmp_path: Path) -> None:
    (path,) = write(tmp_path, phone=pcap(every(SECOND, VISIT)))
    found = analyze([path])
    (server,) = found.endpoints.filter(server_ip=SERVER).rows(named=True)
    assert (server["name"], server["name_source"], server["server_port"]) == ("cloud.example", "sni", 443)
    assert (server["vantage"], server["clients"]) == ("phone", [PHONE])
    # The capture had just begun: its only SYN may have been sent again, so its time bounds no distance.
    assert (server["rtt_ns"], found.handshakes["rtt_ns"].to_list()) == (None, [SECOND])
    assert server["payload_octets_up"] == len(client_hello("cloud.example")) + 300
    assert found.places["server_ip"].to_list() == [SERVER]
    assert found.classes.height == found.endpoints.height
    assert found.flows.filter(server_ip=SERVER)["client_by"].to_list() == ["syn"]
    assert found.captures.select("packets", "truncated", "format").row(0) == (len(VISIT), False, "pcap")
    assert found.names["flow_id"].to_list() == [0, 1]
    assert (found.answers, found.notes, found.idle_timeout_s, found.devices) == ((), (), 300, ())


def test_every_table_keeps_to_its_declaration_also_when_empty(tmp_path: Path) -> None:
    paths = write(tmp_path, phone=pcap(every(SECOND, VISIT)), nothing=pcap([]))
    for chosen in (paths, paths[1:]):
        found = tables_of(analyze(chosen))
        for table in TABLES:
            assert_frame_equal(conform(found[table.name], table), found[table.name])
    assert found["flows"].height == 0


def test_countries_are_answered_in_the_order_asked(tmp_path: Path) -> None:
    (path,) = write(tmp_path, phone=pcap(every(SECOND, VISIT)))
    answers = analyze([path], countries=["DE", "CN"]).answers
    assert [answer.country for answer in answers] == ["DE", "CN"]
    assert {answer.answer for answer in answers} == {CountryAnswer.POSSIBLE}


@pytest.mark.parametrize("device", [PHONE, PHONE_MAC, "192.168.1.16/28"])
def test_a_device_is_the_client_of_flows_without_an_opening(tmp_path: Path, device: str) -> None:
    (path,) = write(tmp_path, phone=pcap(every(SECOND, [up(b"x")])))
    flows = analyze([path], devices=[device]).flows
    assert flows.select("client_ip", "client_by").row(0) == (PHONE, "device")
    assert analyze([path]).flows["client_by"].to_list() == ["private"]


def test_order_of_paths_is_irrelevant(tmp_path: Path) -> None:
    paths = ring_files(
        tmp_path, [every(SECOND, VISIT[:3]), every(SECOND, VISIT[3:], start_ns=START_NS + 3 * SECOND)]
    )
    paths += write(tmp_path, wan=pcap(every(SECOND, visit("other.example", server="203.0.113.9"))))
    paths += write(tmp_path, copy=pcap(every(SECOND, VISIT[:3])))
    expected = analyze(paths, countries=["CN"])
    for order in list(permutations(paths))[1::5]:
        found = analyze(order, countries=["CN"])
        for name, frame in tables_of(expected).items():
            assert_frame_equal(getattr(found, name), frame)
        assert (found.answers, found.notes) == (expected.answers, expected.notes)
    assert expected.captures["vantage"].unique().sort().to_list() == ["phone", "wan"]
    assert len(expected.notes) == 1


def test_vantage_points_are_never_added_up(tmp_path: Path) -> None:
    paths = write(
        tmp_path, lan=pcap(every(SECOND, VISIT)), wan=pcap(every(SECOND, VISIT, start_ns=START_NS + 1000))
    )
    endpoints = analyze(paths).endpoints.filter(server_ip=SERVER)
    assert sorted(endpoints["vantage"].to_list()) == ["lan", "wan"]
    assert endpoints["packets_up"].to_list() == [4, 4]


def _facts(analysis: Analysis) -> tuple[pl.DataFrame, pl.DataFrame]:
    """FLOWS (payload counted once where that is exact) and HANDSHAKES without what names a file, numbers its packets or is judged by its beginning."""
    flows = analysis.flows.drop("capture", "first_packet", "data_up_packet", "data_up_capture")
    of_files = ("capture", "syn_capture", "syn_packet", "synack_capture", "synack_packet", "distance_usable")
    return flows, analysis.handshakes.drop(of_files)


@given(st.data(), captures(backwards=False))
@settings(max_examples=25)
def test_files_of_a_ring_give_what_the_whole_file_gives(data: st.DataObject, packets: TimedFrames) -> None:
    parts = data.draw(splits(packets, empty_parts=False))
    with tempfile.TemporaryDirectory() as folder:
        whole = write(Path(folder), phone=pcap(packets))
        rotated = ring_files(Path(folder), parts)
        one, many = analyze(whole), analyze(data.draw(st.permutations(rotated)))
    for ours, theirs in zip(_facts(many), _facts(one), strict=True):
        assert_frame_equal(ours, theirs)
    assert many.captures["packets"].sum() == len(packets)
    assert many.captures["vantage"].unique().to_list() == ["phone"]
    usable = many.handshakes["distance_usable"] & ~one.handshakes["distance_usable"]
    assert not usable.any(), "a sample became usable by cutting the capture"


def test_packet_numbers_point_into_their_own_capture(tmp_path: Path) -> None:
    parts = [every(SECOND, VISIT[:4]), every(SECOND, VISIT[4:], start_ns=START_NS + 4 * SECOND)]
    paths = ring_files(tmp_path, parts)
    found = analyze(paths)
    keys = dict(found.captures.select("path", "capture").rows())
    flow = found.flows.filter(server_ip=SERVER).row(0, named=True)
    assert (flow["capture"], flow["first_packet"]) == (keys[paths[0]], 2)
    assert (flow["data_up_capture"], flow["data_up_packet"]) == (keys[paths[1]], 1)
    sni = found.names.filter(source="sni").row(0, named=True)
    assert (sni["capture"], sni["packet"], sni["flow_id"]) == (keys[paths[1]], 1, flow["flow_id"])


def test_names_of_every_capture_point_at_flows_of_their_own_vantage(tmp_path: Path) -> None:
    plain = [*opening(to=80), up(request("plain.example"), to=80)]
    paths = write(tmp_path, a=pcap(every(SECOND, VISIT)), b=pcap(every(SECOND, plain, start_ns=START_NS + 1)))
    found = analyze(paths)
    assert found.flows["flow_id"].to_list() == list(range(found.flows.height))
    joined = found.names.join(found.flows, on="flow_id", suffix="_flow")
    assert joined.height == found.names.height == 3
    assert joined["vantage"].to_list() == joined["vantage_flow"].to_list()


def test_tables_taken_in_many_chunks_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packets = [packet for port in range(40000, 40007) for packet in visit(f"n{port}.example", port=port)]
    (path,) = write(tmp_path, phone=pcap(every(SECOND, packets)))
    expected = tables_of(analyze([path]))
    monkeypatch.setattr("harness.kernel.table.CHUNK_ROWS", 2)
    monkeypatch.setattr("harness.sources.packed_rows.ROWS_AT_ONCE", 3)
    for name, frame in tables_of(analyze([path])).items():
        assert_frame_equal(frame, expected[name])
    assert expected["names"]["flow_id"].to_list() == list(range(7))


def test_paths_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    good = write(tmp_path, good=pcap([]))
    (tmp_path / "text").write_text("no capture")
    (tmp_path / "packed.gz").write_bytes(b"\x1f\x8b\x08\x00")
    wrong = [str(tmp_path / name) for name in ("missing", "text", "packed.gz")]
    with pytest.raises(CaptureError) as fault:
        analyze([wrong[0], *good, *wrong[1:]])
    assert [line.split(": ")[0] for line in str(fault.value).splitlines()] == wrong


def test_standard_input_equals_a_file_but_for_its_name(tmp_path: Path) -> None:
    octets = pcap(every(SECOND, VISIT))
    piped, read = analyze(["-"], stdin=io.BytesIO(octets)), analyze(write(tmp_path, phone=octets))
    assert piped.captures.select("path", "vantage").row(0) == ("-", "stdin")
    for name in ("flows", "handshakes", "names", "endpoints", "captures"):
        mine, other = getattr(piped, name), getattr(read, name)
        assert_frame_equal(
            mine.drop("vantage", "path", strict=False), other.drop("vantage", "path", strict=False)
        )
    with pytest.raises(CaptureError, match="no standard input"):
        analyze(["-"])


def test_progress_never_goes_back_and_ends_at_the_total(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.sources.hashed_stream.READ_OCTETS", 100)
    octets = [pcap(every(SECOND, VISIT)), pcap(every(SECOND, VISIT[2:]))[:-9]]
    told: list[tuple[int, int | None]] = []
    analyze(
        write(tmp_path, a=octets[0], b=octets[1]), progress=lambda done, total: told.append((done, total))
    )
    total = sum(map(len, octets))
    assert len(told) > 4
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (total, total)
    assert {whole for _, whole in told} == {total}


def test_a_wrong_device_is_refused_before_anything_is_read() -> None:
    with pytest.raises(ValueError, match="drone"):
        analyze(["no/such/file"], devices=["drone"])


def hosts_of(*names: tuple[str, str]) -> HostsFile:
    return HostsFile(path="bench/hosts", sha256="a" * 64, names=names)


def test_endpoints_have_the_registrable_domain_of_their_name(tmp_path: Path) -> None:
    host = "a.cloud.example"
    found = analyze(write(tmp_path, phone=pcap(every(1_000_000, [dns_frame(host, SERVER), *visit(host)]))))
    assert found.endpoints.filter(pl.col("name") == host)["registrable_domain"].unique().to_list() == [
        "cloud.example"
    ]
    assert "public-suffix-list" in [source.source for source in found.data_sources]


def test_place_data_of_the_capture_s_time_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_GEODATA", str(tmp_path / "data"))
    (tmp_path / "table").write_bytes(b"1.2.3.0,1.2.3.255,DE\n")
    paths = write(tmp_path, phone=pcap(every(1_000_000, VISIT)))
    made = day_of(analyze(paths).flows["start_ns"][0])
    for day in (made, made + timedelta(days=1), made - timedelta(days=9)):
        import_file(tmp_path / "table", source="dbip-country", into=tmp_path / "data", date=day.isoformat())
    found = {source.source: source.date for source in analyze(paths).data_sources}
    assert found["dbip-country"] == made.isoformat()


def test_names_of_the_tester_are_shown_and_change_nothing_else(tmp_path: Path) -> None:
    paths = write(tmp_path, phone=pcap(every(1_000_000, VISIT)))
    plain = analyze(paths, countries=["CN"])
    hosts = (
        hosts_of((SERVER, "bench.example"), ("203.0.113.99", "unseen.example")),
        hosts_of((SERVER, "bench.example")),
    )
    found = analyze(paths, countries=["CN"], hosts=hosts)
    assert found.hosts == hosts
    assert any("bench/hosts: 2 names" in note and "a" * 64 in note for note in found.notes)
    told = found.names.filter(pl.col("source") == "hosts_file")
    assert told.select("capture", "vantage", "server_ip", "name", "flow_id").rows() == [
        (None, "phone", SERVER, "bench.example", None),
        (None, "phone", "203.0.113.99", "unseen.example", None),
    ]
    heard = found.endpoints.filter(pl.col("server_ip") == SERVER)
    assert heard["hearsay_names"].to_list() == [["bench.example"]] * heard.height
    assert found.answers == plain.answers
    for same in ("flows", "handshakes", "places", "classes"):
        assert_frame_equal(getattr(found, same), getattr(plain, same))
    assert_frame_equal(found.endpoints.drop("hearsay_names"), plain.endpoints.drop("hearsay_names"))


def test_a_name_of_the_tester_names_an_endpoint_that_has_no_other(tmp_path: Path) -> None:
    (path,) = write(tmp_path, phone=pcap(every(1_000_000, opening())))
    (row,) = analyze([path], hosts=[hosts_of((SERVER, "bench.example"))]).endpoints.iter_rows(named=True)
    assert (row["name"], row["name_source"], row["name_grade"]) == ("bench.example", "hosts_file", "E")
    assert row["names"] == []


def test_the_maker_of_a_sender_is_told_by_its_mac(tmp_path: Path) -> None:
    phone, made = (bytes.fromhex(mac.replace(":", "")) for mac in (PHONE_MAC, "60:60:1f:00:00:01"))
    (path,) = write(tmp_path, phone=pcap(every(SECOND, [frame.replace(phone, made) for frame in VISIT])))
    known = analyze([path]).stations.filter(rule="dji.macs").select("mac", "addresses", "control_country")
    assert known.rows() == [("60:60:1f:00:00:01", [PHONE], "CN")]
