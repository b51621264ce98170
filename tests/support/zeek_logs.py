"""Zeek-form logs of a simple capture, made from tshark's fields alone: a peer whose facts are not this project's.

Written after Zeek's documentation of its logs (docs.zeek.org: conn.log, dns.log, http.log, ssl.log). One packet's worth of what
Zeek would tell; good for the lab's captures: no fragments, no tunnels, one message a segment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.tshark import fields

_FLOW = (
    "frame.time_epoch", "ip.src", "ip.dst", "ip.len", "tcp.stream", "udp.stream", "tcp.srcport", "tcp.dstport",
    "udp.srcport", "udp.dstport", "tcp.flags", "tcp.len", "udp.length", "tcp.analysis.retransmission", "tcp.analysis.keep_alive",
)  # fmt: skip
_DNS = (
    *_FLOW[:6], "udp.srcport", "udp.dstport", "dns.qry.name", "dns.qry.type", "dns.resp.name", "dns.a", "dns.cname",
    "dns.resp.ttl", "dns.flags.response", "dns.time",
)  # fmt: skip
_TLS = (*_FLOW[:6], "tls.handshake.extensions_server_name")
_HTTP = (*_FLOW[:6], "http.request.method", "http.host", "http.request.uri", "http.user_agent")
_LETTERS = ((0x04, "r"), (0x01, "f"))
CONN = (
    "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration", "orig_bytes",
    "resp_bytes", "conn_state", "missed_bytes", "history", "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes",
)  # fmt: skip
ID = CONN[:6]
DNS = (*ID, "proto", "query", "qtype_name", "rtt", "answers", "TTLs", "rejected")
SSL = (*ID, "server_name", "established", "ssl_history")
QUIC = (*ID, "version", "client_initial_dcid", "server_name", "history")
HTTP = (*ID, "trans_depth", "method", "host", "uri", "user_agent", "request_body_len", "response_body_len")
Frame = Mapping[str, Sequence[str]]
Row = dict[str, str]


def log(path: str, names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """An ASCII log; a value that is not there is unset."""
    head = [
        "#separator \\x09",
        "#set_separator\t,",
        "#empty_field\t(empty)",
        "#unset_field\t-",
        f"#path\t{path}",
    ]
    head += ["#SYNTHETIC made from fields of tshark", "\t".join(("#fields", *names))]
    body = ["\t".join(row.get(name) or "-" for name in names) for row in rows]
    return "\n".join([*head, *body, "#close\t2026-01-01-00-00-00", ""])


@dataclass(slots=True)
class _Connection:
    """What the packets of one stream add up to; side 0 sent the first."""

    uid: str
    proto: str
    ends: tuple[tuple[str, str], tuple[str, str]]
    times: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    packets: list[int] = field(default_factory=lambda: [0, 0])
    ip_octets: list[int] = field(default_factory=lambda: [0, 0])
    payload: list[int] = field(default_factory=lambda: [0, 0])
    history: str = ""

    def add(self, frame: Frame) -> None:
        """Count one packet."""
        end = frame["ip.src"][0], frame[f"{self.proto}.srcport"][0]
        side = self.ends.index(end)
        self.texts.append(frame["frame.time_epoch"][0])
        self.packets[side] += 1
        self.ip_octets[side] += int(frame["ip.len"][0])
        octets = int(frame["tcp.len"][0]) if self.proto == "tcp" else int(frame["udp.length"][0]) - 8
        again = frame["tcp.analysis.retransmission"] or frame["tcp.analysis.keep_alive"]
        self.payload[side] += 0 if again else octets
        for letter in self._letters(frame, octets):
            shown = letter if side else letter.upper()
            if shown not in self.history:
                self.history += shown

    def _letters(self, frame: Frame, octets: int) -> str:
        if self.proto == "udp":
            return "d" if octets else ""
        flags = int(frame["tcp.flags"][0], 16)
        if flags & 0x02:
            return "h" if flags & 0x10 else "s"
        letters = "".join(letter for bit, letter in _LETTERS if flags & bit)
        return letters + ("d" if octets else "a" if flags == 0x10 else "")

    def row(self, services: Mapping[str, str]) -> Row:
        """Its row of conn.log."""
        return self.id(self.texts[0]) | {
            "proto": self.proto,
            "service": services.get(self.uid, ""),
            "duration": _minus(self.texts[-1], self.texts[0]),
            "orig_bytes": str(self.payload[0]),
            "resp_bytes": str(self.payload[1]),
            "missed_bytes": "0",
            "history": self.history,
            "orig_pkts": str(self.packets[0]),
            "orig_ip_bytes": str(self.ip_octets[0]),
            "resp_pkts": str(self.packets[1]),
            "resp_ip_bytes": str(self.ip_octets[1]),
        }

    def id(self, time: str) -> Row:
        """The columns that every log begins with."""
        (client, client_port), (server, server_port) = self.ends
        return dict(zip(ID, (time, self.uid, client, client_port, server, server_port), strict=True))


def zeek_logs(capture: Path) -> dict[str, str]:
    """Logs of one capture, by name."""
    connections = _connections(fields(capture, _FLOW, "ip && (tcp || udp)"))
    hellos = fields(capture, _TLS, "tls.handshake.type == 1")
    dns, ssl, quic, http = (
        list(rows)
        for rows in (
            _dns(connections, fields(capture, _DNS, "dns")),
            _ssl(connections, hellos),
            _quic(connections, [frame for frame in hellos if frame["udp.stream"]]),
            _http(connections, fields(capture, _HTTP, "http.request")),
        )
    )
    services = {
        row["uid"]: name
        for name, rows in (("dns", dns), ("ssl", ssl), ("quic", quic), ("http", http))
        for row in rows
    }
    conn = [connection.row(services) for connection in connections.values()]
    return {
        "conn.log": log("conn", CONN, conn),
        "dns.log": log("dns", DNS, dns),
        "ssl.log": log("ssl", SSL, ssl),
        "quic.log": log("quic", QUIC, quic),
        "http.log": log("http", HTTP, http),
    }


def _connections(frames: Iterable[Frame]) -> dict[tuple[str, str], _Connection]:
    found: dict[tuple[str, str], _Connection] = {}
    for frame in frames:
        key = _stream(frame)
        if key not in found:
            proto = key[0]
            ends = tuple((frame[f"ip.{way}"][0], frame[f"{proto}.{way}port"][0]) for way in ("src", "dst"))
            found[key] = _Connection(f"C{proto}{key[1]}", proto, (ends[0], ends[1]))
        found[key].add(frame)
    return found


def _stream(frame: Frame) -> tuple[str, str]:
    return ("tcp", frame["tcp.stream"][0]) if frame["tcp.stream"] else ("udp", frame["udp.stream"][0])


def _dns(connections: Mapping[tuple[str, str], _Connection], frames: Iterable[Frame]) -> Iterable[Row]:
    for frame in frames:
        if frame["dns.flags.response"][0] not in ("1", "True"):
            continue
        connection, rtt = connections[_stream(frame)], frame["dns.time"][0]
        answers = [*frame["dns.cname"], *frame["dns.a"]]
        yield connection.id(_minus(frame["frame.time_epoch"][0], rtt)) | {
            "proto": connection.proto,
            "query": frame["dns.qry.name"][0],
            "qtype_name": {"1": "A", "28": "AAAA"}[str(int(frame["dns.qry.type"][0], 0))],
            "rtt": rtt,
            "answers": ",".join(answers),
            "TTLs": ",".join(f"{ttl}.000000" for ttl in frame["dns.resp.ttl"][: len(answers)]),
            "rejected": "F",
        }


def _ssl(connections: Mapping[tuple[str, str], _Connection], frames: Iterable[Frame]) -> Iterable[Row]:
    for frame in frames:
        name = frame["tls.handshake.extensions_server_name"]
        yield connections[_stream(frame)].id(frame["frame.time_epoch"][0]) | {
            "server_name": name[0] if name else "",
            "established": "T",
            "ssl_history": "Cs",
        }


def _quic(connections: Mapping[tuple[str, str], _Connection], frames: Iterable[Frame]) -> Iterable[Row]:
    for frame in frames:
        yield connections[_stream(frame)].id(frame["frame.time_epoch"][0]) | {
            "version": "1",
            "client_initial_dcid": "83b4a1d40f2c09e5",
            "server_name": frame["tls.handshake.extensions_server_name"][0],
            "history": "ISishIHhO",
        }


def _http(connections: Mapping[tuple[str, str], _Connection], frames: Iterable[Frame]) -> Iterable[Row]:
    for frame in frames:
        yield connections[_stream(frame)].id(frame["frame.time_epoch"][0]) | {
            "trans_depth": "1",
            "method": frame["http.request.method"][0],
            "host": frame["http.host"][0],
            "uri": frame["http.request.uri"][0],
            "user_agent": "".join(frame["http.user_agent"]),
            "request_body_len": "0",
            "response_body_len": "0",
        }


def _minus(later: str, earlier: str) -> str:
    """Difference of two decimal texts in seconds, to the nanosecond."""
    whole = [
        int(text.partition(".")[0]) * 10**9 + int(text.partition(".")[2].ljust(9, "0")[:9])
        for text in (later, earlier)
    ]
    seconds, rest = divmod(whole[0] - whole[1], 10**9)
    return f"{seconds}.{rest:09d}"
