"""Cases: a directory with captures, what is asked of them, and the rows that must come of it at every hop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CASE, SITUATION, SCENARIO, README = "case.yaml", "situation.yaml", "scenario.yaml", "README.md"
"""Files of a case's directory, all written by hand; captures and ``EXPECTED`` are made."""
EXPECTED, ROWS = "expected", ".jsonl"
"""Folder of the expected rows, and what its files end in: one file for each hop, named for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of captures that no scenario stands behind; as the options of ``harness analyze``."""

    captures: tuple[str, ...]
    """Files, from the case's directory; at least one."""
    devices: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2."""
    hosts: tuple[str, ...] = ()
    """Files of names that the tester gives, from the case's directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file of the case that is another one, octet for octet."""

    file: str
    """In the case's directory."""
    of: str
    """From the case's directory; it may lie outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case: its directory, and what ``case.yaml`` says of it."""

    folder: str
    """As the user named it; no slash at its end."""
    judged_on: date
    """The day that accepted limits of its scenario have expired by or not."""
    shows: tuple[str, ...]
    """What the case is about, in words that lists of cases are made by; in the file's order."""
    copies: tuple[Copy, ...]
    asked: Asked | None
    """None: the scenario's claims are judged."""
