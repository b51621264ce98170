"""Tables of one vantage point's record files -> FLOWS, NAMES, HELLOS, REQUESTS, ROUND_TRIPS, PROXY_FAILURES and SIGHTINGS.

Records of one connection meet by the log's id for it, those of files that belong to no run by that and their file.
In all tables ``packet`` is the number of the record.

Blind spots: an id that two runs of Zeek gave by chance would join two connections (they have 96 random bits).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from harness.model.nat64 import Prefixes
from harness.model.words import HelloTransport, NameSource
from harness.stages.record_flows import gather_record_flows, join_connections
from harness.stages.sides import Devices
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.names import NAMES
from harness.tables.requests import REQUESTS
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import Table, conform
from harness.tables.sightings import SIGHTINGS
from harness.wire.har import THIS_HOST

UPSTREAM = "upstream"
"""Basis of a round trip: a proxy's own connection, by a clock that can be set."""
UPSTREAM_STEADY = "upstream_steady"
"""Likewise, by one that cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFrames:
    """Tables of ``harness.tables.record_rows`` of one file, and the file's key."""

    capture: str
    is_log: bool
    """Its ids meet those of the run's other logs."""
    rows: Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTables:
    """What the record files of one vantage point show; each frame keeps to the table of its name."""

    flows: pl.DataFrame
    names: pl.DataFrame
    hellos: pl.DataFrame
    requests: pl.DataFrame
    round_trips: pl.DataFrame
    proxy_failures: pl.DataFrame
    devices_seen: frozenset[str]


def gather_records(
    files: Sequence[RecordFrames], devices: Devices, translated: Prefixes, *, vantage: str, first_id: int
) -> RecordTables:
    """Join the records of one vantage point.

    Args:
        files: In any order.
        devices: Devices under test.
        translated: NAT64 prefixes told there.
        vantage: Its name.
        first_id: ``flow_id`` of the first flow.
    """
    connections = join_connections(_together(files, "flows"))
    flows, seen = gather_record_flows(connections, devices, translated, vantage=vantage, first_id=first_id)
    ids = pl.DataFrame({"uid": connections["uid"], "flow_id": flows["flow_id"]})
    of_quic = (
        _together(files, "hellos").filter(pl.col("transport") == HelloTransport.QUIC.value)["uid"].unique()
    )
    return RecordTables(
        flows=flows,
        names=_names(files, ids, of_quic, flows, vantage),
        hellos=_hellos(files, ids, of_quic, vantage),
        requests=_placed(_together(files, "requests"), ids, vantage, REQUESTS),
        round_trips=_round_trips(files, ids, flows, vantage),
        proxy_failures=_failures(files, ids, vantage),
        devices_seen=seen,
    )


def record_answers(files: Sequence[RecordFrames], name: str) -> list[pl.DataFrame]:
    """What answers told of one name, as ``told_prefixes`` needs it."""
    wanted = (pl.col("name") == name) & (pl.col("source") == NameSource.DNS.value)
    return [
        file.rows["names"].filter(wanted).select("name", "source", "asked", address="server_ip")
        for file in files
    ]


def list_record_sightings(files: Sequence[RecordFrames], vantage: str) -> pl.DataFrame:
    """SIGHTINGS of who opened connections: that they sent then is certain, when they sent later is not told."""
    rows = _together(files, "flows").filter(
        pl.col("client_ip").is_not_null() & ~pl.col("client_ip").is_in(list(THIS_HOST.values()))
    )
    frame = rows.select(
        vantage=pl.lit(vantage),
        sender="client_ip",
        mac="client_mac",
        time_ns="start_ns",
        capture="capture",
        packet="packet",
    )
    return conform(frame.sort("time_ns", "packet"), SIGHTINGS)


def _together(files: Sequence[RecordFrames], table: str) -> pl.DataFrame:
    """One table of all files, with their keys; ids that mean nothing beyond their file are marked with it."""
    frames = []
    for file in files:
        frame = file.rows[table].with_columns(pl.lit(file.capture).alias("capture"))
        if "uid" in frame.columns and not file.is_log:
            frame = frame.with_columns(pl.concat_str(pl.lit(f"{file.capture} "), "uid"))
        frames.append(frame)
    return pl.concat(frames, rechunk=False)


def _placed(rows: pl.DataFrame, ids: pl.DataFrame, vantage: str, table: Table) -> pl.DataFrame:
    """With the flow that each row is of, in the table's columns."""
    frame = (
        rows.join(ids, on="uid", how="left", maintain_order="left")
        .drop("uid")
        .with_columns(pl.lit(vantage).alias("vantage"))
    )
    missing = [name for name in table.schema if name not in frame.columns]
    filled = frame.with_columns(pl.lit(None, dtype=table.schema[name]).alias(name) for name in missing)
    return conform(filled.select(table.schema.names()), table)


def _names(
    files: Sequence[RecordFrames], ids: pl.DataFrame, of_quic: pl.Series, flows: pl.DataFrame, vantage: str
) -> pl.DataFrame:
    """What was told, and the names of certificates that were sent; a hello that QUIC carried is that of quic.log."""
    told = _together(files, "names").filter(
        ~((pl.col("source") == NameSource.SNI.value) & pl.col("uid").is_in(of_quic.implode()))
    )
    told = told.filter(pl.col("server_ip").is_not_null())
    certificates = _together(files, "certificates").drop("capture").unique()
    sent = (
        _together(files, "chains")
        .join(certificates, on="certificate_id", how="inner", maintain_order="left")
        .drop("certificate_id")
        .with_columns(source=pl.lit(NameSource.CERTIFICATE.value))
        .sort("capture", "packet", "name")
    )
    both = pl.concat([told, sent], how="diagonal")
    return _of_datagrams(_placed(both, ids, vantage, NAMES), flows)


def _of_datagrams(names: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """A hello that ssl.log tells of a flow over UDP, and that is not one of DTLS, came in QUIC."""
    over_udp = flows.filter(transport="udp")["flow_id"]
    of_udp = (pl.col("source") == NameSource.SNI.value) & pl.col("flow_id").is_in(over_udp.implode())
    source = (
        pl.when(of_udp.fill_null(value=False)).then(pl.lit(NameSource.QUIC_SNI.value)).otherwise("source")
    )
    return names.with_columns(source=source)


def _hellos(
    files: Sequence[RecordFrames], ids: pl.DataFrame, of_quic: pl.Series, vantage: str
) -> pl.DataFrame:
    quic = HelloTransport.QUIC.value
    rows = _together(files, "hellos").filter(
        (pl.col("transport") == quic) | ~pl.col("uid").is_in(of_quic.implode())
    )
    rows = rows.join(ids.select("uid"), on="uid", how="semi").with_columns(by_client=pl.lit(value=True))
    return _placed(rows, ids, vantage, HELLOS)


def _round_trips(
    files: Sequence[RecordFrames], ids: pl.DataFrame, flows: pl.DataFrame, vantage: str
) -> pl.DataFrame:
    """A proxy's own connections: several records may tell of one, whose time is the same."""
    least = (
        _together(files, "round_trips")
        .join(ids, on="uid", how="inner")
        .group_by("flow_id")
        .agg(pl.col("least_ns").min(), pl.col("usable").all(), pl.col("steady").all())
        .join(flows.select("flow_id", "capture"), on="flow_id")
        .sort("flow_id")
    )
    frame = least.select(
        "flow_id",
        "capture",
        vantage=pl.lit(vantage),
        kind=pl.lit("tcp_handshake"),
        answered_by=pl.lit("server"),
        least_ns="least_ns",
        samples=pl.lit(1, dtype=pl.UInt64),
        basis=pl.when("steady").then(pl.lit(UPSTREAM_STEADY)).otherwise(pl.lit(UPSTREAM)),
        distance_usable="usable",
    )
    return conform(frame, ROUND_TRIPS)


def _failures(files: Sequence[RecordFrames], ids: pl.DataFrame, vantage: str) -> pl.DataFrame:
    return _placed(_together(files, "failures"), ids, vantage, PROXY_FAILURES)
