"""Words find rules wherever they stand; what narrows, narrows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.rules import Category, Kind
from harness.rules.searching import Search, search
from tests.support.rule_files import rule

RULES = (
    rule("acme.logs", hosts=("logs.acme.example",), category=Category.LOG_UPLOAD),
    rule("acme.web", suffixes=("acme.example",)),
    rule("zeta.networks", kind=Kind.HOSTING, asns=(64500,), cidrs=("192.0.2.0/24",), category=Category.CLOUD),
)


def found(*words: str, **narrowed: object) -> list[str]:
    return [one.id for one in search(RULES, Search(words=words, **narrowed))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("ACME",), ["acme.logs", "acme.web"]),
        (("acme", "log-up"), ["acme.logs"]),
        (("as64500",), ["zeta.networks"]),
        (("192.0.2",), ["zeta.networks"]),
        (("operator of zeta",), ["zeta.networks"]),
        (("made up",), ["acme.logs", "acme.web", "zeta.networks"]),
        (("acme", "zeta"), []),
    ],
)
def test_every_word_must_stand_somewhere(words: tuple[str, ...], ids: list[str]) -> None:
    assert found(*words) == ids


def test_options_narrow() -> None:
    assert found(categories=("cloud", "log-upload")) == ["acme.logs", "zeta.networks"]
    assert found(operator="OF ACME.W") == ["acme.web"]
    assert found(countries=("CN", None)) == []
    assert len(found(countries=("DE",))) == 3
    assert found("acme", confidences=("documented",)) == []


@given(st.lists(st.text(max_size=4), max_size=3), st.text(max_size=4))
def test_a_further_word_finds_no_more(words: list[str], more: str) -> None:
    assert set(found(*words, more)) <= set(found(*words))
