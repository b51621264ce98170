"""Names in one group are answered alike by every rule, selector and step."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from harness.model.claims import ClaimKind
from harness.model.names_apart import NamesApart, names_apart
from harness.model.scenario import Evidence, EvidenceKind
from harness.model.seen import NO_SIGNS
from harness.model.selectors import EndpointSelector
from harness.rules.catalogue import load_catalogue
from harness.rules.scenario import load_scenario
from tests.support.repository import ROOT

CATALOGUE = load_catalogue()
APART = names_apart(CATALOGUE.rules)
ASKED = sorted(APART.hosts | APART.suffixes)
LABELS = st.lists(st.sampled_from(["a", "b", "www", "x\\.y"]), max_size=2)


@st.composite
def names(draw: st.DrawFn) -> str:
    """A name that is asked about, or lies near one."""
    return ".".join([*draw(LABELS), draw(st.sampled_from([*ASKED, "other.example"]))])


@given(names(), names())
def test_no_rule_tells_names_of_one_group_apart(one: str, other: str) -> None:
    signs = [NO_SIGNS, *(NO_SIGNS._replace(sni=(name,), certificates=(name,)) for name in (one, other))]
    hits = [
        [hit.rule.id for hit in CATALOGUE.index.hits([name], None, None, "tcp", 443, sign)]
        for name, sign in ((one, signs[0]), (one, signs[1]), (other, signs[0]), (other, signs[2]))
    ]
    if APART.group_of(one) == APART.group_of(other):
        assert hits[:2] == hits[2:]


def test_the_catalogue_tells_names_apart() -> None:
    assert len(APART.suffixes) > 100
    assert (
        APART.group_of("a.djicdn.com") == APART.group_of("b.djicdn.com") != APART.group_of("a.other.example")
    )


def test_a_scenario_asks_too() -> None:
    scenario = load_scenario(ROOT / "scenarios/four-regions/scenario.yaml")
    claim, cell = scenario.claims[0], scenario.cells[0]
    silent = replace(claim, permitted_hosts=("permitted.example",))
    named = replace(claim, kind=ClaimKind.NAME, never=(EndpointSelector(hosts=("never.example",)),))
    of_names = replace(claim, kind=ClaimKind.NAME, about=(EndpointSelector(suffixes=("about.example",)),))
    step = replace(cell.steps[0], evidence=(Evidence(kind=EvidenceKind.CONTACTED, host="sign.example"),))
    changed = replace(scenario, claims=(silent, named, of_names), cells=(replace(cell, steps=(step,)),))
    found = names_apart((), changed)
    assert found.hosts == {"never.example"}
    assert found.suffixes == {"permitted.example", "about.example", "sign.example"}


def test_below_a_name_is_below_and_beside_it_is_not() -> None:
    apart = NamesApart(hosts=frozenset({"a.dji.com"}), suffixes=frozenset({"dji.com"}))
    assert apart.group_of("x.notdji.com") == ()
    assert apart.group_of("DJI.com.") == ("dji.com",)
    assert apart.group_of("a.dji.com") == ("dji.com", "a.dji.com")
