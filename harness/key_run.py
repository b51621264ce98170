"""One run of tshark over captures of a vantage point: what the sessions hold that keys open.

flows with secrets -> their packets -> tshark -> messages -> requests, names, bodies
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from harness.sources.capture_reader import CaptureRead
from harness.sources.decrypted import AlertRead, Chunk, Decrypted, Head, MqttMessage, Part
from harness.sources.decrypted_bodies import Body, BodyReader
from harness.sources.decrypted_requests import RequestReader, SeenRequest
from harness.sources.flow_feed import FedPacket, FlowFeed, SourceCapture
from harness.sources.flow_filter import FlowFilter, WantedFlow
from harness.sources.stopping import Stop
from harness.sources.tshark import Layers, Outcome, read_packets
from harness.sources.tshark_messages import MessageReader
from harness.stages.mqtt_messages import MqttCounts, gather_mqtt_messages
from harness.stages.requests import PlacedRequest, gather_requests
from harness.stages.vantages import Placed
from harness.tables.parts import FactParts
from harness.tables.requests import REQUESTS
from harness.tables.tls_sessions import TLS_SESSIONS
from harness.wire.keylog import KeyLog, read_key_log

_REQUESTS_AT_ONCE = 4_096
_FLOW = WantedFlow._fields


class Keyed(NamedTuple):
    """Captures of one vantage point that follow each other in time, and the keys for them."""

    vantage: str
    captures: tuple[SourceCapture, ...]
    logs: tuple[KeyLog, ...]
    """Given by the tester, and those in the captures' own files."""
    intercepted: bool = False
    """Whether a proxy is known to have stood in for servers."""


OnBody = Callable[[str, SourceCapture, Body], None]
"""Called with vantage point, capture and body."""


def keyed(
    captures: Sequence[tuple[CaptureRead, str, Placed]], logs: Sequence[KeyLog], *, intercepted: bool = False
) -> Keyed:
    """Captures of one vantage point with the keys for them: those given, and those that their own files hold.

    Args:
        captures: Each as it was read, with the path to open it by and its place; in order of time.
        logs: Given for all of them.
        intercepted: Whether a proxy is known to have stood in for servers.
    """
    sources = tuple(
        SourceCapture(path, read.file.path, place.capture, read.file.sha256) for read, path, place in captures
    )
    inside = tuple(read_key_log(read.said.secrets) for read, _, _ in captures if read.said.secrets)
    return Keyed(captures[0][2].vantage, sources, (*logs, *inside), intercepted)


class KeyRun:
    """One run of tshark, and what came of it."""

    def __init__(self, group: Keyed, hellos: pl.DataFrame, facts: FactParts) -> None:
        self.group = group
        flows = facts.flows.of_flows(hellos["flow_id"].unique().sort(), _FLOW)
        self._flows = {row[0]: WantedFlow(*row) for row in flows.select(_FLOW).iter_rows()}
        self.feed = FlowFeed(group.captures, FlowFilter(self._flows.values()), ())
        self.outcome = Outcome()
        self.sessions = TLS_SESSIONS.empty()
        """What became of each session; filled in by whoever knows all of them."""
        self.messages: dict[int, int] = {}
        self.alerts: dict[int, list[str]] = {}
        """Fatal alerts of clients, by flow."""
        self.unread = 0
        self._requests: list[pl.DataFrame] = []
        self._placed: list[list[tuple[int, PlacedRequest]]] = [[] for _ in group.captures]
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
                elif at.from_client and message.level == "fatal":
                    self.alerts.setdefault(at.flow_id, []).append(message.description)
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

    def requests(self) -> pl.DataFrame:
        """REQUESTS rows, captures in order of time; nothing of those that have changed."""
        for place in range(len(self._placed)):
            self._flush(place)
        if not self._requests:
            return REQUESTS.empty()
        found = pl.concat(self._requests).sort("place", "packet", "order").drop("place", "order")
        return found.filter(self._usable())

    def mqtt_messages(self) -> pl.DataFrame:
        """MQTT_MESSAGES rows, likewise."""
        keys = [source.capture for source in self.group.captures]
        found = gather_mqtt_messages(self._mqtt, self._flows, keys, self.group.vantage)
        return found.filter(self._usable())

    @property
    def unusable(self) -> list[str]:
        """Keys of captures that have changed since they were read first."""
        return [self.group.captures[place].capture for place in self.feed.changed]

    def _usable(self) -> pl.Expr:
        return ~pl.col("capture").is_in(self.unusable)

    def problems(self) -> Iterator[str]:
        """What went wrong, one sentence each."""
        where = shown(self.group)
        yield from (f"{problem}." for problem in self.feed.problems)
        if self.outcome.problem is not None:
            yield f"{where}: tshark did not come to the end: {self.outcome.problem}. What it had read before counts."
        if self.outcome.passed:
            yield f"{where}: {self.outcome.passed:,} decrypted packets were too large to be read."
        if self.unread:
            yield f"{where}: {self.unread:,} heads of HTTP/3 could not be read."

    def _count(self, at: FedPacket, message: Decrypted) -> None:
        is_message = isinstance(message, Head | MqttMessage | Chunk)
        self.messages[at.flow_id] = self.messages.get(at.flow_id, 0) + is_message

    def _place(self, found: Iterable[SeenRequest]) -> None:
        for order, at, fact in found:
            flow = self._flows[at.flow_id]
            ends = flow.client_ip, flow.client_port, flow.server_ip, flow.server_port
            placed = PlacedRequest(at.time_ns, at.packet, at.flow_id, *ends, fact)
            self._placed[at.capture].append((order, placed))
            if len(self._placed[at.capture]) >= _REQUESTS_AT_ONCE:
                self._flush(at.capture)

    def _flush(self, place: int) -> None:
        placed, self._placed[place] = sorted(self._placed[place], key=lambda one: (one[1].packet, one[0])), []
        if placed:
            capture = self.group.captures[place].capture
            rows = gather_requests([one for _, one in placed], capture=capture, vantage=self.group.vantage)
            orders = pl.Series("order", [order for order, _ in placed], dtype=pl.UInt64)
            self._requests.append(rows.with_columns(orders, place=pl.lit(place)))

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


def shown(group: Keyed) -> str:
    """What to call the captures."""
    first, *others = (source.shown for source in group.captures)
    return f"{first} and {len(others)} more" if others else first
