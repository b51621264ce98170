"""The report of an evidence folder: what ``harness verify`` says of its scenario, else what ``harness analyze`` says of its captures.

It is made on the day that capturing ended, so that sealing again tells the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from harness.errors import HarnessError
from harness.live.sealing.folder import write_made

WIDTH: Final = 100


def report_of(folder: Path, *, scenario: bool, paths: Sequence[str], at_ns: int | None) -> tuple[str, ...]:
    """Read what lies in a folder, and write ``report.txt``, ``report.html`` and ``result.json`` into it.

    Args:
        folder: With ``scenario.yaml`` where ``scenario`` is set.
        scenario: Whether to judge that; else its captures are only looked at.
        paths: Captures that can be read, below the folder.
        at_ns: When capturing ended; None: not known.

    Returns:
        Why there is no report; empty where there is one.

    Raises:
        MachineError: A file cannot be written.
    """
    if not paths:
        return ("no report: there is no capture that can be read",)
    try:
        made = _verified(folder, at_ns) if scenario else _analyzed([str(folder / path) for path in paths])
    except HarnessError as fault:
        return tuple(f"no report: {line}" for line in str(fault).splitlines())
    for name, chunks in made:
        write_made(folder, name, chunks)
    return ()


_Made = list[tuple[str, Iterable[bytes]]]


def _verified(folder: Path, at_ns: int | None) -> _Made:
    from harness.campaign import verify  # noqa: PLC0415 - brings polars
    from harness.reports.formats.html import html  # noqa: PLC0415 - likewise
    from harness.reports.verification import render  # noqa: PLC0415 - likewise
    from harness.reports.verification_document import document  # noqa: PLC0415 - likewise
    from harness.rules.scenario import load_scenario  # noqa: PLC0415 - likewise

    day = datetime.fromtimestamp((at_ns or 0) // 10**9, UTC).date()
    found = [verify(load_scenario(folder / "scenario.yaml"), today=day)]
    return [
        ("report.txt", [render(found, WIDTH, colour=False, all_rows=True).encode()]),
        ("report.html", _pieces(html(found))),
        ("result.json", document(found, only=())),
    ]


def _analyzed(paths: Sequence[str]) -> _Made:
    from harness.pipeline import analyze  # noqa: PLC0415 - brings polars
    from harness.reports.document import document  # noqa: PLC0415 - likewise
    from harness.reports.formats.html import html_of_analysis  # noqa: PLC0415 - likewise
    from harness.reports.terminal import render  # noqa: PLC0415 - likewise

    found = analyze(paths)
    return [
        ("report.txt", [render(found, WIDTH, colour=False, all_rows=True).encode()]),
        ("report.html", _pieces(html_of_analysis(found))),
        ("result.json", document(found)),
    ]


def _pieces(made: bytes | Iterable[bytes]) -> Iterable[bytes]:
    return [made] if isinstance(made, bytes) else made
