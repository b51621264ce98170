"""Every endpoint: a table that sorts, filters and pages, and a page for each with what stands behind it.

Without scripts and in print the endpoints of most concern stand in a plain table. All others, and their pages, are data that
the script draws a few rows of at a time, so that ten thousand open as fast as ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from harness.model.countries import COUNTRIES
from harness.model.lint import NO_FAIL
from harness.model.sources import LOCATING
from harness.reports.html.endpoint_keys import endpoint_key, key_of
from harness.reports.html.endpoint_pages import endpoint_pages
from harness.reports.html.endpoint_rows import Listed, listed
from harness.reports.html.interned import Interned, columns
from harness.reports.html.wireshark import quoted_path
from harness.reports.places import host_words, law_words, located_words, region_words, service_words, socket
from harness.reports.units import moment, number, octets
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

STATIC: Final = 200
"""Rows that are there without a script."""
NO_NAME: Final = "(no name seen)"
NO_OPERATOR: Final = "operator not known"
NO_RULE: Final = "no rule matches"
NOT_LOCATED: Final = "not located"
TABLE: Final = (
    "vantage", "cell", "address", "transport", "port", "name", "located", "countries", "status", "operator", "category", "host",
    "law", "standing", "concern", "up", "down", "flows", "contact", "first", "last", "domain", "capture", "packet", "interference",
)  # fmt: skip
"""Columns of the table's data, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the plain table."""

    concern: str
    standing: str
    name: str
    socket: str
    vantage: str
    located: str
    whose: str
    law: str
    up: str
    down: str
    contact: str
    first: str
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """What the template shows."""

    total: str
    lines: tuple[Line, ...]
    left_out: str
    """How many have no line; empty: none."""
    several: bool
    """Whether octets of several vantage points stand here, which must not be added up."""
    cells: bool
    """Whether vantage points are those of cells."""


def endpoints(result: Verification | Analysis) -> Endpoints | None:
    """The plain table; None where nothing was contacted."""
    if not result.endpoints.height:
        return None
    rows, several = listed(result), result.captures.height > 1
    return Endpoints(
        total=number(len(rows)),
        lines=tuple(_line(one, several=several) for one in rows[:STATIC]),
        left_out=number(len(rows) - STATIC) if len(rows) > STATIC else "",
        several=result.endpoints["vantage"].n_unique() > 1,
        cells=isinstance(result, Verification),
    )


def _line(one: Listed, *, several: bool) -> Line:
    row = one.row
    whose = (service_words(row), _host(row), region_words(row))
    file = f" of {row['capture']}" if several else ""
    return Line(
        concern=one.concern,
        standing=one.standing.value if one.standing else "none",
        name=row["name"] or NO_NAME,
        socket=socket(row["server_ip"], row["transport"], row["server_port"]),
        vantage=row["vantage"],
        located=located_words(row),
        whose="; ".join(part for part in whose if part),
        law=", ".join(law_words(row)),
        up=octets(row["payload_octets_up"]),
        down=octets(row["payload_octets_down"]),
        contact=row["contact"],
        first=moment(row["first_ns"]),
        look=f"packet {row['packet']}{file}",
    )


def _host(row: dict[str, Any]) -> str:
    found = host_words(row)
    return f"hosted by {found}" if found and row["hosting_operator"] else found


def endpoint_data(result: Verification | Analysis) -> dict[str, Any]:
    """What the script draws the table and the pages from: numbers, and texts by number."""
    rows, texts = listed(result), Interned()
    base_ns = min((one.row["first_ns"] for one in rows), default=0)
    in_cells = isinstance(result, Verification)
    table = columns(TABLE, (_row(one, texts, base_ns, in_cells=in_cells) for one in rows))
    pages = endpoint_pages(result, rows, texts, base_ns)
    rules = [_rule(rule) for rule in result.matched_rules]
    captures = _captures(result)
    return {
        "base": base_ns // 1_000_000,
        "cells": in_cells,
        "keys": [endpoint_key(*key_of(one.row)) for one in rows],
        "table": table,
        **pages,
        "rules": {rule["id"]: rule for rule in rules},
        "captures": captures,
        "sources": _sources(result),
        "countries": _countries(rows),
        "texts": texts.values(),
    }


def _row(one: Listed, texts: Interned, base_ns: int, *, in_cells: bool) -> dict[str, Any]:
    row = one.row
    cell, _, point = row["vantage"].partition("/") if in_cells else ("", "", row["vantage"])
    words = {
        "vantage": point,
        "cell": cell or None,
        "address": row["server_ip"],
        "transport": row["transport"],
        "name": row["name"],
        "located": located_words(row),
        "countries": _where(row),
        "status": row["status"] or row["scope"],
        "operator": row["operator"] or NO_OPERATOR,
        "category": row["category"] or NO_RULE,
        "host": _host(row) or None,
        "law": ", ".join(law_words(row)) or None,
        "standing": one.standing.value if one.standing else "none",
        "concern": one.concern or None,
        "contact": row["contact"],
        "domain": row["registrable_domain"],
        "capture": row["capture"],
    }
    return {name: texts(word) for name, word in words.items()} | {
        "port": row["server_port"],
        "up": row["payload_octets_up"],
        "down": row["payload_octets_down"],
        "flows": row["flows"],
        "first": (row["first_ns"] - base_ns) // 1_000_000,
        "last": (row["last_ns"] - base_ns) // 1_000_000,
        "packet": row["packet"],
        "interference": int(any(said.under_interference for said in one.said)),
    }


def _where(row: dict[str, Any]) -> str:
    """Countries that it is or could be in, as codes in one text; never a registered country."""
    if row["country"] is not None:
        return str(row["country"])
    return "".join(row["candidates"] or ()) or NOT_LOCATED


def _rule(rule: Any) -> dict[str, Any]:
    return asdict(rule) | {"carries_fail": rule.confidence not in NO_FAIL}


def _captures(result: Verification | Analysis) -> dict[str, list[Any]]:
    """By key: paths as they were read, each with its word for a shell."""
    found: dict[str, list[Any]] = {}
    for capture, path, kind in result.captures.select("capture", "path", "format").iter_rows():
        pair = [path, quoted_path(path, kind)]
        if pair not in found.setdefault(capture, []):
            found[capture].append(pair)
    return found


def _sources(result: Verification | Analysis) -> dict[str, list[str]]:
    """By id of a locator: date of its data and what states that."""
    return {
        source.source: [source.date or "no date", source.date_basis, source.lineage]
        for source in result.data_sources
        if source.meaning in LOCATING
    }


def _countries(rows: Sequence[Listed]) -> dict[str, str]:
    named = (
        "country",
        "registered_country",
        "operator_country",
        "control_country",
        "hosting_control_country",
    )
    several = ("candidates", "excluded", "possible")
    codes = {one.row[name] for one in rows for name in named} | {
        code for one in rows for name in several for code in one.row[name] or ()
    }
    return {code: COUNTRIES.get(code, code) for code in sorted(code for code in codes if code)}
