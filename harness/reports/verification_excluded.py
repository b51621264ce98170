"""Contacts that are not the subject's -> what was left out of the verdicts, and why; nothing is dropped unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.look import look_lines
from harness.reports.places import socket
from harness.reports.units import counted
from harness.reports.verification_facts import Facts

_SHOWN = 4
"""Endpoints of one owner, and excluded leads, listed without ``all_rows``; the rest are counted."""
_OWNERS = {
    "tool": "Our own tools: excluded",
    "other": "Other devices, not under test: excluded",
    "background": "Background, which the device sends without the app too: no witness",
    "delegated": "System services that may send for the app: block PASS where they could be witnesses",
    "unassigned": "Senders that nobody listed: block PASS where they could be witnesses",
}


def excluded_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Excluded leads first, then every contact that is not the subject's, by owner."""
    contacts = facts.verification.contacts.filter(pl.col("owner") != "subject")
    yield heading(f"Not held for the subject's: {counted(contacts.height, 'contact')}")
    yield from _leads(facts, width, all_rows=all_rows)
    present = contacts["owner"].unique(maintain_order=True)
    for owner in (
        *(one for one in _OWNERS if one in present),
        *(one for one in present if one not in _OWNERS),
    ):
        rows = contacts.filter(pl.col("owner") == owner)
        title = f"{_OWNERS.get(owner, owner)}: {rows.height:,}"
        yield from wrapped(title, width, first="  ", rest="    ")
        endpoints = list(_by_endpoint(rows))
        listed = endpoints if all_rows else endpoints[:_SHOWN]
        for text in listed:
            yield from wrapped(text, width, first="    - ")
        if left := len(endpoints) - len(listed):
            yield plain(f"    ... and {counted(left, 'more endpoint')}; --all lists every one")
    yield EMPTY


def _by_endpoint(rows: pl.DataFrame) -> Iterator[str]:
    """One line for what went to one endpoint, with every cell that shows it and the reason of the first."""
    same: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        same.setdefault(_where(row), []).append(row)
    for where, of in same.items():
        cells = dict.fromkeys(row["cell"] for row in of)
        yield f"{where} in {', '.join(cells)}. {of[0]['reason']}"


def _leads(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    rows = [row for row in facts.leads.values() if row["standing"] == "excluded"]
    for row in rows if all_rows else rows[:_SHOWN]:
        contact = facts.contact(row["contact_id"])
        text = f"would matter to {row['claim']}: {_contact(contact.row)} {row['reason']}"
        yield from wrapped(text, width, first="  - ", style=Style.DOUBT)
        yield from look_lines(contact.row["packet"], contact.path(), width)
    if not all_rows and len(rows) > _SHOWN:
        yield plain(f"  ... and {len(rows) - _SHOWN:,} more that would matter; --all lists every one")


def _contact(row: dict[str, Any]) -> str:
    return f"cell {row['cell']}: {_where(row)}. {row['reason']}"


def _where(row: dict[str, Any]) -> str:
    return (
        f"{row['name'] or '(no name seen)'} {socket(row['server_ip'], row['transport'], row['server_port'])}"
    )
