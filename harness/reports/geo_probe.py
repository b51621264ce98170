"""Active samples -> JSON lines and a report; each line says that it is active."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Final

from harness import __version__
from harness.model.active import ActiveDistance, ActiveSample, ActiveTarget
from harness.model.listing import few
from harness.model.sites import Site
from harness.reports.grid import grid_lines
from harness.reports.lines import EMPTY, Line, heading, paint, wrapped
from harness.reports.units import moment

SCHEMA: Final = "harness-active"
SCHEMA_VERSION: Final = 1
_HALF_TURN_KM: Final = 20_004
"""Greatest distance of two places on WGS 84."""
LIMITS: Final = (
    "active: measured on purpose, after the captures and apart from them; no verdict reads it, and it replaces nothing observed",
    "traffic from this machine now need not leave by the way that the product's took then",
    "whoever answers now for an address that is announced from many places need not be who answered then",
    "a proxy, VPN or accelerator close by that answers in the server's name makes a time too short",
    "a time that is long proves nothing: it may be the path, the load or the distance",
)
"""What a probe cannot prove."""


def head_line(
    *, began_ns: int, site: Site | None, count: int, timeout_s: float, spacing_s: float, total_s: float
) -> bytes:
    """First line of the file: how was measured and from where."""
    return _line(
        {
            "schema": SCHEMA,
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": "harness", "version": __version__},
            "active": True,
            "began_ns": began_ns,
            "site": None if site is None else asdict(site),
            "egress_address": None,
            "clock": "monotonic",
            "count": count,
            "timeout_s": timeout_s,
            "spacing_s": spacing_s,
            "total_s": total_s,
            "limits": list(LIMITS),
        }
    )


def sample_line(sample: ActiveSample) -> bytes:
    """One sample as a line of the file."""
    return _line({"active": True} | asdict(sample) | {"counts": sample.counts})


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def announced(targets: Sequence[ActiveTarget], *, count: int, spacing_s: float, width: int) -> str:
    """What will be contacted, before it is."""
    return paint(_announced(targets, count, spacing_s, width), colour=False)


def _announced(targets: Sequence[ActiveTarget], count: int, spacing_s: float, width: int) -> Iterator[Line]:
    yield heading("TO BE CONTACTED FROM THIS MACHINE")
    yield from wrapped(
        f"{count:,} connections to each, one at a time, {spacing_s:g} s apart. The servers, and whoever sees the traffic, learn this "
        "machine's address and the name that is asked for. No application data are sent.",
        width,
    )
    rows = [
        (
            f"{_bracketed(one.server_ip)}:{one.server_port}",
            "TCP and TLS" if one.tls else "TCP",
            one.sni or "-",
        )
        for one in targets
    ]
    yield from grid_lines(("address", "asks", "name"), rows, width, words=3)


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def render(
    distances: Sequence[ActiveDistance],
    site: Site | None,
    width: int,
    *,
    countries: Sequence[str],
    colour: bool,
) -> str:
    """Write the report.

    Args:
        distances: By address.
        site: Where this machine stands; None: not stated.
        width: Columns of the terminal.
        countries: To say of each address whether it excludes them.
        colour: Whether it may hold escape sequences of style.
    """
    return paint(_lines(distances, site, width, countries), colour=colour)


def _lines(
    distances: Sequence[ActiveDistance], site: Site | None, width: int, countries: Sequence[str]
) -> Iterator[Line]:
    yield heading("ACTIVE DISTANCES")
    where = (
        "where this machine stands is not stated (--at), so no country is excluded"
        if site is None
        else f"this machine is said to stand at {site.latitude:g},{site.longitude:g}, within {site.error_km:g} km"
    )
    yield from wrapped(f"{where}; its address to the outside is not known.", width)
    yield from grid_lines(
        ("address", "least", "of", "at most", few(countries)),
        [_row(one, countries) for one in distances],
        width,
        words=3,
    )
    for one in distances:
        if one.least is not None:
            told = f"{one.server_ip}: {one.least.kind.value} at {moment(one.least.time_ns)}"
            doubts = f"; bounds nothing: {', '.join(one.doubts).replace('_', ' ')}" if one.doubts else ""
            yield from wrapped(f"{told}{doubts}.", width, first="  ")
    yield EMPTY
    yield heading("WHAT A PROBE CANNOT PROVE")
    for text in LIMITS:
        yield from wrapped(f"{text}.", width, first="- ")


def _row(one: ActiveDistance, countries: Sequence[str]) -> tuple[str, ...]:
    counted = f"{one.samples} of {one.samples + one.others}"
    if one.least is None or one.least.rtt_ns is None or one.radius_km is None:
        return one.server_ip, "-", counted, "-", "open"
    excluded = set(countries) <= set(one.excluded)
    return (
        one.server_ip,
        f"{-(-one.least.rtt_ns // 100_000) / 10:,.1f} ms",
        counted,
        far(one.radius_km),
        "excluded" if excluded else "open",
    )


def far(distance_km: float) -> str:
    """A distance that is a bound, rounded up; half of the Earth's girth is everywhere.

    >>> far(207.2), far(30_000)
    ('208 km', 'anywhere')
    """
    return "anywhere" if distance_km >= _HALF_TURN_KM else f"{math.ceil(distance_km):,} km"
