"""Facts and the tester's keys in; requests, names and messages of the sessions that the keys open, out.

    hellos + key logs -> flows with secrets -> their packets -> tshark -> requests -> names

Captures are read a second time, for the packets of those flows only; nothing is read where no session has secrets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import polars as pl

from harness.sources.capture_reader import CaptureRead
from harness.sources.decrypted import AlertRead, Chunk, Head, MqttMessage, Part
from harness.sources.decrypted_bodies import Body, BodyReader
from harness.sources.decrypted_requests import RequestReader, SeenRequest
from harness.sources.flow_feed import FedPacket, FlowFeed, SourceCapture
from harness.sources.flow_filter import FlowFilter, WantedFlow
from harness.sources.part_file import PartFile
from harness.sources.stopping import Stop
from harness.sources.tshark import Layers, Outcome, find_tshark, read_packets, version_of
from harness.sources.tshark_messages import MessageReader
from harness.stages.decrypted_names import names_of_requests
from harness.stages.mqtt_messages import MqttCounts, gather_mqtt_messages
from harness.stages.requests import PlacedRequest, gather_requests
from harness.stages.tls_sessions import first_hellos, gather_tls_sessions
from harness.stages.vantages import Placed
from harness.tables.hellos import HELLOS
from harness.tables.mqtt_messages import MQTT_MESSAGES
from harness.tables.names import NAMES
from harness.tables.parts import FactParts, Joined
from harness.tables.requests import REQUESTS
from harness.tables.tls_sessions import TLS_SESSIONS
from harness.wire.keylog import KeyLog, read_key_log

_REQUESTS_AT_ONCE = 4_096
_INSTALL = "install Wireshark's command line (Debian: apt-get install tshark; macOS: brew install wireshark) and run again"
_FLOW = WantedFlow._fields


class Keyed(NamedTuple):
    """Captures of one vantage point that follow each other in time, and the keys for them."""

    vantage: str
    captures: tuple[SourceCapture, ...]
    logs: tuple[KeyLog, ...]
    """Given by the tester, and those in the captures' own files."""


OnBody = Callable[[str, SourceCapture, Body], None]
"""Called with vantage point, capture and body."""


@dataclass(frozen=True, slots=True)
class _Made:
    """The tables, while they are made."""

    requests: PartFile = field(default_factory=lambda: PartFile(REQUESTS))
    names: PartFile = field(default_factory=lambda: PartFile(NAMES))
    sessions: PartFile = field(default_factory=lambda: PartFile(TLS_SESSIONS))
    mqtt: PartFile = field(default_factory=lambda: PartFile(MQTT_MESSAGES))


def keyed(captures: Sequence[tuple[CaptureRead, str, Placed]], logs: Sequence[KeyLog]) -> Keyed:
    """Captures of one vantage point with the keys for them: those given, and those that their own files hold.

    Args:
        captures: Each as it was read, with the path to open it by and its place; in order of time.
        logs: Given for all of them.
    """
    sources = tuple(
        SourceCapture(path, read.file.path, place.capture, read.file.sha256) for read, path, place in captures
    )
    inside = tuple(read_key_log(read.said.secrets) for read, _, _ in captures if read.said.secrets)
    return Keyed(captures[0][2].vantage, sources, (*logs, *inside))


def decrypt(
    facts: FactParts, groups: Iterable[Keyed], stop: Stop, on_body: OnBody | None = None
) -> tuple[FactParts, tuple[str, ...]]:
    """Add what the tester's keys open to the facts.

    Args:
        facts: Of these captures.
        groups: Captures and keys; those without keys are passed over.
        stop: Ends reading early when asked to.
        on_body: Called with every body that was decrypted; None: they are not kept.

    Returns:
        The facts with requests, names, sessions and messages added; and what the reader must know.
    """
    made, notes = _Made(), list[str]()
    program = find_tshark()
    version = None if program is None else version_of(program)
    for group in groups:
        if any(map(len, group.logs)):
            notes += _open_group(made, facts, group, program if version else None, version, stop, on_body)
    added = replace(
        facts,
        requests=Joined(facts.requests, made.requests),
        names=Joined(facts.names, made.names),
        tls_sessions=made.sessions,
        mqtt_messages=made.mqtt,
    )
    return added, tuple(notes)


def _open_group(
    made: _Made,
    facts: FactParts,
    group: Keyed,
    program: str | None,
    version: str | None,
    stop: Stop,
    on_body: OnBody | None,
) -> list[str]:
    """Open what can be opened in captures that follow each other; give notes."""
    hellos = first_hellos(_hellos_of(facts, group))
    known = {random for random in hellos["random"] if any(random in log for log in group.logs)}
    run = _Run(group, hellos.filter(pl.col("random").is_in(known)), facts)
    if known and program is not None:
        run.read(program, sorted(known), stop, on_body)
        run.keep(made)
    tried = program is not None and run.outcome.problem is None and not run.feed.problems
    sessions = gather_tls_sessions(hellos, known, run.messages, read=tried)
    made.sessions.add(sessions)
    return [*_told(group, sessions, version if program is not None else None), *run.problems()]


def _hellos_of(facts: FactParts, group: Keyed) -> pl.DataFrame:
    """HELLOS rows of the group's captures."""
    keys = [source.capture for source in group.captures]
    here = pl.col("capture").is_in(keys) & (pl.col("vantage") == group.vantage)
    return pl.concat([HELLOS.empty(), *(part.filter(here) for part in facts.hellos.frames())], rechunk=False)


class _Run:
    """One run of tshark, and what came of it."""

    def __init__(self, group: Keyed, hellos: pl.DataFrame, facts: FactParts) -> None:
        self.group = group
        flows = facts.flows.of_flows(hellos["flow_id"].unique().sort(), _FLOW)
        self._flows = {row[0]: WantedFlow(*row) for row in flows.select(_FLOW).iter_rows()}
        self.feed = FlowFeed(group.captures, FlowFilter(self._flows.values()), ())
        self.outcome = Outcome()
        self.messages: dict[int, int] = {}
        self.unread = 0
        self._requests = PartFile(REQUESTS)
        self._placed: list[list[PlacedRequest]] = [[] for _ in group.captures]
        self._mqtt: MqttCounts = {}

    def read(self, program: str, randoms: Sequence[str], stop: Stop, on_body: OnBody | None) -> None:
        """Feed tshark and take what it reads."""
        secrets = dict.fromkeys(line for log in self.group.logs for line in log.lines_of(randoms))
        self.feed = FlowFeed(self.group.captures, FlowFilter(self._flows.values()), tuple(secrets), stop)
        messages = MessageReader(keep=on_body is not None)
        requests, bodies = RequestReader(), BodyReader()
        for number, layers in read_packets(program, self.feed.feed, self.outcome, octets=on_body is not None):
            at = self.feed.packet(number)
            for message in messages.read(number, layers, at.flow_id, from_client=at.from_client):
                if not isinstance(message, AlertRead):
                    self._count(at, message)
                if isinstance(message, Head | Part) and _is_sealed(layers):
                    self._place(requests.feed(at, message))
                elif isinstance(message, MqttMessage):
                    self._note_mqtt(at, message)
                if on_body is not None and _is_sealed(layers):
                    self._hand_over(bodies.feed(at, message), on_body)
        self._place(requests.finish())
        if on_body is not None:
            self._hand_over(bodies.finish(), on_body)
        messages.finish()
        self.unread = messages.unread

    def keep(self, made: _Made) -> None:
        """Add to the tables what may be used: nothing of captures that have changed."""
        for place in range(len(self._placed)):
            self._flush(place)
        unusable = [self.group.captures[place].capture for place in self.feed.changed]
        usable = ~pl.col("capture").is_in(unusable)
        for part in self._requests.frames():
            kept = part.filter(usable)
            made.requests.add(kept)
            made.names.add(names_of_requests(kept))
        keys = [source.capture for source in self.group.captures]
        mqtt = gather_mqtt_messages(self._mqtt, self._flows, keys, self.group.vantage)
        made.mqtt.add(mqtt.filter(usable))
        if unusable:
            self.messages.clear()

    def problems(self) -> Iterator[str]:
        """What went wrong, one sentence each."""
        where = _shown(self.group)
        yield from (f"{problem}." for problem in self.feed.problems)
        if self.outcome.problem is not None:
            yield f"{where}: tshark did not come to the end: {self.outcome.problem}. What it had read before counts."
        if self.outcome.passed:
            yield f"{where}: {self.outcome.passed:,} decrypted packets were too large to be read."
        if self.unread:
            yield f"{where}: {self.unread:,} heads of HTTP/3 could not be read."

    def _count(self, at: FedPacket, message: object) -> None:
        is_message = isinstance(message, Head | MqttMessage | Chunk)
        self.messages[at.flow_id] = self.messages.get(at.flow_id, 0) + is_message

    def _place(self, found: Iterable[SeenRequest]) -> None:
        for at, fact in found:
            flow = self._flows[at.flow_id]
            ends = flow.client_ip, flow.client_port, flow.server_ip, flow.server_port
            self._placed[at.capture].append(PlacedRequest(at.time_ns, at.packet, at.flow_id, *ends, fact))
            if len(self._placed[at.capture]) >= _REQUESTS_AT_ONCE:
                self._flush(at.capture)

    def _flush(self, place: int) -> None:
        placed, self._placed[place] = self._placed[place], []
        if placed:
            capture = self.group.captures[place].capture
            self._requests.add(gather_requests(placed, capture=capture, vantage=self.group.vantage))

    def _note_mqtt(self, at: FedPacket, message: MqttMessage) -> None:
        key = (at.flow_id, message.kind, at.from_client, message.client_id, message.topic)
        first, count, octets = self._mqtt.get(key, ((at.capture, at.packet, at.time_ns), 0, 0))
        self._mqtt[key] = first, count + 1, octets + message.octets

    def _hand_over(self, found: Iterable[Body], on_body: OnBody) -> None:
        for body in found:
            on_body(self.group.vantage, self.group.captures[body.at.capture], body)


def _is_sealed(layers: Layers) -> bool:
    """Whether what a packet holds was encrypted: a proxy may be asked in clear before TLS begins."""
    return "tls" in layers or "quic" in layers


def _shown(group: Keyed) -> str:
    first, *others = (source.shown for source in group.captures)
    return f"{first} and {len(others)} more" if others else first


def _told(group: Keyed, sessions: pl.DataFrame, version: str | None) -> Iterator[str]:
    """How many sessions were opened."""
    where, total = _shown(group), sessions.height
    known, opened = int(sessions["has_secrets"].sum()), int(sessions["opened"].sum())
    if known and version is None:
        yield (
            f"{where}: {known:,} of {total:,} TLS and QUIC sessions have secrets, and tshark is not there to open them: {_INSTALL}."
        )
        return
    text = f"{where}: {opened:,} of {total:,} TLS and QUIC sessions were opened with keys"
    text += f" by {version}" if opened else ""
    text += f"; {total - known:,} have no secrets" if total > known else ""
    text += f"; {known - opened:,} have secrets and could not be opened" if known > opened else ""
    yield f"{text}."
