"""Whoever does not answer, raises or hangs is told as not told, and holds up nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from harness.cli.doctor_asking import Probe, answers_of, rows_at_once
from harness.errors import MachineError
from harness.model.readiness import Answer, Question, State

FINE = Answer(state=State.THERE, said="fine")


def probe(name: str, *answers: Answer, fault: Exception | None = None) -> Probe:
    def ask() -> Iterable[Answer]:
        yield from answers
        if fault is not None:
            raise fault

    question = Question(id=name, group="g", topic=name, needed=frozenset())
    return Probe(question=question, ask=ask)


def test_rows_come_in_the_order_of_questions() -> None:
    rows = rows_at_once([probe("a", FINE, FINE), probe("b", FINE)])
    assert [(row.question.id, row.answer) for row in rows] == [("a", FINE), ("a", FINE), ("b", FINE)]


def test_no_answer_is_not_told() -> None:
    assert [one.said for one in answers_of(probe("a"))] == ["could not be told: nothing was found"]


def test_a_fault_takes_the_answers_before_it_along() -> None:
    (answer,) = answers_of(probe("a", FINE, fault=MachineError("ip is not installed")))
    assert (answer.state, answer.said) == (State.UNTOLD, "could not be told: ip is not installed")
    (answer,) = answers_of(probe("a", FINE, fault=OSError(5, "Input/output error")))
    assert answer.state is State.UNTOLD


def test_a_fault_of_harness_is_told_as_one() -> None:
    (answer,) = answers_of(probe("a", fault=KeyError("x")))
    assert (answer.state, answer.said) == (
        State.UNTOLD,
        "could not be told: harness is at fault: KeyError: 'x'",
    )


def test_one_that_hangs_holds_up_nobody() -> None:
    never = threading.Event()

    def hang() -> Iterable[Answer]:
        never.wait(60)
        return [FINE]

    hanging = Probe(question=Question(id="h", group="g", topic="h", needed=frozenset()), ask=hang)
    rows = rows_at_once([hanging, probe("a", FINE), hanging], limit_s=0.3)
    assert [row.answer.state for row in rows] == [State.UNTOLD, State.THERE, State.UNTOLD]
    assert rows[0].answer.said == "could not be told: no answer within 0.3 s"
    assert {one.daemon for one in threading.enumerate() if one.name == "h"} == {True}
    never.set()
