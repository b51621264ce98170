"""Bodies that keys opened, or that a proxy or a browser wrote down, in; what they hold, as tables, out.

    decrypted bodies (harness.decrypting), bodies of record files -> content, undecoded

Beside ``harness.payload_facts``, which searches what was sent in clear. Bodies are searched as they come, and dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from harness.key_run import OnBody
from harness.model.content import Body, WhyUndecoded
from harness.model.honey import Honey
from harness.model.words import RequestSeenBy
from harness.payload_facts import NOT_SEARCHED, PayloadFacts, PayloadFile, gather_payloads
from harness.sources.decrypted_bodies import Body as OpenedBody
from harness.sources.flow_feed import SourceCapture
from harness.sources.opening import open_captures
from harness.sources.record_bodies import bodies
from harness.sources.stopping import Stop
from harness.tables.content import CONTENT, UNDECODED
from harness.tables.parts import FactParts, Frames, Parts, collect

if TYPE_CHECKING:
    from harness.content.budget import Purse
    from harness.content.search import Sought

Row = dict[str, Any]
_UP: Final = "up"
_DOWN: Final = "down"
_SEALED: Final = [WhyUndecoded.TLS.value, WhyUndecoded.QUIC.value]
_ORDER: Final = ("vantage", "capture", "packet", "outer_offset_octets", "offset_octets", "found_id")


@dataclass(slots=True)
class OpenedSearch:
    """Searches bodies, and keeps what was found and what was not read.

    Args:
        honey: What was planted.
        leads: Whether to look for what resembles personal data too.
    """

    honey: Sequence[Honey]
    leads: bool
    found: list[Row] = field(default_factory=list)
    rests: list[Row] = field(default_factory=list)
    cut: bool = False
    """More was found than is kept."""
    _sought: dict[str, tuple[Sought, Purse]] = field(default_factory=dict)
    """By the digest of a file."""

    def on_body(self, vantage: str, source: SourceCapture, body: OpenedBody) -> None:
        """Search what a key opened (``harness.key_run.OnBody``)."""
        said = Body(body.data, body.content_type, body.coding, body.complete, body.part)
        where = {
            "capture": source.capture, "vantage": vantage, "flow_id": body.at.flow_id, "way": _UP if body.up else _DOWN,
            "time_ns": body.at.time_ns, "packet": body.at.packet,
        }  # fmt: skip
        self._search(said, source.sha256, where, RequestSeenBy.KEYLOG)

    def add_records(self, file: PayloadFile, requests: Frames) -> None:
        """Search the bodies of a record file.

        Args:
            file: A proxy's flows or a HAR; other record files hold no bodies.
            requests: REQUESTS of the run: they say when, and in which flow.

        Raises:
            CaptureError: The file is not there any more.
        """
        if file.sha256 is None:
            return
        columns = ("capture", "packet", "flow_id", "time_ns", "seen_by")
        own = [part.filter(pl.col("capture") == file.capture) for part in requests.frames(columns)]
        places = {row[1]: row[2:] for part in own for row in part.iter_rows()}
        with ExitStack() as stack:
            ((_, stream),), _ = open_captures([file.path], stack, None)
            for body in bodies(stream, file.shown):
                if body.packet not in places:
                    continue  # a record of something else than a request
                flow_id, time_ns, seen_by = places[body.packet]
                where = {
                    "capture": file.capture, "vantage": file.vantage, "flow_id": flow_id, "way": body.way,
                    "time_ns": time_ns, "packet": body.packet,
                }  # fmt: skip
                self._search(Body(body.data, body.content_type), file.sha256, where, RequestSeenBy(seen_by))

    def _search(self, body: Body, sha256: str, where: Row, seen_by: RequestSeenBy) -> None:
        from harness.content.budget import Purse  # noqa: PLC0415 - brings harness.content
        from harness.content.search import search, sought  # noqa: PLC0415 - most runs search nothing
        from harness.sources.payloads import MAX_ROWS  # noqa: PLC0415 - brings harness.content

        if sha256 not in self._sought:
            wanted = sought(self.honey, bytes.fromhex(sha256), leads=self.leads)
            self._sought[sha256] = wanted, Purse()
        searched = search(body, *self._sought[sha256])
        for hit in searched.hits:
            if len(self.found) >= MAX_ROWS:
                self.cut = True
                break
            self.found.append(
                where
                | {
                    "seen_by": seen_by.value, "standing": hit.standing.value, "kind": hit.kind, "found_id": hit.found_id,
                    "encoding": hit.chain, "part": body.part.value, "offset_octets": hit.offset,
                    "outer_offset_octets": hit.outer_offset, "digest": hit.digest,
                }
            )  # fmt: skip
        self.rests += [
            where | {"reason": rest.reason.value, "octets": rest.octets} for rest in searched.undecoded
        ]


def with_opened(
    clear: PayloadFacts, opened: OpenedSearch, sessions: Parts, unusable: frozenset[str]
) -> PayloadFacts:
    """Put what was found in opened bodies beside what was found in clear.

    Args:
        clear: From ``harness.payload_facts.gather_payloads``.
        opened: After every body was searched.
        sessions: TLS_SESSIONS of the run: what a key opened does not count as sealed.
        unusable: Keys of captures whose bodies are not to be used.
    """
    if clear.content is None or clear.undecoded is None:
        return clear
    from harness.sources.payloads import MAX_ROWS  # noqa: PLC0415 - brings harness.content

    usable = ~pl.col("capture").is_in(list(unusable))
    read = collect(sessions).filter(pl.col("opened") & (pl.col("messages") > 0))["flow_id"]
    sealed = pl.col("reason").is_in(_SEALED) & pl.col("flow_id").is_in(read.implode())
    rests = clear.undecoded.filter(~sealed.fill_null(value=False))
    cut = (
        [f"More than {MAX_ROWS:,} values were found in opened bodies; the first are kept."]
        if opened.cut
        else []
    )
    return PayloadFacts(
        content=pl.concat([clear.content, _table(opened.found, CONTENT.schema).filter(usable)]).sort(
            _ORDER, maintain_order=True
        ),
        undecoded=pl.concat([rests, _rests(opened.rests).filter(usable)]).sort(
            "vantage", "capture", "packet", "reason", maintain_order=True
        ),
        notes=(*clear.notes, *cut),
    )


def _table(rows: Sequence[Row], schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row").select(schema.names())


def _rests(rows: Sequence[Row]) -> pl.DataFrame:
    """One row for each reason and direction of a flow, at the first packet concerned."""
    key = ["capture", "vantage", "flow_id", "way", "reason"]
    found = _table(rows, UNDECODED.schema).sort("packet", maintain_order=True)
    summed = found.group_by(key, maintain_order=True).agg(
        pl.col("time_ns", "packet").first(), pl.col("octets").sum()
    )
    return summed.select(UNDECODED.schema.names())


def heard_by(search: OpenedSearch | None, on_body: OnBody | None) -> OnBody | None:
    """Whoever wants to have every body, as one; None: nobody does."""
    if search is None or on_body is None:
        return on_body if search is None else search.on_body

    def both(vantage: str, source: SourceCapture, body: OpenedBody) -> None:
        search.on_body(vantage, source, body)
        on_body(vantage, source, body)

    return both


def search_content(
    files: Iterable[tuple[PayloadFile, bool]],
    facts: FactParts,
    opened: OpenedSearch | None,
    unusable: frozenset[str],
    *,
    idle_timeout_s: int,
    stop: Stop | None,
) -> PayloadFacts:
    """Search what was sent in clear and what record files hold, and put what was opened beside it.

    Args:
        files: Captures and record files, and whether each has packets.
        facts: Of these.
        opened: What is searched for; it heard every body that keys opened. None: nothing is searched for.
        unusable: Keys of captures whose opened bodies are not to be used.

    Raises:
        CaptureError: A file is not there any more, or is another one than before.
    """
    if opened is None:
        return NOT_SEARCHED
    captures = []
    for file, has_packets in files:
        if has_packets:
            captures.append(file)
        else:
            opened.add_records(file, facts.requests)
    clear = gather_payloads(
        captures, facts.flows, opened.honey, leads=opened.leads, idle_timeout_s=idle_timeout_s, stop=stop
    )
    return with_opened(clear, opened, facts.tls_sessions, unusable)
