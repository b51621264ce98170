"""The files of one tap, followed while they grow: a thread that reads, and says what was shown so far when asked.

Reading never waits for whoever looks: what is shown is made between two reads, of facts folded and compacted file by file
(``harness.live.folding``, ``harness.stages.compacting``), so that it costs by what is in the file that grows and by
endpoints, and neither by time nor by names.

Blind spots: a connection that goes on into the next file begins anew there. Who opened it is then known by addresses
that opened others before, by those of ours, or by private ones, else by who sends first; the sealed files are read
together, and there it is one flow.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from harness.errors import HarnessError
from harness.facts import gather_facts, list_sightings
from harness.live.folding import Server, fold_names
from harness.model.names_apart import NamesApart
from harness.model.words import ClientBy
from harness.reading import IDLE_TIMEOUT_S, capture_row
from harness.sources.capture_reader import CaptureRead, read_capture
from harness.sources.growing import POLL_S, Growing, open_growing
from harness.sources.stopping import Stop
from harness.stages.compacting import compact_facts
from harness.stages.sides import Devices
from harness.stages.vantages import Placed
from harness.tables.parts import FactParts
from harness.tables.sightings import SIGHTINGS

MAX_OPENERS: Final = 10_000
"""Addresses that are remembered to have opened connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TapFiles:
    """What a tap is followed by."""

    vantage: str
    """In every table."""
    listed: Callable[[], Sequence[str]]
    """Its files so far, in the order in which they were begun; one that another follows is complete."""
    over: Callable[[], bool]
    """Whether capturing has ended: no file will come, and none grows any more."""
    ours: Devices = field(default_factory=Devices)
    """Addresses and MACs of the product's side."""
    apart: NamesApart
    """Names that are asked about: no other counts as one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TapShown:
    """What a tap showed so far."""

    vantage: str
    facts: FactParts
    """Compacted."""
    captures: tuple[dict[str, object], ...]
    """CAPTURES rows; the key of a capture is its file's name."""
    sightings: pl.DataFrame
    packets: int
    octets: int
    last_ns: int | None
    """Time of the youngest packet."""
    folded: frozenset[Server] = frozenset()
    """Servers some of whose names count as another."""


class TapReader:
    """Follows one tap.

    Args:
        files: Of the tap.
        periods: Times between which flows are kept apart, as they are known now.
    """

    def __init__(self, files: TapFiles, periods: Callable[[], Sequence[int]]) -> None:
        self._files, self._periods = files, periods
        self._thread = threading.Thread(target=self._run, name=f"tap {files.vantage}", daemon=True)
        self._stop = Stop()
        self._asked, self._fresh = threading.Event(), threading.Event()
        self._so_far: Callable[[], CaptureRead] | None = None
        self._reading = ""
        self._past = compact_facts([])
        self._rows: list[dict[str, object]] = []
        self._sightings = SIGHTINGS.empty()
        self._openers: dict[str, None] = {}
        self._folded: frozenset[Server] = frozenset()
        self._shown: TapShown | None = None
        self.problems: list[str] = []
        """Files that could not be read, one sentence each."""

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def ask(self, wait_s: float) -> TapShown | None:
        """What was shown so far: as of now, or as it was, if that takes longer than ``wait_s``; None before the first packet."""
        self._fresh.clear()
        self._asked.set()
        if self._thread.is_alive():
            self._fresh.wait(wait_s)
        return self._shown

    def join(self) -> None:
        """Wait until everything was read, which is after capturing has ended."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._follow()
        except Exception as fault:  # noqa: BLE001 - in a thread; capturing and other taps must go on, and it is told
            self.problems.append(
                f"{self._files.vantage}: reading ended by an internal fault: {type(fault).__name__}: {fault}; capturing goes on, "
                "and its files are read when they are sealed"
            )
            self._fresh.set()

    def _follow(self) -> None:
        done = 0
        while True:
            over = self._files.over()  # before the files are listed: none comes after that
            listed = self._files.listed()
            if done < len(listed):
                self._read(listed[done], done)
                done += 1
            elif over:
                break
            else:
                self._stop.wait(POLL_S)
        self._show(self._past, self._rows, self._sightings)

    def _read(self, path: str, place: int) -> None:
        """Read one file to its end, which is when another follows or capturing has ended."""

        def ended() -> bool:
            return self._files.over() or len(self._files.listed()) > place + 1

        self._reading, self._so_far = path.rsplit("/", 1)[-1], None
        try:
            with ExitStack() as stack:
                raw = stack.enter_context(open_growing(path))
                growing = Growing(raw, ended, self._between, self._stop)
                read = read_capture(
                    growing, self._reading, idle_timeout_s=IDLE_TIMEOUT_S, sightings=True, stop=self._stop, begun=self._begin
                )  # fmt: skip
        except (HarnessError, OSError) as fault:
            self.problems.append(f"{self._reading}: {fault}")
            return
        finally:
            self._so_far = None
        facts, row, sightings = self._facts_of(read)
        self._past = self._together(facts)
        self._rows.append(row)
        self._sightings = pl.concat([self._sightings, sightings])
        self._learn(facts)

    def _together(self, facts: FactParts) -> FactParts:
        """What was shown before, and what the file that is read shows."""
        kept, servers = fold_names(self._past, facts, self._files.apart)
        self._folded |= servers
        return compact_facts([self._past, kept], self._periods())

    def _begin(self, so_far: Callable[[], CaptureRead]) -> None:
        self._so_far = so_far

    def _between(self) -> None:
        """Between two reads: say what was shown, where somebody asks."""
        if not self._asked.is_set():
            return
        if self._so_far is None:
            self._show(self._past, self._rows, self._sightings)
            return
        facts, row, sightings = self._facts_of(self._so_far())
        self._show(self._together(facts), [*self._rows, row], pl.concat([self._sightings, sightings]))

    def _facts_of(self, read: CaptureRead) -> tuple[FactParts, dict[str, object], pl.DataFrame]:
        place = Placed(index=0, capture=self._reading, vantage=self._files.vantage)
        devices = Devices.parse((*self._files.ours.texts, *self._openers))
        facts, _ = gather_facts([read], [[place]], devices, IDLE_TIMEOUT_S)
        return facts, capture_row(read, place), list_sightings([read], [[place]])

    def _learn(self, facts: FactParts) -> None:
        """Remember who opened connections, and no longer who was a server of one."""
        for frame in facts.flows.frames(["client_ip", "server_ip", "client_by"]):
            opened = frame.filter(pl.col("client_by") == ClientBy.SYN.value)
            self._openers |= dict.fromkeys(opened["client_ip"].to_list())
            for address in opened["server_ip"].unique().to_list():
                self._openers.pop(address, None)
        while len(self._openers) > MAX_OPENERS:
            del self._openers[next(iter(self._openers))]

    def _show(self, facts: FactParts, rows: Sequence[dict[str, object]], sightings: pl.DataFrame) -> None:
        lasts = [row["last_ns"] for row in rows]
        self._shown = TapShown(
            vantage=self._files.vantage,
            facts=facts,
            captures=tuple(rows),
            sightings=sightings,
            packets=sum(_number(row["packets"]) for row in rows),
            octets=sum(_number(row["octets"]) for row in rows),
            last_ns=max((last for last in lasts if isinstance(last, int)), default=None),
            folded=self._folded,
        )
        self._asked.clear()
        self._fresh.set()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
