"""Captures that were read, and what was planted in; what their payloads hold, as tables, out: a second reading.

    captures -> payloads in clear -> content, undecoded

Only where it is asked for: a scenario has honey, or leads are wanted. As in ``harness.facts`` nothing is inferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypedDict

import polars as pl

from harness.errors import NotBegunError
from harness.model.honey import Honey
from harness.sources.opening import STDIN, open_captures
from harness.sources.stopping import Stop
from harness.stages.content import gather_content, gather_undecoded
from harness.tables.content import CONTENT, UNDECODED
from harness.tables.parts import FactParts, Parts, Whole

if TYPE_CHECKING:
    from harness.sources.payloads import ContentRead

_ONCE: Final = "standard input can be read only once, so its payloads were not searched: pass a file."


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadFile:
    """A capture whose flows were read."""

    path: str
    """As the user gave it: it is opened again."""
    shown: str
    """The same for messages."""
    capture: str
    """Its key."""
    vantage: str
    sha256: str | None
    """Digest when it was read; None: it was read in part only."""


class PayloadTables(TypedDict):
    """Tables of an analysis or verification."""

    content: pl.DataFrame | None
    undecoded: pl.DataFrame | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadFacts:
    """What the payloads hold."""

    content: pl.DataFrame | None
    """CONTENT; None where payloads were not searched."""
    undecoded: pl.DataFrame | None
    """UNDECODED, likewise."""
    notes: tuple[str, ...]
    """What was not searched, one sentence each."""

    @property
    def tables(self) -> PayloadTables:
        """Both tables by name."""
        return {"content": self.content, "undecoded": self.undecoded}


def with_unread(facts: FactParts, searched: PayloadFacts) -> FactParts:
    """Facts, with what of the payloads was not read."""
    if searched.undecoded is None:
        return facts
    return replace(facts, undecoded=Whole(searched.undecoded))


NOT_SEARCHED: Final = PayloadFacts(content=None, undecoded=None, notes=())
"""Nobody asked."""


def gather_payloads(
    files: Sequence[PayloadFile],
    flows: Parts,
    honey: Sequence[Honey],
    *,
    leads: bool,
    idle_timeout_s: int,
    stop: Stop | None = None,
) -> PayloadFacts:
    """Search the payloads of captures, one after the other.

    Args:
        files: Captures, in any order.
        flows: FLOWS of the run.
        honey: What was planted.
        leads: Whether to look for what resembles personal data too.
        idle_timeout_s: Gap that ends a flow.
        stop: Ends reading early when asked to.

    Raises:
        CaptureError: A capture is not there any more, or is another one than before.
    """
    from harness.sources.payloads import MAX_ROWS  # noqa: PLC0415 - see _read

    content, undecoded, notes = [CONTENT.empty()], [UNDECODED.empty()], list[str]()
    for file in sorted(files, key=lambda file: (file.vantage, file.capture)):
        if file.sha256 is None:
            notes.append(f"{file.shown}: it was read in part only, so its payloads were not searched.")
            continue
        if file.path == STDIN:
            notes.append(f"{file.shown}: {_ONCE}")
            continue
        read = _read(file, honey, file.sha256, leads=leads, idle_timeout_s=idle_timeout_s, stop=stop)
        if read is None or read.interrupted:
            notes.append(f"{file.shown}: reading was stopped, so its payloads were not all searched.")
        if read is None:
            continue
        where = {"capture": file.capture, "vantage": file.vantage}
        content.append(gather_content(read.found, flows.frames(), **where))
        undecoded.append(gather_undecoded(read.undecoded, flows.frames(), **where))
        if read.cut:
            notes.append(f"{file.shown}: more than {MAX_ROWS:,} values were found; the first are kept.")
    return PayloadFacts(
        content=pl.concat(content, rechunk=False),
        undecoded=pl.concat(undecoded, rechunk=False),
        notes=tuple(notes),
    )


def _read(
    file: PayloadFile,
    honey: Sequence[Honey],
    sha256: str,
    *,
    leads: bool,
    idle_timeout_s: int,
    stop: Stop | None,
) -> ContentRead | None:
    """Search one file; None where reading was stopped before it began."""
    from harness.content.search import sought  # noqa: PLC0415 - most runs search nothing
    from harness.sources.payloads import read_content  # noqa: PLC0415 - brings harness.content

    with ExitStack() as stack:
        ((_, stream),), _ = open_captures([file.path], stack, None)
        try:
            return read_content(
                stream,
                file.shown,
                # The digest of the file as salt: the same evidence gives the same document (decision 0126).
                sought(honey, bytes.fromhex(sha256), leads=leads),
                sha256=sha256,
                idle_timeout_s=idle_timeout_s,
                stop=stop,
            )
        except NotBegunError:
            return None
