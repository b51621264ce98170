"""Laws of what a machine can do: nothing that is missing or untold ever passes, and order never matters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.readiness import Ability, Answer, Purpose, Question, Row, State, abilities, untold

PURPOSES = st.frozensets(st.sampled_from(Purpose))
QUESTIONS = st.builds(
    Question,
    id=st.sampled_from(["a", "b"]),
    group=st.just("g"),
    topic=st.just("t"),
    needed=PURPOSES,
    useful=PURPOSES,
)
ANSWERS = st.builds(Answer, state=st.sampled_from(State), said=st.just("s"))
ROWS = st.lists(st.builds(Row, question=QUESTIONS, answer=ANSWERS), max_size=4)


def can(rows: list[Row]) -> dict[Purpose, bool]:
    return {one.purpose: one.can for one in abilities(rows, Purpose)}


@given(ROWS, st.randoms())
def test_order_never_matters(rows: list[Row], chance) -> None:
    mixed = rows[:]
    chance.shuffle(mixed)
    assert can(mixed) == can(rows)


@given(ROWS, ROWS)
def test_one_more_row_never_makes_able(rows: list[Row], more: list[Row]) -> None:
    assert all(can(rows)[purpose] for purpose, able in can(rows + more).items() if able)


@given(QUESTIONS, st.sampled_from([State.MISSING, State.UNTOLD]))
def test_what_is_needed_and_was_not_seen_to_be_there_stands_in_the_way(
    question: Question, state: State
) -> None:
    row = Row(question=question, answer=Answer(state=state, said=""))
    assert {purpose for purpose, able in can([row]).items() if not able} == question.needed


@given(ROWS)
def test_a_row_stands_in_the_way_or_makes_worse_or_neither(rows: list[Row]) -> None:
    for ability in abilities(rows, Purpose):
        assert not [row for row in ability.lacks if row in ability.worse and row.makes_worse(ability.purpose)]
        fine = [row for row in rows if row.answer.state is State.THERE]
        assert not [row for row in fine if row in (*ability.lacks, *ability.worse)]


def test_only_what_was_asked_is_told_in_one_order() -> None:
    told = abilities([], [Purpose.LAB, Purpose.REPLAY])
    assert told == (
        Ability(purpose=Purpose.REPLAY, lacks=(), worse=()),
        Ability(purpose=Purpose.LAB, lacks=(), worse=()),
    )


def test_what_could_not_be_told_says_why() -> None:
    assert untold("no ip") == Answer(state=State.UNTOLD, said="could not be told: no ip")
