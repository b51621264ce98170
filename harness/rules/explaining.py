"""A host or address in; the rules that know it, most specific first, and by what each matched, out."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.explained import Asked, Explained, Matched
from harness.model.matches import Way
from harness.model.rules import Kind
from harness.model.ruleset import Hit, RuleIndex


def explain(asked: Asked, index: RuleIndex) -> Explained:
    """Ask the rules as the classes of an analysis do, and keep why."""
    names = [asked.name] if asked.name is not None else []
    hits = index.hits(names, asked.address, asked.asn, asked.transport, asked.port)
    service = next((hit for hit in hits if hit.rule.kind is Kind.SERVICE), None)
    hosting = next((hit for hit in hits if hit.rule.kind is Kind.HOSTING), None)
    ids = {hit.rule.id for hit in hits}
    return Explained(
        asked=asked,
        service=service and _matched(service),
        hosting=hosting and _matched(hosting),
        also=tuple(_matched(hit) for hit in hits if hit not in (service, hosting)),
        elsewhere=tuple(
            _matched(hit)
            for hit in {hit.rule.id: hit for hit in _anywhere(asked, index)}.values()
            if hit.rule.id not in ids
        ),
    )


def _anywhere(asked: Asked, index: RuleIndex) -> Iterator[Hit]:
    """Rules for the name, address or AS number, whatever else they ask for."""
    if asked.name is not None:
        yield from index.by_name(asked.name)
    if asked.address is not None:
        yield from index.by_address(asked.address)
    if asked.asn is not None:
        yield from index.by_asn(asked.asn)


def _matched(hit: Hit) -> Matched:
    """By which key of the rule: the index tells the name that was asked about, not the suffix."""
    way, value = hit.anchor
    return Matched(rule=hit.rule, by=way, key=hit.matched if way is Way.ASN else str(value))
