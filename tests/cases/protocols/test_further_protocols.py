"""Captures of every further protocol through the whole way: PROTOCOLS, NAMES, names of endpoints; tshark's opinion beside."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from harness.pipeline import analyze
from tests.support import frames, tshark
from tests.support.conversations import MS, PHONE, PHONE_MAC, ROUTER_MAC, SERVER, down, every, opening, up
from tests.support.protocol_samples import DATAGRAMS, STREAMS, Sample


def segments(sample: Sample, *cuts: int) -> list[bytes]:
    """A connection with the stream in segments cut at these places."""
    (data,) = sample.data
    send, first = (up, 1001) if sample.client else (down, 5001)
    borders = [0, *(cut for cut in cuts if cut < len(data)), len(data)]
    packets = [send(data[a:b], seq=first + a, to=sample.port) for a, b in pairwise(borders)]
    return [*opening(to=sample.port), *packets]


def datagrams(sample: Sample) -> list[bytes]:
    """Each in a packet of its own; a client's word goes before a server's."""
    ends = (PHONE, SERVER, 50000, sample.port, PHONE_MAC)
    back = (SERVER, PHONE, sample.port, 50000, ROUTER_MAC)
    packets = [] if sample.client else [(*ends, b"\0")]
    packets += [(*(ends if sample.client else back), data) for data in sample.data]
    return [
        frames.ethernet(frames.ip(source, target, 17, frames.udp(port, to, data)), source=mac)
        for source, target, port, to, mac, data in packets
    ]


def written(folder: Path, packets: list[bytes]) -> Path:
    path = folder / "made.pcap"
    path.write_bytes(frames.pcap(every(MS, packets)))
    return path


def check(path: Path, sample: Sample) -> None:
    """What is told of the capture is what the sample says."""
    found = analyze([str(path)])
    rows = found.protocols.rows(named=True)
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(row["key"] or "", []).append(row["value"])
    hellos = found.hellos["transport"].to_list()
    assert {row["protocol"] for row in rows} - {"duml"} | {*hellos} == {sample.protocol} - {"duml"}
    assert [row["by_client"] for row in rows] == [sample.client] * len(rows)
    assert {key: value for key, value in sample.details.items() if value not in told.get(key, [])} == {}
    names = found.names.select("name", "source").rows()
    assert names == ([] if sample.named is None else [sample.named])
    (endpoint,) = found.endpoints.filter(server_ip=SERVER).rows(named=True)
    assert (endpoint["name"], endpoint["name_source"]) == (sample.named or (None, None))
    assert endpoint["server_port"] == sample.port


@pytest.mark.parametrize("sample", STREAMS, ids=lambda sample: sample.name)
@pytest.mark.parametrize("cuts", [(), (1, 2, 3, 20)], ids=str)
def test_streams(sample: Sample, cuts: tuple[int, ...], tmp_path: Path) -> None:
    check(written(tmp_path, segments(sample, *cuts)), sample)


@pytest.mark.parametrize("sample", DATAGRAMS, ids=lambda sample: sample.name)
def test_datagrams(sample: Sample, tmp_path: Path) -> None:
    check(written(tmp_path, datagrams(sample)), sample)


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("over", ["tcp", "udp"])
def test_tshark_takes_them_for_the_same(over: str, tmp_path: Path) -> None:
    """By its column; where it has no decoder, or none without being told the port, it says TCP or UDP."""
    samples, differing = STREAMS if over == "tcp" else DATAGRAMS, {}
    for sample in samples:
        packets = segments(sample) if over == "tcp" else datagrams(sample)
        rows = tshark.fields(written(tmp_path, packets), ("_ws.col.Protocol",), checked=False)
        seen = {row["_ws.col.Protocol"][0] for row in rows[len(rows) - len(sample.data) :]}
        if not all(word.startswith(sample.tshark) for word in seen):
            differing[sample.name] = seen
    assert differing == {}
