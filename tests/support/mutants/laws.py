"""What must hold of a run over any captures whatever: breaches are told as sentences."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from harness.pipeline import packets
from harness.tables.analysis import Analysis
from tests.support.mutants.walk import packets_before

Row = dict[str, Any]

_POINTERS = (
    ("flows", "capture", "first_packet"), ("flows", "data_up_capture", "data_up_packet"),
    ("handshakes", "syn_capture", "syn_packet"), ("handshakes", "synack_capture", "synack_packet"),
    ("names", "capture", "packet"), ("hellos", "capture", "packet"), ("dns_services", "capture", "packet"),
    ("protocols", "capture", "packet"),
    ("endpoints", "capture", "packet"),
)  # fmt: skip
"""Table, column of the capture, column of the packet in it."""
_LINE = re.compile(rb"[\x20-\x7e\n]*")


def breaches(analysis: Analysis, files: dict[str, bytes]) -> Iterator[str]:
    """Laws of tables.

    Args:
        analysis: What is judged.
        files: Octets by path.
    """
    read = [packets(path) for path in analysis.captures["path"]]
    for row, found in zip(analysis.captures.iter_rows(named=True), read, strict=True):
        octets = files[row["path"]]
        if hashlib.sha256(octets).hexdigest() != row["sha256"] or len(octets) != row["octets"]:
            yield f"{row['path']}: digest or size is not the file's"
        yield from _end(row, octets)
        yield from _verdicts(row, found)
    yield from _places(analysis)
    yield from _sums(analysis, read)


def _end(row: Row, octets: bytes) -> Iterator[str]:
    """Nothing is dropped in silence: what was not read is behind a place that is told."""
    stop = row["stopped_at"]
    if not (row["truncated"] == (stop is not None) == (row["problem"] is not None)):
        yield f"{row['path']}: truncated, stopped_at and problem do not go together"
    if row["compression"] is not None:
        return
    if stop is not None and stop > row["octets"]:
        yield f"{row['path']}: stopped behind the end"
    found, end = packets_before(octets, row["octets"] if stop is None else stop)
    if found != row["packets"]:
        yield f"{row['path']}: {row['packets']} packets, and {found} stand before octet {stop}"
    if end != (row["octets"] if stop is None else stop):
        yield f"{row['path']}: records end at octet {end}, and reading ended at {stop}"


def _verdicts(row: Row, found: pl.DataFrame) -> Iterator[str]:
    """Every packet is counted once: with IP, without, or unread with its reason."""
    counts = dict(found["verdict"].value_counts().rows())
    total = {"packets": found.height, "no_ip_packets": counts.get("no_ip", 0)}
    total["unread_packets"] = found.height - counts.get("ip", 0) - counts.get("no_ip", 0)
    for name, count in total.items():
        if row[name] != count:
            yield f"{row['path']}: {name} is {row[name]}, and {count} packets have such a verdict"
    by_reason: dict[str, int] = {}
    for unread in row["unread"]:
        reason = unread["reason"].split(":")[0]
        by_reason[reason] = by_reason.get(reason, 0) + unread["packets"]
        first = found.row(unread["first_packet"] - 1, named=True)["verdict"]
        if first != reason:
            yield f"{row['path']}: the first packet of {reason!r} is {first!r}"
    if by_reason != {word: count for word, count in counts.items() if word not in ("ip", "no_ip")}:
        yield f"{row['path']}: unread is {by_reason}, and packets say {counts}"


def _places(analysis: Analysis) -> Iterator[str]:
    """Every packet that a row points to is in the capture that it names."""
    size = analysis.captures.select("capture", held=pl.col("packets"))
    for table, capture, packet in _POINTERS:
        rows = (
            getattr(analysis, table)
            .select(capture=pl.col(capture), packet=pl.col(packet))
            .drop_nulls("packet")
        )
        joined = rows.join(size, on="capture", how="left")
        bad = joined.filter(
            pl.col("held").is_null() | (pl.col("packet") < 1) | (pl.col("packet") > pl.col("held"))
        )
        if bad.height:
            yield f"{table}.{packet} points to packets that are not there: {bad.row(0)}"


def _sums(analysis: Analysis, read: list[pl.DataFrame]) -> Iterator[str]:
    """Packets and octets of flows are those of the packets; opened tunnels may count for both."""
    with_ip = pl.concat([one.filter(pl.col("verdict") == "ip") for one in read]) if read else None
    flows = analysis.flows
    for name, wanted in (("packets", 0 if with_ip is None else with_ip.height),
                         ("ip_octets", 0 if with_ip is None else int(with_ip["ip_octets"].sum())),
                         ("payload_octets", 0 if with_ip is None else int(with_ip["payload_octets"].sum()))):  # fmt: skip
        told = int(flows[f"{name}_up"].sum()) + int(flows[f"{name}_down"].sum())
        opened = analysis.captures["encapsulated_packets"].sum() > 0
        if told < wanted if opened else told != wanted:
            yield f"flows have {told} {name}, and the packets {wanted}"
    if flows.filter(pl.col("start_ns") > pl.col("end_ns")).height:
        yield "a flow ends before it begins"
    spans = analysis.captures.drop_nulls("first_ns")
    longest = max(spans["last_ns"], default=0) - min(spans["first_ns"], default=0)
    for table, column in (("flows", "rtt_ns"), ("round_trips", "least_ns")):
        odd = [time for time in getattr(analysis, table)[column].drop_nulls() if not 0 <= time <= longest]
        if odd:
            yield f"{table}.{column} holds {odd[:3]}, and the captures last {longest} ns"


def text_breaches(document: bytes, report: str) -> Iterator[str]:
    """Laws of what is written: JSON of printable ASCII, and a report without control characters."""
    if not _LINE.fullmatch(document):
        yield "the JSON document holds a control character"
    try:
        json.loads(document)
    except ValueError as error:
        yield f"the JSON document cannot be parsed: {error}"
    odd = {char for char in report if not char.isprintable()} - {"\n"}
    if odd:
        yield f"the report holds {sorted(odd)!r}"
