"""FLOWS: packets sharing a 5-tuple past one vantage point, both directions in one row.

Definition: RFC 7011 §2 (flow) and RFC 5103 (bidirectional flow), client side first.
A flow ends at a gap longer than the idle timeout or at a SYN of another connection;
there is no active timeout, because splitting by age could not be merged again.

Records of other programs (Zeek's logs, a proxy's files, HAR) give flows too, one for each connection that they tell
of: ``capture`` is then the record file, each packet number that of a record in it, and what a record does not tell is
null (decision 0127).
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

UP, DOWN = "client to server", "server to client"
_MAC = (
    "Link-layer sender of the {0}'s first packet, as `02:00:00:00:00:01`; behind a router that is the router, "
    "not the {0}."
)
_UNTOLD = "a record, which does not say"
_NO_MAC = f"this side sent nothing, or its frame carries no MAC; {_UNTOLD}"


def _both(name: str, unit: str, doc: str, spec: str) -> dict[str, Column]:
    return {
        f"{name}_up": Column(dtype=pl.UInt64, unit=unit, doc=f"{doc}, {UP}.", null=_UNTOLD, spec=spec),
        f"{name}_down": Column(
            dtype=pl.UInt64,
            unit=unit,
            doc=f"{doc}, {DOWN}.",
            null=_UNTOLD,
            spec=f"{spec}, reverse (RFC 5103)",
        ),
    }


_TTL = "TTL or hop limit of the {0}'s first packet, as it passed here."
_NO_TTL = f"this side sent nothing; {_UNTOLD}"
_TTL_SPEC = "IANA IPFIX 192 ipTTL"


def _sequenced(name: str, doc: str, null: str) -> dict[str, Column]:
    return {
        f"{name}_{way}": Column(dtype=pl.UInt64, unit="octets", doc=f"{doc}; {text}.", null=null)
        for way, text in (("up", UP), ("down", DOWN))
    }


FLOWS = Table(
    "flows",
    "one bidirectional flow, by capture and first packet",
    {
        "flow_id": Column(
            dtype=pl.UInt64, doc="Number of the row, from 0; the same for the same set of captures."
        ),
        "capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the flow's first packet."
        ),
        "vantage": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Vantage point that saw it.",
            spec="RFC 7011 §2 Observation Point",
        ),
        "client_ip": Column(
            dtype=pl.String,
            private=Privacy.ADDRESS,
            doc=(
                "Side that opened the flow, as far as `client_by` knows. `0.0.0.0` or `::` in flows of a HAR file: the host that "
                "it was written on (RFC 1122 §3.2.1.3)."
            ),
        ),
        "client_port": Column(
            dtype=pl.UInt16, doc="Client's port.", null="protocol or fragment without ports; HAR"
        ),
        "client_mac": Column(dtype=pl.String, private=Privacy.MAC, doc=_MAC.format("client"), null=_NO_MAC),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="The other side."),
        "server_port": Column(
            dtype=pl.UInt16, doc="Server's port.", null="protocol or fragment without ports"
        ),
        "server_mac": Column(dtype=pl.String, private=Privacy.MAC, doc=_MAC.format("server"), null=_NO_MAC),
        "transport": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`tcp`, `udp`, `icmp`, `icmpv6`, ..., `ip-N` for other protocol numbers.",
            spec="IANA IPFIX 4 protocolIdentifier",
        ),
        "start_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="Smallest packet time; a packet without one counts at the one before it, or 0.",
            spec="IANA IPFIX 156 flowStartNanoseconds",
        ),
        "end_ns": Column(
            dtype=pl.Int64, unit="ns", doc="Largest packet time.", spec="IANA IPFIX 157 flowEndNanoseconds"
        ),
        **_both("packets", "packets", "Packets captured", "IANA IPFIX 86 packetTotalCount"),
        **_both(
            "ip_octets",
            "octets",
            "IP header and payload by the header's own length; a lower bound if the capture dropped packets",
            "IANA IPFIX 85 octetTotalCount",
        ),
        **_both(
            "payload_octets",
            "octets",
            (
                "Transport payload, retransmissions included; 0 for fragments after the first. Zeek's of TCP is that by sequence "
                "number; of proxies and HAR it is that of bodies and messages, a lower bound"
            ),
            "IANA IPFIX 402 transportOctetDeltaCount, total",
        ),
        "rtt_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="First SYN to first SYN-ACK at the capture point, where the two belong together.",
            null="not TCP, handshake not seen, or the answered SYN is not certain; a record: its times are in round_trips",
        ),
        "client_by": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="How the client was known: `syn`, `device`, `private`, `first`.",
        ),
        "remote": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="The far side as seen from the product: `server`, `client`, `likely_server`, `unknown`.",
        ),
        "contact": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "With the remote side: `attempted` < `connected` < `handshake` < `data`. Data told from TLS and QUIC handshakes by the "
                "headers in clear; errs low, except for TLS 1.3 client certificates, which look like data."
            ),
        ),
        "first_packet": Column(dtype=pl.UInt64, doc="Number of the first packet in `capture`, from 1."),
        "data_up_packet": Column(
            dtype=pl.UInt64,
            doc="First packet with payload sent to the remote side.",
            null="no payload this way",
        ),
        "data_up_capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Capture that holds `data_up_packet`.",
            null="no payload this way",
        ),
        "data_up_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="Time of `data_up_packet`; a packet without one counts at the one before it, or 0.",
            null="no payload this way; a record, which does not time it",
        ),
        "tcp_flags_up": Column(
            dtype=pl.UInt8,
            doc=f"OR of TCP flags, {UP}.",
            null=f"not TCP; {_UNTOLD}",
            spec="IANA IPFIX 6 tcpControlBits",
        ),
        "tcp_flags_down": Column(
            dtype=pl.UInt8,
            doc=f"OR of TCP flags, {DOWN}.",
            null=f"not TCP; {_UNTOLD}",
            spec="IANA IPFIX 6 tcpControlBits",
        ),
        "app": Column(
            dtype=pl.String,
            private=Privacy.IDENTIFIER,
            doc=(
                "Application on the capturing device, as the capture names it: by PCAPdroid, cut at 19 octets in pcap and 63 in pcapng "
                "files; in PKTAP and by pymobiledevice3 the process's name, cut at 16. A statement of the device's own software."
            ),
            null="the capture does not say, or names only the id",
        ),
        "app_id": Column(
            dtype=pl.Int64,
            doc="Its user or process id, in the first packet that has one.",
            null="the capture does not say",
        ),
        "app_id_kind": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Whose id `app_id` is: `user`, which Android gives an application for as long as it is installed; `process`, given anew at each start.",
            null="the capture does not say",
        ),
        "app_mixed": Column(
            dtype=pl.Boolean,
            doc="Another packet of the flow names another application.",
            null="the capture does not say",
        ),
        **_sequenced(
            "payload_unique_octets",
            "TCP payload by sequence number, each octet once: without retransmissions, keep-alives and probes; "
            "an upper bound where `payload_exact` is false",
            f"not TCP; {_UNTOLD}",
        ),
        **_sequenced(
            "payload_missing_octets",
            "Payload that the other side acknowledged and the capture does not hold: lost in capturing, or gone "
            "another way. An upper bound; of flows seen from the middle on it may count what was on its way then",
            f"not TCP, no acknowledgement seen, or sequence numbers that contradict each other; {_UNTOLD}",
        ),
        "payload_exact": Column(
            dtype=pl.Boolean,
            doc=(
                "Whether `payload_unique_octets` is exact both ways. False: more gaps were open than are kept, "
                "and were filled later, or sequence numbers contradict each other; or Zeek counted it."
            ),
            null=f"not TCP; {_UNTOLD}",
        ),
        "client_ttl": Column(dtype=pl.UInt8, doc=_TTL.format("client"), null=_NO_TTL, spec=_TTL_SPEC),
        "server_ttl": Column(
            dtype=pl.UInt8,
            doc=_TTL.format("server")
            + " Unspent (64, 128 or 255) it comes from close by: perhaps not from the server.",
            null=_NO_TTL,
            spec=_TTL_SPEC,
        ),
        "opening": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "`opened`: SYN seen, and its sender went on with an acknowledgement. `half_open`: it did not. `answer_only`: "
                "a SYN-ACK without SYN. `mid_stream`: neither seen."
            ),
            null=f"not TCP; {_UNTOLD}",
            spec="RFC 9293 §3.5",
        ),
        "ended_by": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "`fin`: both sides closed. `rst`: reset, see `reset_by`. `idle`: no packet for the idle timeout. `reused`: "
                "a SYN of another connection with the same ends. `capture_end`: none of these before the captures ended."
            ),
            null=_UNTOLD,
            spec="IANA IPFIX 136 flowEndReason: fin and rst 3, idle 1, reused and capture_end 4",
        ),
        "reset_by": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Side that sent a TCP reset: `client`, `server`, `both`.",
            null=f"neither did; {_UNTOLD}",
        ),
    },
)
