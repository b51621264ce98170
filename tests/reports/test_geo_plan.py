"""The plan on 80 columns and as JSON; hostile names cannot act."""

from __future__ import annotations

import json
from dataclasses import replace

from harness.model.geo_needs import GeoPlan, Lack, Need, Offer
from harness.model.sites import Site
from harness.reports.geo_plan import OPENING, document, render

SITE = Site(50.11, 8.68, 25.0)


def offer(
    name: str, *, hand: bool = False, limit_ns: int | None = 33_269_999, least_ns: int | None = 0
) -> Offer:
    likely = None if least_ns is None else 1_000_000 + 2 * least_ns
    return Offer(name, SITE, hand, hand, 4_989.0, limit_ns, 41_200_000 if hand else None, least_ns, likely)


NEED = Need(
    "app", "203.0.113.7", "cloud.vendor.example", 1_234, (Lack.DISPUTED, Lack.STALE), "a says CN, b says DE", ("DE",), (),
    (offer("app", hand=True), *(offer(f"City {number}") for number in range(5))),
)  # fmt: skip
PLAN = GeoPlan(
    countries=("CN",), group="mainland-china", addresses=7, needs=(NEED,), notes=("Nothing confirms",)
)

EXPECTED = """\
WHAT WOULD CLEAR ADDRESSES
Countries: CN (mainland-china)
1 address of 7 not clear of them; what was sent most to first.

1. cloud.vendor.example 203.0.113.7, seen at app; 1,234 octets sent
   disputed and stale: a says CN, b says DE.
  measure from     seen  must be below  light needs   usual
  app (own)     41.2 ms        33.2 ms       0.0 ms  1.0 ms
  City 0              -        33.2 ms       0.0 ms  1.0 ms
  City 1              -        33.2 ms       0.0 ms  1.0 ms
  City 2              -        33.2 ms       0.0 ms  1.0 ms
  and from 2 further cities (--all)

WHAT ELSE WOULD HELP
- disputed: the operator's own published range.
- stale: data of the time of the captures: those at hand are more than 90 days
  from it (harness geo update).

WHAT NO MEASUREMENT SHOWS
- Nothing confirms.
"""


def test_the_report() -> None:
    assert render(PLAN, 80, colour=False) == EXPECTED
    assert "\x1b[" in render(PLAN, 80, colour=True)


def test_nothing_is_wider_than_the_terminal() -> None:
    long = replace(NEED, name="a" * 63 + ".example", reason="because " * 40, vantage="cell/" + "v" * 40)
    for width in (60, 80, 120):
        lines = render(replace(PLAN, needs=(long,)), width, colour=False).splitlines()
        assert max(map(len, lines)) <= width


def test_all_lists_every_city() -> None:
    said = render(PLAN, 80, colour=False, all_rows=True)
    assert all(f"City {number}" in said for number in range(5))
    assert "further" not in said


def test_cities_where_the_usual_path_is_too_long_are_shown_only_where_there_are_no_others() -> None:
    far = offer("Far away", least_ns=30_000_000)
    assert "Far away" not in render(
        replace(PLAN, needs=(replace(NEED, offers=(*NEED.offers, far)),)), 80, colour=False
    )
    assert "Far away" in render(replace(PLAN, needs=(replace(NEED, offers=(far,)),)), 80, colour=False)


def test_what_cannot_be_done_is_said() -> None:
    here = offer("app", hand=True, limit_ns=None)
    beyond = offer("app", hand=True, least_ns=67_000_000)
    assert "none will do" in render(replace(PLAN, needs=(replace(NEED, offers=(here,)),)), 80, colour=False)
    said = render(replace(PLAN, needs=(replace(NEED, offers=(beyond,)),)), 80, colour=False)
    assert "From app it cannot be done: light needs longer" in said
    hopeless = replace(NEED, claimed=("HK",), inseparable=("HK",))
    assert "No measurement can clear it if it is in HK." in render(
        replace(PLAN, needs=(hopeless,)), 80, colour=False
    )
    partly = replace(NEED, claimed=("HK", "JP"), inseparable=("HK",))
    assert "If it is in HK, no measurement can clear it." in render(
        replace(PLAN, needs=(partly,)), 80, colour=False
    )


def test_names_from_the_wire_cannot_act() -> None:
    evil = replace(NEED, name="\x1b[2Jevil\n", vantage="\u202ecell")
    said = render(replace(PLAN, needs=(evil,)), 80, colour=False)
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_the_document() -> None:
    data = b"".join(document(PLAN))
    assert data.startswith(OPENING)
    told = json.loads(data)
    assert (told["countries"], told["group"], told["addresses"]) == (["CN"], "mainland-china", 7)
    (need,) = told["needs"]
    assert (need["lacks"], need["hopeless"]) == (["disputed", "stale"], False)
    assert need["offers"][0] | {"feasible": True} == need["offers"][0]
    assert need["offers"][0]["limit_ns"] == 33_269_999
