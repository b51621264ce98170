"""Packet records -> PACKETS: what the layers of each packet say, in words and with nulls."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.codes import VERDICT_WORDS, protocol_word
from harness.kernel.records import NO_TIME, NONE
from harness.stages.address_text import address_texts
from harness.stages.columns import nullable, plain, strings
from harness.tables.packets import PACKETS
from harness.tables.schema import conform


def gather_packets(records: NDArray[np.void]) -> pl.DataFrame:
    """Turn PACKET records into PACKETS rows, in their order."""
    has_ip = records["family"] != 0
    frame = pl.DataFrame(
        {
            "packet": plain(records["number"], pl.UInt64),
            "time_ns": nullable(records["time_ns"], NO_TIME, pl.Int64),
            "captured_octets": plain(records["captured"], pl.UInt32),
            "wire_octets": plain(records["wire"], pl.UInt32),
            "link_type": plain(records["dlt"], pl.UInt32),
            "verdict": _words(records["verdict"], VERDICT_WORDS),
            "source_mac": nullable(records["source_mac"], NONE, pl.UInt64),
            "source_ip": _addresses(records, "source", has_ip),
            "source_port": nullable(records["source_port"], NONE, pl.UInt16),
            "destination_ip": _addresses(records, "destination", has_ip),
            "destination_port": nullable(records["destination_port"], NONE, pl.UInt16),
            "transport": _words(records["protocol"], {n: protocol_word(n) for n in range(256)}),
            "ttl": nullable(records["ttl"], NONE, pl.UInt8),
            "ip_octets": _with_ip(records["ip_octets"], has_ip, pl.UInt32),
            "payload_octets": _with_ip(records["payload_octets"], has_ip, pl.UInt32),
            "encapsulated_in": _with_ip(records["encapsulated"], has_ip, pl.UInt8),
            "tcp_flags": nullable(records["flags"], NONE, pl.UInt8),
            "tcp_seq": nullable(records["seq"], NONE, pl.UInt32),
            "tcp_ack": nullable(records["ack"], NONE, pl.UInt32),
            "tcp_tsval": nullable(records["tsval"], NONE, pl.UInt32),
            "tcp_tsecr": nullable(records["tsecr"], NONE, pl.UInt32),
        }
    )
    return conform(frame, PACKETS)


def _words(codes: NDArray[np.int16], words: dict[int, str]) -> pl.Series:
    """The word of each code; null for NONE."""
    numbers, index = np.unique(codes, return_inverse=True)
    return strings(np.array([words.get(int(number)) for number in numbers], dtype=object)[index])


def _addresses(records: NDArray[np.void], side: str, has_ip: NDArray[np.bool_]) -> pl.Series:
    texts = np.full(len(records), None, dtype=object)
    if has_ip.any():
        part = records[has_ip]
        index, distinct = address_texts(part["family"], part[f"{side}_hi"], part[f"{side}_lo"])
        texts[has_ip] = np.array(distinct, dtype=object)[index]
    return strings(texts)


def _with_ip(values: NDArray[np.int32], has_ip: NDArray[np.bool_], dtype: type[pl.DataType]) -> pl.Series:
    return nullable(np.where(has_ip, values, NONE), NONE, dtype)
