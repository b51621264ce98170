"""Questions in, rows out: each is asked in a thread of its own and for so long only, and what fails is told, never taken for an answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from harness.errors import HarnessError
from harness.model.readiness import Answer, Question, Row, untold

LIMIT_S: Final = 10.0
"""Every call of a program ends sooner; what is left are file systems that do not answer."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A question, and how its answers are found."""

    question: Question
    ask: Callable[[], Iterable[Answer]]
    """Raises HarnessError where they could not be told."""


def rows_at_once(probes: Sequence[Probe], limit_s: float = LIMIT_S) -> list[Row]:
    """Ask all side by side.

    Args:
        probes: In the order in which rows come back.
        limit_s: Who has not answered then, has not.
    """
    asked = [(probe, _Asking(probe)) for probe in probes]
    end = time.monotonic() + limit_s
    return [
        Row(question=probe.question, answer=answer)
        for probe, asking in asked
        for answer in asking.answers(end, limit_s)
    ]


class _Asking:
    """One question on its way. The thread is left behind where it does not end: nothing waits for it at exit."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._found: list[tuple[Answer, ...]] = []
        self._thread = threading.Thread(target=self._ask, name=probe.question.id, daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        self._found.append(answers_of(self._probe))

    def answers(self, end: float, limit_s: float) -> tuple[Answer, ...]:
        """What it came to by then."""
        self._thread.join(max(0.0, end - time.monotonic()))
        return self._found[0] if self._found else (untold(f"no answer within {limit_s:g} s"),)


def answers_of(probe: Probe) -> tuple[Answer, ...]:
    """Ask one, here and now; always at least one answer."""
    try:
        return tuple(probe.ask()) or (untold("nothing was found"),)
    except (HarnessError, OSError) as fault:
        return (untold(str(fault)),)
    except Exception as fault:  # noqa: BLE001 - one broken question must not take the others along, nor pass for an answer
        return (untold(f"harness is at fault: {type(fault).__name__}: {fault}"),)
