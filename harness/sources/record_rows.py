"""Facts of records -> frames of the tables of ``harness.tables.record_rows``, packed as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import polars as pl

from harness.model.record_facts import (
    CertificateRecord,
    ChainRecord,
    FailureRecord,
    FlowRecord,
    HelloRecord,
    NameRecord,
    RecordFact,
    RequestRecord,
    RoundTripRecord,
)
from harness.tables import record_rows as tables

ROWS_AT_ONCE: Final = 16_384
"""Rows that are packed together: a row of Python objects takes ten times the room."""
Row = tuple[Any, ...]


def _flow(fact: FlowRecord) -> Row:
    figures, course = fact.figures, fact.course
    return (
        fact.uid, fact.packet, fact.whole, *fact.contact, *fact.data,
        fact.ends.client_ip, fact.ends.client_port, fact.macs[0], fact.ends.server_ip, fact.ends.server_port, fact.macs[1],
        fact.transport, fact.start_ns, fact.end_ns, *figures.packets, *figures.ip_octets, *figures.payload_octets,
        fact.client_by, *course.flags, *figures.unique_octets, course.opening, course.ended_by, course.reset_by,
    )  # fmt: skip


def _name(fact: NameRecord) -> Row:
    return (
        fact.uid, fact.time_ns, fact.packet, *fact.ends, fact.name, fact.source, fact.ttl_s, fact.asked, fact.resolver_ip,
    )  # fmt: skip


def _hello(fact: HelloRecord) -> Row:
    return fact.uid, fact.time_ns, fact.packet, fact.transport, fact.sni, fact.ja4


def _chain(fact: ChainRecord) -> Row:
    return fact.uid, fact.packet, fact.time_ns, fact.certificate, *fact.ends


def _certificate(fact: CertificateRecord) -> Row:
    return fact.certificate, fact.name, fact.reach


def _request(fact: RequestRecord) -> Row:
    return fact.uid, fact.time_ns, fact.packet, *fact.ends, *fact.fact


def _round_trip(fact: RoundTripRecord) -> Row:
    return fact.uid, fact.packet, fact.least_ns, fact.usable, fact.steady


def _failure(fact: FailureRecord) -> Row:
    return fact.uid, fact.time_ns, fact.packet, *fact.ends, fact.sni, fact.reason, fact.ca_in_system_store


KINDS: Final[dict[type, tuple[str, pl.Schema, Callable[[Any], Row]]]] = {
    FlowRecord: ("flows", tables.RECORD_FLOWS, _flow),
    NameRecord: ("names", tables.RECORD_NAMES, _name),
    HelloRecord: ("hellos", tables.RECORD_HELLOS, _hello),
    ChainRecord: ("chains", tables.RECORD_CHAINS, _chain),
    CertificateRecord: ("certificates", tables.RECORD_CERTIFICATES, _certificate),
    RequestRecord: ("requests", tables.RECORD_REQUESTS, _request),
    RoundTripRecord: ("round_trips", tables.RECORD_ROUND_TRIPS, _round_trip),
    FailureRecord: ("failures", tables.RECORD_FAILURES, _failure),
}
"""Fact -> name of its table, its columns, and how it becomes a row."""


class RecordRows:
    """The growing tables of one file."""

    def __init__(self) -> None:
        self._loose: dict[str, list[Row]] = {name: [] for name, _, _ in KINDS.values()}
        self._packed: dict[str, list[pl.DataFrame]] = {name: [] for name, _, _ in KINDS.values()}

    def add(self, facts: Iterable[RecordFact]) -> None:
        """Add facts at the end; those that have no table are left out."""
        for fact in facts:
            kind = KINDS.get(type(fact))
            if kind is None:
                continue
            name, schema, row_of = kind
            rows = self._loose[name]
            rows.append(row_of(fact))
            if len(rows) >= ROWS_AT_ONCE:
                self._packed[name].append(_frame(rows, schema))
                rows.clear()

    def frames(self) -> dict[str, pl.DataFrame]:
        """Each table, by name."""
        return {
            name: pl.concat([*self._packed[name], _frame(self._loose[name], schema)], rechunk=False)
            for name, schema, _ in KINDS.values()
        }


def _frame(rows: list[Row], schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")
