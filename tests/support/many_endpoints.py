"""An Analysis and a Verification of as many endpoints as wanted: deterministic, and made in a fraction of a second.

Every endpoint has what a real one has: names by several means, votes of locators, a round trip, a class, traits, flows. One in
fifty is in the country asked about. Addresses are of documentation ranges and, where these are too small, of 198.18.0.0/15 (RFC 2544).
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any, Final

import polars as pl

from harness.model.answers import Answer, Lead
from harness.model.words import CountryAnswer
from harness.tables.analysis import Analysis
from harness.tables.classes import CLASSES
from harness.tables.contacts import CONTACTS
from harness.tables.distances import DISTANCES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.judgements import FINDINGS, JUDGEMENTS
from harness.tables.leads import LEADS
from harness.tables.names import NAMES
from harness.tables.parts import Whole
from harness.tables.places import PLACES
from harness.tables.schema import Table, conform
from harness.tables.traits import TRAITS
from harness.tables.verification import Verification
from tests.support import analysis_example, verification_example
from tests.support.analysis_rows import SECOND, START

FIRST: Final = int(IPv4Address("198.18.0.0"))
COUNTRIES: Final = ("US", "DE", "SG", "IE", "JP", "BR", "FR")
OPERATORS: Final = tuple(f"Example Operator {number}" for number in range(40))
CATEGORIES: Final = ("analytics", "cdn", "telemetry", "maps", "vendor-first-party", "push")
FLOWS_EACH: Final = 4
_NONE: Final[dict[Any, Any]] = {pl.Boolean: False, pl.String: ""}


def address(number: int) -> str:
    """Of the endpoint of that number."""
    return str(IPv4Address(FIRST + number))


def located(number: int) -> str:
    """Country of the endpoint of that number."""
    return "CN" if number % 50 == 0 else COUNTRIES[number % len(COUNTRIES)]


def many_in_analysis(count: int, name: str | None = None) -> Analysis:
    """An analysis; ``name`` stands for every endpoint's where given."""
    base, capture = analysis_example.example(), "a1b2c3d4e5f6"
    witnesses = tuple(
        Lead(
            vantage="app",
            server_ip=address(number),
            transport="tcp",
            server_port=443,
            name=name or _name(number),
            reason="dbip-country and geo-whois, of separate lineage, both say CN; routed and unicast.",
            payload_octets_up=_octets(number),
            payload_octets_down=900,
            capture=capture,
            packet=number + 1,
        )
        for number in range(0, count, 50)
    )
    answer = Answer(
        country="CN",
        answer=CountryAnswer.WITNESSED if witnesses else CountryAnswer.NONE_SEEN,
        witnesses=witnesses,
        possible=(),
        limits=("A server outside the country may pass data on to it.",),
    )
    tables = _tables(count, "app", capture, name)
    facts = replace(base.facts, flows=Whole(tables.pop("flows")), names=Whole(tables.pop("names")))
    return replace(base, **tables, facts=facts, answers=(answer,))


def many_in_verification(count: int, name: str | None = None) -> Verification:
    """A verification of one cell; ``name`` stands for every endpoint's where given."""
    base, cell, point = verification_example.example(), "sg-v1", "singapore"
    capture = base.captures.filter(pl.col("vantage") == f"{cell}/{point}")["capture"].item()
    tables = _tables(count, f"{cell}/{point}", capture, name)
    contacts = _frame(
        CONTACTS,
        tables["endpoints"].select(
            "server_ip", "transport", "server_port", "scope", "scope_kind", "name", "flows", "payload_octets_up",
            "payload_octets_down", "contact", "remote_known", "first_ns", "last_ns", "capture", "packet",
            contact_id=pl.int_range(pl.len(), dtype=pl.UInt64), cell=pl.lit(cell), vantage_point=pl.lit(point), owner=pl.lit("subject"),
            grade=pl.lit("difference"), device=pl.lit("phone"), senders=pl.lit(["192.168.8.20"]),
            reason=pl.lit("subject by difference."), data_ns="first_ns", step=pl.lit("login"), steps=pl.lit(["login"]),
        ),
    )  # fmt: skip
    seen = contacts.filter(pl.col("server_ip").is_in([address(number) for number in range(0, count, 50)]))
    leads = _frame(
        LEADS,
        seen.select(
            lead_id=pl.int_range(pl.len(), dtype=pl.UInt64), claim=pl.lit("no-data-to-cn"), cell="cell", contact_id="contact_id",
            standing=pl.lit("witness"), reason=pl.lit("both say CN; routed and unicast."),
            finding=pl.concat_str(pl.lit("no-data-to-cn/"), pl.col("name")),
        ),
    )  # fmt: skip
    empty: dict[str, Any] = {"judgements": JUDGEMENTS.empty(), "findings": FINDINGS.empty()}
    return replace(base, **tables, **empty, contacts=contacts, leads=leads)


def _name(number: int) -> str:
    return f"host-{number}.service-{number % 997}.example"


def _octets(number: int) -> int:
    return 1_000 + (number * 7_919) % 1_000_003


def _tables(count: int, vantage: str, capture: str, name: str | None) -> dict[str, Any]:
    numbers = range(count)
    key = pl.DataFrame(
        {
            "vantage": [vantage] * count,
            "server_ip": [address(number) for number in numbers],
            "transport": ["tcp"] * count,
        }
    ).with_columns(server_port=pl.lit(443, dtype=pl.UInt16))
    named = key.with_columns(
        pl.Series("name", [name or _name(number) for number in numbers]),
        pl.Series("payload_octets_up", [_octets(number) for number in numbers]),
        pl.Series("packet", [number + 1 for number in numbers]),
        pl.Series("first_ns", [START + number * 50_000_000 for number in numbers]),
        capture=pl.lit(capture),
    )
    endpoints = named.with_columns(
        scope=pl.lit("internet"), scope_kind=pl.lit("public"), name_source=pl.lit("sni"), name_grade=pl.lit("A"), name_capture="capture",
        name_packet="packet", names=pl.concat_list("name"), clients=pl.lit(["192.168.8.20"]), flows=pl.lit(FLOWS_EACH),
        payload_octets_down=pl.lit(900), remote_known=pl.lit(value=True), contact=pl.lit("data"), last_ns=pl.col("first_ns") + SECOND,
        registrable_domain=pl.concat_str(pl.lit("service.example")),
    )  # fmt: skip
    return {
        "endpoints": _frame(ENDPOINTS, endpoints).sort("payload_octets_up", descending=True),
        "names": _names(named),
        "flows": _flows(named),
        "classes": _frame(CLASSES, _classed(key, count)),
        "traits": _frame(TRAITS, key.with_columns(protocols=pl.lit(["http", "tls"]))),
        **_placed(key, count, capture),
    }


def _names(named: pl.DataFrame) -> pl.DataFrame:
    seen = named.select(
        "vantage", "server_ip", "server_port", "name", "capture", "packet", time_ns="first_ns"
    )
    both = pl.concat(
        [
            seen.with_columns(source=pl.lit("sni")),
            seen.with_columns(source=pl.lit("dns"), server_port=pl.lit(None, dtype=pl.UInt16)),
        ]
    )
    return _frame(NAMES, both)


def _flows(named: pl.DataFrame) -> pl.DataFrame:
    each = named.join(pl.DataFrame({"of": range(FLOWS_EACH)}), how="cross")
    told = each.select(
        "vantage", "server_ip", "server_port", "transport", "capture", client_ip=pl.lit("192.168.8.20"),
        client_port=pl.lit(40_000) + pl.int_range(pl.len()) % 20_000, start_ns=pl.col("first_ns") + pl.col("of") * 60 * SECOND,
        payload_octets_up=pl.col("payload_octets_up") // FLOWS_EACH, payload_octets_down=pl.lit(225), remote=pl.lit("server"),
        contact=pl.lit("data"), first_packet=pl.col("packet") + pl.col("of"),
    )  # fmt: skip
    numbered = told.with_columns(flow_id=pl.int_range(pl.len()), end_ns=pl.col("start_ns") + SECOND)
    return _frame(FLOWS, numbered)


def _classed(key: pl.DataFrame, count: int) -> pl.DataFrame:
    operators = [OPERATORS[number % len(OPERATORS)] if number % 3 else None for number in range(count)]
    categories = [CATEGORIES[number % len(CATEGORIES)] if number % 3 else None for number in range(count)]
    return key.with_columns(
        pl.Series("operator", operators, dtype=pl.String), pl.Series("category", categories, dtype=pl.String)
    ).with_columns(
        rule=pl.when(pl.col("operator").is_not_null()).then(pl.lit("flight-log")),
        matched=pl.when(pl.col("operator").is_not_null()).then(pl.lit("service.example")),
        confidence=pl.when(pl.col("operator").is_not_null()).then(pl.lit("documented")),
        hosting_rule=pl.lit("cloud"), hosting_operator=pl.lit("Example Cloud"), hosting_control_country=pl.lit("US"),
    )  # fmt: skip


def _placed(key: pl.DataFrame, count: int, capture: str) -> dict[str, pl.DataFrame]:
    """Locators agree; each answered within one of some hundred times."""
    found = [located(number) for number in range(count)]
    rtt = [10_000_000 + (number % 97) * 100_000 for number in range(count)]
    votes = [
        pl.struct(source=pl.lit(source), lineage=pl.lit(source), country="country")
        for source in ("dbip-country", "geo-whois")
    ]
    places = key.select("vantage", "server_ip", looked_up_ip="server_ip").with_columns(
        pl.Series("country", found),
        pl.Series("rtt_ns", rtt), pl.Series("radius_km", [value / 1e6 * 149.9 for value in rtt]),
        routed=pl.lit(value=True), asn=pl.lit(64_500), as_org=pl.lit("EXAMPLE-NET"), registered_country=pl.lit("US"),
        operator_country=pl.lit("CN"), anycast=pl.lit(value=False), status=pl.lit("agreed"), rtt_kind=pl.lit("tcp_handshake"),
        rtt_capture=pl.lit(capture), rtt_packet=pl.lit(17), excluded=pl.lit(["AU", "NZ"]), possible=pl.lit(["CN", *COUNTRIES]),
    ).with_columns(located=pl.concat_list(votes), candidates=pl.concat_list("country"))  # fmt: skip
    measured = key.select("vantage", "server_ip").with_columns(
        pl.Series("rtt_ns", rtt), pl.Series("radius_km", [value / 1e6 * 149.9 for value in rtt]),
        pl.Series("radius_in_fibre_km", [value / 1e6 * 102.7 for value in rtt]),
        kind=pl.lit("tcp_handshake"), basis=pl.lit("single_syn"), flow_id=pl.lit(0), capture=pl.lit(capture), packet=pl.lit(17),
        samples=pl.lit(2), latitude=pl.lit(1.35), longitude=pl.lit(103.8), error_km=pl.lit(25.0),
        excluded=pl.lit(["AU", "NZ"]), possible=pl.lit(["CN", *COUNTRIES]), possible_in_fibre=pl.lit(["SG"]),
    )  # fmt: skip
    return {"places": _frame(PLACES, places), "distances": _frame(DISTANCES, measured)}


def _frame(table: Table, given: pl.DataFrame) -> pl.DataFrame:
    """A frame of a table; what is not given is null, or nothing where null is forbidden."""
    blank = {
        name: pl.lit(None if column.null else _nothing(column.dtype), dtype=column.dtype)
        for name, column in table.columns.items()
        if name not in given.columns
    }
    whole = given.with_columns(**blank).select(
        pl.col(name).cast(column.dtype) for name, column in table.columns.items()
    )
    return conform(whole, table)


def _nothing(dtype: Any) -> Any:
    return [] if isinstance(dtype, pl.List) else _NONE.get(dtype, 0)
