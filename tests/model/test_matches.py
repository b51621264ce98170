"""A match as alternatives, and where in it a condition stands."""

from __future__ import annotations

from harness.model.matches import (
    FIELDS,
    Leaf,
    Match,
    Way,
    alternatives,
    count_alternatives,
    depth,
    steps_to,
    ways,
)

A, B = Match(hosts=("a.example",)), Match(hosts=("b.example",), ports=(80,))
PORT = Match(ports=(443,))
HOST_A, HOST_B = Leaf(Way.HOST, "a.example"), Leaf(Way.HOST, "b.example")


def test_names_of_one_mapping_are_one_condition_and_each_narrowing_key_another() -> None:
    one = Match(hosts=("a.example",), cidrs=("203.0.113.0/24",), ports=(80, 443), alpns=("h2",))
    (found,) = alternatives(one)
    assert found.clauses == (
        (HOST_A, Leaf(Way.CIDR, "203.0.113.0/24")),
        (Leaf(Way.PORT, 80), Leaf(Way.PORT, 443)),
        (Leaf(Way.ALPN, "h2"),),
    )
    assert found.conditions == 2


def test_any_parts_and_all_joins() -> None:
    both = alternatives(Match(all_of=(A, PORT), any_of=(B, Match(any_of=(A, PORT)))))
    assert [len(one.clauses) for one in both] == [4, 3, 3]
    assert all((HOST_A,) in one.clauses for one in both)
    assert (HOST_B,) in both[0].clauses


def test_each_not_counts_and_goes_with_every_alternative() -> None:
    found = alternatives(Match(any_of=(A, B), none_of=(PORT, A)))
    assert [one.excluded for one in found] == [(PORT, A), (PORT, A)]
    assert [one.conditions for one in found] == [2, 3]


def test_counting_agrees_with_making() -> None:
    wide = Match(any_of=(A, B, PORT))
    assert (
        count_alternatives(Match(all_of=(wide, wide))) == len(alternatives(Match(all_of=(wide, wide)))) == 9
    )
    assert count_alternatives(Match(hosts=("a.example",), none_of=(wide,))) == 4


def test_depth_and_keys_of_what_is_nested() -> None:
    nested = Match(any_of=(Match(none_of=(PORT,), snis=("a.example",)),))
    assert (depth(A), depth(nested)) == (0, 2)
    assert ways(nested) == {Way.SNI, Way.PORT}


def test_the_way_to_a_condition_leads_through_any_and_all_but_not_through_not() -> None:
    nested = Match(none_of=(A,), all_of=(PORT, Match(any_of=(PORT, B))))
    assert steps_to(nested, HOST_B) == ("all", 1, "any", 1, "host", 0)
    assert steps_to(nested, HOST_A) is None


def test_every_key_has_a_field() -> None:
    assert set(FIELDS) == set(Way)
    assert all(A.values(way) == (("a.example",) if way is Way.HOST else ()) for way in Way)
