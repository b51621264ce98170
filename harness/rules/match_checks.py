"""A rule's ``match`` as written in; the model's form of it, and what single keys cannot show, out.

Each alternative of a rule must be able to answer the question of its kind (decision 0158).
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.errors import Fault
from harness.model.matches import (
    MAX_ALTERNATIVES,
    MAX_DEPTH,
    NAMED,
    NARROWING,
    Match,
    Way,
    alternatives,
    count_alternatives,
    depth,
)
from harness.model.rules import ANCHORS, Kind, anchors_of, foreign_ways
from harness.rules.entries import Entry
from harness.rules.forms import MatchForm

Steps = tuple[str | int, ...]


def match_of(form: MatchForm) -> Match:
    """The model of a checked form."""
    return Match(
        hosts=tuple(form.host),
        suffixes=tuple(form.suffix),
        domains=tuple(form.domain),
        snis=tuple(form.sni),
        certificates=tuple(form.certificate),
        cidrs=tuple(form.cidr),
        asns=tuple(form.asn),
        ouis=tuple(form.oui),
        ports=tuple(form.port),
        transports=tuple(form.transport),
        alpns=tuple(form.alpn),
        protocols=tuple(word.value for word in form.protocol),
        ja4s=tuple(form.ja4),
        any_of=tuple(map(match_of, form.any)),
        all_of=tuple(map(match_of, form.all)),
        none_of=tuple(map(match_of, form.not_)),
    )


def match_faults(kind: Kind, match: Match, entry: Entry) -> Iterator[Fault]:
    """Every fault of a match; those of one mapping by itself first.

    Args:
        kind: Of the rule.
        match: As written.
        entry: The rule.
    """
    own = [fault for steps, one in mappings(match) for fault in _own_faults(kind, one, entry, steps)]
    yield from own
    if depth(match) > MAX_DEPTH:
        yield entry.fault(
            f"match: any, all and not are nested more than {MAX_DEPTH} deep: write two rules", "match"
        )
    elif count_alternatives(match) > MAX_ALTERNATIVES:
        yield entry.fault(
            f"match: any and all give more than {MAX_ALTERNATIVES} combinations: write several rules", "match"
        )
    elif not own and any(not anchors_of(kind, one) for one in alternatives(match)):
        yield _without_anchor(kind, match, entry)


def mappings(match: Match, steps: Steps = ("match",)) -> Iterator[tuple[Steps, Match]]:
    """Each mapping, outermost first, with the way to it."""
    yield steps, match
    for key, at, child in match.nested():
        yield from mappings(child, (*steps, key, at))


def _own_faults(kind: Kind, match: Match, entry: Entry, steps: Steps) -> Iterator[Fault]:
    foreign = foreign_ways(kind)
    for way in (*NAMED, *NARROWING):
        values = match.values(way)
        if values and way in foreign:
            yield entry.fault(_foreign(kind, way), *steps, way.value)
        seen = set[str | int]()
        for at, value in enumerate(values):
            if value in seen:
                yield entry.fault(f"{way}: '{value}' stands here twice, keep one", *steps, way.value, at)
            seen.add(value)
    if (
        len(steps) > 1
        and not any(True for _ in match.own_clauses())
        and not any(True for _ in match.nested())
    ):
        yield entry.fault(f"{steps[-2]}: this mapping names nothing, write a key or remove it", *steps)


def _foreign(kind: Kind, way: Way) -> str:
    if kind is Kind.DEVICE:
        return f"{way}: a device of the local network is known by its MAC alone: write 'oui', or another kind"
    return f"{way}: says who made a device of the local network, never an endpoint: write 'kind: device'"


def _without_anchor(kind: Kind, match: Match, entry: Entry) -> Fault:
    """Told at the AS number where it is that which does not suffice, else at the whole."""
    if kind is Kind.SERVICE and match.asns:
        return entry.fault(
            "asn: says who routes an address, not who runs a service: write 'kind: hosting'", "match", "asn"
        )
    keys = ", ".join(way.value for way in (*NAMED, *NARROWING) if way in ANCHORS[kind])
    first = "names nothing" if not match.any_of else "an alternative names nothing"
    return entry.fault(
        f"match: {first} that a {kind} rule can rest on, write at least one of {keys}{_HINTS[kind]}", "match"
    )


_HINTS = {
    Kind.SERVICE: "; a port, protocol or fingerprint alone is no service",
    Kind.HOSTING: "; a port, protocol or fingerprint alone is no host",
    Kind.SOFTWARE: "; a name or address tells who is served, not what speaks",
    Kind.DEVICE: "",
}
