"""``--redact`` and ``--redact-key FILE``: whether a result is to leave the machine without private data, and under which key."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from harness.errors import UsageError
from harness.model.privacy import KeyOrigin

if TYPE_CHECKING:
    from harness.tables.analysis import Analysis
    from harness.tables.verification import Verification

REDACT_KEY = "--redact-key"
_LEAST_OCTETS, _MOST_OCTETS = 16, 65_536
_COMMON = frozenset({"localhost", "root", "user", "admin", "home", "host", "test", "ubuntu", "debian"})
"""Names that tell nobody apart."""
_LEAST_NAME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacting:
    """What was asked; as it stands without options, nothing."""

    wanted: bool = False
    key_file: str | None = None
    """File whose octets are the key; None: a key is made for this run."""


NOT_REDACTED: Final = Redacting()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionKey:
    """A key of pseudonyms, where it is from, and which names of this machine are private."""

    octets: bytes
    origin: KeyOrigin
    marks: tuple[tuple[str, str], ...]


def add_redaction(parser: argparse.ArgumentParser) -> None:
    """Add both options."""
    parser.add_argument(
        "--redact",
        action="store_true",
        help="replace own and local addresses, MACs, identifiers, paths, planted values and the like by pseudonyms, in the report and "
        "every document: for what leaves the machine. Remote addresses and names stay (docs/redaction.md)",
    )
    parser.add_argument(
        REDACT_KEY,
        metavar="FILE",
        help="redact under the key in FILE, so that pseudonyms are the same in every run with it; without it each run has its own",
    )


def redacting_of(arguments: argparse.Namespace) -> Redacting:
    """The options of arguments that were parsed."""
    return Redacting(
        wanted=arguments.redact or arguments.redact_key is not None, key_file=arguments.redact_key
    )


def redaction_key(asked: Redacting) -> RedactionKey | None:
    """The key that is asked for; None where nothing is to be redacted.

    Raises:
        UsageError: The file holds no key, or cannot be read.
    """
    if not asked.wanted:
        return None
    if asked.key_file is None:
        return RedactionKey(octets=secrets.token_bytes(32), origin=KeyOrigin.RANDOM, marks=_marks())
    return RedactionKey(octets=_read(asked.key_file), origin=KeyOrigin.GIVEN, marks=_marks())


def redacted_analysis(analysis: Analysis, key: RedactionKey | None) -> Analysis:
    """What of an analysis may leave the machine; all of it where nothing is to be redacted."""
    if key is None:
        return analysis
    from harness.stages.redaction import redact_analysis  # noqa: PLC0415 - brings polars

    return redact_analysis(analysis, key.octets, key.origin, key.marks)


def redacted_verifications(found: Sequence[Verification], key: RedactionKey | None) -> Sequence[Verification]:
    """Likewise of verifications."""
    if key is None:
        return found
    from harness.stages.redaction import redact_verification  # noqa: PLC0415 - brings polars

    return [redact_verification(one, key.octets, key.origin, key.marks) for one in found]


def _read(path: str) -> bytes:
    make = f"make one by `head -c 32 /dev/urandom > {path}`"
    try:
        with Path(path).open("rb") as file:
            octets = file.read(_MOST_OCTETS + 1)
    except FileNotFoundError as fault:
        raise UsageError(f"{REDACT_KEY} {path}: no such file; {make}, and keep it secret") from fault
    except OSError as fault:
        raise UsageError(
            f"{REDACT_KEY} {path}: cannot be read: {fault.strerror}; give a file that you may read"
        ) from fault
    if not _LEAST_OCTETS <= len(octets) <= _MOST_OCTETS:
        raise UsageError(
            f"{REDACT_KEY} {path}: {'too long' if octets[_LEAST_OCTETS:] else 'too short'} for a key: give {_LEAST_OCTETS} to "
            f"{_MOST_OCTETS:,} octets; {make}"
        )
    return octets


def _marks() -> tuple[tuple[str, str], ...]:
    """Names of this machine and its user, which file names and comments often hold."""
    import getpass  # noqa: PLC0415 - help does not need it
    import socket  # noqa: PLC0415 - likewise

    found = [(socket.gethostname(), "host"), (socket.gethostname().partition(".")[0], "host")]
    with suppress(KeyError, OSError):  # a user without an entry; OSError from Python 3.13 on
        found.append((getpass.getuser(), "user"))
    marks = {word.lower(): kind for word, kind in found}
    return tuple(
        (word, kind) for word, kind in marks.items() if len(word) >= _LEAST_NAME and word not in _COMMON
    )
