"""captures + endpoints -> what these captures could not show, as sentences.

*Blocking* limits mean that something was there and could not be read or followed, so that
"none seen" would be wrong. *Lesser* limits say what else was missed; names do not matter
for places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from harness.model.words import ContactLevel, Onward, Scope
from harness.stages.onward import with_onward

Row = dict[str, Any]

_TUNNELS = {
    Onward.PROXY.value: "a proxy",
    Onward.TUNNEL.value: "a tunnel",
    Onward.LIKELY_TUNNEL.value: "what is probably a tunnel or proxy",
}


def capture_limits(
    captures: pl.DataFrame, endpoints: pl.DataFrame, traits: pl.DataFrame
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say what was not read or not seen.

    Args:
        captures: ``CAPTURES`` rows.
        endpoints: ``ENDPOINTS`` rows, local ones included.
        traits: ``TRAITS`` rows of these.

    Returns:
        Blocking limits, then lesser ones; by capture, each once.
    """
    rows = sorted(captures.iter_rows(named=True), key=lambda row: (str(row["path"]), str(row["capture"])))
    blocking = [limit for row in rows for limit in _blocking(row)]
    if not any(_ip_packets(row) for row in rows):
        blocking.insert(0, "No packet with IP was read: the captures say nothing about any country.")
    elif not (endpoints["scope"] != Scope.LOCAL.value).any():
        blocking.append("No traffic beyond the local network was seen; check where it was captured.")
    blocking += _not_followed(with_onward(endpoints, traits))
    return _once(blocking), _once([limit for row in rows for limit in _lesser(row)])


def unseen_devices(devices: Sequence[str]) -> tuple[str, ...]:
    """Limits for devices under test that no packet belongs to."""
    return tuple(
        f"--device {device} matches no packet; check it against the addresses in the capture."
        for device in devices
    )


def _not_followed(endpoints: pl.DataFrame) -> list[str]:
    """Where data went to that hides the servers behind it."""
    limits = []
    # Records may tell that data was sent and not how much.
    sent = endpoints.filter(
        (pl.col("payload_octets_up") > 0) | (pl.col("contact") == ContactLevel.DATA.value)
    )
    if sent.filter(pl.col("onward") == Onward.STAND_IN).height:
        limits.append(
            "Data was sent to 198.18.0.0/15 or 2001:2::/48, which proxy apps hand out in place of real servers: "
            "the servers behind are not seen."
        )
    if sent.filter(pl.col("onward") == Onward.RESERVED).height:
        limits.append("Data was sent to addresses that are reserved; where they lead is not known.")
    tunnels = sent.filter(pl.col("onward").is_in(list(_TUNNELS)))
    for row in tunnels.sort("server_ip", "transport", "server_port").iter_rows(named=True):
        port = "" if row["server_port"] is None else f" port {row['server_port']}"
        limits.append(
            f"Data went through {_TUNNELS[row['onward']]}, {row['transport']}{port} to {row['server_ip']}: "
            "the servers behind are not seen; capture behind it."
        )
    return limits


def _ip_packets(row: Row) -> int:
    packets: int = row["packets"] - row["no_ip_packets"] - row["unread_packets"]
    return packets


def _blocking(row: Row) -> list[str]:
    limits = []
    if row["unread_packets"]:
        why = ", ".join(f"{entry['reason']}: {entry['packets']}" for entry in row["unread"])
        limits.append(
            f"{row['path']}: {row['unread_packets']} packets could not be read"
            + (f" ({why})." if why else ".")
        )
    if not _ip_packets(row):
        limits.append(f"{row['path']}: holds no packet with IP; check the interface, or leave the file out.")
    if row["intercepted"]:
        limits.append(
            f"{row['path']}: an intercepting proxy wrote it: what it shows was seen under interference, and a product may "
            "behave otherwise without."
        )
    if row["drops"]:
        limits.append(f"{row['path']}: the capturing system lost {row['drops']} packets.")
    if row["filter"] is not None:
        limits.append(
            f"{row['path']}: captured with the filter {row['filter']}; what it left out is not seen."
        )
    if row["sha256"] is None:
        limits.append(
            f"{row['path']}: not witnessed where reading was interrupted; what followed is not seen."
        )
    elif row["truncated"]:
        limits.append(f"{row['path']}: the file is cut or damaged; what followed is not seen.")
    return limits


def _lesser(row: Row) -> list[str]:
    path, limits = row["path"], []
    if row["drops"] is None:
        limits.append(f"{path}: does not say how many packets the capturing system lost.")
    if row["set_back_ns"] is not None:
        limits.append(
            f"{path}: times go back by {row['set_back_ns'] / 10**9:.1f} s at packet {row['set_back_packet']}: the clock was set, "
            "or captures were joined out of order; times in it are not certain."
        )
    if row["odd_options"]:
        limits.append(
            f"{path}: {row['odd_options']} statements on its own making could not be read; "
            "it may have had a capture filter."
        )
    if row["incomplete"]:
        limits.append(
            f"{path}: {row['incomplete']} datagrams in fragments could not be put together "
            f"({row['odd_fragments']} contradict themselves); ports and names may be missing."
        )
    if row["heads_cut"]:
        limits.append(f"{path}: {row['heads_cut']} messages were not completed; names may be missing.")
    if row["malformed_messages"]:
        limits.append(
            f"{path}: {row['malformed_messages']} messages could not be decoded; names may be missing."
        )
    return limits


def _once(limits: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(limits))
