"""CAPTURES: one row per capture or record file that was read.

Of a record file (Zeek's logs, a proxy's files, HAR) a packet is a record: a line, numbered as an editor does,
or an entry or flow, numbered from 1.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

REORDERED_NS: Final = 1_000_000_000
"""Packets of several interfaces are written slightly out of order, also across the border of two files: so much is no step."""
_TIMES = "by the interface's clock, or in microseconds where only that meets the packets (dumpcap)."
_NO_TIMES = "not said, or meeting none of the file's packets"

CAPTURES = Table(
    "captures",
    "one capture file; vantage points by their first packet, the captures of each in order of time",
    {
        "capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Key of this capture: first 12 hex digits of its SHA-256; where reading was interrupted `part-` and those of the SHA-256 of what was read.",
        ),
        "path": Column(dtype=pl.String, private=Privacy.FILE, doc="Path as given; `-` for standard input."),
        "vantage": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Vantage point it was taken at; rotated files share one.",
        ),
        "sha256": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="SHA-256 of the very bytes that were parsed, lower-case hex.",
            null="reading was interrupted: the file's digest is not known",
        ),
        "octets": Column(
            dtype=pl.UInt64,
            unit="octets",
            doc="Size of the file; where reading was interrupted, what was read of it.",
        ),
        "format": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "`pcap`, `pcap-ns` (nanoseconds), `pcap-modified` (Kuznetsov's libpcap) or `pcapng`; of records `zeek conn tsv`, "
                "`zeek dns json` and their like, `har`, `mitmproxy flows`, `proxy jsonl`."
            ),
        ),
        "compression": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="How the file is compressed: `gzip`, `zstd`, `xz`, `lz4` or `bzip2`. Digest and size are the compressed file's.",
            null="not compressed",
        ),
        "link_types": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Link types by DLT name, in order of first use.",
        ),
        "packets": Column(dtype=pl.UInt64, unit="packets", doc="Packets read, those without IP included."),
        "no_ip_packets": Column(
            dtype=pl.UInt64,
            unit="packets",
            doc="Frames that were read and carry no IP (ARP, LLDP, 802.11 management ...).",
        ),
        "unread_packets": Column(
            dtype=pl.UInt64,
            unit="packets",
            doc="Frames that could carry IP and could not be read, records that were damaged or name no server; see `unread`.",
        ),
        "unread": Column(
            dtype=pl.List(pl.Struct({"reason": pl.String, "packets": pl.UInt64, "first_packet": pl.UInt64})),
            private=Privacy.TEXT,
            doc="Why packets were not read, how many, and the first one of each.",
        ),
        "cut_packets": Column(
            dtype=pl.UInt64,
            unit="packets",
            doc="Packets captured shorter than on the wire (snaplen). Octet counts use wire lengths.",
        ),
        "first_ns": Column(dtype=pl.Int64, unit="ns", doc="Smallest packet time.", null="no timed packet"),
        "last_ns": Column(dtype=pl.Int64, unit="ns", doc="Largest packet time.", null="no timed packet"),
        "set_back_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc=(
                "How far a packet's time lies before the latest of the packets before it in the file, at most. The clock was set "
                "back, or captures were joined out of order."
            ),
            null="times never go back by more than 1 s, or a record file",
        ),
        "set_back_packet": Column(
            dtype=pl.UInt64, doc="Number of the first packet with that.", null="as `set_back_ns`"
        ),
        "truncated": Column(
            dtype=pl.Boolean,
            doc="The file ends inside a record or is damaged, or reading was interrupted (`problem` says so); what came before it counts.",
        ),
        "stopped_at": Column(
            dtype=pl.UInt64,
            unit="octets",
            doc="Offset where reading stopped; in a compressed file that of the octets inside.",
            null="read to the end",
        ),
        "problem": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="What is wrong with the file.", null="nothing found"
        ),
        "drops": Column(
            dtype=pl.UInt64,
            unit="packets",
            doc="Packets the capturing system reports as lost, by interface statistics or with the packets, whichever is more.",
            null="the file carries no drop counter",
        ),
        "made_by": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Maker of a made-up capture: what its section header says behind the word SYNTHETIC, as program or comment.",
            null="the file does not say that it was made up",
            spec="draft-ietf-opsawg-pcapng §4.1",
        ),
        "tool": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Program that wrote the file, in its own words; several joined by `; `.",
            null="the file does not say",
            spec="draft-ietf-opsawg-pcapng §4.1 shb_userappl",
        ),
        "filter": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Capture filters of its interfaces, each once, joined by `; `; an interface that names none adds nothing.",
            null="the file does not say",
            spec="draft-ietf-opsawg-pcapng §4.2 if_filter",
        ),
        "interfaces": Column(
            dtype=pl.String,
            private=Privacy.IDENTIFIER,
            doc="Interfaces captured at, as the file names or else describes them; each once, joined by `; `.",
            null="the file does not say",
            spec="draft-ietf-opsawg-pcapng §4.2 if_name, if_description",
        ),
        "hardware": Column(
            dtype=pl.String,
            private=Privacy.IDENTIFIER,
            doc="Machine that captured, in the file's words; several joined by `; `.",
            null="the file does not say",
            spec="draft-ietf-opsawg-pcapng §4.1 shb_hardware",
        ),
        "os": Column(
            dtype=pl.String,
            private=Privacy.IDENTIFIER,
            doc="Operating system that captured, in the file's words; several joined by `; `.",
            null="the file does not say",
            spec="draft-ietf-opsawg-pcapng §4.1 shb_os",
        ),
        "comments": Column(
            dtype=pl.List(pl.String),
            private=Privacy.NOTE,
            doc="The first 16 comments on sections, interfaces and packets, each at most 1,000 characters.",
            spec="draft-ietf-opsawg-pcapng §3.5 opt_comment",
        ),
        "comments_total": Column(dtype=pl.UInt64, doc="Comments in the file, those that are not listed too."),
        "other_blocks": Column(
            dtype=pl.List(pl.Struct({"block": pl.String, "blocks": pl.UInt64})),
            private=Privacy.TEXT,
            doc="Blocks that hold no packet: name resolution (its names are read), decryption secrets, custom, unknown types ...",
            spec="draft-ietf-opsawg-pcapng §4.4 to §4.9, §11.1",
        ),
        "began_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc=f"Earliest start of capturing by the file's statistics; {_TIMES}",
            null=_NO_TIMES,
            spec="draft-ietf-opsawg-pcapng §4.6 isb_starttime",
        ),
        "ended_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc=f"Latest end of capturing by the file's statistics; {_TIMES}",
            null=_NO_TIMES,
            spec="draft-ietf-opsawg-pcapng §4.6 isb_endtime",
        ),
        "odd_options": Column(
            dtype=pl.UInt64,
            doc="What the file says of itself and could not be read, or contradicts its packets; it was left out.",
        ),
        "encapsulated_packets": Column(
            dtype=pl.UInt64,
            unit="packets",
            doc="Packets that were taken out of a tunnel or mirror; where an outer end is beyond the local network, it has flows too.",
        ),
        "fragments": Column(
            dtype=pl.UInt64,
            unit="packets",
            doc="Packets that hold a part of an IP datagram.",
            spec="RFC 791 §3.2, RFC 8200 §4.5",
        ),
        "reassembled": Column(dtype=pl.UInt64, doc="Datagrams put together from fragments."),
        "incomplete": Column(
            dtype=pl.UInt64,
            doc="Datagrams of which fragments are missing or were given up: ports and names in them may be missing; their octets count.",
        ),
        "odd_fragments": Column(
            dtype=pl.UInt64,
            doc="Of these, given up because fragments overlap or contradict each other.",
            spec="RFC 5722 §4",
        ),
        "heads_cut": Column(
            dtype=pl.UInt64,
            doc="Messages that might have held a name and were never completed, also at the border to a next file.",
        ),
        "malformed_messages": Column(
            dtype=pl.UInt64,
            doc="DNS, TLS and HTTP messages that could not be decoded: names may be missing. Records that could not be read.",
        ),
        "intercepted": Column(
            dtype=pl.Boolean,
            doc=(
                "An intercepting proxy wrote it: what only it shows was seen under interference. Never false: that nobody "
                "intercepted no file can say."
            ),
            null="the file does not say so",
        ),
    },
)


def made_by(captures: pl.DataFrame) -> tuple[str, ...]:
    """Makers of made-up captures, each once, by alphabet; empty where no capture says that it was made up.

    Args:
        captures: CAPTURES rows. The makers are the files' own words: escape them where they are shown.
    """
    return tuple(captures["made_by"].drop_nulls().unique().sort().to_list())
