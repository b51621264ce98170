"""Findings -> one block each: what was seen, whose it is, where it went, and the packet that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from harness.model.claims import Grade
from harness.model.listing import few
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.look import look_lines
from harness.reports.places import socket
from harness.reports.units import counted, moment, octets
from harness.reports.verification_facts import Contact, Facts

_FINDINGS, _WITNESSES = 12, 3
"""Findings of a claim, and witnesses of a finding, listed without ``all_rows``; the rest are counted."""
UNDER_INTERFERENCE = "UNDER INTERFERENCE: seen while the harness or rig changed what the product does"
_STATUS = {"open": "open", "not_seen_since": "not seen since", "fixed": "fixed"}
GRADES = {
    Grade.TAP: "nothing but the subject is attached at this tap",
    Grade.DEVICE: "the sender's address or MAC is the device's",
    Grade.DIFFERENCE: "the device's, and it does not contact this without the app",
    Grade.JOIN: "joined with a proxy's or translator's own record",
    Grade.UID: "the capturing system named the app",
}


def finding_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Every finding, claim by claim, open ones first; one line where there is none."""
    findings = facts.findings()
    yield heading(f"Findings: {len(findings):,}")
    if not findings:
        yield from wrapped("No packet that was read contradicts a claim.", width, first="  ")
    for claim in dict.fromkeys(row["claim"] for row in findings):
        rows = [row for row in findings if row["claim"] == claim]
        listed = rows if all_rows else rows[:_FINDINGS]
        for row in listed:
            yield from finding_block(row, facts, width, all_rows=all_rows)
        if left := len(rows) - len(listed):
            text = f"... and {counted(left, 'more finding')} against {claim}; --all lists every one"
            yield from wrapped(text, width, first="  ")
    yield EMPTY


def finding_block(row: dict[str, Any], facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """One row of ``Facts.findings``: its status and what that rests on, its history, and its witnesses."""
    style = Style.BAD if row["status"] == "open" else Style.DOUBT
    status = status_words(row, facts)
    yield from wrapped(f"{row['finding']}: {status}", width, first="  ", rest="    ", style=style)
    yield from wrapped(row["why"], width, first="    ")
    yield from wrapped(history_words(row), width, first="    ")
    leads = of_each_cell_first(row["leads"], facts)
    listed = leads if all_rows else leads[:_WITNESSES]
    for lead in listed:
        yield from witness_lines(facts.leads[lead], facts, width)
    if left := len(leads) - len(listed):
        yield plain(f"    ... and {counted(left, 'more witness', 'more witnesses')}; --all lists every one")


def of_each_cell_first(leads: Sequence[int], facts: Facts) -> list[int]:
    """One witness of every cell before a second of any: where it was seen says more than how often."""
    first: dict[str, int] = {}
    for lead in leads:
        first.setdefault(facts.leads[lead]["cell"], lead)
    chosen = set(first.values())
    return [*first.values(), *(lead for lead in leads if lead not in chosen)]


def status_words(row: dict[str, Any], facts: Facts) -> str:
    """What has become of a finding, in capitals: ``OPEN``, ``FIXED``, ``NOT SEEN SINCE``."""
    status: str = _STATUS.get(row["status"], row["status"])
    if all(facts.leads[lead]["under_interference"] for lead in row["leads"]):
        status += ", under interference only"
    return status.upper()


def history_words(row: dict[str, Any]) -> str:
    """When and in which cells a finding was seen, and in which later ones it was not."""
    text = f"seen {moment(row['first_ns'])} to {moment(row['last_ns'])}, in {', '.join(row['cells'])}"
    return f"{text}; later and not seen in {', '.join(row['cells_since'])}" if row["cells_since"] else text


def witness_lines(lead: dict[str, Any], facts: Facts, width: int) -> Iterator[Line]:
    """One LEADS row: endpoint, place, law, what was sent by whom, when and where seen, the packet and its display filter."""
    contact = facts.contact(lead["contact_id"])
    row = contact.row
    yield from wrapped(endpoint_words(row), width, first="    - ", rest="      ")
    if lead["under_interference"]:
        yield from wrapped(UNDER_INTERFERENCE, width, first="      ", style=Style.DOUBT)
    for text in (
        contact.place(),
        contact.law(),
        sent_words(row),
        sender_words(row),
        seen_words(contact),
        lead["reason"],
    ):
        yield from wrapped(text, width, first="      ", rest="        ")
    yield from look_lines(row["packet"], contact.path(), width)


def endpoint_words(row: dict[str, Any]) -> str:
    """Name and socket of a contact."""
    where = socket(row["server_ip"], row["transport"], row["server_port"])
    return f"{row['name'] or '(no name seen)'} {where}"


def sent_words(row: dict[str, Any]) -> str:
    """Octets either way, flows, and how far contact got."""
    flows = counted(row["flows"], "flow")
    up, down = octets(row["payload_octets_up"]), octets(row["payload_octets_down"])
    return f"{up} up, {down} down in {flows}; contact level {row['contact']}"


def sender_words(row: dict[str, Any]) -> str:
    """Whose it is, and how that is known."""
    device = row["device"] or "a sender that is no listed device"
    grade = f"grade {row['grade']}, {GRADES[Grade(row['grade'])]}" if row["grade"] else "no grade"
    return f"sent by {device} ({few(row['senders'])}), held for {row['owner']}: {grade}. {row['reason']}"


def seen_words(contact: Contact) -> str:
    """Cell, vantage point, step and time."""
    row = contact.row
    step = f"step {row['step']}" if row["step"] is not None else "outside every step"
    return f"cell {row['cell']}, seen at {contact.vantage_point()}, {step}, {contact.time()}"
