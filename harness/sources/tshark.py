"""Octets of a capture in, what tshark reads in them out, packet by packet: a process that is fed by one pipe and read by another.

tshark gets secrets and packets on its standard input, so neither lies in a file nor stands in a command line, and what it says is read
as it comes. It is a program of some million lines that is given hostile octets: it may end early, hang or grow. So
it is watched: without progress for a while it is ended, its memory is bounded where the system can do so, and what happened is told.

The settings of whoever runs this are left out: results must not hang on them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Any, Final, Protocol

PROGRAM: Final = "tshark"
SILENT_S: Final = 120.0
"""Without taking or giving an octet for so long it hangs."""
MAX_MEMORY_OCTETS: Final = 8 * 1024**3
"""Address space; it keeps some four times the octets of streams that it joins."""
MAX_PACKET_OCTETS: Final = 128 * 1024**2
"""Of one packet's text; longer ones are passed over and counted."""
_VERSION_S: Final = 20.0
_LAYERS: Final = "frame tls quic http http2 mqtt websocket data"
"""Protocols whose fields are given."""
_WANTED: Final = (
    "http || http2 || mqtt || websocket || quic.stream_data || tls.alert_message || tls.handshake.type == 20 "
    "|| (tls && data)"
)
"""Packets that are given: messages, alerts, and Finished, which shows that a handshake was opened."""
_PREFERENCES: Final = (
    "tcp.reassemble_out_of_order:TRUE",
    "tcp.desegment_tcp_streams:TRUE",
    "tls.desegment_ssl_records:TRUE",
    "tls.desegment_ssl_application_data:TRUE",
    "http.desegment_body:TRUE",
    "http.dechunk_body:TRUE",
    "http.decompress_body:TRUE",
    "tls.keylog_file:",
)
_NOT_NEEDED: Final = (
    "json", "xml", "image-gif", "image-jfif", "png", "protobuf", "mime_multipart", "urlencoded-form", "media",
    "data-text-lines",
)  # fmt: skip
"""What would take bodies apart; they are wanted whole."""
_ROOT: Final = "Running as user"
_KEPT_ERROR: Final = 4_000
_KEPT_SHOWN: Final = 300

Layers = dict[str, Any]
"""One packet: protocol to its fields, nested; several of one name are a list."""


class Writable(Protocol):
    """Takes octets."""

    def write(self, octets: bytes, /) -> int:
        """Take all of them."""
        ...


@dataclass(slots=True)
class Outcome:
    """How a run went; whole once its packets were all taken."""

    problem: str | None = None
    """Why tshark ended early, one sentence part; None where it did not."""
    passed: int = 0
    """Packets whose text was too long, or none that can be read."""
    fed: bool = True
    """Whether all octets could be handed over."""
    _last: float = field(default_factory=time.monotonic)

    def advance(self) -> None:
        """Note that something moved."""
        self._last = time.monotonic()

    @property
    def silent_s(self) -> float:
        """Time since something moved."""
        return time.monotonic() - self._last


def find_tshark() -> str | None:
    """Where tshark is; None where it is not installed."""
    return shutil.which(PROGRAM)


def version_of(program: str) -> str | None:
    """What it calls itself, as ``TShark (Wireshark) 4.0.17``; None where it does not answer."""
    try:
        with _apart() as environment:
            said = subprocess.run(
                [program, "--version"], capture_output=True, timeout=_VERSION_S, env=environment, check=False
            ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    line = said.split(b"\n", 1)[0].decode("ascii", "replace").strip()
    return line.split(" (Git", 1)[0].rstrip(".") or None


def read_packets(
    program: str,
    feed: Callable[[Writable], None],
    outcome: Outcome,
    *,
    octets: bool = False,
    silent_s: float = SILENT_S,
) -> Iterator[tuple[int, Layers]]:
    """Run tshark over a capture that is written as it reads.

    Args:
        program: Its path.
        feed: Writes a capture to the stream given, and returns; called in a thread of its own. Writing may raise
            ``BrokenPipeError`` where tshark is gone.
        outcome: Filled in.
        octets: Whether fields are wanted as octets too.
        silent_s: Time without progress that ends it.

    Yields:
        Number of the packet in what was fed, from 1, and what tshark reads in it.
    """
    said: list[bytes] = []
    with _apart() as environment:
        process = subprocess.Popen(
            _command(program, octets=octets),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        _bound(process.pid)
        threads = [
            threading.Thread(target=_feed, args=(process, feed, outcome), daemon=True),
            threading.Thread(target=_listen, args=(process, said), daemon=True),
            threading.Thread(target=_watch, args=(process, outcome, silent_s), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield from _packets(_pipe(process.stdout), outcome)
        finally:
            _end(process, threads)
    if outcome.problem is None and process.returncode != 0:
        outcome.problem = _why(process.returncode, b"".join(said))


def _command(program: str, *, octets: bool) -> list[str]:
    command = [program, "-n", "-r", "-", "-Y", _WANTED, "-T", "json", "--no-duplicate-keys", "-J", _LAYERS]
    command += ["-x"] if octets else []
    for preference in _PREFERENCES:
        command += ["-o", preference]
    for protocol in _NOT_NEEDED:
        command += ["--disable-protocol", protocol]
    return command


@contextmanager
def _apart() -> Iterator[dict[str, str]]:
    """An environment without the user's own Wireshark settings and scripts, in UTC and UTF-8.

    Its settings folder is empty and temporary: where there is none at all, tshark 4.0 ends by signal 11.
    """
    kept = {
        name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ
    }
    with tempfile.TemporaryDirectory(prefix="harness-") as empty:
        yield {**kept, "TZ": "UTC", "LC_ALL": "C.UTF-8", "HOME": empty, "WIRESHARK_CONFIG_DIR": empty}


def _bound(pid: int) -> None:
    """Bound the memory of a process, where the system can do so to one that runs."""
    import resource  # noqa: PLC0415 - not on every system

    if hasattr(resource, "prlimit"):
        with suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_AS, (MAX_MEMORY_OCTETS, MAX_MEMORY_OCTETS))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


class _Counted:
    """A stream that notes progress."""

    def __init__(self, stream: IO[bytes], outcome: Outcome) -> None:
        self._stream, self._outcome = stream, outcome

    def write(self, octets: bytes, /) -> int:
        """See Writable."""
        count = self._stream.write(octets)
        self._outcome.advance()
        return count


def _feed(process: subprocess.Popen[bytes], feed: Callable[[Writable], None], outcome: Outcome) -> None:
    stdin = _pipe(process.stdin)
    try:
        feed(_Counted(stdin, outcome))
    except BrokenPipeError:
        outcome.fed = False
    finally:
        with suppress(OSError):
            stdin.close()


def _listen(process: subprocess.Popen[bytes], said: list[bytes]) -> None:
    """Keep the end of what it complains about."""
    for line in _pipe(process.stderr):
        if _ROOT.encode() in line:
            continue
        said.append(line)
        while sum(map(len, said)) > _KEPT_ERROR and len(said) > 1:
            del said[0]


def _watch(process: subprocess.Popen[bytes], outcome: Outcome, silent_s: float) -> None:
    """End it where it hangs."""
    while process.poll() is None:
        if outcome.silent_s > silent_s:
            outcome.problem = f"it was ended because it took and gave nothing for {silent_s:g} s"
            process.kill()
            return
        time.sleep(min(0.2, silent_s / 4))


def _end(process: subprocess.Popen[bytes], threads: list[threading.Thread]) -> None:
    """Wait for the end of a run that was read to its end; end any other."""
    _pipe(process.stdout).close()
    try:
        process.wait(timeout=1 if process.poll() is None else None)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for thread in threads:
        thread.join()
    _pipe(process.stderr).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("a process without pipes")
    return stream


def _why(status: int, said: bytes) -> str:
    words = " ".join(said.decode("utf-8", "replace").split())
    ended = f"signal {-status} ended it" if status < 0 else f"it ended with status {status}"
    return f"{ended}: {words[-_KEPT_SHOWN:]}" if words else ended


def _packets(stream: IO[bytes], outcome: Outcome) -> Iterator[tuple[int, Layers]]:
    """The packets of a JSON array that is written one after the other, each between lines of two spaces and a brace."""
    parts: list[bytes] = []
    size, inside = 0, False
    while line := stream.readline(MAX_PACKET_OCTETS):
        outcome.advance()
        bare = line.rstrip(b",\r\n")
        if bare == b"  {":
            parts, size, inside = [], 0, True
        if inside:
            size += len(line)
            if size <= MAX_PACKET_OCTETS:
                parts.append(line)
            else:
                parts = []
        if bare == b"  }" and inside:
            inside = False
            found = read_packet(b"".join(parts).rstrip(b",\r\n"))
            outcome.passed += found is None
            if found is not None:
                yield found
            parts = []


def read_packet(text: bytes) -> tuple[int, Layers] | None:
    """Number and layers of one packet; None where the text is none of one."""
    try:
        packet = json.loads(text)
        layers = packet["_source"]["layers"]
        return int(layers["frame"]["frame.number"]), layers
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
