r"""A refuted claim in, what an alert says of it out: JSON for programs, variables of the environment for commands.

Names from the wire are hostile, and commands are often shells: a variable holds letters, digits, spaces and ``._:,/@%+=-``,
does not begin with ``-``, and everything else in it is ``\xNN`` or ``\uNNNN``; so not even an unquoted one acts on a shell or
passes for an option. The exact values stand in the JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from harness.live.changes import ChangeKind, new_witnesses
from harness.model.live import LivePicture
from harness.reports.json_text import dumps

SCHEMA_VERSION: Final = 1
VARIABLE_MOST: Final = 2_000
"""Characters of one variable: the system bounds all of them together (execve(2))."""
WITNESSES_MOST: Final = 100
"""Witnesses named in one alert; how many there are is said."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9 ._:,/@%+=-]|^-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What goes out: one claim, and the witnesses against it that are new."""

    at_ns: int
    claim: str
    """Its id; ``alert-test`` for the test at the start."""
    words: str
    witnesses: tuple[str, ...]
    """Of endpoints that were not told before; may be empty."""
    keys: tuple[str, ...] = ()
    """What the endpoint of each is known by, in their order; stays here."""
    notes: tuple[str, ...] = ()
    """What the harness changes in what it observes, and that evidence is SYNTHETIC."""
    test: bool = False


def alert_test(at_ns: int) -> Alert:
    """What is sent at the start to see whether alerts arrive; it says of itself that it is a test."""
    return Alert(
        at_ns=at_ns,
        claim="alert-test",
        words="TEST: alerts of harness live arrive here; nothing was refuted",
        witnesses=(),
        test=True,
    )


def alerts(before: LivePicture | None, after: LivePicture) -> Iterator[Alert]:
    """One for each claim that is refuted by endpoints that did not refute it in the earlier picture."""
    known = {claim.id: claim for claim in before.claims} if before else {}
    for claim in after.claims:
        fresh = new_witnesses(known.get(claim.id), claim) if claim.refuted else {}
        if fresh:
            named = {key: text for key, text in fresh.items() if text is not None}
            yield Alert(
                at_ns=after.at_ns,
                claim=claim.id,
                words=claim.words,
                witnesses=tuple(named.values()),
                keys=tuple(named),
                notes=after.notes,
            )


def document(alert: Alert, *, redact: bool) -> str:
    """The alert as one line of JSON, in ASCII.

    Args:
        alert: What to tell.
        redact: Leave out all that comes from the capture: then it says which claim, when and how many witnesses, and
            that something was left out.
    """
    said: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "event": "test" if alert.test else ChangeKind.REFUTED.value,
        "at_ns": alert.at_ns,
        "claim": alert.claim,
        "witness_count": len(alert.witnesses),
        "synthetic": any("SYNTHETIC" in note for note in alert.notes),
        "interference": any("SYNTHETIC" not in note for note in alert.notes),
        "redacted": redact,
    }
    if not redact:
        said |= {
            "words": alert.words,
            "witnesses": list(alert.witnesses[:WITNESSES_MOST]),
            "notes": list(alert.notes),
        }
    return dumps(said) + "\n"


def environment(alert: Alert) -> dict[str, str]:
    """The same as variables, for commands that read no JSON; cut where they are long."""
    return {
        "HARNESS_ALERT": "test" if alert.test else ChangeKind.REFUTED.value,
        "HARNESS_ALERT_AT_NS": str(alert.at_ns),
        "HARNESS_ALERT_CLAIM": variable(alert.claim),
        "HARNESS_ALERT_WORDS": variable(alert.words),
        "HARNESS_ALERT_WITNESS": variable(alert.witnesses[0] if alert.witnesses else ""),
        "HARNESS_ALERT_WITNESS_COUNT": str(len(alert.witnesses)),
        "HARNESS_ALERT_NOTES": variable("; ".join(alert.notes)),
    }


def variable(text: str) -> str:
    r"""Escape everything that could act on a shell, a terminal or an option parser.

    >>> print(variable("-a $(b)"))
    \x2da \x24\x28b\x29
    """
    return _UNSAFE.sub(lambda match: _escape(match[0]), text)[:VARIABLE_MOST]


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
