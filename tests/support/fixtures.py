"""Every shared capture with a complete truth: what the JSON beside it leaves open, the installed tshark says.

Three things are filled in. The lab captures have no JSON: the shared tool that made the others makes one,
with the installed tshark. Ports of fragments: tshark names the fragments of each datagram that it completes.
Times of every packet where the truth's digest was not confirmed: tshark shows blocks as frames that are no packets.

Without tshark the lab is left out, and so are the other two.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from harness.pipeline import analyze, packets
from tests.support import truth, tshark
from tests.support.compare import Difference, compare
from tests.support.truth import REQUIRED_BY, Truth

LAB = truth.SHARED / "../lab"
MAKER = truth.SHARED / "../../tools/truth.py"
LAB_NAMES = tuple(
    f"lab/{run}/{tap}.pcapng" for run in ("plain", "mitm") for tap in ("app", "gw-lan", "gw-wan")
)
_ADDRESSES = ("ip.src", "ip.dst", "ip.len", "ip.proto", "ipv6.src", "ipv6.dst", "ipv6.plen", "ipv6.nxt")
_PORTS = ("tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport")
_FRAGMENTS = ("frame.number", "ip.fragment", "ipv6.fragment", "ipv6.fraghdr.nxt")
_TRANSPORTS = {"6": "tcp", "17": "udp"}

Frame = Mapping[str, list[str]]


def names() -> tuple[str, ...]:
    """Every fixture: the real captures, and the lab's where tshark can say what is in them."""
    real = truth.fixtures()
    return (*real, *LAB_NAMES) if real and tshark.TSHARK else real


def is_lab(fixture: str) -> bool:
    """It is one of the lab's, made by this project."""
    return fixture in LAB_NAMES


@cache
def load(fixture: str) -> Truth:
    """The truth of one fixture, complete as far as this machine can."""
    if is_lab(fixture):
        return _of_lab(fixture)
    known = truth.load(fixture)
    if known.data["counts"]["fragments"]:
        known.data["conversations"] = conversations(known.capture) if tshark.TSHARK else []
    if not known.data["digest_confirmed"]:
        known.data.update(_digest(known.capture) if tshark.TSHARK else {"packet_digest": None})
    return known


@cache
def differences(fixture: str) -> tuple[Difference, ...]:
    """Everything that differs."""
    return compare(load(fixture), analysis(fixture), packets_of(fixture))


analysis = cache(lambda fixture: analyze([str(load(fixture).capture)]))
"""Analyze one fixture where it lies, once a run."""


@cache
def packets_of(fixture: str) -> pl.DataFrame:
    """Every packet of one fixture."""
    return packets(str(load(fixture).capture))


def _of_lab(fixture: str) -> Truth:
    """The shared tool's JSON, made now; a name in it was seen by the one tshark that there is."""
    capture = LAB / fixture.removeprefix("lab/")
    made = subprocess.run(
        [sys.executable, str(MAKER), str(capture)], check=True, capture_output=True, text=True
    )
    data: dict[str, Any] = json.loads(made.stdout)
    for record in data["names"]:
        record["seen_by"] = sorted(REQUIRED_BY)
    return Truth(fixture, capture, data)


def _digest(capture: Path) -> dict[str, str | int]:
    """The truth's packet digest over frames that are packets: those of an interface's link type."""
    digest, count = hashlib.sha256(), 0
    columns = ("frame.time_epoch", "frame.cap_len", "frame.len", "frame.encap_type", "frame.protocols")
    for frame in tshark.fields(capture, columns, checked=False):
        if frame["frame.protocols"] == ["data"] and not frame["frame.encap_type"]:
            continue
        time = truth.nanoseconds(frame["frame.time_epoch"][0]) if frame["frame.time_epoch"] else "-"
        digest.update(f"{time} {frame['frame.cap_len'][0]} {frame['frame.len'][0]}\n".encode())
        count += 1
    return {"packet_digest": digest.hexdigest(), "digest_of": count}


def conversations(capture: Path) -> list[dict[str, Any]]:
    """Packets and octets each way per pair of ends, fragments with the ports of the datagram that tshark made of them.

    For captures of one IP header per frame. Sides are by order only.
    """
    frames = tshark.fields(capture, (*_FRAGMENTS, *_ADDRESSES, *_PORTS))
    ports: dict[str, Frame] = {}
    for frame in frames:
        for number in (*frame["frame.number"], *_parts(frame)):
            ports.setdefault(number, frame)
        for number in _parts(frame):
            ports[number] = frame
    sums: dict[tuple[str, truth.Name, truth.Name], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for frame in frames:
        source, target, octets = _ends(frame)
        if not source:
            continue
        transport, source_port, target_port = _transport(frame, ports[frame["frame.number"][0]])
        one, other = (source, source_port), (target, target_port)
        at, key = (0, (transport, one, other)) if one <= other else (2, (transport, other, one))
        sums[key][at] += 1
        sums[key][at + 1] += octets
    return [_row(*key, *counts) for key, counts in sums.items()]


def _parts(frame: Frame) -> list[str]:
    """Numbers of the frames whose fragments were completed by this one."""
    return frame["ip.fragment"] + frame["ipv6.fragment"]


def _ends(frame: Frame) -> tuple[str, str, int]:
    if frame["ip.src"]:
        return frame["ip.src"][0], frame["ip.dst"][0], int(frame["ip.len"][0])
    if frame["ipv6.src"]:
        return frame["ipv6.src"][0], frame["ipv6.dst"][0], int(frame["ipv6.plen"][0]) + 40
    return "", "", 0


def _transport(frame: Frame, whole: Frame) -> tuple[str, str, str]:
    """Transport and ports, empty where there are none, as the completed datagram shows them."""
    number = (frame["ipv6.fraghdr.nxt"] or frame["ip.proto"] or frame["ipv6.nxt"])[0]
    transport = _TRANSPORTS.get(number, number)
    both = (
        whole[f"{transport}.srcport"] + whole[f"{transport}.dstport"] if transport in ("tcp", "udp") else []
    )
    return (transport, both[0], both[1]) if both else (transport, "", "")


def _row(transport: str, one: truth.Name, other: truth.Name, *counts: int) -> dict[str, Any]:
    ends = {"transport": transport, "client": one[0], "server": other[0], "role_by": "first"}
    ports = {
        "client_port": int(one[1]) if one[1] else None,
        "server_port": int(other[1]) if other[1] else None,
    }
    keys = ("packets_up", "bytes_up", "packets_down", "bytes_down")
    return {**ends, **ports, **dict(zip(keys, counts, strict=True))}
