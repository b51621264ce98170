"""Other programs that read the same capture, each asked for the facts that we read.

Peers run as processes of their own. Python peers live in an environment of their own
below build/bench/, made on first use from ``peers/requirements.txt``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import ROOT

HERE = Path(__file__).parent / "peers"
VENV = ROOT / "build/bench/venv"
TSHARK_FIELDS = [
    "frame.number",
    "frame.time_epoch",
    "ip.src",
    "ip.dst",
    "ip.len",
    "ipv6.src",
    "ipv6.dst",
    "ipv6.plen",
    "tcp.srcport",
    "tcp.dstport",
    "udp.srcport",
    "udp.dstport",
    "tcp.flags",
    "tcp.len",
    "dns.qry.name",
    "dns.cname",
    "dns.a",
    "dns.aaaa",
    "dns.resp.ttl",
    "tls.handshake.extensions_server_name",
    "http.host",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One program, how to call it, and how much of the capture it is given."""

    name: str
    command: Sequence[str | Path]
    packets: int | None = None
    """Reads only so many packets, the whole is extrapolated; None: reads all."""
    rounds: int = 2
    note: str = ""


def _tshark(capture: Path) -> Peer:
    fields = [part for field in TSHARK_FIELDS for part in ("-e", field)]
    command: list[str | Path] = ["tshark", "-n", "-r", capture, "-T", "fields", *fields]
    return Peer(
        name="tshark -T fields", command=command, note="names, addresses, ports, lengths; no flow table"
    )


def _ndpi(capture: Path) -> tuple[Peer, ...]:
    plain = ("ndpiReader", "-i", capture, "-q")
    return (
        Peer(name="ndpiReader -q", command=plain, rounds=3, note="as it comes"),
        Peer(
            name="ndpiReader -q -e 0",
            command=(*plain, "-e", "0"),
            rounds=3,
            note="without its search for readable strings, the faster of the two settings measured",
        ),
    )


def _python_peers(capture: Path, python: Path, share: int) -> tuple[Peer, ...]:
    slow = "one packet at a time in Python"
    return (
        Peer(name="nfstream", command=(python, HERE / "nfstream_peer.py", capture), note="flows, nDPI names"),
        Peer(
            name="dpkt",
            command=(python, HERE / "dpkt_peer.py", capture, str(share * 10)),
            packets=share * 10,
            note=f"{slow}; a split ClientHello has no name",
        ),
        Peer(
            name="Scapy",
            command=(python, HERE / "scapy_peer.py", capture, str(share)),
            packets=share,
            note=f"{slow}; a split ClientHello has no name",
        ),
    )


def python_of_peers() -> Path | None:
    """Interpreter of the peers' environment, made if need be; None where packages cannot be had."""
    python = VENV / "bin/python"
    stamp = VENV / "stamp"
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    steps = (
        (sys.executable, "-m", "venv", str(VENV)),
        (str(python), "-m", "pip", "install", "--quiet", "--requirement", str(HERE / "requirements.txt")),
    )
    if any(subprocess.run(step, check=False, capture_output=True).returncode for step in steps):
        return None
    stamp.write_text(wanted, encoding="utf-8")
    return python


def peers_here(capture: Path, *, quick: bool) -> tuple[Peer, ...]:
    """Every peer that this machine can run; the slow Python ones only in a full run."""
    found: list[Peer] = [_tshark(capture)] if shutil.which("tshark") else []
    found += _ndpi(capture) if shutil.which("ndpiReader") else ()
    python = None if quick else python_of_peers()
    return (*found, *(_python_peers(capture, python, 20_000) if python else ()))
