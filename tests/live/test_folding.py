"""Names beyond the first of a domain count as one of them, and whoever asks about names is answered as with all of them."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.facts import gather_facts
from harness.inference import infer
from harness.live.folding import MOST_NAMES, fold_names
from harness.model.names_apart import names_apart
from harness.model.sites import Rig
from harness.reading import IDLE_TIMEOUT_S
from harness.rules.catalogue import load_catalogue
from harness.stages.compacting import compact_facts
from harness.stages.sides import Devices
from harness.stages.vantages import Placed
from harness.tables.parts import FactParts, collect
from tests.support import frames
from tests.support.conversations import MS, SERVER, START_NS, dns_frame, every, visit
from tests.support.reading import read

NONE = compact_facts([])
APART = names_apart(load_catalogue().rules)
FEW = 3
RIGS = {"lan": Rig(stated=None)}
NAMES = st.sampled_from(
    [
        f"{label}.{domain}"
        for label in "abcdef"
        for domain in ("many.example", "dji.com", "djicdn.com", "few.example")
    ]
)


def facts_of(names: list[str], *, start_ns: int = START_NS) -> FactParts:
    """Each name asked for, and visited, one after the other."""
    packets = []
    for number, name in enumerate(names):
        packets += [dns_frame(name, SERVER), *visit(name, port=20_000 + number)]
    found = read(frames.pcap(every(MS, packets, start_ns=start_ns)))
    place = Placed(index=0, capture="a", vantage="lan")
    return gather_facts([found], [[place]], Devices(), IDLE_TIMEOUT_S)[0]


def folded(names: list[str], past: FactParts = NONE, *, start_ns: int = START_NS) -> FactParts:
    """What a tap knows once it has seen these too."""
    facts, _ = fold_names(past, facts_of(names, start_ns=start_ns), APART, FEW)
    return compact_facts([past, facts])


def names_in(facts: FactParts) -> set[str]:
    return set(collect(facts.names)["name"].to_list())


def rules_of(classes: pl.DataFrame) -> set[tuple[object, ...]]:
    """Every rule of each endpoint; which comes first hangs on how much was sent under each name."""
    return {
        (row["server_ip"], row["server_port"], frozenset([row["rule"], *row["also"]]), row["hosting_rule"])
        for row in classes.iter_rows(named=True)
    }


@given(st.lists(NAMES, min_size=1, max_size=12))
@settings(max_examples=20)
def test_rules_hold_as_with_all_names(names: list[str]) -> None:
    whole, few = (infer(facts, RIGS).tables for facts in (facts_of(names), folded(names)))
    assert rules_of(few["classes"]) == rules_of(whole["classes"])
    assert few["places"].equals(whole["places"])
    apart = [
        "vantage",
        "server_ip",
        "server_port",
        "payload_octets_up",
        "payload_octets_down",
        "first_ns",
        "last_ns",
    ]
    assert few["endpoints"].select(apart).equals(whole["endpoints"].select(apart))


@given(st.lists(NAMES, min_size=1, max_size=12), st.integers(0, 12))
@settings(max_examples=20)
def test_in_parts_the_same_names_are_kept_as_in_one_go(names: list[str], border: int) -> None:
    once = folded(names)
    later = START_NS + 1_000_000 * MS
    assert names_in(folded(names[border:], folded(names[:border]), start_ns=later)) == names_in(once)
    assert fold_names(NONE, once, APART, FEW) == (once, frozenset())


def test_names_that_never_come_twice_cost_nothing_once_there_are_enough() -> None:
    first = folded([f"h{number}.many.example" for number in range(5)])
    again = folded([f"h{number}.many.example" for number in range(5, 40)], first)
    for table in ("flows", "names", "hellos", "round_trips", "protocols"):
        assert collect(getattr(again, table)).height == collect(getattr(first, table)).height, table
    sent = [collect(facts.flows)["packets_up"].sum() for facts in (first, again)]
    assert sent[1] == 8 * sent[0]
    assert names_in(again) == {"h0.many.example", "h1.many.example", "h2.many.example"}


def test_what_is_told_apart_is_kept_however_many_there_are() -> None:
    names = [f"h{number}.many.example" for number in range(9)]
    told = ["api.dji.com", "www.djicdn.com", "lone.other.example"]
    facts, servers = fold_names(NONE, facts_of([*names, *told]), APART, FEW)
    assert set(told) < names_in(facts)
    assert servers == {("lan", SERVER)}


def test_few_names_are_left_as_they_are() -> None:
    facts = facts_of([f"h{number}.many.example" for number in range(9)])
    assert fold_names(NONE, facts, APART) == (facts, frozenset())
    assert MOST_NAMES > 9


def test_a_clock_that_goes_back_lets_nothing_grow() -> None:
    kept = folded([f"h{number}.many.example" for number in range(5)])
    for turn in range(1, 4):
        before = START_NS - turn * 3_600_000 * MS
        names = [f"g{turn}-{number}.many.example" for number in range(5)]
        facts, _ = fold_names(kept, facts_of(names, start_ns=before), APART, FEW)
        assert names_in(facts) == {"h0.many.example"}
        kept = compact_facts([kept, facts])
