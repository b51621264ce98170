"""Facts and the tester's keys in; requests, names and messages of the sessions that the keys open, out.

    hellos + key logs -> sessions with secrets (harness.key_run) -> requests -> names
    flows that gave up behind their hello (harness.refusals)

Captures are read a second time, for the packets of those flows only; nothing is read where no session has secrets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import polars as pl

from harness.key_run import Keyed, KeyRun, OnBody, shown
from harness.refusals import find_refusals
from harness.sources.part_file import PartFile
from harness.sources.stopping import Stop
from harness.sources.tshark import find_tshark, version_of
from harness.stages.decrypted_names import names_of_requests
from harness.stages.tls_sessions import first_hellos, gather_tls_sessions
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.mqtt_messages import MQTT_MESSAGES
from harness.tables.names import NAMES
from harness.tables.parts import FactParts, Joined
from harness.tables.requests import REQUESTS
from harness.tables.tls_sessions import TLS_SESSIONS

_INSTALL = "install Wireshark's command line (Debian: apt-get install tshark; macOS: brew install wireshark) and run again"


@dataclass(frozen=True, slots=True)
class _Made:
    """The tables, while they are made."""

    requests: PartFile = field(default_factory=lambda: PartFile(REQUESTS))
    names: PartFile = field(default_factory=lambda: PartFile(NAMES))
    sessions: PartFile = field(default_factory=lambda: PartFile(TLS_SESSIONS))
    mqtt: PartFile = field(default_factory=lambda: PartFile(MQTT_MESSAGES))
    failures: PartFile = field(default_factory=lambda: PartFile(PROXY_FAILURES))


class Program(NamedTuple):
    """What decrypts."""

    path: str
    version: str


class Decrypted(NamedTuple):
    """Facts with what was decrypted added."""

    facts: FactParts
    notes: tuple[str, ...]
    """What the reader must know, one sentence each."""
    unusable: frozenset[str]
    """Keys of captures that were not what they were when read again: bodies that were given of them are not to be used."""


def decrypt(
    facts: FactParts, groups: Iterable[Keyed], stop: Stop, on_body: OnBody | None = None
) -> Decrypted:
    """Add what the tester's keys open to the facts.

    Args:
        facts: Of these captures.
        groups: Captures and keys; those without keys are passed over.
        stop: Ends reading early when asked to.
        on_body: Called with every body that was decrypted; None: they are not kept.

    Returns:
        The facts with requests, names, sessions, messages and refusals added.
    """
    made, notes, unusable = _Made(), list[str](), set[str]()
    groups = list(groups)
    # Asking a program for its version takes longer than reading a small capture: only where there are keys.
    program = _program() if any(map(len, (log for group in groups for log in group.logs))) else None
    for group in groups:
        if any(map(len, group.logs)) or group.intercepted:
            run = _open_group(made, facts, group, program, stop, on_body)
            unusable |= set(run.unusable)
            notes += _told(run, program) if any(map(len, group.logs)) else ()
    added = replace(
        facts,
        requests=Joined(facts.requests, made.requests),
        names=Joined(facts.names, made.names),
        tls_sessions=made.sessions,
        mqtt_messages=made.mqtt,
        proxy_failures=Joined(facts.proxy_failures, made.failures),
    )
    return Decrypted(added, tuple(notes), frozenset(unusable))


def _program() -> Program | None:
    """tshark, where it is there and answers."""
    path = find_tshark()
    version = None if path is None else version_of(path)
    return None if path is None or version is None else Program(path, version)


def _open_group(
    made: _Made,
    facts: FactParts,
    group: Keyed,
    program: Program | None,
    stop: Stop,
    on_body: OnBody | None,
) -> KeyRun:
    """Open what can be opened in captures that follow each other."""
    hellos = first_hellos(_hellos_of(facts, group))
    known = {random for random in hellos["random"] if any(random in log for log in group.logs)}
    run = KeyRun(group, hellos.filter(pl.col("random").is_in(known)), facts)
    if known and program is not None:
        run.read(program.path, sorted(known), stop, on_body)
        requests = run.requests()
        made.requests.add(requests)
        made.names.add(names_of_requests(requests))
        made.mqtt.add(run.mqtt_messages())
    tried = program is not None and run.outcome.problem is None and not run.feed.problems
    run.sessions = gather_tls_sessions(hellos, known, {} if run.unusable else run.messages, read=tried)
    made.sessions.add(run.sessions)
    made.failures.add(find_refusals(facts, group.captures, group.vantage, hellos, run.alerts, stop))
    return run


def _hellos_of(facts: FactParts, group: Keyed) -> pl.DataFrame:
    """HELLOS rows of the group's captures."""
    keys = [source.capture for source in group.captures]
    here = pl.col("capture").is_in(keys) & (pl.col("vantage") == group.vantage)
    return pl.concat([HELLOS.empty(), *(part.filter(here) for part in facts.hellos.frames())], rechunk=False)


def _told(run: KeyRun, program: Program | None) -> Iterator[str]:
    """How many sessions were opened, and what went wrong."""
    where, total = shown(run.group), run.sessions.height
    known, opened = int(run.sessions["has_secrets"].sum()), int(run.sessions["opened"].sum())
    if known and program is None:
        yield (
            f"{where}: {known:,} of {total:,} TLS and QUIC sessions have secrets, and tshark is not there to open them: {_INSTALL}."
        )
        return
    text = f"{where}: {opened:,} of {total:,} TLS and QUIC sessions were opened with keys"
    text += f" by {program.version}" if opened and program is not None else ""
    text += f"; {total - known:,} have no secrets" if total > known else ""
    text += f"; {known - opened:,} have secrets and could not be opened" if known > opened else ""
    yield f"{text}."
    yield from run.problems()
