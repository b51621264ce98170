"""One record file -> what its records tell, in one pass: logs of Zeek, files of a proxy, HAR.

Records are numbered from 1: lines of a log or of JSON lines, headers and empty lines included, so that the number is
that of an editor; flows and entries of the others. A record that cannot be read is counted with the reason
and its number, and the others are read.

Blind spots: a HAR file is held in memory whole, up to ``MAX_TEXT_OCTETS``; entries behind them are not read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.malformed import Malformed, Reason
from harness.model.record_facts import FlowRecord, RecordFact, UnplacedRecord
from harness.sources.capture_counts import Tally
from harness.sources.compression import Readable
from harness.sources.file_statements import FileStatements, Said, maker_of
from harness.sources.fragments import Reassembler
from harness.sources.packet_walk import Walked
from harness.sources.record_kinds import RecordKind
from harness.sources.record_rows import RecordRows
from harness.sources.record_stream import RecordStream
from harness.sources.stopping import INTERRUPTED, Stop
from harness.wire import har, json_object, mitmproxy_flow, zeek_log
from harness.wire.proxy_events import ProxyEvents
from harness.wire.tnetstring import MAX_DIGITS, value_length
from harness.wire.zeek_records import zeek_facts

MAX_TEXT_OCTETS: Final = 512 * 1024 * 1024
MAX_FLOW_OCTETS: Final = 256 * 1024 * 1024
"""A flow that is larger is stepped over."""
TRUNCATED: Final = "the file ends inside a record"
_INTERCEPTORS: Final = ("mitmproxy", "pcapdroid")
"""Programs whose HAR files tell of connections that they opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRead:
    """Everything that one record file gave."""

    file: Walked
    tally: Tally
    said: Said
    rows: dict[str, pl.DataFrame]
    """Tables of ``harness.tables.record_rows`` by name."""
    is_log: bool
    """Whether it is one of the logs of a run, whose ids meet those of the others."""
    intercepted: bool
    """Whether its records say that a proxy opened the connections."""
    malformed: int
    heads_cut: int = 0


class _Reading:
    """Collects what the records of one file tell."""

    def __init__(self, stream: RecordStream) -> None:
        self.stream = stream
        self.tally = Tally()
        self.rows = RecordRows()
        self.malformed = 0
        self.stopped_at: int | None = None
        self.problem: str | None = None
        self.format = ""
        self.tool: str | None = None
        self.comments: tuple[str, ...] = ()
        self.intercepted = False

    def add(
        self, found: list[RecordFact] | tuple[RecordFact, ...] | Malformed, number: int, time_ns: int | None
    ) -> None:
        """Take what one record gave."""
        self.tally.packets += 1
        if isinstance(found, Malformed):
            self.malformed += 1
            self.tally.add_unread(f"{found.layer} record {found.reason.value}", 1, number)
            return
        for fact in found:
            if isinstance(fact, UnplacedRecord):
                self.tally.add_unread(fact.why, 1, number)
            elif isinstance(fact, FlowRecord):
                self.tally.add_time(fact.start_ns)
                self.tally.add_time(fact.end_ns)
        if time_ns is not None:
            self.tally.add_time(time_ns)
        self.rows.add(found)

    def stop(self, problem: str, at: int | None = None) -> None:
        """Reading ended before its time; what was met first counts."""
        if self.problem is None:
            self.problem, self.stopped_at = problem, self.stream.position if at is None else at


def read_record(
    raw: Readable,
    kind: RecordKind,
    path: str,
    *,
    progress: Callable[[int], None] | None = None,
    stop: Stop | None = None,
) -> RecordRead:
    """Read one record file to its end.

    Args:
        raw: Opened for reading octets.
        kind: From ``harness.sources.record_kinds``.
        path: As the user named it.
        progress: Called with the number of octets read since the last call.
        stop: Ends reading early when asked to; what was read counts.
    """
    reading = _Reading(RecordStream(raw, progress, stop))
    _READERS[kind](reading)
    reading.stream.drain()
    return RecordRead(
        file=_walked(reading, path),
        tally=reading.tally,
        said=Said(
            made_by=maker_of(reading.tool, reading.comments),
            tool=reading.tool,
            comments=reading.comments,
            comments_total=len(reading.comments),
        ),
        rows=reading.rows.frames(),
        is_log=kind is RecordKind.ZEEK,
        intercepted=reading.intercepted,
        malformed=reading.malformed,
    )


def _walked(reading: _Reading, path: str) -> Walked:
    """What is known of the file, once it was read to its end."""
    stream = reading.stream
    if stream.cut:
        reading.problem, reading.stopped_at = INTERRUPTED, stream.position
    elif stream.problem is not None:
        reading.problem, reading.stopped_at = stream.problem, stream.position
    return Walked(
        path=path,
        sha256=stream.sha256(),
        inside_sha256=stream.inside_sha256(),
        octets=stream.octets,
        format=reading.format,
        compression=stream.compression,
        drops=None,
        stopped_at=reading.stopped_at,
        problem=reading.problem,
        interrupted=stream.cut,
        statements=FileStatements(),
        fragments=Reassembler(),
    )


def _zeek(reading: _Reading) -> None:
    log, logs, form = zeek_log.ZeekLog(), dict[str, None](), "json"
    for number, (line, ended) in enumerate(reading.stream.lines(zeek_log.MAX_LINE_OCTETS + 1), 1):
        form = "tsv" if number == 1 and line.startswith(b"#") else form
        row = log.take(line)
        if row is None:
            continue
        if isinstance(row, Malformed):
            if ended:
                reading.add(row, number, None)
            else:
                reading.stop(TRUNCATED, reading.stream.position - len(line))
            continue
        logs.setdefault(row[0])
        found: list[RecordFact] | Malformed = [] if row[0] not in zeek_log.READ else zeek_facts(*row, number)
        reading.add(found, number, None)
    names = "+".join(sorted(logs)) or log.path or "log"
    reading.format = f"zeek {names} {form}"
    if log.made_by is not None:
        reading.comments = (log.made_by.decode("ascii", "backslashreplace")[:1_000],)


def _proxy(reading: _Reading) -> None:
    events, number = ProxyEvents(), 0
    reading.format, reading.intercepted = RecordKind.PROXY.value, True
    for number, (line, ended) in enumerate(reading.stream.lines(json_object.MAX_OCTETS + 1), 1):
        if not line:
            continue
        found = events.take(line, number)
        if isinstance(found, Malformed) and not ended:
            reading.stop(TRUNCATED, reading.stream.position - len(line))
        else:
            reading.add(found, number, events.last_ns)
    reading.tool, reading.comments = events.notes.tool, events.notes.statements()
    left = events.finish(max(number, 1))
    for fact in left:
        if isinstance(fact, UnplacedRecord):
            reading.tally.add_unread(fact.why, 1, fact.packet)
    reading.rows.add(left)


def _mitmproxy(reading: _Reading) -> None:
    stream, number, versions = reading.stream, 0, dict[int, None]()
    reading.format, reading.intercepted = RecordKind.MITMPROXY.value, True
    while head := stream.look(MAX_DIGITS + 1):
        octets = value_length(head)
        if isinstance(octets, Malformed):
            reading.stop("the file goes on with what is no flow")
            break
        number, start = number + 1, stream.position
        if octets > MAX_FLOW_OCTETS:
            if stream.skip(octets) < octets:
                reading.stop(TRUNCATED, start)
                break
            reading.add(Malformed(Reason.TOO_LONG, MAX_FLOW_OCTETS, mitmproxy_flow.LAYER), number, None)
            continue
        data = stream.take(octets)
        if len(data) < octets:
            reading.stop(TRUNCATED, start)
            break
        flow = mitmproxy_flow.read_flow(data, number)
        if isinstance(flow, Malformed):
            reading.add(flow, number, None)
            continue
        reading.add(flow.facts, number, flow.time_ns)
        if flow.version is not None and len(versions) < _MANY:
            versions.setdefault(flow.version)
    reading.tool = (
        "mitmproxy, flow format " + ", ".join(str(version) for version in versions) if versions else None
    )


def _har(reading: _Reading) -> None:
    octets = reading.stream.take(MAX_TEXT_OCTETS)
    entries = har.HarEntries(octets.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    for number, entry in enumerate(entries, 1):
        found = har.entry_facts(entry, number)
        if isinstance(found, Malformed):
            reading.add(found, number, None)
        else:
            reading.add(found[1], number, found[0])
    about = entries.about
    reading.format = RecordKind.HAR.value
    reading.tool = "; ".join(dict.fromkeys(text for text in (about.creator, about.browser) if text)) or None
    reading.comments = (about.comment[:1_000],) if about.comment else ()
    reading.intercepted = any(name in (reading.tool or "").lower() for name in _INTERCEPTORS)
    if reading.stream.look(1):
        reading.stop(f"only its first {MAX_TEXT_OCTETS:,} octets are read", len(octets))
    elif entries.fault is not None:
        reading.stop("the file is cut or no JSON from there on", min(entries.fault.offset, len(octets)))


_MANY: Final = 8
_READERS: Final[dict[RecordKind, Callable[[_Reading], None]]] = {
    RecordKind.ZEEK: _zeek,
    RecordKind.PROXY: _proxy,
    RecordKind.MITMPROXY: _mitmproxy,
    RecordKind.HAR: _har,
}
