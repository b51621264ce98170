"""The largest concern comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.answers import Answer
from harness.model.words import CountryAnswer
from harness.reports import concern
from tests.support.analysis_example import example


def test_order_is_witness_possible_control_unlocated_rest_then_payload() -> None:
    rows = concern.by_concern(example())
    assert rows["rank"].is_sorted()
    assert set(rows["rank"]) == {
        concern.WITNESS,
        concern.POSSIBLE,
        concern.CONTROL,
        concern.UNLOCATED,
        concern.NONE,
    }
    for _, group in rows.group_by("rank"):
        assert group["payload_octets_up"].is_sorted(descending=True)


def test_every_endpoint_stays_once() -> None:
    analysis = example()
    rows = concern.by_concern(analysis)
    key = ("vantage", "server_ip", "transport", "server_port")
    assert sorted(map(str, rows.select(key).iter_rows())) == sorted(
        map(str, analysis.endpoints.select(key).iter_rows())
    )


def test_concern_is_told_in_words() -> None:
    words = {
        (row["server_ip"], row["server_port"]): row["concern"]
        for row in concern.by_concern(example()).to_dicts()
    }
    assert words["198.51.100.7", 443] == "witness CN"
    assert words["198.51.100.9", 8883] == "possible CN,SG"
    assert words["198.51.100.11", 443] == "control CN"
    assert words["100.64.0.9", 3478] == "unlocated"
    assert words["192.0.2.88", 443] == ""
    assert words["192.168.7.1", 53] == ""


def test_without_a_question_no_operator_is_a_concern() -> None:
    rows = concern.by_concern(replace(example(), answers=()))
    assert set(rows["concern"]) == {"", "unlocated"}


def test_a_witness_for_one_country_outranks_possible_for_another() -> None:
    cn = example().answers[0]
    ru = Answer(
        country="RU", answer=CountryAnswer.POSSIBLE, witnesses=(), possible=cn.witnesses, limits=("limits",)
    )
    rows = concern.by_concern(replace(example(), answers=(ru, cn)))
    assert rows["concern"][0] == "witness CN"


@pytest.mark.parametrize(
    ("asked", "words"), [(1, "possible AA"), (2, "possible AA,AB"), (5, "possible AA,AB+3")]
)
def test_many_countries_stay_short(asked: int, words: str) -> None:
    lead = example().answers[0].witnesses[0]
    answers = tuple(
        Answer(
            country=f"A{'ABCDE'[i]}",
            answer=CountryAnswer.POSSIBLE,
            witnesses=(),
            possible=(lead,),
            limits=("x",),
        )
        for i in range(asked)
    )
    assert concern.by_concern(replace(example(), answers=answers))["concern"][0] == words


def test_an_analysis_without_endpoints_gives_no_row() -> None:
    base = example()
    empty = replace(
        base, endpoints=base.endpoints.clear(), classes=base.classes.clear(), places=base.places.clear()
    )
    assert concern.by_concern(empty).height == 0


def test_each_endpoint_has_its_own_traits() -> None:
    analysis = example()
    key = ["vantage", "server_ip", "transport", "server_port"]
    columns = [*key, "protocols", "port_protocol", "proxy_targets"]
    shown = concern.by_concern(analysis).select(columns)
    assert sorted(map(str, shown.iter_rows())) == sorted(
        map(str, analysis.traits.select(columns).iter_rows())
    )
