"""What the installed tshark sees in a simple capture: one IP layer, no fragments, no tunnels.

Good for the project's own lab captures. Real captures need the finer rules of the
shared truth; this reading is kept small so that it can be believed.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.compare import Traffic
from tests.support.truth import Name, host_of, nanoseconds, normal_name

TSHARK = shutil.which("tshark")
SEPARATOR, AGGREGATOR = "\t", "\x1e"
IPV6_HEADER_OCTETS = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """tshark's reading of one capture."""

    packets: int
    first_ns: int | None
    last_ns: int | None
    traffic: dict[str, Traffic]
    names: dict[str, set[Name]]


def fields(
    path: Path,
    names: Sequence[str],
    display_filter: str = "",
    *,
    preferences: Sequence[str] = (),
    heuristics: Sequence[str] = (),
    checked: bool = True,
) -> list[dict[str, list[str]]]:
    """One dict a frame: field name to every value in that frame; preferences as in ``-o``, heuristics by their short names.

    Raises:
        subprocess.CalledProcessError: tshark could not read the file to its end, and that was to be checked.
    """
    arguments = ["tshark", "-n", "-r", str(path), "-T", "fields", "-E", "occurrence=a", "-E", "separator=/t"]
    arguments += ["-E", f"aggregator={AGGREGATOR}"]
    arguments += ["-Y", display_filter] if display_filter else []
    for name in names:
        arguments += ["-e", name]
    for preference in preferences:
        arguments += ["-o", preference]
    for heuristic in heuristics:
        arguments += ["--enable-heuristic", heuristic]
    text = subprocess.run(arguments, check=checked, capture_output=True, text=True).stdout
    return [
        {
            name: cell.split(AGGREGATOR) if cell else []
            for name, cell in zip(names, line.split(SEPARATOR), strict=True)
        }
        for line in text.split("\n")[:-1]
    ]


def _traffic(frames: list[dict[str, list[str]]]) -> dict[str, Traffic]:
    """Packets and IP octets per address; the first IP header of a frame, as errors quote later ones."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for frame in frames:
        if frame["ip.src"]:
            source, target, octets = frame["ip.src"][0], frame["ip.dst"][0], int(frame["ip.len"][0])
        elif frame["ipv6.src"]:
            source, target = frame["ipv6.src"][0], frame["ipv6.dst"][0]
            octets = int(frame["ipv6.plen"][0]) + IPV6_HEADER_OCTETS
        else:
            continue
        for ip, at in ((source, 0), (target, 2)):
            sums[ip][at] += 1
            sums[ip][at + 1] += octets
    return {ip: (a, b, c, d) for ip, (a, b, c, d) in sums.items()}


def _dns(path: Path) -> set[Name]:
    frames = fields(path, ("dns.qry.name", "dns.a", "dns.aaaa"), "udp.port == 53 && dns.flags.response == 1")
    return {
        (ip, normal_name(question))
        for frame in frames
        for question in frame["dns.qry.name"]
        for ip in frame["dns.a"] + frame["dns.aaaa"]
    }


def _peer_names(path: Path, field: str, display_filter: str) -> set[Name]:
    found: set[Name] = set()
    for frame in fields(path, ("ip.dst", "ipv6.dst", field), display_filter):
        peer = (frame["ip.dst"] or frame["ipv6.dst"])[0]
        named = (host_of(value) if field == "http.host" else normal_name(value) for value in frame[field])
        found |= {(peer, name) for name in named if name}
    return found


def read(path: Path) -> Seen:
    """Read one capture with tshark."""
    columns = ("frame.time_epoch", "ip.src", "ip.dst", "ip.len", "ipv6.src", "ipv6.dst", "ipv6.plen")
    frames = fields(path, columns)
    times = [nanoseconds(frame["frame.time_epoch"][0]) or 0 for frame in frames]
    return Seen(
        packets=len(frames),
        first_ns=min(times, default=None),
        last_ns=max(times, default=None),
        traffic=_traffic(frames),
        names={
            "dns": _dns(path),
            "sni": _peer_names(
                path, "tls.handshake.extensions_server_name", "tcp && tls.handshake.type == 1"
            ),
            "quic_sni": _peer_names(
                path, "tls.handshake.extensions_server_name", "quic && tls.handshake.type == 1"
            ),
            "http_host": _peer_names(path, "http.host", "tcp && http.request"),
        },
    )
