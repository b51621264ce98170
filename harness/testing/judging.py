"""A scenario file in, its Verification out: judged once a run, also where pytest-xdist runs several processes.

Workers share a folder. Who comes first locks the scenario's name there, judges, and writes the JSON document of
``harness verify``; the others wait for the lock and read it back (``harness.sources.documents``). A lock ends with its
process, so that no worker waits for one that died. What cannot be read back is judged anew: slower, never otherwise.

Blind spots: a scenario file that changes during the run stays judged as it was.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.model.scenario import Scenario
    from harness.tables.analysis import Analysis
    from harness.tables.verification import Verification


def judge(scenario: Scenario) -> Verification:
    """Judge a scenario as ``harness verify`` does.

    Raises:
        HarnessError: Its own rules have faults, or reference data cannot be read.
    """
    from harness.campaign import verify  # noqa: PLC0415 - brings polars

    return verify(scenario, today=datetime.now(UTC).date())


def load(path: Path) -> Scenario:
    """Load a scenario file, named as from the current folder where it lies below that.

    Raises:
        ScenarioError: It has faults; every one of them, located.
    """
    from harness.rules.scenario import load_scenario  # noqa: PLC0415 - brings pydantic and ruamel

    here = Path.cwd()
    return load_scenario(path.relative_to(here) if path.is_relative_to(here) else path)


class Judging:
    """What one process of a run has judged and analyzed."""

    def __init__(self, shared: Path | None, judge: Callable[[Scenario], Verification] = judge) -> None:
        """Begin with nothing.

        Args:
            shared: Folder of all processes of the run; None where there is one process.
            judge: Judges a scenario.
        """
        self._shared = shared
        self._judge = judge
        self._found: dict[Path, Verification | HarnessError] = {}
        self._analyses: dict[str, Analysis] = {}

    def of(self, path: Path) -> Verification:
        """The scenario of a file, judged.

        Raises:
            HarnessError: It cannot be judged; the same each time.
        """
        path = path.resolve()
        if path not in self._found:
            try:
                self._found[path] = self._once(load(path), path)
            except HarnessError as fault:
                self._found[path] = fault
        found = self._found[path]
        if isinstance(found, HarnessError):
            raise found
        return found

    def analysis(self, paths: tuple[str, ...], options: Mapping[str, Any]) -> Analysis:
        """Captures, analyzed.

        Args:
            paths: As ``harness.pipeline.analyze`` takes them.
            options: Further arguments of it.

        Raises:
            HarnessError: A capture cannot be read.
        """
        from harness.pipeline import analyze  # noqa: PLC0415 - brings polars

        key = repr((paths, sorted(options.items())))
        if key not in self._analyses:
            self._analyses[key] = analyze(paths, **options)
        return self._analyses[key]

    def _once(self, scenario: Scenario, path: Path) -> Verification:
        if self._shared is None:
            return self._judge(scenario)
        document = self._shared / f"{hashlib.sha256(os.fsencode(path)).hexdigest()}.json"
        with _locked(document.with_suffix(".lock")):
            if (found := _read(document, scenario)) is not None:
                return found
            judged = self._judge(scenario)
            _write(document, judged)
        return judged


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Wait until no other process holds the lock; it ends with the process, however that ends."""
    import fcntl  # noqa: PLC0415 - only where there are several processes

    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _read(document: Path, scenario: Scenario) -> Verification | None:
    """What another process has judged; None where none has, or where it cannot be read back."""
    from harness.sources.documents import read_document  # noqa: PLC0415 - brings polars

    if not document.exists():
        return None
    try:
        (found,) = read_document(str(document)).verifications
    except HarnessError:
        return None
    # What no document holds.
    return replace(found, scenario=replace(found.scenario, folder=scenario.folder, honey=scenario.honey))


def _write(document: Path, judged: Verification) -> None:
    from harness.reports.verification_document import document as chunks  # noqa: PLC0415 - brings polars

    part = document.with_suffix(".part")
    with part.open("wb") as file:
        file.writelines(chunks([judged], only=()))
    part.replace(document)
