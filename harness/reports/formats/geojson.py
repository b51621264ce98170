"""Verifications or an analysis -> GeoJSON (RFC 7946): addresses, vantage points, and how far away answers can have come from.

An address is drawn at a point of the country that it is located in, at every candidate's where there are several, and nowhere (geometry
null) where none is known or it is anycast: no source here knows more than the country, and ``precision`` says so. Countries of
registration and of operators are no location and are not in this file. A circle bounds where an address can be, and is no place of it.

One feature a line. RFC 7946 section 6.1 allows members beside those that it defines: ``generator``, ``warnings``, ``limits``.

Blind spots: a circle is drawn on a sphere and with straight edges; ``radius_km`` and ``error_km`` are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from harness.model.blind_spots import STANDING_LIMITS
from harness.reports.formats.answers import answer_warnings
from harness.reports.formats.circles import EARTH_KM, circle
from harness.reports.formats.country_points import Point
from harness.reports.formats.judged import Told
from harness.reports.json_text import dumps
from harness.reports.text import shown
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

OPENING: Final = b'{"type":"FeatureCollection","generator":"harness"'
PRECISION: Final = "country"
_CIRCLE_LIMIT = "The address is within this circle, by how soon it answered; the circle is no place of it. Drawn on a sphere."
_HALF_TURN_KM = 3.14159 * EARTH_KM
_STANDINGS = ("witness", "open", "excluded")
"""Worst first."""


def geojson(verifications: Sequence[Verification], points: Mapping[str, Point]) -> Iterator[bytes]:
    """Write the verifications as one collection.

    Args:
        verifications: One for each scenario, in order.
        points: Where to draw what is in a country (``country_points``).

    Returns:
        Chunks of ASCII.
    """
    told = [Told(one) for one in verifications]
    warnings = dict.fromkeys(text for one in told for text in one.warnings)
    return _collection((feature for one in told for feature in _of_scenario(one, points)), list(warnings))


def geojson_of_analysis(analysis: Analysis, points: Mapping[str, Point]) -> Iterator[bytes]:
    """As ``geojson``; of an analysis no claim says anything about an address."""
    sites = _sites(analysis.distances)
    features = (
        *(_vantage(name, site, {}) for name, site in sites.items()),
        *_addresses(analysis, points, {}, {}),
    )
    return _collection(features, list(answer_warnings(analysis)))


def _collection(features: Iterable[dict[str, Any]], warnings: list[str]) -> Iterator[bytes]:
    yield OPENING
    yield f',\n"warnings":{dumps([shown(text) for text in warnings])}'.encode("ascii")
    yield f',\n"limits":{dumps(list(STANDING_LIMITS))},\n"features":['.encode("ascii")
    separator = "\n"
    for feature in features:
        yield f"{separator}{dumps(feature)}".encode("ascii")
        separator = ",\n"
    yield b"\n]}\n"


def _feature(kind: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind, **properties}}


def _of_scenario(told: Told, points: Mapping[str, Point]) -> Iterator[dict[str, Any]]:
    scenario = told.verification.scenario
    named = {"scenario": scenario.id}
    for point in scenario.vantage_points:
        site = (point.latitude, point.longitude, point.error_km)
        yield _vantage(
            point.id, site, named | {"tap": point.tap.value, "region": point.region, "egress": point.egress}
        )
    yield from _addresses(told.verification, points, _standings(told), named)


def _standings(told: Told) -> dict[tuple[str, str], dict[str, str]]:
    """By vantage and address: for each claim the worst standing of a contact."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for lead in told.facts.leads.values():
        row = told.facts.contact(lead["contact_id"]).row
        claims = found.setdefault((f"{row['cell']}/{row['vantage_point']}", row["server_ip"]), {})
        known = claims.get(lead["claim"], lead["standing"])
        claims[lead["claim"]] = min(known, lead["standing"], key=_STANDINGS.index)
    return found


def _addresses(
    result: Verification | Analysis,
    points: Mapping[str, Point],
    standings: Mapping[tuple[str, str], dict[str, str]],
    named: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    """Each address as seen from each vantage point, and the circle that its answers draw around that."""
    sent = _sent(result.endpoints)
    sites = _sites(result.distances)
    for row in result.places.iter_rows(named=True):
        key = (row["vantage"], row["server_ip"])
        properties = {
            **named,
            "vantage": row["vantage"],
            "address": row["server_ip"],
            **sent.get(key, {"names": [], "payload_octets_up": None, "payload_octets_down": None}),
            "status": row["status"],
            "country": row["country"],
            "candidates": row["candidates"],
            "anycast": row["anycast"],
            "precision": PRECISION,
            "claims": standings.get(key, {}),
        }
        yield _feature("address", _geometry(row, points), properties)
        site = sites.get(row["vantage"])
        if site is not None and row["radius_km"] is not None:
            yield from _circle(row, site, named)


def _geometry(row: dict[str, Any], points: Mapping[str, Point]) -> dict[str, Any] | None:
    """By location alone."""
    countries = [row["country"]] if row["country"] is not None else row["candidates"]
    places = [list(points[code]) for code in countries if code in points]
    if not places or len(places) != len(countries) or (row["anycast"] and row["country"] is None):
        return None
    if len(places) == 1:
        return {"type": "Point", "coordinates": places[0]}
    return {"type": "MultiPoint", "coordinates": places}


def _circle(
    row: dict[str, Any], site: tuple[float, float, float], named: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    latitude, longitude, error_km = site
    reach_km = row["radius_km"] + error_km
    if not 0 < reach_km < _HALF_TURN_KM:
        return
    properties = {
        **named,
        "vantage": row["vantage"],
        "address": row["server_ip"],
        "radius_km": row["radius_km"],
        "error_km": error_km,
        "rtt_ns": row["rtt_ns"],
        "excluded": row["excluded"],
        "limits": _CIRCLE_LIMIT,
    }
    polygons = circle(latitude, longitude, reach_km)
    geometry: dict[str, Any] = {"type": "MultiPolygon", "coordinates": polygons}
    if len(polygons) == 1:
        geometry = {"type": "Polygon", "coordinates": polygons[0]}
    yield _feature("reach", geometry, properties)


def _vantage(name: str, site: tuple[float, float, float], more: dict[str, Any]) -> dict[str, Any]:
    latitude, longitude, error_km = site
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return _feature("vantage_point", geometry, {**more, "vantage_point": name, "error_km": error_km})


def _sites(distances: pl.DataFrame) -> dict[str, tuple[float, float, float]]:
    """Where each vantage point is, of those that are known to be somewhere."""
    known = distances.filter(pl.col("latitude").is_not_null()).select(
        "vantage", "latitude", "longitude", "error_km"
    )
    return {vantage: (*site,) for vantage, *site in known.unique("vantage", maintain_order=True).iter_rows()}


def _sent(endpoints: pl.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Names and octets of all ports of an address at one vantage point."""
    by_address = endpoints.group_by("vantage", "server_ip", maintain_order=True).agg(
        pl.col("names").explode().drop_nulls().unique(maintain_order=True).alias("names"),
        pl.col("payload_octets_up", "payload_octets_down").sum(),
    )
    return {
        (row.pop("vantage"), row.pop("server_ip")): row | {"names": [shown(name) for name in row["names"]]}
        for row in by_address.iter_rows(named=True)
    }
