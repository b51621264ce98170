"""Explained, and what place data say -> a report that keeps three questions apart, and a JSON document.

Who runs the service, who hosts or routes the address, and where it is are three answers; a country of legal control is
never a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from harness.model.countries import COUNTRIES
from harness.model.explained import Explained, Matched
from harness.model.lint import NO_FAIL
from harness.model.matches import NARROWING, Leaf, Way, leaf_text, match_object
from harness.reports.lines import EMPTY, Line, Style, heading, paint, plain, wrapped
from harness.reports.whole_document import whole_document

SCHEMA: Final = "harness-endpoints-explain"
_BY: Final = {
    Way.HOST: "exact name",
    Way.SUFFIX: "suffix",
    Way.DOMAIN: "registrable domain",
    Way.SNI: "name told by SNI, suffix",
    Way.CERTIFICATE: "name told by certificate, suffix",
    Way.CIDR: "prefix",
    Way.ASN: "AS number",
    Way.PROTOCOL: "protocol",
    Way.JA4: "fingerprint",
}
_ORDER: Final = "exact name, then longer suffix, then longer prefix, then AS number; with more further conditions before fewer"


class Answer(NamedTuple):
    """One host or address, with all that is known of it."""

    explained: Explained
    place: Mapping[str, Any] | None
    """Row of place data; None: a name."""
    dates: Mapping[str, Sequence[str]]
    """By rule id: dates that its sources name, oldest first."""


def render_explained(answers: Sequence[Answer], width: int, *, colour: bool) -> str:
    """Write the report."""
    lines: list[Line] = []
    for number, answer in enumerate(answers):
        lines += [*([EMPTY] if number else []), *_lines(answer, width)]
    return paint(lines, colour=colour)


def explained_document(answers: Sequence[Answer], catalogue_sha256: str) -> Iterator[bytes]:
    """Write the JSON document."""
    return whole_document(
        SCHEMA, {"catalogue_sha256": catalogue_sha256, "endpoints": [_object(answer) for answer in answers]}
    )


def _lines(answer: Answer, width: int) -> Iterator[Line]:
    told, place = answer.explained, answer.place
    yield heading(_title(told))
    yield plain("")
    yield from _question("Who runs it, under whose control?", told.service, answer, width)
    if told.service is None:
        yield from wrapped(f"{_no_service(told)}.", width, first="  ", style=Style.DOUBT)
    yield from _question("Who hosts or routes it?", told.hosting, answer, width)
    yield from wrapped(f"{_network(told, place)}.", width, first="  ")
    yield plain("Where is it?")
    yield from wrapped(f"{_where(told, place)}.", width, first="  ")
    if told.also:
        yield plain("What else matched, in the order of choice:")
        for number, one in enumerate(told.also, 1):
            yield from wrapped(_one(one), width, first=f"  {number}. ")
    if told.elsewhere:
        yield plain("What would match at another port or transport, or if more were seen of it:")
        for one in told.elsewhere:
            yield from wrapped(f"{_one(one)}{_ports(one)}", width, first="  - ")
    yield plain("What next?")
    for text in _next(told, place):
        yield from wrapped(text, width, first="  - ")


def _title(told: Explained) -> str:
    asked = told.asked
    known = asked.name or asked.address or asked.text
    read = "" if known == asked.text else f", read as {known}"
    port = "" if asked.port is None else f", port {asked.port}/{asked.transport}"
    return f"{asked.text}{read}{port}"


def _question(title: str, found: Matched | None, answer: Answer, width: int) -> Iterator[Line]:
    yield plain(title)
    if found is None:
        return
    rule = found.rule
    yield from wrapped(
        f"{rule.operator}; under legal control of {_country(rule.control_country)}; {rule.category.value}.",
        width,
        first="  ",
        style=Style.HEADING,
    )
    firm = "; it names the endpoint and carries no FAIL" if rule.confidence in NO_FAIL else ""
    yield from wrapped(f"Rule {rule.id}, {rule.confidence.value}{firm}.", width, first="  ")
    yield from wrapped(
        f"Matched by {_BY[found.by]} {found.key}{_ports(found)}; {_why(found, answer.explained)}.",
        width,
        first="  ",
    )
    yield from wrapped(rule.reasoning, width, first="  Why: ", rest="    ")
    expected = ", ".join(rule.data_expected) or "not known, which is not 'nothing'"
    yield from wrapped(f"{expected}.", width, first="  Data expected: ", rest="    ")
    for source in rule.sources:
        yield from wrapped(source, width, first="  Source: ", rest="    ")
    yield from wrapped(f"{_dated(answer.dates.get(rule.id, ()))}.", width, first="  Dates: ", rest="    ")


def _why(found: Matched, told: Explained) -> str:
    """Why this one of those that answer the same question."""
    rivals = [one for one in told.also if one.rule.kind is found.rule.kind]
    if not rivals:
        return "no other rule answers this"
    return f"chosen before {rivals[0].rule.id} by the order {_ORDER}"


def _dated(dates: Sequence[str]) -> str:
    if not dates:
        return "none named by its sources"
    return dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}, by its sources"


def _one(found: Matched) -> str:
    rule = found.rule
    return (
        f"{rule.id}, {rule.kind.value}, by {_BY[found.by]} {found.key}: {rule.operator}, "
        f"control {rule.control_country or 'not established'}, {rule.category.value}, {rule.confidence.value}"
    )


def _ports(found: Matched) -> str:
    match = found.rule.match
    narrowed = [leaf_text(Leaf(way, value)) for way in NARROWING for value in match.values(way)]
    if any(True for _ in match.nested()):
        narrowed.append("what its `any`, `all` and `not` say")
    return f", narrowed to {', '.join(narrowed)}" if narrowed else ""


def _no_service(told: Explained) -> str:
    if told.hosting is not None:
        return "Not known: no service rule matches, and who hosts an endpoint is not who runs it"
    return "Not known: no rule matches"


def _network(told: Explained, place: Mapping[str, Any] | None) -> str:
    """The AS by place data, apart from what the catalogue says of it."""
    asn = told.asked.asn
    if asn is None:
        if place is None:
            unknown = "" if told.hosting else "; no hosting rule knows the name"
            return (
                f"A name alone has no AS number{unknown}: give --asn, or ask about the address that was seen"
            )
        if place["scope"] == "local":
            return "A local address: nobody's but your own network's"
        before = f", though it is a block of AS{place['asn']} ({place['as_org']})" if place["asn"] else ""
        return f"By the routing data at hand nobody announces it{before}"
    holder = place["as_org"] if place is not None and place["asn"] == asn else None
    named = f" ({holder})" if holder else ""
    ruled = "" if told.hosting else "; no hosting rule knows it"
    return f"AS{asn}{named}{ruled}"


def _where(told: Explained, place: Mapping[str, Any] | None) -> str:
    if place is None:
        return "Not to be said of a name: it may stand at many addresses. Ask about the one that was seen in a capture"
    if place["scope"] == "local":
        return "A local address: on your own link or site"
    candidates = ", ".join(_country(code) for code in place["candidates"]) or "nowhere that a locator names"
    address = told.asked.address
    return f"{place['status']}: {candidates}. `harness geo explain {address}` says by whom, and what counts"


def _country(code: str | None) -> str:
    if code is None:
        return "no country established"
    return f"{code} ({COUNTRIES[code]})" if code in COUNTRIES else code


def _next(told: Explained, place: Mapping[str, Any] | None) -> Iterator[str]:
    asked = told.asked
    if place is not None and place["scope"] == "local":
        yield "nothing: rules are for what is on the internet; scenarios list devices and tools of your own"
        return
    if asked.address is not None:
        yield f"harness geo explain {asked.address} --country CC: whether a server there is a witness"
    if told.service is not None:
        yield f"harness endpoints search {told.service.rule.id.partition('.')[0]}: what else is known of this operator"
        return
    if asked.name is not None:
        labels = asked.name.split(".")
        yield f"harness endpoints search {labels[-2] if len(labels) > 1 else labels[0]}: rules for names like it"
    elif told.hosting is not None:
        yield "look for the name: a capture that begins before the connection holds the DNS answer or the server name"
    if told.elsewhere and asked.port is None:
        yield "give --port, for example --port 443/tcp: some rules hold at one port only"
    yield "harness endpoints unmatched ANALYSIS.json: a stub for it from the capture; docs/rules.md says how to fill it in"


def _object(answer: Answer) -> dict[str, Any]:
    told, place = answer.explained, answer.place
    asked = told.asked
    return {
        "asked": asked.text,
        "name": asked.name,
        "address": asked.address,
        "port": asked.port,
        "transport": asked.transport,
        "runs": told.service and _rule(told.service, answer),
        "hosts": {
            "rule": told.hosting and _rule(told.hosting, answer),
            "asn": asked.asn,
            "organisation": place["as_org"] if place is not None and place["asn"] == asked.asn else None,
        },
        "where": place
        and {
            "scope": place["scope"],
            "status": place["status"],
            "country": place["country"],
            "candidates": place["candidates"],
        },
        "also": [_rule(one, answer) for one in told.also],
        "elsewhere": [_rule(one, answer) for one in told.elsewhere],
    }


def _rule(found: Matched, answer: Answer) -> dict[str, Any]:
    rule = found.rule
    return {
        "rule": rule.id,
        "kind": rule.kind.value,
        "matched_by": found.by.value,
        "matched": found.key,
        "ports": list(rule.match.ports),
        "transports": list(rule.match.transports),
        "match": match_object(rule.match),
        "operator": rule.operator,
        "control_country": rule.control_country,
        "category": rule.category.value,
        "confidence": rule.confidence.value,
        "carries_fail": rule.confidence not in NO_FAIL,
        "data_expected": list(rule.data_expected),
        "reasoning": rule.reasoning,
        "sources": list(rule.sources),
        "dates": list(answer.dates.get(rule.id, ())),
    }
