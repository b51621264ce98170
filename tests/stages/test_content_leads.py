"""Planted data that were sent refute; weaker forms are open, and whoever may have them is listed."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.claims import Claim, ClaimKind, Scope
from harness.model.selectors import EndpointSelector
from harness.stages.content_leads import judge_content
from tests.support.judging_rows import claim, contact, setting, standing_of
from tests.support.known import known, service

Row = dict[str, Any]
API = EndpointSelector(hosts=("log.skylark.example",))
OTHER = EndpointSelector(hosts=("map.example",))


def value(**given: Any) -> Row:
    """A planted position, in a form that chance does not make, sent in the login."""
    row = {
        "found_id": "home", "kind": "home_point", "encoding": "gzip > decimal", "part": "body", "packet": 7,
        "time_ns": 1, "standing": "witness", "step": "login",
    }  # fmt: skip
    return row | given


def content(**keys: Any) -> Claim:
    return claim("no-position", ClaimKind.CONTENT, data=("home",), **keys)


def standing(of: Claim, *values: Row, what: Any = None, **row: Any) -> tuple[str, str | None] | None:
    found = judge_content(contact(**row), setting(of, known=what or known(), content=values))
    return standing_of(found)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ((), None),
        ((value(),), ("witness", None)),
        ((value(standing="lead"),), ("open", "content_not_certain")),
        ((value(standing="lead"), value()), ("witness", None)),
    ],
)
def test_only_a_form_that_chance_does_not_make_is_a_witness(
    values: tuple[Row, ...], wanted: tuple[str, str | None] | None
) -> None:
    assert standing(content(), *values) == wanted


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"owner": "tool"}, ("excluded", None)),
        ({"owner": "delegated"}, ("open", "delegated_sender")),
        ({"grade": "tap"}, ("open", "unassigned_sender")),
        ({"remote_known": False}, ("open", "remote_side_unknown")),
    ],
)
def test_whose_it_is_must_be_known(row: Row, wanted: tuple[str, str | None]) -> None:
    assert standing(content(), value(), **row) == wanted


@pytest.mark.parametrize(
    ("step", "wanted"),
    [("login", ("witness", None)), ("idle", None), (None, ("open", "outside_step"))],
)
def test_a_value_counts_in_the_step_of_its_own_packet(
    step: str | None, wanted: tuple[str, str | None] | None
) -> None:
    of = content(scope=Scope(steps=("login",)))
    assert standing(of, value(step=step), step="idle", steps=["idle"]) == wanted


def test_who_may_have_it_is_listed_and_who_may_not_is_a_witness() -> None:
    assert standing(content(only=(API,)), value()) == ("excluded", None)
    assert standing(content(only=(OTHER,)), value()) == ("witness", None)
    assert standing(content(only=(API,)), value(), what=known(service(None))) == ("open", "no_name")


def test_the_reason_tells_each_value_its_form_and_the_first_packet() -> None:
    found = judge_content(
        contact(), setting(content(), known=known(), content=(value(packet=9, time_ns=2), value()))
    )
    assert found is not None
    assert found.reason == "log.skylark.example was sent home (home_point, gzip > decimal, body, packet 7)."
