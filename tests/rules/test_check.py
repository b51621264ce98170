"""Broken rule files: where each fault is told, and that the message says how to mend it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.rules import forms, yamltree
from harness.rules.check import check_files
from tests.support.rule_files import GOOD, SECOND
from tests.support.yaml_pieces import YAML_PIECES


def faults_of(text: str | bytes, path: str = "acme.yaml") -> list[tuple[int, int, str]]:
    data = text.encode() if isinstance(text, str) else text
    return [(fault.line, fault.column, fault.message) for fault in check_files([(path, data)])[1]]


def good(old: str, new: str) -> str:
    """The good file with one thing changed."""
    assert old in GOOD, "the change must change something"
    return GOOD.replace(old, new, 1)


BROKEN: dict[str, tuple[str | bytes, int, int, str]] = {
    "empty file": ("", 1, 1, "the file is empty: write 'operator:'"),
    "only a comment": ("# soon\n", 1, 1, "the file is empty"),
    "a list at the top": ("- a\n- b\n", 1, 1, "must be a mapping: begin with 'operator:'"),
    "not UTF-8": (GOOD.encode().replace(b"Everything", b"Everyth\xefng"), 8, 21, "save the file as UTF-8"),
    "byte order mark": ("\ufeff" + GOOD, 1, 1, "byte order mark: remove it"),
    "control character": (good("manual", "man\x1bual"), 9, 31, "U+001B: remove it"),
    "tab": (good("  kind:", "\tkind:"), 5, 1, "tab character: use spaces"),
    "unclosed bracket": (good("[www.acme.example]", "[www.acme.example"), 13, 13, "close the bracket"),
    "unclosed quote": (good("DE\n", "'DE\n"), 14, 1, "close the quotation mark"),
    "colon in plain text": (good("Everything of", "Everything: of"), 8, 24, "in quotes"),
    "indentation": (good("  category", " category"), 7, 2, "compare the indentation"),
    "forbidden start of text": (good("Example Drones\n", "@acme\n"), 1, 11, "put the text in quotes"),
    "anchor": (good("DE\n", "&c DE\n"), 2, 18, "anchor '&c': remove it"),
    "tag": (good("Example Drones\n", "!!python/name:os.system x\n"), 1, 11, "remove it, the key decides"),
    "repeated key": (good("  kind:", "  kind: service\n  kind:"), 6, 3, "stands already in line 5, keep one"),
    "second document": (GOOD + "---\n" + GOOD, 14, 1, "one file holds one document, remove '---'"),
    "nested too deep": (good("[acme.example]", "[" * 12 + "]" * 12), 6, 26, "nested deeper than 11"),
    "key that is a list": (good("operator:", "? [a]\n:"), 1, 3, "a key must be a word"),
    "unknown key": (good("reasoning:", "reasonning:"), 8, 3, "did you mean 'reasoning'?"),
    "unknown key at the top": (good("operator:", "opperator:"), 1, 1, "did you mean 'operator'?"),
    "unknown key in match": (good("{suffix:", "{dns: [a.example], suffix:"), 6, 11, "known keys are host, suffix"),
    "missing key": (good("  kind: service\n", ""), 4, 3, "missing key 'kind': write service: who runs"),
    "no reasoning": (
        good("  reasoning: Everything of the vendor lives under this name.\n", ""),
        4,
        3,
        "missing key 'reasoning': write one sentence",
    ),
    "short reasoning": (good("Everything of the vendor lives under this name.", "It is."), 8, 14, "at least 20"),
    "no sources": (good("[Example Drones manual 2026]", "[]"), 9, 12, "write at least 1 item"),
    "number for text": (good("Example Drones\n", "2026\n"), 1, 11, "put it in quotes, '2026'"),
    "text for a list": (good("[acme.example]", "acme.example"), 6, 19, "write [acme.example]"),
    "text for a mapping": (good("{suffix: [acme.example]}", "acme.example"), 6, 10, "write keys with values"),
    "rule that is text": (GOOD + "- acme.logs\n", 14, 3, "must be a mapping"),
    "bad id": (good("acme.web", "Acme.Web"), 4, 7, "write 'operator.slug'"),
    "id of another file": (good("id: acme.web", "id: dji.web"), 4, 7, "must begin with 'acme.'"),
    "repeated id": (GOOD + SECOND.replace("acme.logs\n", "acme.web\n"), 14, 7, "is taken in acme.yaml line 4"),
    "unknown category": (good("vendor-first-party", "vendor"), 7, 13, "'vendor' is not known"),
    "mistyped category": (good("vendor-first-party", "vendor-first-part"), 7, 13, "did you mean 'vendor-first"),
    "unknown confidence": (good("documented", "sure"), 10, 15, "write one of documented, observed"),
    "no such country": (good("DE\n", "UK\n"), 2, 18, "the United Kingdom is GB"),
    "country in lower case": (good("DE\n", "de\n"), 2, 18, "write it in upper case, 'DE'"),
    "country without operator": (good("  kind:", "  control_country: CN\n  kind:"), 5, 20, "name the operator"),
    "operator without country": (good("  kind:", "  operator: Other\n  kind:"), 5, 13, "names its country too"),
    "wildcard": (good("[acme.example]", "['*.acme.example']"), 6, 20, "write 'acme.example' under 'suffix'"),
    "host in upper case": (good("[acme.example]", "[ACME.example]"), 6, 20, "in lower case, 'acme.example'"),
    "trailing dot": (good("[acme.example]", "[acme.example.]"), 6, 20, "leave out the dot"),
    "URL": (good("[acme.example]", "['https://acme.example/']"), 6, 20, "the host name only"),
    "one label": (good("[acme.example]", "[example]"), 6, 20, "name at least two"),
    "name in another script": (good("[acme.example]", "[bücher.example]"), 6, 20, "'xn--bcher-kva.example'"),
    "address as host": (good("[acme.example]", "[192.0.2.1]"), 6, 20, "write it under 'cidr'"),
    "address without length": (good("suffix: [acme.example]", "cidr: [192.0.2.1]"), 6, 18, "'192.0.2.1/32'"),
    "host bits": (good("suffix: [acme.example]", "cidr: [192.0.2.1/24]"), 6, 18, "write '192.0.2.0/24'"),
    "no prefix at all": (good("suffix: [acme.example]", "cidr: [192.0.2/24]"), 6, 18, "is no prefix: write one"),
    "prefix too wide": (good("suffix: [acme.example]", "cidr: [0.0.0.0/0]"), 6, 18, "too wide"),
    "AS number as text": (good("suffix: [acme.example]", "asn: [AS4808]"), 6, 17, "write digits without"),
    "private AS number": (good("suffix: [acme.example]", "asn: [64512]"), 6, 17, "private or reserved"),
    "AS number for a service": (good("suffix: [acme.example]", "asn: [4808]"), 6, 16, "write 'kind: hosting'"),
    "port alone": (good("suffix: [acme.example]", "port: [853]"), 6, 10, "protocol or fingerprint alone is no service"),
    "no such port": (good("]}", "], port: [70000]}"), 6, 42, "write 65535 or less"),
    "same host twice": (good("[acme.example]", "[acme.example, acme.example]"), 6, 34, "stands here twice"),
    "tie": (GOOD + SECOND.replace("host: [logs.", "suffix: ["), 16, 20, "matched as well by acme.web in acme.yaml line 6"),
    "positive example that does not match": (good("[www.acme", "[www.other"), 12, 16, "does not match it"),
    "negative example that matches": (good("[notacme", "[not.acme"), 13, 16, "matches it: narrow the match"),
    "no negative example": (good("    negative: [notacme.example]\n", ""), 12, 5, "missing key 'negative'"),
    "example of another form": (good("[www.acme.example]", "[www.acme.example port 5]"), 12, 16, "what else matters: tcp/443"),
    "domain that is not registrable": (good("suffix: [acme", "domain: [www.acme"), 6, 20, "registrable domain 'acme.example': write that"),
    "public suffix as domain": (good("suffix: [acme.example]", "domain: [co.uk]"), 6, 20, "nobody can register it"),
    "fingerprint cut": (good("]}", "], ja4: [t13d1516h2_8daa]}"), 6, 41, "is no JA4: write it whole"),
    "fingerprint in upper case": (good("]}", "], ja4: [T13d1516h2]}"), 6, 41, "in lower case"),
    "protocol that is not known": (good("]}", "], protocol: [https]}"), 6, 46, "did you mean 'http"),
    "protocol alone": (good("suffix: [acme.example]", "protocol: [duml]"), 6, 10, "alone is no service"),
    "alternative by port alone": (good("suffix: [acme.example]", "any: [{suffix: [acme.example]}, {port: [80]}]"), 6, 10, "an alternative names nothing"),
    "only what it is not": (good("suffix: [acme.example]", "not: [{suffix: [acme.example]}]"), 6, 10, "names nothing that a service rule"),
    "empty mapping": (good("]}", "], not: [{}]}"), 6, 41, "not: this mapping names nothing"),
    "mapping for a list of mappings": (good("]}", "], not: {port: [80]}}"), 6, 40, "not: must be a list, not a mapping"),
    "unknown key below not": (good("]}", "], not: [{prot: [80]}]}"), 6, 42, "did you mean 'port'?"),
    "same value twice below any": (good("]}", "], any: [{port: [80, 80]}]}"), 6, 53, "stands here twice"),
    "any below all below any": (good("]}", "], any: [{all: [{any: [{port: [80]}]}]}]}"), 6, 10, "nested more than 2 deep"),
    "too many combinations": (good("]}", "], all: [" + ", ".join(["{any: [{port: [1]}, {port: [2]}]}"] * 7) + "]}"), 6, 10, "more than 64 combinations"),
    "OUI for a service": (good("]}", "], oui: ['60:60:1F']}"), 6, 40, "write 'kind: device'"),
    "name for a device": (good("kind: service", "kind: device"), 6, 19, "by its MAC alone: write 'oui'"),
    "category of a device": (good("kind: service", "kind: device"), 7, 13, "has none: write 'unknown'"),
    "OUI in lower case": (good("suffix: [acme.example]", "oui: ['60:60:1f']"), 6, 17, "with colons, '60:60:1F'"),
    "OUI as registries print it": (good("suffix: [acme.example]", "oui: [C4-7C-8D-A0-00-00/28]"), 6, 17, "'C4:7C:8D:A'"),
    "OUI of another length": (good("suffix: [acme.example]", "oui: ['60:60']"), 6, 17, "is no OUI: write its 24, 28 or 36"),
    "OUI of random addresses": (good("suffix: [acme.example]", "oui: ['62:60:1F']"), 6, 17, "nobody was assigned it"),
    "name for software": (good("kind: service", "kind: software"), 6, 10, "write at least one of protocol, ja4"),
    "no such date": (good("  category", "  first_seen: 2024-02-30\n  category"), 7, 15, "there is no such day"),
    "date of another form": (good("  category", "  last_seen: June 2024\n  category"), 7, 14, "is no date: write a year"),
    "dates exchanged": (good("  category", "  first_seen: 2024-06-02\n  last_seen: 2024-05\n  category"), 8, 14, "lies before first_seen"),
    "composite tie": (GOOD + SECOND.replace("{host: [logs.acme.example]}", "{any: [{host: [x.example]}, {domain: [acme.example]}]}"), 16, 48, "matched as well by acme.web in acme.yaml line 6"),
    "example with a word that is none": (good("[www.acme.example]", "[www.acme.example ttl=5]"), 12, 16, "alpn=, protocol=, ja4="),
    "example with a protocol that is none": (good("[www.acme.example]", "[www.acme.example protocol=x]"), 12, 16, "'x' is no protocol"),
    "MAC as example of a service": (good("[www.acme.example]", "['60:60:1F:00:00:01']"), 12, 16, "is an endpoint, no MAC"),
    "no rules": ("operator: Example Drones\ncontrol_country: DE\nrules: []\n", 3, 8, "at least 1 item"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "mend"), BROKEN.values(), ids=BROKEN)
def test_a_fault_is_told_with_its_place_and_its_mending(
    text: str | bytes, line: int, column: int, mend: str
) -> None:
    found = faults_of(text)
    assert [(at, col) for at, col, message in found if mend in message] == [(line, column)], found


def test_faults_are_the_same_without_the_quick_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [faults_of(text) for text, *_ in BROKEN.values()]
    events = yamltree._events
    monkeypatch.setattr(yamltree, "_events", lambda text, *, pure: events(text, pure=True))
    assert [faults_of(text) for text, *_ in BROKEN.values()] == quick


def test_the_good_file_has_no_fault() -> None:
    rules, faults = check_files([("acme.yaml", (GOOD + SECOND).encode())])
    assert [rule.id for rule in rules] == ["acme.web", "acme.logs"]
    assert faults == []


def test_two_faults_in_one_file_are_both_told() -> None:
    broken = good("documented", "sure").replace("suffix:", "sufix:")
    assert [(line, message.partition(":")[0]) for line, _, message in faults_of(broken)] == [
        (6, "unknown key 'sufix'"),
        (10, "confidence"),
    ]


def test_faults_of_all_files_are_told_by_path_and_line() -> None:
    files = [("b.yaml", b"- 1"), ("acme.yaml", good("DE\n", "XX\n").encode()), ("a.yaml", b"\xff")]
    assert [(fault.path, fault.line) for fault in check_files(files)[1]] == [
        ("a.yaml", 1),
        ("acme.yaml", 2),
        ("b.yaml", 1),
    ]


def test_an_id_taken_in_another_file_names_that_place() -> None:
    faults = check_files([("x/acme.yaml", GOOD.encode()), ("y/acme.yaml", GOOD.encode())])[1]
    assert "is taken in x/acme.yaml line 4: choose another slug" in faults[0].message
    assert "matched as well by acme.web in x/acme.yaml line 6" in faults[1].message


def test_an_id_is_held_taken_by_a_rule_with_faults_of_its_own() -> None:
    text = good("documented", "sure") + SECOND.replace("acme.logs\n", "acme.web\n")
    assert [line for line, _, message in faults_of(text) if "is taken" in message] == [14]


def test_aliases_are_refused_before_they_can_grow() -> None:
    laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\noperator: *c\n"
    messages = [message for _, _, message in faults_of(laughs)]
    assert [m.partition(":")[0] for m in messages if m.startswith("alias")] == [
        "alias '*a'",
        "alias '*a'",
        "alias '*b'",
        "alias '*b'",
        "alias '*c'",
    ]


def test_a_file_above_one_mebibyte_is_not_read() -> None:
    assert faults_of(GOOD + "#" * (1 << 20)) == [
        (1, 1, "the file is larger than 1048576 octets: split it by operator")
    ]


def test_more_rules_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.rules.check.MAX_RULES", 1)
    assert forms.MAX_RULES == 5000
    assert (14, 3, "rule number 2: at most 1 rules are read, remove some") in faults_of(GOOD + SECOND)


def test_a_port_lets_two_rules_share_a_name() -> None:
    narrowed = SECOND.replace("host: [logs.acme.example]", "suffix: [acme.example], port: [8883]")
    narrowed = narrowed.replace("[logs.acme.example]", "[logs.acme.example tcp/8883]")
    assert faults_of(GOOD + narrowed) == []


DEVICE = SECOND.replace("kind: service", "kind: device").replace("log-upload", "unknown")
DEVICE = DEVICE.replace("host: [logs.acme.example]", "oui: ['60:60:1F', 'C4:7C:8D:A', 'C4:7C:8D:AB:C']")
DEVICE = DEVICE.replace("[logs.acme.example]", "['60:60:1F:00:00:01', 'c4:7c:8d:a0:00:01']")
DEVICE = DEVICE.replace(
    "[x.logs.acme.example]", "['60:60:1E:00:00:01', '62:60:1F:00:00:01', 'C4:7C:8D:B0:00:01']"
)


def test_a_device_is_matched_by_the_first_bits_of_its_mac() -> None:
    rules, faults = check_files([("acme.yaml", (GOOD + DEVICE).encode())])
    assert faults == []
    assert rules[1].match.ouis == ("60:60:1F", "C4:7C:8D:A", "C4:7C:8D:AB:C")


def test_any_all_and_not_are_read_to_the_depth_that_is_allowed() -> None:
    nested = "{suffix: [acme.example], any: [{all: [{port: [443]}, {alpn: [h2]}]}, {sni: [acme.example]}], not: [{host: [a.acme.example]}]}"
    text = GOOD + SECOND.replace("{host: [logs.acme.example]}", nested)
    text = text.replace(
        "[logs.acme.example]", "[x.acme.example tcp/443 alpn=h2, x.acme.example sni=x.acme.example]"
    )
    text = text.replace(
        "[x.logs.acme.example]",
        "[x.acme.example tcp/443, a.acme.example sni=a.acme.example, x.acme.example alpn=h2]",
    )
    rules, faults = check_files([("acme.yaml", text.encode())])
    assert faults == []
    assert rules[1].match.any_of[0].all_of[0].ports == (443,)


@pytest.mark.parametrize("first", ["2024", "2024-06", "2024-06-12"])
def test_dates_are_kept_as_precise_as_they_are_written(first: str) -> None:
    text = good("  category", f"  first_seen: {first}\n  last_seen: 2024\n  category")
    rules, faults = check_files([("acme.yaml", text.encode())])
    assert faults == []
    assert (rules[0].first_seen, rules[0].last_seen) == (first, "2024")


def test_what_is_seen_after_today_is_told_where_today_is_known() -> None:
    data = good("  category", "  last_seen: 2024-07\n  category").encode()
    assert check_files([("acme.yaml", data)])[1] == []
    assert check_files([("acme.yaml", data)], date(2024, 7, 1))[1] == []
    faults = check_files([("acme.yaml", data)], date(2024, 6, 30))[1]
    assert [(fault.line, fault.column, fault.message) for fault in faults] == [
        (7, 14, "last_seen: '2024-07' is still to come, today is 2024-06-30: mend it")
    ]


def test_a_retired_rule_ties_with_none_but_keeps_its_examples_true() -> None:
    retired = SECOND.replace("host: [logs.", "suffix: [").replace("[x.logs.acme", "[acmes")
    assert faults_of(GOOD + retired + "  status: retired\n") == []
    broken = retired.replace("positive: [logs.acme", "positive: [logs.other")
    assert [line for line, _, _ in faults_of(GOOD + broken + "  status: retired\n")] == [22]


PIECES = [*YAML_PIECES, "~", "{a: {b: c}}", "{any: [{", "not: [", "}]", "oui: [", "device"]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 30), st.sampled_from(PIECES)), max_size=4))
def test_any_cut_and_paste_gives_rules_and_faults_and_no_exception(edits: list[tuple[int, int, str]]) -> None:
    text = GOOD + SECOND
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
    rules, faults = check_files([("acme.yaml", text.encode())])
    assert len(rules) <= 2 or faults
    assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in faults)
