"""Every exception class of the package, for the two kinds of fault that raise.

Odd bytes never raise: they are values (``harness.model.malformed``). What raises
is an author's or user's mistake, told with its place so that it can be mended,
and our own broken invariants, which are built-in exceptions and not listed here.
"""

from __future__ import annotations

from dataclasses import dataclass


class HarnessError(Exception):
    """A mistake outside the program that its user can mend; shown without a traceback."""


class CaptureError(HarnessError):
    """A capture that cannot be opened, or is not a capture at all."""


class NotBegunError(CaptureError):
    """A capture that reading was stopped before, or so early that nothing tells what it is; never told as a fault."""


class UsageError(HarnessError):
    """A command line that is wrong; told before anything is read, and left with a status of its own."""


class ReferenceDataError(HarnessError):
    """Embedded or user-supplied reference data is missing, altered or of the wrong form."""


class FetchError(ReferenceDataError):
    """A file could not be fetched; who fetches asks again, or at another address, by what it says."""

    def __init__(
        self, message: str, *, again: bool = False, status: int | None = None, wait_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.again = again
        """Whether asking again may help."""
        self.status = status
        """What the server answered (RFC 9110 §15); None where it did not."""
        self.wait_s = wait_s
        """How long the server wants to be left alone (RFC 9110 §10.2.3); None where it does not say."""


class MachineError(HarnessError):
    """The machine lacks or refuses what is asked of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake in an authored file, located for an editor to jump to."""

    path: str
    """File as the user named it."""
    line: int
    """1-based."""
    column: int
    """1-based."""
    message: str
    """What is wrong and how to mend it, one sentence each."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class _FaultsError(HarnessError):
    """One or more faults in authored files; every fault found is in ``faults``."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class RuleError(_FaultsError):
    """Faults in catalogue files."""


class ScenarioError(_FaultsError):
    """Faults in scenario files, or in descriptions of made-up situations or of published assurances."""
