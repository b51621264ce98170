"""Imported lists: what is printed passes the lint, keeps the licence, and matches what was listed and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import HarnessError
from harness.model.name_lists import Left, ListedName, NameList
from harness.model.rules import Category, Confidence, Rule
from harness.model.ruleset import RuleIndex
from harness.rules.check import check_files
from harness.rules.citations import edition_of
from harness.rules.imported_rules import MOST_LICENCE, MOST_ORIGIN, Imported, imported_file
from tests.support.examples import COSTLY

ABOUT = Imported(
    form="v2fly domain list",
    origin="list.txt",
    sha256="0123456789abcdef" * 4,
    licence="MIT",
    operator="Example Drones",
    control_country="NO",
    category=Category.ADS,
    confidence=Confidence.UNCONFIRMED,
    prefix="acme",
)


def listed(*names: ListedName, left: tuple[Left, ...] = ()) -> NameList:
    return NameList(names=names, left=left, repeated=0)


def read(text: str) -> list[Rule]:
    rules, faults = check_files([("acme.yaml", text.encode())])
    assert faults == []
    return rules


def test_one_rule_for_each_set_of_marks() -> None:
    names = (
        ListedName(name="a.example", exact=False),
        ListedName(name="b.example", exact=True, marks=("!cn",)),
        ListedName(name="c.example", exact=True, marks=("not-cn",)),
        ListedName(name="d.example", exact=False, marks=("!cn",)),
    )
    rules = {one.id: one.match for one in read(imported_file(listed(*names), ABOUT))}
    assert sorted(rules) == ["acme.names", "acme.names-not-cn", "acme.names-not-cn-2"]
    assert (rules["acme.names-not-cn"].hosts, rules["acme.names-not-cn"].suffixes) == (
        ("b.example",),
        ("d.example",),
    )


def test_the_licence_stands_in_the_head_and_in_every_rule() -> None:
    text = imported_file(listed(ListedName(name="a.example", exact=True)), ABOUT)
    assert "# Licence of the list: MIT\n" in text
    (rule,) = read(text)
    assert rule.sources == ("v2fly domain list list.txt, sha256 0123456789abcdef, licence MIT",)
    assert edition_of(rule.sources[0]) is not None
    assert (rule.operator, rule.control_country, rule.category, rule.confidence) == (
        "Example Drones",
        "NO",
        Category.ADS,
        Confidence.UNCONFIRMED,
    )


def test_what_was_not_taken_stands_below() -> None:
    left = (Left("line 3", "keyword:x", "why"), Left("line 9", "\n- id: evil", "why not"))
    text = imported_file(listed(ListedName(name="a.example", exact=True), left=left), ABOUT)
    assert text.endswith("# Not taken: 2.\n# line 3: keyword:x: why\n# line 9: \\n- id: evil: why not\n")
    assert len(read(text)) == 1


def test_a_near_miss_that_is_listed_too_is_no_negative_example() -> None:
    names = [ListedName(name=name, exact=False) for name in ("a.example", "nota.example", "notnota.example")]
    (rule,) = read(imported_file(listed(*names), ABOUT))
    assert rule.negative == ("notnotnota.example",)


def test_nothing_to_take_and_too_much() -> None:
    with pytest.raises(HarnessError, match=r"no name in it can be taken; line 1: x: why"):
        imported_file(listed(left=(Left("line 1", "x", "why"),)), ABOUT)
    many = [ListedName(name=f"name-{number}.acme.example", exact=True) for number in range(50_000)]
    with pytest.raises(HarnessError, match="50,000 names make more than"):
        imported_file(listed(*many), ABOUT)


LABEL = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,20}[a-z0-9_])?", fullmatch=True)
NAMES = st.builds(
    lambda labels, exact, marks: ListedName(
        name=".".join([*labels, "example"]), exact=exact, marks=tuple(sorted(marks))
    ),
    st.lists(LABEL, min_size=1, max_size=4),
    st.booleans(),
    st.sets(st.text(min_size=1, max_size=6), max_size=2),
)
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1)


@COSTLY
@given(
    st.lists(NAMES, min_size=1, max_size=12, unique_by=lambda one: (one.name, one.exact)),
    PRINTABLE.map(lambda text: text[:MOST_ORIGIN]),
    PRINTABLE.map(lambda text: text[:MOST_LICENCE]),
)
def test_whatever_is_listed_passes_the_lint_and_is_matched(
    names: list[ListedName], origin: str, licence: str
) -> None:
    fields = {name: getattr(ABOUT, name) for name in ABOUT.__dataclass_fields__}
    about = Imported(**{**fields, "origin": origin, "licence": licence})
    rules = read(imported_file(listed(*names), about))
    assert all(licence in rule.sources[0] for rule in rules)
    index = RuleIndex(rules)
    for one in names:
        assert index.by_name(one.name)
        below = any(other.name == one.name and not other.exact for other in names) or any(
            not other.exact and one.name.endswith(f".{other.name}") for other in names
        )
        assert bool(index.by_name(f"x.{one.name}")) is (
            below or any(other.name == f"x.{one.name}" for other in names)
        )
