"""The programs that read a capture, ours among them, each asked for the facts that we read.

All run as processes of their own. Python peers live in an environment of their own
below build/bench/, made on first use from ``peers/requirements.txt``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import ROOT, Command

HERE = Path(__file__).parent / "peers"
WORK = ROOT / "build/bench"
VENV = WORK / "venv"
DIGEST_CODE = "import hashlib, sys; hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256')"
NOBODY = "127.0.0.1:9"
"""Discard port: flow records are made and sent, and nobody listens."""

OURS, OURS_JSON, READING = "`harness analyze`", "`harness analyze --json`", "reading only"
DIGEST, COREUTILS = "SHA-256, Python hashlib", "sha256sum"
TSHARK, NFSTREAM, SOFTFLOWD = "tshark -T fields", "nfstream", "softflowd"
NDPI, NDPI_PLAIN = "ndpiReader -q -e 0", "ndpiReader -q"
DPKT, SCAPY = "dpkt", "Scapy"

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
class Program:
    """One program, how to call it, and how much of the capture it is given."""

    name: str
    command: Command
    packets: int | None = None
    """Reads only so many packets, the whole is extrapolated; None: reads all."""
    rounds: int = 1
    """Where it does not run in turn with ours."""
    own_clock: bool = False
    """Prints the figures of a part of itself as JSON."""
    note: str = ""


def analyze(path: str | Path, document: Path | None) -> list[str | Path]:
    """Our command as a user calls it."""
    command: list[str | Path] = [sys.executable, "-m", "harness", "analyze", path]
    return command if document is None else [*command, "--json", document]


def reading(path: str | Path, rounds: int) -> list[str | Path]:
    """Our reading part alone."""
    return [sys.executable, "-m", "tests.bench.reading", path, str(rounds)]


def _found(name: str) -> str:
    """Path of a program, also where Debian keeps those for the system; the name itself where there is none."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or name


def _ndpi(capture: Path, *, plain: bool) -> Program:
    command = (_found("ndpiReader"), "-i", capture, "-q")
    if plain:
        return Program(name=NDPI_PLAIN, command=command, note="as it comes")
    return Program(
        name=NDPI,
        command=(*command, "-e", "0"),
        note="without its search for readable strings, in turn with ours",
    )


def in_turn(capture: Path, document: Path) -> tuple[Program, ...]:
    """Ours and those that it is held against, to be run one after another in each round."""
    return (
        Program(name=OURS, command=analyze(capture, None), note="whole process, report as text"),
        Program(
            name=OURS_JSON, command=analyze(capture, document), note="whole process, document and report"
        ),
        Program(
            name=READING,
            command=reading(capture, 2),
            own_clock=True,
            note="hash, flows, names; in a warm process, without start",
        ),
        Program(name=DIGEST, command=[sys.executable, "-c", DIGEST_CODE, capture], note="whole process"),
        _ndpi(capture, plain=False),
    )


def _tshark(capture: Path) -> Program:
    fields = [part for field in TSHARK_FIELDS for part in ("-e", field)]
    return Program(
        name=TSHARK,
        command=[_found("tshark"), "-n", "-r", capture, "-T", "fields", *fields],
        note="names, addresses, ports, lengths; no flow table",
    )


def _softflowd(capture: Path) -> Program:
    """All flows are kept to the end and exported as NetFlow 9, which carries IPv6."""
    flags = ("-d", "-v", "9", "-m", "10000000", "-t", "maxlife=0", "-n", NOBODY, "-r", capture)
    return Program(
        name=SOFTFLOWD, command=(_found("softflowd"), *flags), rounds=2, note="flows, no names; NetFlow 9"
    )


def with_aims(capture: Path, python: Path) -> tuple[Program, ...]:
    """Peers that an aim or a comparison with flow meters needs; ``python`` is that of the peers."""
    return (
        _tshark(capture),
        Program(
            name=NFSTREAM, command=(python, HERE / "nfstream_peer.py", capture), note="flows, nDPI names"
        ),
        _softflowd(capture),
    )


def others(capture: Path, python: Path, share: int) -> tuple[Program, ...]:
    """Peers for reference; Scapy reads ``share`` packets, dpkt ten times as many."""
    slow = "one packet at a time in Python; a split ClientHello has no name"
    return (
        _ndpi(capture, plain=True),
        Program(name=COREUTILS, command=[_found("sha256sum"), capture], note="coreutils, for reference"),
        *(
            Program(
                name=name,
                command=(python, HERE / f"{name.lower()}_peer.py", capture, str(count)),
                packets=count,
                note=slow,
            )
            for name, count in ((DPKT, share * 10), (SCAPY, share))
        ),
    )


def python_of_peers() -> Path:
    """Interpreter of the peers' environment, made if need be; it is not there where packages cannot be had."""
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
        return VENV / "no-packages"
    stamp.write_text(wanted, encoding="utf-8")
    return python
