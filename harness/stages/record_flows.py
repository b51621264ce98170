"""Connections as records tell them -> FLOWS: those of one connection joined, the client's side first.

A record of the connection itself (conn.log) counts alone; where there is none, those of what was in it are joined: from
the earliest to the latest, octets added, the farthest contact. Which side is the client follows the rules of
``harness.stages.sides``; what is null in FLOWS no record tells (decision 0127).

Blind spots: two conn.logs that tell of one connection count once, the first by capture and line.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.codes import protocol_word
from harness.model.nat64 import Prefixes
from harness.model.words import ClientBy, ContactLevel, Remote
from harness.stages.sides import Devices, far_sides, inside
from harness.tables.flows import FLOWS
from harness.tables.schema import conform

_LEVELS = pl.Enum([level.value for level in ContactLevel])
_WAYS: Final = (
    "packets",
    "ip_octets",
    "payload_octets",
    "payload_unique_octets",
    "tcp_flags",
    "contact",
    "data",
)
"""Pairs of columns, ``_up`` and ``_down``."""
_ENDS: Final = ("ip", "port", "mac")
_SUMMED: Final = [
    f"{name}_{way}" for name in ("packets", "ip_octets", "payload_octets") for way in ("up", "down")
]
_NUMBERED: Final = re.compile(r"ip-(\d+)")
_MAC: Final = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


def join_connections(rows: pl.DataFrame) -> pl.DataFrame:
    """One row for each connection.

    Args:
        rows: RECORD_FLOWS with ``capture``, of one vantage point, in any order.

    Returns:
        The same columns but ``whole``, with ``data_packet_up`` and ``data_packet_down``: the first record that tells of payload that way, and
        their captures; by start, capture and record.
    """
    marked = rows.sort("start_ns", "capture", "packet").with_columns(
        pl.col("contact_up", "contact_down").cast(_LEVELS),
        *(_where_data(name, way) for way in ("up", "down") for name in ("packet", "capture")),
    )
    whole = marked.filter("whole").unique("uid", keep="first", maintain_order=True)
    parts = marked.filter(~pl.col("whole")).join(whole, on="uid", how="anti")
    columns = [name for name in marked.columns if name not in ("whole", "uid")]
    joined = parts.group_by("uid", maintain_order=True).agg([_joined(name) for name in columns])
    both = pl.concat([whole.select("uid", *columns), joined.select("uid", *columns)])
    return both.filter(pl.col("client_ip").is_not_null() & pl.col("server_ip").is_not_null()).sort(
        "start_ns", "capture", "packet"
    )


def _where_data(name: str, way: str) -> pl.Expr:
    return pl.when(f"data_{way}").then(name).alias(f"data_{name}_{way}")


def _joined(name: str) -> pl.Expr:
    """How a column of several records becomes one; they come by time."""
    column = pl.col(name)
    if name in _SUMMED:
        return pl.when(column.is_not_null().any()).then(column.sum()).alias(name)
    if name in ("contact_up", "contact_down", "end_ns"):
        return column.max()
    if name in ("data_up", "data_down"):
        return column.any()
    if name == "transport":  # a hello is in ssl.log also where QUIC carried it
        return pl.when((column == "udp").any()).then(pl.lit("udp")).otherwise(column.first()).alias(name)
    if name.startswith(("data_", "client_", "server_")):
        return column.drop_nulls().first()
    return column.first()


def gather_record_flows(
    connections: pl.DataFrame, devices: Devices, translated: Prefixes, *, vantage: str, first_id: int
) -> tuple[pl.DataFrame, frozenset[str]]:
    """Turn connections into FLOWS rows.

    Args:
        connections: From ``join_connections``.
        devices: Devices under test.
        translated: NAT64 prefixes told at the vantage point.
        vantage: Its name.
        first_id: ``flow_id`` of the first row.

    Returns:
        FLOWS rows in the order of the connections; and devices seen.
    """
    held = _turned(_with_macs(connections), devices, translated)
    clients, servers = held["client_ip"].to_list(), held["server_ip"].to_list()
    is_device = tuple(_device_sides(held, side, devices) for side in ("client", "server"))
    is_inside = tuple(_inside(held[f"{side}_ip"], translated) for side in ("client", "server"))
    client = np.zeros(held.height, dtype=np.int64)
    opened = (held["client_by"] == ClientBy.SYN.value).to_numpy()
    remote = far_sides(client, opened, (is_device[0], is_device[1]), (is_inside[0], is_inside[1]))
    macs = [mac for side in ("client", "server") for mac in held[f"{side}_mac"].drop_nulls().to_list()]
    numbers = np.array([int(mac.replace(":", ""), 16) for mac in macs], dtype=np.int64)
    seen = devices.seen(sorted(set(clients + servers)), numbers) if held.height else frozenset()
    return conform(_flows(held, remote, vantage, first_id), FLOWS), seen


def _flows(held: pl.DataFrame, remote: NDArray[np.object_], vantage: str, first_id: int) -> pl.DataFrame:
    outward = pl.col("remote") != Remote.CLIENT.value
    packet = pl.when(outward).then("data_packet_up").otherwise("data_packet_down")
    capture = pl.when(outward).then("data_capture_up").otherwise("data_capture_down")
    frame = held.with_columns(
        pl.int_range(first_id, first_id + held.height, dtype=pl.UInt64, eager=True).alias("flow_id"),
        pl.lit(vantage).alias("vantage"),
        pl.Series(remote.tolist(), dtype=pl.String).alias("remote"),
        _transports(held["transport"]),
        pl.col("packet").alias("first_packet"),
    ).with_columns(
        contact=pl.when(outward).then("contact_up").otherwise("contact_down").cast(pl.String),
        data_up_packet=packet,
        data_up_capture=capture,
        payload_exact=pl.when(pl.col("payload_unique_octets_up").is_not_null()).then(pl.lit(value=False)),
    )
    missing = [name for name in FLOWS.schema if name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=FLOWS.schema[name]).alias(name) for name in missing).select(
        FLOWS.schema.names()
    )


def _turned(held: pl.DataFrame, devices: Devices, translated: Prefixes) -> pl.DataFrame:
    """Where nobody was seen opening the connection: a device, or the only side inside, is the client."""
    device = [_device_sides(held, side, devices) for side in ("client", "server")]
    within = [_inside(held[f"{side}_ip"], translated) for side in ("client", "server")]
    opened = (held["client_by"] == ClientBy.SYN.value).to_numpy()
    by_device, by_place = (device[0] != device[1]) & ~opened, (within[0] != within[1]) & ~opened
    turn = (by_device & device[1]) | (by_place & ~by_device & within[1])
    marked = held.with_columns(
        pl.Series("turn", turn, dtype=pl.Boolean),
        client_by=pl.when(pl.Series(by_device, dtype=pl.Boolean))
        .then(pl.lit(ClientBy.DEVICE.value))
        .when(pl.Series(by_place, dtype=pl.Boolean))
        .then(pl.lit(ClientBy.PRIVATE.value))
        .otherwise("client_by"),
    )
    pairs = [(f"client_{name}", f"server_{name}") for name in _ENDS]
    pairs += [(f"{name}_up", f"{name}_down") for name in (*_WAYS, "data_packet", "data_capture")]
    swapped = [
        pl.when("turn").then(other).otherwise(one).alias(one)
        for pair in pairs
        for one, other in (pair, pair[::-1])
    ]
    words = {"client": "server", "server": "client"}
    reset = pl.when("turn").then(pl.col("reset_by").replace(words)).otherwise("reset_by")
    return marked.with_columns(*swapped, reset_by=reset).drop("turn")


def _device_sides(held: pl.DataFrame, side: str, devices: Devices) -> NDArray[np.bool_]:
    holds = {address: devices.holds(address) for address in held[f"{side}_ip"].unique().to_list()}
    by_address = [holds[address] for address in held[f"{side}_ip"].to_list()]
    by_mac = [
        mac is not None and int(mac.replace(":", ""), 16) in devices.macs
        for mac in held[f"{side}_mac"].to_list()
    ]
    return np.array(by_address, dtype=np.bool_) | np.array(by_mac, dtype=np.bool_)


def _inside(addresses: pl.Series, translated: Prefixes) -> NDArray[np.bool_]:
    distinct = addresses.unique().sort()
    found = dict(zip(distinct.to_list(), inside(distinct.to_list(), translated).tolist(), strict=True))
    return np.array([found[address] for address in addresses.to_list()], dtype=bool)


def _with_macs(held: pl.DataFrame) -> pl.DataFrame:
    """What is no MAC is none."""
    return held.with_columns(
        pl.when(pl.col(name).str.to_lowercase().str.contains(f"^{_MAC.pattern}$")).then(
            pl.col(name).str.to_lowercase()
        )
        for name in ("client_mac", "server_mac")
    )


def _transports(transports: pl.Series) -> pl.Series:
    """Numbers of protocols in their words."""
    numbered = {text: _NUMBERED.fullmatch(text) for text in transports.unique().to_list()}
    words = {text: protocol_word(int(found[1])) for text, found in numbered.items() if found}
    return transports.replace(words) if words else transports
