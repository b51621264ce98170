"""captures + endpoints -> what these captures could not show, as sentences.

*Blocking* limits mean that something was there and could not be read or followed, so that
"none seen" would be wrong. *Lesser* limits say what else was missed; names do not matter
for places, and packets that were lost were not seen.
"""

from __future__ import annotations

from typing import Any

import polars as pl

Row = dict[str, Any]


def capture_limits(
    captures: pl.DataFrame, endpoints: pl.DataFrame
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say what was not read or not seen.

    Args:
        captures: ``CAPTURES`` rows.
        endpoints: ``ENDPOINTS`` rows, local ones included.

    Returns:
        Blocking limits, then lesser ones; by capture, each once.
    """
    rows = sorted(captures.iter_rows(named=True), key=lambda row: (str(row["path"]), str(row["capture"])))
    blocking = [limit for row in rows for limit in _blocking(row)]
    if not any(_ip_packets(row) for row in rows):
        blocking.insert(0, "No packet with IP was read: the captures say nothing about any country.")
    if _stand_ins(endpoints):
        blocking.append(
            "Data was sent to 198.18.0.0/15 or 2001:2::/48, which proxy apps hand out in place of real servers: "
            "the servers behind are not seen."
        )
    return _once(blocking), _once([limit for row in rows for limit in _lesser(row)])


def _ip_packets(row: Row) -> int:
    packets: int = row["packets"] - row["no_ip_packets"] - row["unread_packets"]
    return packets


def _stand_ins(endpoints: pl.DataFrame) -> bool:
    used = endpoints.filter((pl.col("scope_kind") == "benchmarking") & (pl.col("payload_octets_up") > 0))
    return used.height > 0


def _blocking(row: Row) -> list[str]:
    limits = []
    if row["unread_packets"]:
        why = ", ".join(f"{entry['reason']}: {entry['packets']}" for entry in row["unread"])
        limits.append(
            f"{row['path']}: {row['unread_packets']} packets could not be read"
            + (f" ({why})." if why else ".")
        )
    if row["truncated"]:
        limits.append(f"{row['path']}: the file is cut or damaged; what followed is not seen.")
    return limits


def _lesser(row: Row) -> list[str]:
    path, limits = row["path"], []
    if row["drops"] is None:
        limits.append(f"{path}: does not say how many packets the capturing system lost.")
    elif row["drops"]:
        limits.append(f"{path}: the capturing system lost {row['drops']} packets.")
    if row["heads_cut"]:
        limits.append(f"{path}: {row['heads_cut']} messages were not completed; names may be missing.")
    if row["malformed_messages"]:
        limits.append(
            f"{path}: {row['malformed_messages']} messages could not be decoded; names may be missing."
        )
    return limits


def _once(limits: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(limits))
