"""Stubs: refused as they are, taken once operator and sources are filled in, and inert whatever names hold."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from harness.model.rules import Kind
from harness.model.ruleset import RuleIndex
from harness.model.unmatched import Seen
from harness.rules.check import check_files
from harness.rules.filetext import MAX_OCTETS
from harness.rules.stubs import MOST_STUBS, stub_file
from harness.rules.unmatched import gather
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.examples import COSTLY
from tests.support.rule_files import rule
from tests.support.seen import seen

INDEX = RuleIndex([rule("zeta.networks", kind=Kind.HOSTING, asns=(3333,))])
DOMAINS = {"api.other.example": "other.example", "1.e5": "1.e5", "no.yes": "no.yes"}


def stubs(*rows: Seen, domains: dict[str, str] | None = None, prefix: str = "unmatched") -> str:
    return stub_file(gather(rows, DOMAINS if domains is None else domains, INDEX), prefix)


def filled(text: str) -> str:
    """What an author does."""
    text = re.sub(r'operator: (?:"?TODO[^\n]*|>-(?:\n {4}[^\n]+)+)', "operator: Example Drones", text)
    return re.sub(r'- "TODO[^\n]*', "- Example Drones manual 2026", text)


def check(text: str) -> tuple[list[Any], list[str]]:
    rules, faults = check_files([("unmatched.yaml", text.encode())])
    return list(rules), [fault.message for fault in faults]


EVERY = (
    seen(names=("api.other.example", "x.other.example"), asn=3333, holder="Zeta: #1"),
    seen("192.0.2.8", names=("drone.internal",)),
    seen("192.0.2.9", asn=1103),
    seen("192.0.2.10", asn=3333, other_name="*.hidden.example"),
    seen("2001:db8::1", transport="icmpv6", port=None, path=None),
)


def test_every_kind_of_stub_is_refused_until_it_is_filled_in() -> None:
    text = stubs(*EVERY)
    rules, faults = check(text)
    assert rules == []
    assert len(faults) == 2 * 5
    assert all("is left to be filled in" in fault for fault in faults)
    rules, faults = check(filled(text))
    assert faults == []
    assert sorted(one.id for one in rules) == [
        "unmatched.192-0-2-10",
        "unmatched.2001-db8-1",
        "unmatched.as1103",
        "unmatched.drone-internal",
        "unmatched.other-example",
    ]
    assert {one.confidence.value for one in rules} == {"unconfirmed"}
    assert {one.control_country for one in rules} == {None}
    assert {one.category.value for one in rules} == {"unknown"}


def test_a_stub_tells_where_it_was_seen() -> None:
    text = " ".join(stubs(*EVERY).replace("# ", "").split())
    assert "Seen in app.pcapng (capture 0123456789ab) at app, 1970-01-01" in text
    assert "hosted by rule zeta.networks" in text
    assert "*.hidden.example by certificate or hearsay" in text


def test_what_was_filled_in_knows_what_was_seen() -> None:
    rules, _ = check(filled(stubs(*EVERY)))
    found = gather(EVERY, DOMAINS, RuleIndex(rules))
    assert [one.key for one in found.unknown] == ["192.0.2.9"], "an AS says who routes, not who runs"


def test_nothing_unknown_is_a_comment() -> None:
    text = stubs(seen(ruled=True))
    assert text.startswith("# 0 of 1 endpoints")
    assert text.count("\n") == 1


def test_two_keys_of_one_slug_get_two_ids() -> None:
    text = stubs(
        seen(names=("a-b.internal",)),
        seen("192.0.2.8", names=("a.b.internal",)),
        seen("192.0.2.9", names=("a.b-internal.lan",)),
    )
    ids = [one.id for one in check(filled(text))[0]]
    assert len(ids) == len(set(ids)) == 3


def load(text: str, version: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(text)


def test_the_longest_texts_fit() -> None:
    rows = [
        seen(vantage=f"{n}" * 90, path=f"{n}" * 90, capture=f"{n}" * 90, names=("api.other.example",))
        for n in range(5)
    ]
    assert check(filled(stubs(*rows)))[1] == []


def test_more_than_an_author_can_fill_in_is_left_out_and_told() -> None:
    rows = [seen(f"192.0.{n // 250}.{n % 250}", octets_up=n) for n in range(MOST_STUBS + 7)]
    text = stubs(*rows)
    assert text.count("- id: ") == MOST_STUBS
    assert "# 7 more, with less octets, are left out" in text
    assert len(text) < MAX_OCTETS
    assert "unmatched.192-0-0-6\n" not in text


LABEL = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,20}[a-z0-9_])?", fullmatch=True)
NAME = (
    st.lists(LABEL, min_size=1, max_size=4).map(".".join)
    | st.text(max_size=40)
    | st.sampled_from(
        [*HOSTILE_NAMES, *DOMAINS, "null.null", "a: &b\n<<: *c", "!!python/object.example", "---", "x" * 250]
    )
)
TEXT = st.text(max_size=60) | st.sampled_from(HOSTILE_NAMES)
HOSTILE = st.lists(
    st.builds(
        seen,
        st.ip_addresses().map(str),
        names=st.lists(NAME, max_size=4).map(tuple),
        other_name=st.none() | NAME,
        asn=st.sampled_from([None, 0, 3333, 1103, 23456, 2**32 - 2]),
        holder=st.none() | TEXT,
        vantage=TEXT,
        transport=TEXT,
        port=st.none() | st.integers(0, 65535),
        capture=TEXT,
        path=st.none() | TEXT,
        first_ns=st.integers(-(2**63), 2**63 - 1),
    ),
    max_size=6,
)


@COSTLY
@given(HOSTILE)
@example([seen(names=("no.yes",)), seen("192.0.2.8", names=("1.e5",))])
def test_hostile_names_stay_inert(rows: list[Seen]) -> None:
    """Whatever an analysis holds, the file reads as our stubs, for this reader and another, with the names as they were."""
    domains = {one.names[0]: ".".join(one.names[0].split(".")[-2:]) for one in rows if one.names}
    found = gather(rows, domains, INDEX)
    text = stub_file(found, "unmatched")
    assert text.isascii()
    if not found.unknown:
        return
    told = load(text, "1.2")
    assert told == load(text, "1.1")
    assert set(told) == {"operator", "control_country", "rules"}
    assert len(told["rules"]) == len(found.unknown)
    for stub, unknown in zip(told["rules"], found.unknown, strict=True):
        assert set(stub) == {
            "id", "kind", "match", "operator", "control_country", "category", "reasoning", "sources", "confidence", "examples",
        }  # fmt: skip
        (values,) = stub["match"].values()
        assert [str(value).partition("/")[0] for value in values] == [unknown.key]
        assert set(stub["examples"]["positive"]) <= {
            unknown.key, f"AS{unknown.key}", *(name for one in unknown.seen for name in one.names),
        }  # fmt: skip
    rules, faults = check(filled(text))
    assert faults == []
    assert len(rules) == len(found.unknown)
