"""A small hand-written Analysis for report tests: hostile names, IPv6, two vantage points, witnesses and possibles.

Vendors, hosts and organisations are made up; addresses are documentation ranges
(RFC 5737, RFC 3849) and AS numbers are reserved for documentation (RFC 5398).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from harness.model.answers import Answer, Lead
from harness.model.matched_rules import MatchedRule
from harness.model.rules import Category, Confidence, Kind
from harness.model.sources import DataSource
from harness.model.words import CountryAnswer
from harness.tables.analysis import Analysis
from harness.tables.captures import CAPTURES
from harness.tables.classes import CLASSES
from harness.tables.distances import DISTANCES
from harness.tables.dns_services import DNS_SERVICES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.handshakes import HANDSHAKES
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.manifest import MANIFEST
from harness.tables.mqtt_messages import MQTT_MESSAGES
from harness.tables.names import NAMES
from harness.tables.obscured import OBSCURED
from harness.tables.parts import FactParts, Whole
from harness.tables.places import PLACES
from harness.tables.protocols import PROTOCOLS
from harness.tables.requests import REQUESTS
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import Table, conform
from harness.tables.stations import STATIONS
from harness.tables.tls_sessions import TLS_SESSIONS
from harness.tables.traits import TRAITS
from tests.support import analysis_rows as written
from tests.support.station_rows import stations

_OF_CAPTURES = ("path", "problem", "vantage", "made_by", "tool", "filter", "interfaces", "hardware", "os")


def example() -> Analysis:
    """The example that the golden reports are made from."""
    endpoints = written.endpoints()
    return Analysis(
        captures=_frame(CAPTURES, written.captures()),
        manifest=_frame(MANIFEST, written.manifest()),
        facts=FactParts(
            flows=Whole(_frame(FLOWS, [written.flow(number) for number in range(4)])),
            handshakes=Whole(_frame(HANDSHAKES, [written.handshake()])),
            round_trips=Whole(_frame(ROUND_TRIPS, [written.round_trip()])),
            names=Whole(_frame(NAMES, written.names())),
            hellos=Whole(_frame(HELLOS, [written.hello()])),
            dns_services=Whole(_frame(DNS_SERVICES, written.dns_services())),
            protocols=Whole(_frame(PROTOCOLS, written.protocols())),
            requests=Whole(_frame(REQUESTS, written.requests())),
            proxy_failures=Whole(_frame(PROXY_FAILURES, [written.proxy_failure()])),
            tls_sessions=Whole(_frame(TLS_SESSIONS, [written.tls_session()])),
            mqtt_messages=Whole(_frame(MQTT_MESSAGES, [written.mqtt_message()])),
            minutes=None,
        ),
        endpoints=_frame(ENDPOINTS, endpoints),
        places=_frame(PLACES, written.places()),
        distances=_frame(DISTANCES, [written.distance()]),
        classes=_frame(CLASSES, [written.class_(row) for row in endpoints]),
        traits=_frame(TRAITS, [written.trait(row) for row in endpoints]),
        obscured=_frame(OBSCURED, written.obscured()),
        stations=_frame(STATIONS, stations()),
        answers=(_witnessed(), _possible(), _none_seen()),
        data_sources=_sources(),
        catalogue_sha256="c" * 64,
        matched_rules=matched_rules(),
        notes=(
            "SYNTHETIC: this analysis was written by hand for tests.",
            "198.51.100.0/24 is a documentation range (RFC 5737): no operator can be located there.",
        ),
        idle_timeout_s=300,
        devices=("02:00:00:00:00:01", "192.168.7.0/24"),
    )


def matched_rules() -> tuple[MatchedRule, ...]:
    """Of two of the ids that its classes name."""
    service = MatchedRule(
        id="flight-log",
        kind=Kind.SERVICE,
        category=Category.TELEMETRY,
        operator="Example Drones",
        control_country="CN",
        data_expected=("flight logs",),
        reasoning="The vendor names the host in its manual.",
        sources=("https://drones.example/manual, 2025-11-02",),
        confidence=Confidence.DOCUMENTED,
        first_seen="2024",
        last_seen=None,
    )
    host = replace(
        service,
        id="cloud",
        kind=Kind.HOSTING,
        category=Category.CLOUD,
        operator="Example Cloud",
        control_country="US",
        data_expected=(),
        confidence=Confidence.OBSERVED,
    )
    return host, service


def hostile(text: str) -> Analysis:
    """The example with ``text`` in every place that input from outside can reach."""
    base = example()
    put = {
        "captures": _OF_CAPTURES,
        "manifest": ("path", "given", "why"),
        "names": ("name",),
        "hellos": ("sni",),
        "dns_services": ("owner", "target"),
        "protocols": ("key", "value"),
        "proxy_failures": ("sni",),
        "mqtt_messages": ("client_id", "topic"),
        "requests": ("host", "path", "user_agent", "content_type", "method"),
        "endpoints": ("name", "vantage"),
        "places": ("as_org", "cloud_region"),
        "classes": ("vantage", "operator", "hosting_operator", "matched"),
        "traits": ("vantage",),
        "stations": ("vantage", "mac", "operator"),
    }
    frames = {
        table: getattr(base, table).with_columns(pl.lit(_storable(text)).alias(column) for column in columns)
        for table, columns in put.items()
    }
    lead = replace(base.answers[0].witnesses[0], name=text, reason=text, vantage=_storable(text))
    answer = replace(base.answers[0], witnesses=(lead,), limits=(text,))
    facts = replace(
        base.facts,
        names=Whole(frames.pop("names")),
        hellos=Whole(frames.pop("hellos")),
        dns_services=Whole(frames.pop("dns_services")),
        protocols=Whole(frames.pop("protocols")),
        requests=Whole(frames.pop("requests")),
        proxy_failures=Whole(frames.pop("proxy_failures")),
        mqtt_messages=Whole(frames.pop("mqtt_messages")),
    )
    rules = tuple(
        replace(rule, operator=text, reasoning=text, sources=(text,)) for rule in base.matched_rules
    )
    return replace(
        base, **frames, facts=facts, answers=(answer,), notes=(text,), devices=(text,), matched_rules=rules
    )


def without_rows() -> Analysis:
    """The example with every table empty."""
    base = example()
    facts = FactParts(
        **{
            name: Whole(getattr(base, name).clear())
            for name in (
                "flows",
                "handshakes",
                "round_trips",
                "names",
                "hellos",
                "dns_services",
                "protocols",
                "requests",
                "proxy_failures",
                "tls_sessions",
                "mqtt_messages",
            )
        },
        minutes=None,
    )
    inferred = ("endpoints", "places", "distances", "classes", "traits", "obscured", "stations")
    others = ("captures", "manifest", *inferred)
    return replace(base, facts=facts, **{name: getattr(base, name).clear() for name in others})


def with_flows(rows: int) -> Analysis:
    """The example with many flows."""
    flows = _frame(FLOWS, [written.flow(number) for number in range(100)])
    many = pl.concat([flows] * (rows // 100 + 1)).head(rows)
    numbered = many.with_columns(pl.int_range(rows, dtype=pl.UInt64, eager=True).alias("flow_id"))
    base = example()
    return replace(base, facts=replace(base.facts, flows=Whole(numbered)))


def _storable(text: str) -> str:
    """Frames hold UTF-8: lone surrogates cannot be in them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    blank = dict.fromkeys(table.columns)
    return conform(pl.DataFrame([blank | row for row in rows], schema=table.schema, orient="row"), table)


def _lead(row: int, reason: str) -> Lead:
    endpoint = written.endpoints()[row]
    return Lead(
        vantage=endpoint["vantage"],
        server_ip=endpoint["server_ip"],
        transport=endpoint["transport"],
        server_port=endpoint["server_port"],
        name=endpoint["name"],
        reason=reason,
        payload_octets_up=endpoint["payload_octets_up"],
        payload_octets_down=endpoint["payload_octets_down"],
        capture=endpoint["capture"],
        packet=endpoint["packet"],
    )


_LIMITS = (
    "37 packets could not be read.",
    "A server outside the country may pass data on to it.",
)


def _witnessed() -> Answer:
    agreed = (
        "dbip-country and geo-whois, of separate lineage, both say CN; the address is routed and unicast."
    )
    return Answer(
        country="CN",
        answer=CountryAnswer.WITNESSED,
        witnesses=(_lead(0, agreed), _lead(9, agreed)),
        possible=(
            _lead(2, "dbip-country says CN, geo-whois says SG."),
            _lead(5, "No locator knows the address."),
        ),
        limits=_LIMITS,
    )


def _possible() -> Answer:
    lead = _lead(2, "dbip-country says CN, geo-whois says SG.")
    more = ("The operator of one endpoint could not be told.",)
    return Answer(
        country="SG", answer=CountryAnswer.POSSIBLE, witnesses=(), possible=(lead,), limits=_LIMITS + more
    )


def _none_seen() -> Answer:
    return Answer(country="RU", answer=CountryAnswer.NONE_SEEN, witnesses=(), possible=(), limits=_LIMITS)


def _sources() -> tuple[DataSource, ...]:
    dbip = DataSource(
        source="dbip-country",
        meaning="geolocated",
        lineage="dbip",
        version="2026.11",
        date="2026-11-01",
        date_basis="vendor_stated",
        licence="CC-BY-4.0",
        attribution="IP Geolocation by DB-IP (https://db-ip.com)",
        sha256="d" * 64,
        known_faults=("made up for tests",),
    )
    return dbip, replace(
        dbip,
        source="geo-whois",
        lineage="whois",
        date="",
        date_basis="none",
        licence="PDDL-1.0",
        attribution="",
    )
