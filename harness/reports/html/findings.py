"""Findings -> each with its history and its witnesses, down to the packet; what was found in payloads; what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harness.model.scenario import VendorStatement
from harness.reports.content import content_lines
from harness.reports.html.packet import Packet, packet_at
from harness.reports.html.statements import ANY_WIDTH, Statement, statements
from harness.reports.verification_excluded import excluded_lines
from harness.reports.verification_facts import Facts
from harness.reports.verification_witnesses import (
    UNDER_INTERFERENCE,
    endpoint_words,
    history_words,
    of_each_cell_first,
    seen_words,
    sender_words,
    sent_words,
    status_words,
)
from harness.tables.verification import Verification

_NOT_OF_ANCHORS = re.compile(r"[^A-Za-z0-9._:-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One contact that contradicts a claim."""

    endpoint: str
    facts: tuple[tuple[str, str], ...]
    """Labels and statements: place and law stay apart."""
    interference: str
    """Empty where it was seen passively."""
    packet: Packet


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding with its history."""

    anchor: str
    """By its identity, so that a link to it holds for later reports of the same scenario."""
    identity: str
    claim: str
    status: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    witnesses: tuple[Witness, ...]
    """One of each cell first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of one scenario."""

    findings: tuple[Finding, ...]
    """Claim by claim, open ones first; those that are fixed or not seen since are never left out."""
    content: tuple[Statement, ...]
    excluded: tuple[Statement, ...]


def verification_findings(verification: Verification) -> View:
    """Everything that contradicts a claim, or would if it were the subject's."""
    facts = Facts(verification)
    rows = facts.findings()
    claims = list(dict.fromkeys(row["claim"] for row in rows))
    ordered = sorted(rows, key=lambda row: claims.index(row["claim"]))
    anchors = _anchors([row["finding"] for row in ordered])
    content = content_lines(verification.content, verification.undecoded, ANY_WIDTH, all_rows=True)
    return View(
        findings=tuple(_finding(row, anchor, facts) for row, anchor in zip(ordered, anchors, strict=True)),
        content=statements(content),
        excluded=statements(excluded_lines(facts, ANY_WIDTH, all_rows=True)),
    )


def _anchors(identities: list[str]) -> Iterator[str]:
    """Fragments of an address, each once."""
    seen: Counter[str] = Counter()
    for identity in identities:
        anchor = f"finding-{_NOT_OF_ANCHORS.sub('-', identity)}"
        seen[anchor] += 1
        yield anchor if seen[anchor] == 1 else f"{anchor}--{seen[anchor]}"


def _finding(row: dict[str, Any], anchor: str, facts: Facts) -> Finding:
    leads = [facts.leads[number] for number in of_each_cell_first(row["leads"], facts)]
    said = [_stated(one) for one in _statements_on(leads, facts)]
    return Finding(
        anchor=anchor,
        identity=row["finding"],
        claim=row["claim"],
        status=status_words(row, facts),
        tone="bad" if row["status"] == "open" else "doubt",
        facts=(
            ("status", row["why"]),
            ("history", history_words(row)),
            *(("vendor states", text) for text in said),
        ),
        witnesses=tuple(_witness(lead, facts) for lead in leads),
    )


def _statements_on(leads: list[dict[str, Any]], facts: Facts) -> list[VendorStatement]:
    """What a vendor said of a host or address of these witnesses, whether or not it decides the status."""
    rows = [facts.contact(lead["contact_id"]).row for lead in leads]
    called = {row["name"] for row in rows} | {row["server_ip"] for row in rows}
    return [one for one in facts.verification.scenario.vendor_statements if one.host in called]


def _stated(statement: VendorStatement) -> str:
    return f"{statement.text} (of version {statement.version} and later; {statement.source})"


def _witness(lead: dict[str, Any], facts: Facts) -> Witness:
    contact = facts.contact(lead["contact_id"])
    row = contact.row
    return Witness(
        endpoint=endpoint_words(row),
        facts=(
            _labelled(contact.place()),
            _labelled(contact.law()),
            ("data", sent_words(row)),
            ("sender", sender_words(row)),
            ("seen in", seen_words(contact)),
            ("why", lead["reason"]),
        ),
        interference=UNDER_INTERFERENCE if lead["under_interference"] else "",
        packet=packet_at(row["packet"], contact.path()),
    )


def _labelled(text: str) -> tuple[str, str]:
    label, _, rest = text.partition(": ")
    return label, rest
