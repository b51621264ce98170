"""Results of verify -> Comparison for each scenario that two or more of them are of.

Findings go by identity and endpoints by host name where there is one, never by address alone: addresses of a service change from day to
day. Order of time is that of the captures' first packets, not that of the command line.

Blind spots: an endpoint that one result knows by name and another by address alone counts as two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import polars as pl

from harness.model.comparison import (
    Change,
    ClaimRow,
    Comparison,
    EndpointRow,
    FindingRow,
    ResultTold,
    VariableRow,
)
from harness.model.selection import VARIABLES
from harness.tables.verification import RollUp, Verification

_NONE = "none"


class Result(NamedTuple):
    """One scenario's result, and where it is from."""

    label: str
    """Document, as given."""
    tool: str
    """Version of the program that made it."""
    verification: Verification


def compare_results(results: Iterable[Result]) -> tuple[Comparison, ...]:
    """Put results of the same scenario beside each other.

    Args:
        results: In any order; those of scenarios that occur once are left out.

    Returns:
        One for each scenario with two or more results, in the order that they are first met.
    """
    by_scenario: dict[str, list[Result]] = {}
    for result in results:
        by_scenario.setdefault(result.verification.scenario.id, []).append(result)
    return tuple(_compared(scenario, found) for scenario, found in by_scenario.items() if len(found) > 1)


def _compared(scenario: str, results: Sequence[Result]) -> Comparison:
    ordered = sorted(results, key=lambda one: _first(one.verification) or 0)
    endpoints = [_endpoints(one.verification) for one in ordered]
    everywhere = set.intersection(*map(set, endpoints))
    return Comparison(
        scenario=scenario,
        results=tuple(
            ResultTold(label=one.label, first_ns=_first(one.verification), last_ns=_last(one.verification))
            for one in ordered
        ),
        claims=tuple(_claims(ordered)),
        findings=tuple(_findings(ordered)),
        endpoints=tuple(
            sorted(
                (_endpoint(key, endpoints) for key in _once(endpoints) if key not in everywhere),
                key=lambda row: list(Change).index(row.change),
            )
        ),
        endpoints_in_all=len(everywhere),
        differences=tuple(_differences(ordered)),
    )


def _first(verification: Verification) -> int | None:
    return _time(verification.captures["first_ns"].min())


def _last(verification: Verification) -> int | None:
    return _time(verification.captures["last_ns"].max())


def _time(value: Any) -> int | None:
    return None if value is None else int(value)


def _once(lists: Iterable[Iterable[Any]]) -> list[Any]:
    """Every value once, in the order that they are first met."""
    return list(dict.fromkeys(value for values in lists for value in values))


def _claims(results: Sequence[Result]) -> Iterable[ClaimRow]:
    rolled = [{one.claim: one for one in result.verification.chosen} for result in results]
    for claim in _once(rolled):
        found: list[RollUp | None] = [one.get(claim) for one in rolled]
        yield ClaimRow(
            claim=claim,
            as_tested=tuple(None if one is None else one.as_tested.verdict.name for one in found),
            as_asserted=tuple(None if one is None else one.as_asserted.verdict.name for one in found),
        )


def _findings(results: Sequence[Result]) -> list[FindingRow]:
    status = [
        {
            (claim, finding): stands
            for claim, finding, stands in result.verification.findings.select(
                "claim", "finding", "status"
            ).iter_rows()
        }
        for result in results
    ]
    rows = []
    for claim, finding in _once(status):
        found = tuple(one.get((claim, finding)) for one in status)
        rows.append(FindingRow(claim=claim, finding=finding, status=found, change=_change(found)))
    return sorted(rows, key=lambda row: list(Change).index(row.change))


def _change(status: Sequence[str | None]) -> Change:
    """By what the last result says, or, where it does not list the finding, by the last one that does."""
    last = next(one for one in reversed(status) if one is not None)
    if last == "fixed":
        return Change.FIXED
    if status[-1] in (None, "not_seen_since"):
        return Change.NOT_SEEN
    return Change.STILL if any(one is not None for one in status[:-1]) else Change.NEW


def _endpoints(verification: Verification) -> dict[str, None]:
    beyond = verification.endpoints.filter(pl.col("scope") != "local")
    columns = beyond.select("name", "server_ip", "server_port", "transport").iter_rows()
    return dict.fromkeys(
        f"{name or address} {transport}" + (f" {port}" if port is not None else "")
        for name, address, port, transport in columns
    )


def _endpoint(key: str, endpoints: Sequence[dict[str, None]]) -> EndpointRow:
    seen = tuple(key in one for one in endpoints)
    change = Change.NOT_SEEN
    if seen[-1]:
        change = Change.STILL if any(seen[:-1]) else Change.NEW
    return EndpointRow(endpoint=key, seen=seen, change=change)


_OF_CELLS = {name: value for name, value in VARIABLES.items() if name != "session"}
"""Variables of the cells that were run, under their names in ``--only``."""


def _differences(results: Sequence[Result]) -> Iterable[VariableRow]:
    """What the verdicts rest on, and what was tested, where that is not the same."""
    told = [_told(result) for result in results]
    for variable in _once(told):
        values = tuple(one.get(variable, _NONE) for one in told)
        if len(set(values)) > 1:
            yield VariableRow(variable=variable, values=values)


def _told(result: Result) -> dict[str, str]:
    verification = result.verification
    cells = [cell for cell in verification.scenario.cells if cell.captures]
    variables = {
        name: ", ".join(sorted({value(cell) for cell in cells})) or _NONE for name, value in _OF_CELLS.items()
    }
    return {
        "test": _NONE if verification.beside is None else str(verification.beside.test),
        "scenario file": verification.scenario.sha256[:12],
        **variables,
        "harness": result.tool,
        "catalogue": verification.catalogue_sha256[:12],
        **{
            f"data {source.source}": f"{source.version} ({source.sha256[:12]})"
            for source in verification.data_sources
        },
    }
