"""A host or address in; the rules that know it, most specific first, and by what each matched, out."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.explained import Asked, By, Explained, Matched
from harness.model.rules import Kind
from harness.model.ruleset import Hit, RuleIndex, fold_name, name_tails


def explain(asked: Asked, index: RuleIndex) -> Explained:
    """Ask the rules as the classes of an analysis do, and keep why."""
    names = [asked.name] if asked.name is not None else []
    hits = index.hits(names, asked.address, asked.asn, asked.transport, asked.port)
    service = next((hit for hit in hits if hit.rule.kind is Kind.SERVICE), None)
    hosting = next((hit for hit in hits if hit.rule.kind is Kind.HOSTING), None)
    ids = {hit.rule.id for hit in hits}
    return Explained(
        asked=asked,
        service=service and _matched(service, asked),
        hosting=hosting and _matched(hosting, asked),
        also=tuple(_matched(hit, asked) for hit in hits if hit not in (service, hosting)),
        elsewhere=tuple(
            _matched(hit, asked)
            for hit in {hit.rule.id: hit for hit in _anywhere(asked, index)}.values()
            if hit.rule.id not in ids
        ),
    )


def _anywhere(asked: Asked, index: RuleIndex) -> Iterator[Hit]:
    """Rules for the name, address or AS number at any port and transport."""
    if asked.name is not None:
        yield from index.by_name(asked.name)
    if asked.address is not None:
        yield from index.by_address(asked.address)
    if asked.asn is not None:
        yield from index.by_asn(asked.asn)


def _matched(hit: Hit, asked: Asked) -> Matched:
    """By which key of the rule: the index tells the name that was asked about, not the suffix."""
    match = hit.rule.match
    if asked.name is not None and hit.matched == asked.name:
        name = fold_name(asked.name)
        if name in match.hosts:
            return Matched(rule=hit.rule, by=By.HOST, key=name)
        tail = next(tail for tail in name_tails(name) if tail in match.suffixes)
        return Matched(rule=hit.rule, by=By.SUFFIX, key=tail)
    by = By.CIDR if hit.matched in match.cidrs else By.ASN
    return Matched(rule=hit.rule, by=by, key=hit.matched)
