"""Our tables against a truth: a list of differences, empty where all is equal.

Every comparison takes plain tables and gives ``Difference`` values, so that tests can
show all of them at once and the documentation can list them one by one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from harness.tables.analysis import Analysis
from tests.support import truth as oracle
from tests.support.truth import Name, Truth

SOURCES = (
    *("dns", "sni", "quic_sni", "http_host", "dns_cname", "certificate"),
    *("ptr", "mdns", "llmnr", "capture_nrb"),
)
RTT_TOLERANCE_NS = 1_000

Traffic = tuple[int, int, int, int]
"""Packets and octets sent, packets and octets received."""
End = tuple[str, int | None]
Pair = tuple[str, End, End]
"""Transport and both ends, lower end first."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that we and the truth see differently."""

    fixture: str
    check: str
    subject: str
    expected: str
    found: str

    @property
    def subject_sha256(self) -> str:
        """Names the subject in the project's own files, where strangers' addresses and names do not belong."""
        return hashlib.sha256(self.subject.encode()).hexdigest()[:12]

    def __str__(self) -> str:
        return f"{self.fixture}: {self.check} of {self.subject}: truth {self.expected}, ours {self.found}"


def traffic_by_address(flows: pl.DataFrame) -> dict[str, Traffic]:
    """Packets and IP octets that each address sent and received, over all flows."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    columns = ("client_ip", "server_ip", "packets_up", "ip_octets_up", "packets_down", "ip_octets_down")
    for client, server, packets_up, octets_up, packets_down, octets_down in flows.select(columns).iter_rows():
        up, down = (packets_up, octets_up), (packets_down, octets_down)
        for ip, traffic in ((client, (*up, *down)), (server, (*down, *up))):
            sums[oracle.address(ip)] = [a + b for a, b in zip(sums[oracle.address(ip)], traffic, strict=True)]
    return {ip: (a, b, c, d) for ip, (a, b, c, d) in sums.items()}


def names_of(names: pl.DataFrame, source: str) -> set[Name]:
    """What we tied to addresses by this means."""
    rows = names.filter(pl.col("source") == source).select("server_ip", "name").iter_rows()
    return {(oracle.address(ip), oracle.normal_name(name)) for ip, name in rows}


def found_names(names: pl.DataFrame, source: str) -> set[Name]:
    """As ``names_of``; PTR pairs also where multicast DNS told them."""
    return names_of(names, source) | (names_of(names, "mdns") if source == "ptr" else set())


def compare_capture(truth: Truth, captures: pl.DataFrame) -> Iterator[Difference]:
    """Packets, those without IP, damage, first and last time."""
    row = captures.row(0, named=True)
    wanted_no_ip, no_ip = truth.data["counts"]["no_ip"], row["no_ip_packets"] + row["unread_packets"]
    if wanted_no_ip != no_ip:
        yield Difference(truth.fixture, "packets without IP", "capture", str(wanted_no_ip), str(no_ip))
    if row["truncated"] != oracle.is_damaged(truth):
        yield Difference(
            truth.fixture, "damage", "capture", str(oracle.is_damaged(truth)), str(row["truncated"])
        )
    if row["packets"] != truth.data["packets"]:
        yield Difference(truth.fixture, "packets", "capture", str(truth.data["packets"]), str(row["packets"]))
    if not oracle.times_comparable(truth):
        return
    for ours, theirs in (("first_ns", "first"), ("last_ns", "last")):
        wanted = oracle.nanoseconds(truth.data[theirs])
        if row[ours] != wanted:
            yield Difference(truth.fixture, ours, "capture", str(wanted), str(row[ours]))


def compare_addresses(truth: Truth, flows: pl.DataFrame) -> Iterator[Difference]:
    """Packets and octets per address and direction."""
    keys = ("packets_sent", "bytes_sent", "packets_received", "bytes_received")
    wanted = {oracle.address(ip): tuple(row[key] for key in keys) for ip, row in truth.data["ips"].items()}
    found = traffic_by_address(flows)
    for ip in sorted(wanted.keys() | found.keys()):
        if wanted.get(ip) != found.get(ip):
            yield Difference(truth.fixture, "octets", ip, str(wanted.get(ip)), str(found.get(ip)))


def compare_outer(truth: Truth, flows: pl.DataFrame) -> Iterator[Difference]:
    """What ours counts beyond the innermost headers is what the outermost of tunnels hold, or nothing.

    Nothing where both ends of the tunnel are of the local network (decision 0088).
    """
    keys = ("packets_sent", "bytes_sent", "packets_received", "bytes_received")
    found = traffic_by_address(flows)
    for ip, row in truth.data.get("tunnel_outer_ips", {}).items():
        wanted = tuple(row[key] for key in keys)
        inner = truth.data["ips"].get(ip, dict.fromkeys(keys, 0))
        beyond = tuple(
            a - inner[key] for a, key in zip(found.get(oracle.address(ip), (0,) * 4), keys, strict=True)
        )
        if beyond not in (wanted, (0,) * 4):
            yield Difference(truth.fixture, "outer octets", ip, str(wanted), str(beyond))


def compare_times(truth: Truth, packets: pl.DataFrame) -> Iterator[Difference]:
    """Time, captured and original length of every packet, as one digest."""
    wanted = truth.data.get("packet_digest")
    digest = hashlib.sha256()
    for time, captured, wire in packets.select("time_ns", "captured_octets", "wire_octets").iter_rows():
        digest.update(f"{'-' if time is None else time} {captured} {wire}\n".encode())
    if wanted is not None and digest.hexdigest() != wanted:
        yield Difference(truth.fixture, "times", "capture", wanted, digest.hexdigest())


def compare_names(truth: Truth, names: pl.DataFrame) -> Iterator[Difference]:
    """Names that the truth does not know: invented."""
    for source in SOURCES:
        for ip, name in sorted(names_of(names, source) - oracle.allowed_names(truth, source)):
            yield Difference(truth.fixture, f"invented {source}", f"{ip} {name}", "absent", "present")


def compare_hellos(truth: Truth, hellos: pl.DataFrame) -> Iterator[Difference]:
    """Name, protocols and JA4 of every ClientHello over TCP, by the frame that completes it.

    The truth has each once, and we have those that were sent again too; where a frame holds several handshake
    messages, its fingerprints are not compared.
    """
    columns = ("packet", "sni", "alpn", "ja4")
    ours = {packet: said for packet, *said in hellos.filter(transport="tls").select(columns).iter_rows()}
    for row in truth.data["tls_clients"]:
        if row["transport"] != "tcp":
            continue
        wanted = [row["sni"] and oracle.normal_name(row["sni"]), row["alpn"], row["ja4"]]
        found = ours.get(row["frame"])
        if found is not None:
            found[0] = found[0] and oracle.normal_name(found[0])
            if row.get("mixed") or not row["ja4"]:  # tshark knows JA4 from 4.2 on
                found[2] = row["ja4"]
        if found != wanted:
            yield Difference(truth.fixture, "hello", f"frame {row['frame']}", str(wanted), str(found))


def missing_names(truth: Truth, names: pl.DataFrame, source: str) -> set[Name]:
    """Names that both tshark versions saw and we did not."""
    return oracle.required_names(truth, source) - found_names(names, source)


def _pair(transport: str, one: End, other: End) -> Pair:
    low, high = sorted((one, other), key=lambda end: (end[0], -1 if end[1] is None else end[1]))
    return transport, low, high


def _conversations(flows: pl.DataFrame) -> tuple[dict[Pair, dict[End, list[int]]], dict[Pair, set[End]]]:
    """Sent packets and octets per end of each pair; and the ends known as client by SYN."""
    sent: dict[Pair, dict[End, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    by_syn: dict[Pair, set[End]] = defaultdict(set)
    for row in flows.iter_rows(named=True):
        client = oracle.address(row["client_ip"]), row["client_port"]
        server = oracle.address(row["server_ip"]), row["server_port"]
        pair = _pair(row["transport"], client, server)
        for end, way in ((client, "up"), (server, "down")):
            sent[pair][end][0] += row[f"packets_{way}"]
            sent[pair][end][1] += row[f"ip_octets_{way}"]
        if row["client_by"] == "syn":
            by_syn[pair].add(client)
    return sent, by_syn


def compare_conversations(truth: Truth, flows: pl.DataFrame) -> Iterator[Difference]:
    """Packets and octets each way per pair of ends; the client where a SYN or SYN-ACK shows it.

    Our flows end at idle gaps and new connections, the truth's conversations do not, so
    the flows of one pair are summed. Other roles than those by SYN are conventions.
    """
    sent, by_syn = _conversations(flows)
    for row in truth.data["conversations"]:
        client = oracle.address(row["client"]), row["client_port"]
        server = oracle.address(row["server"]), row["server_port"]
        pair = _pair(row["transport"], client, server)
        wanted = [[row["packets_up"], row["bytes_up"]], [row["packets_down"], row["bytes_down"]]]
        found = [sent[pair][client], sent[pair][server]] if pair in sent else None
        if found != wanted:
            yield Difference(truth.fixture, "conversation", f"{client} {server}", str(wanted), str(found))
        if row["role_by"] in ("syn", "synack") and by_syn.get(pair) != {client}:
            yield Difference(
                truth.fixture, "client", f"{client} {server}", str(client), str(by_syn.get(pair))
            )


def compare_handshakes(truth: Truth, analysis: Analysis) -> Iterator[Difference]:
    """SYN to SYN-ACK time of every connection: the first of each, where some were repeated."""
    ends = ("client_ip", "client_port", "server_ip", "server_port")
    joined = analysis.handshakes.join(analysis.flows.select("flow_id", *ends), on="flow_id")
    ours: dict[tuple[End, End], list[int | None]] = defaultdict(list)
    for client, client_port, server, server_port, rtt in joined.select(*ends, "rtt_ns").iter_rows():
        ours[(oracle.address(client), client_port), (oracle.address(server), server_port)].append(rtt)
    for row in truth.data["tcp_handshakes"]:
        client = oracle.address(row["client"]), row["client_port"]
        server = oracle.address(row["server"]), row["server_port"]
        wanted, found = row["first_syn_to_synack_ns"], ours.get((client, server), [])
        if wanted is None:
            if any(rtt is not None for rtt in found):
                yield Difference(truth.fixture, "rtt_ns", f"{client} {server}", "None", str(found))
        elif not any(rtt is not None and abs(rtt - wanted) <= RTT_TOLERANCE_NS for rtt in found):
            yield Difference(truth.fixture, "rtt_ns", f"{client} {server}", str(wanted), str(found))


def compare(truth: Truth, analysis: Analysis, packets: pl.DataFrame) -> tuple[Difference, ...]:
    """Every difference of one capture, missing names included."""
    missing = (
        Difference(truth.fixture, f"missing {source}", f"{ip} {name}", "present", "absent")
        for source in SOURCES
        for ip, name in sorted(missing_names(truth, analysis.names, source))
    )
    return (
        *compare_capture(truth, analysis.captures),
        *compare_times(truth, packets),
        *compare_addresses(truth, analysis.flows),
        *compare_outer(truth, analysis.flows),
        *compare_conversations(truth, analysis.flows),
        *compare_handshakes(truth, analysis),
        *compare_names(truth, analysis.names),
        *compare_hellos(truth, analysis.hellos),
        *missing,
    )
