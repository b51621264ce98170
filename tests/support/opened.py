"""Captures of sessions with their key logs, and what the pipeline opens in them."""

from __future__ import annotations

from pathlib import Path

from harness.key_run import OnBody
from harness.pipeline import analyze
from harness.tables.analysis import Analysis
from tests.support.conversations import START_NS, TimedFrames
from tests.support.frames import pcap
from tests.support.tls_sessions import Session


def timed(*sessions: Session, to: int = 443) -> TimedFrames:
    """Sessions one after the other, from ports 40000 on, a millisecond between packets."""
    packets = [
        frame
        for number, session in enumerate(sessions)
        for frame in session.frames(port=40_000 + number, to=to)
    ]
    return [(START_NS + number * 1_000_000, frame) for number, frame in enumerate(packets)]


def keys_of(*sessions: Session) -> bytes:
    return b"".join(session.keys for session in sessions)


def write(folder: Path, frames: TimedFrames, keys: bytes) -> tuple[str, str]:
    """A capture and a key log; their paths."""
    capture, log = folder / "app.pcap", folder / "app.keys"
    capture.write_bytes(pcap(frames))
    log.write_bytes(keys)
    return str(capture), str(log)


def opened(folder: Path, *sessions: Session, to: int = 443, on_body: OnBody | None = None) -> Analysis:
    """Analyze sessions with their keys."""
    capture, log = write(folder, timed(*sessions, to=to), keys_of(*sessions))
    return analyze([capture], keylogs=[log], on_body=on_body)
