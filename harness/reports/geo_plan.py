"""GeoPlan -> a report for the terminal, and a JSON document; nothing in them depends on the clock or the machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from harness import __version__
from harness.model.active import ActiveDistance
from harness.model.geo_needs import GeoPlan, Lack, Need, Offer
from harness.model.sources import NEAR_DAYS
from harness.reports.grid import grid_lines
from harness.reports.json_text import items, member
from harness.reports.lines import EMPTY, Line, Style, heading, paint, wrapped
from harness.reports.units import counted, moment

SCHEMA: Final = "harness-geo-plan"
SCHEMA_VERSION: Final = 1
OPENING: Final = f'{{\n"schema": "{SCHEMA}"'.encode()
"""First bytes of every document: how an earlier one is known from any other file."""
_FEW_CITIES: Final = 3
_TITLES: Final = ("measure from", "seen", "must be below", "light needs", "usual")

_INSTEAD: Final = {
    Lack.THERE: "locators agree; only a round trip that excludes the countries would show them wrong",
    Lack.DISPUTED: "the operator's own published range",
    Lack.SINGLE: "a further locator of separate lineage that says the same (harness geo import)",
    Lack.OPERATOR: "the operator's own published range; further databases do not help",
    Lack.ANYCAST: "nothing else: only round trips from where it was captured count, since another node answers elsewhere",
    Lack.UNKNOWN: "newer data (harness geo update)",
    Lack.REFUTED: "newer data (harness geo update)",
    Lack.CARRIER: "nothing: no measurement shows what lies behind the access network; capture beyond it",
    Lack.STALE: f"data of the time of the captures: those at hand are more than {NEAR_DAYS} days from it (harness geo update)",
}


def render(
    plan: GeoPlan,
    width: int,
    *,
    colour: bool,
    all_rows: bool = False,
    active: Sequence[ActiveDistance] = (),
) -> str:
    """Write the report.

    Args:
        plan: What is to be measured.
        width: Columns of the terminal.
        colour: Whether it may hold escape sequences of style.
        all_rows: List every city from where a measurement can help.
        active: What was measured on purpose since; shown beside, never part of the plan.
    """
    return paint(_lines(plan, width, active, all_rows=all_rows), colour=colour)


def document(plan: GeoPlan, active: Sequence[ActiveDistance] = ()) -> Iterator[bytes]:
    """Write the plan, and what was measured on purpose since, as one JSON document (see ``harness.reports.document``)."""
    yield OPENING
    yield member("schema_version", SCHEMA_VERSION)
    yield member("tool", {"name": "harness", "version": __version__})
    yield member("countries", list(plan.countries))
    yield member("group", plan.group)
    yield member("addresses", plan.addresses)
    yield from items("needs", [_need(need) for need in plan.needs])
    yield from items("active", [{"active": True} | asdict(one) for one in active])
    yield from items("notes", plan.notes)
    yield b"\n}\n"


def _need(need: Need) -> dict[str, Any]:
    told = asdict(need)
    told["offers"] = [asdict(offer) | {"feasible": offer.feasible} for offer in need.offers]
    return told | {"hopeless": need.hopeless}


def _lines(plan: GeoPlan, width: int, active: Sequence[ActiveDistance], *, all_rows: bool) -> Iterator[Line]:
    named = f" ({plan.group})" if plan.group else ""
    yield heading("WHAT WOULD CLEAR ADDRESSES")
    yield from wrapped(f"Countries: {', '.join(plan.countries)}{named}", width)
    yield from wrapped(
        f"{counted(len(plan.needs), 'address', 'addresses')} of {plan.addresses:,} not clear of them; what was sent most to first.",
        width,
    )
    for number, need in enumerate(plan.needs, 1):
        yield EMPTY
        yield from _of_need(number, need, width, all_rows=all_rows)
        for one in active:
            if one.server_ip == need.server_ip:
                yield from wrapped(f"{_measured(one, plan)}.", width, first="   ")
    if lacking := sorted({lack for need in plan.needs for lack in need.lacks}):
        yield EMPTY
        yield heading("WHAT ELSE WOULD HELP")
        for lack in lacking:
            yield from wrapped(f"{_INSTEAD[lack]}.", width, first=f"- {lack.value}: ", rest="  ")
    if plan.notes:
        yield EMPTY
        yield heading("WHAT NO MEASUREMENT SHOWS")
        for text in plan.notes:
            yield from wrapped(f"{text}.", width, first="- ")


def _of_need(number: int, need: Need, width: int, *, all_rows: bool) -> Iterator[Line]:
    called = f"{need.name} " if need.name else ""
    head = (
        f"{called}{need.server_ip}, seen at {need.vantage}; {counted(need.payload_octets_up, 'octet')} sent"
    )
    yield from wrapped(head, width, first=f"{number}. ", style=Style.HEADING)
    said = " and ".join(lack.value for lack in need.lacks)
    yield from wrapped(f"{said}: {need.reason}.", width, first="   ", style=Style.DOUBT)
    if need.hopeless and Lack.CARRIER not in need.lacks:
        yield from wrapped(
            f"No measurement can clear it if it is in {', '.join(need.claimed)}.", width, first="   "
        )
    elif need.inseparable:
        yield from wrapped(
            f"If it is in {', '.join(need.inseparable)}, no measurement can clear it.", width, first="   "
        )
    at_hand = [offer for offer in need.offers if offer.at_hand]
    reachable = [offer for offer in need.offers if not offer.at_hand]
    cities = reachable if all_rows else list(filter(_is_likely, reachable)) or reachable
    shown = [*at_hand, *(cities if all_rows else cities[:_FEW_CITIES])]
    yield from grid_lines(_TITLES, [_row(offer) for offer in shown], width)
    if len(cities) > _FEW_CITIES and not all_rows:
        yield from wrapped(
            f"and from {len(cities) - _FEW_CITIES:,} further cities (--all)", width, first="  "
        )
    for offer in at_hand:
        if verdict := _verdict(offer, need):
            yield from wrapped(f"{verdict}.", width, first="   ")


def _is_likely(offer: Offer) -> bool:
    """Whether an answer that takes as long as is usual is soon enough."""
    return offer.limit_ns is not None and offer.likely_ns is not None and offer.likely_ns < offer.limit_ns


def _measured(one: ActiveDistance, plan: GeoPlan) -> str:
    """What a probe found: active, so it closes nothing."""
    if one.least is None or one.least.rtt_ns is None:
        return "Active, after the captures: no answer that tells a distance"
    if one.doubts:
        said = f"bounds nothing ({', '.join(one.doubts).replace('_', ' ')})"
    else:
        said = (
            "would exclude the countries"
            if set(plan.countries) <= set(one.excluded)
            else "excludes nothing that is asked"
        )
    rtt_ms = -(-one.least.rtt_ns // 100_000) / 10
    return f"Active, after the captures ({moment(one.least.time_ns)}): {one.least.kind.value} {rtt_ms:,.1f} ms, {said}; no verdict reads it"


def _row(offer: Offer) -> tuple[str, ...]:
    name = offer.name + (" (own)" if offer.own else " (at hand)" if offer.at_hand else "")
    return (
        name,
        _ms(offer.observed_ns),
        "none will do" if offer.limit_ns is None else _ms(offer.limit_ns),
        _ms(offer.least_ns),
        _ms(offer.likely_ns),
    )


def _verdict(offer: Offer, need: Need) -> str | None:
    """What a vantage point at hand cannot do, if anything."""
    if offer.limit_ns is None:
        return f"From {offer.name} no round trip will do: the countries may be right there"
    if offer.feasible is False:
        return f"From {offer.name} it cannot be done: light needs longer to where locators put it ({', '.join(need.claimed)})"
    return None


def _ms(time_ns: int | None) -> str:
    """Milliseconds, rounded down: a limit must never look greater than it is."""
    return "-" if time_ns is None else f"{time_ns // 100_000 / 10:,.1f} ms"
