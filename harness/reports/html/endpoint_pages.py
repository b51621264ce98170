"""Endpoints -> what the page of each shows beyond its row of the table, in numbers and interned text.

How much of each is written depends on how many endpoints there are: an endpoint's page never leaves out that there is more.

Blind spots: only the best name of an endpoint is graded in a result, so others are told with their source alone; a flow of
which it is not known which side is the far one is told at each of its two endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from harness.model.words import Scope
from harness.reports.html.endpoint_keys import key_of
from harness.reports.html.endpoint_rows import Key, Listed
from harness.reports.html.far_flows import far_flows
from harness.reports.html.interned import Interned, columns
from harness.reports.html.wireshark import endpoint_filter
from harness.reports.places import distance_words
from harness.tables.analysis import Analysis
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.verification import Verification

PAGE: Final = (
    "names", "names_left_out", "also_named", "hearsay", "clients", "place", "distance", "rule", "matched", "hosting_rule", "also_rules",
    "protocols", "port_protocol", "proxy_targets", "obscured", "said", "contacts", "contacts_left_out", "flows", "filter",
)  # fmt: skip
"""Columns of the pages."""
_PLACE: Final = (
    "looked_up", "routed", "asn", "org", "registered", "operator", "votes", "cloud", "anycast", "candidates", "status", "rtt_us",
    "kind", "capture", "packet", "radius", "excluded", "jointly", "possible", "doubts", "samples", "unusable", "no_site",
    "fibre",
)  # fmt: skip
_FLOWS_IN_ALL, _MOST_FLOWS, _FEWEST_FLOWS = 60_000, 50, 5
_MOST_NAMES, _MOST_CONTACTS, _MOST_SAID = 20, 20, 20


def endpoint_pages(
    result: Verification | Analysis, endpoints: Sequence[Listed], texts: Interned, base_ns: int
) -> dict[str, Any]:
    """Write the pages.

    Args:
        result: The endpoints' own.
        endpoints: In the order of the table.
        texts: Grows by what is said here.
        base_ns: Time that others are told from, in milliseconds.

    Returns:
        ``pages`` and ``places``, each as columns.
    """
    flows = _flows(result, len(endpoints))
    names, contacts = _names(result), _contacts(result)
    distances = {(row["vantage"], row["server_ip"]): row for row in result.distances.iter_rows(named=True)}
    places: dict[tuple[str, str], int] = {}
    told: list[dict[str, Any]] = []
    pages = []
    for one in endpoints:
        row, at = one.row, (one.row["vantage"], one.row["server_ip"])
        if at not in places and (row["status"] is not None or at in distances):
            places[at] = len(told)
            told.append(_place(row, distances.get(at), texts))
        mine = contacts.get(key_of(row), [])
        pages.append(
            _named(row, names.get(at, []), texts)
            | _classed(row, texts)
            | {
                "place": places.get(at),
                "distance": texts(distance_words(row) or None),
                "said": [_said(said, texts) for said in one.said[:_MOST_SAID]],
                "contacts": [_contact(contact, texts) for contact in mine[:_MOST_CONTACTS]],
                "contacts_left_out": max(0, len(mine) - _MOST_CONTACTS),
                "flows": [_flow(flow, texts, base_ns) for flow in flows.get(key_of(row), [])],
                "filter": texts(endpoint_filter(row["server_ip"], row["transport"], row["server_port"])),
            }
        )
    return {"pages": columns(PAGE, pages), "places": columns(_PLACE, told)}


def _named(row: dict[str, Any], seen: Sequence[tuple[Any, ...]], texts: Interned) -> dict[str, Any]:
    """The best name first, then each other name and means with its first packet, and how often it was told."""
    port, best = row["server_port"], (row["name"], row["name_source"])
    own = [one for one in seen if one[0] is None or one[0] == port]
    own.sort(key=lambda one: ((one[1], one[2]) != best, one[5]))
    if row["name"] is not None and (not own or (own[0][1], own[0][2]) != best):
        own.insert(0, (port, *best, row["name_capture"], row["name_packet"], 1))
    told = [
        [
            texts(name), texts(source), texts(row["name_grade"] if (name, source) == best else None), texts(capture), packet, times,
        ]
        for _, name, source, capture, packet, times in own[:_MOST_NAMES]
    ]  # fmt: skip
    shown = {name for _, name, *_ in own[:_MOST_NAMES]}
    return {
        "names": told,
        "names_left_out": max(0, len(own) - _MOST_NAMES),
        "also_named": texts.each([name for name in row["names"] if name not in shown][:_MOST_NAMES]),
        "hearsay": texts.each(row["hearsay_names"][:_MOST_NAMES]),
        "clients": texts.each(row["clients"][:_MOST_NAMES]),
    }


def _classed(row: dict[str, Any], texts: Interned) -> dict[str, Any]:
    return {
        "rule": texts(row["rule"]),
        "matched": texts(row["matched"]),
        "hosting_rule": texts(row["hosting_rule"]),
        "also_rules": texts.each(row["also_rules"] or ()),
        "protocols": texts.each(row["protocols"] or ()),
        "port_protocol": texts(row["port_protocol"]),
        "proxy_targets": texts.each((row["proxy_targets"] or ())[:_MOST_NAMES]),
        "obscured": texts.each(row["obscured"] or ()),
    }


def _said(said: Any, texts: Interned) -> list[Any]:
    words = (said.about, said.cell, said.standing.value, said.blind_spot, said.reason, said.finding)
    return [*(texts(word) for word in words), int(said.under_interference), texts(said.capture), said.packet]


def _contact(row: dict[str, Any], texts: Interned) -> list[Any]:
    senders = ", ".join(row["senders"][:3]) + (
        f" and {len(row['senders']) - 3} more" if len(row["senders"]) > 3 else ""
    )
    words = (row["owner"], row["grade"], row["device"], senders, row["step"], row["reason"])
    return [
        *(texts(word) for word in words),
        row["flows"],
        row["payload_octets_up"],
        row["payload_octets_down"],
    ]


def _flow(row: dict[str, Any], texts: Interned, base_ns: int) -> list[Any]:
    milliseconds = (row["start_ns"] - base_ns) // 1_000_000
    client = (texts(row["client_ip"]), row["client_port"])
    octets = (row["up"], row["down"])
    return [milliseconds, *client, *octets, texts(row["contact"]), texts(row["capture"]), row["packet"]]


def _place(row: dict[str, Any], distance: Mapping[str, Any] | None, texts: Interned) -> dict[str, Any]:
    """Countries are written as their codes in one text, since one reach leaves many addresses the same."""
    codes = {name: "".join(row[name] or ()) for name in ("excluded", "excluded_jointly", "candidates")}
    measured = distance or {}
    radius, fibre = row["radius_km"], measured.get("radius_in_fibre_km")
    return {
        "looked_up": texts(row["looked_up_ip"] if row["looked_up_ip"] != row["server_ip"] else None),
        "routed": row["routed"],
        "asn": row["asn"],
        "org": texts(row["as_org"]),
        "registered": texts(row["registered_country"]),
        "operator": texts(row["operator_country"]),
        "votes": [[texts(vote["source"]), texts(vote["country"])] for vote in row["located"] or ()],
        "cloud": texts(" ".join(part for part in (row["cloud"], row["cloud_region"]) if part) or None),
        "anycast": row["anycast"],
        "candidates": texts(codes["candidates"]),
        "status": texts(row["status"]),
        "rtt_us": None if row["bound_ns"] is None else row["bound_ns"] // 1_000,
        "kind": texts(row["bound_kind"]),
        "capture": texts(row["bound_capture"]),
        "packet": row["bound_packet"],
        "radius": None if radius is None else round(radius, 1),
        "excluded": texts(codes["excluded"]),
        "jointly": texts(codes["excluded_jointly"]),
        "possible": texts(None if row["possible"] is None else "".join(row["possible"])),
        "doubts": texts.each(row["rtt_doubts"] or ()),
        "samples": measured.get("samples"),
        "unusable": measured.get("unusable"),
        "no_site": texts(measured.get("no_site")),
        "fibre": None if fibre is None else round(fibre, 1),
    }


def _names(result: Verification | Analysis) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """By vantage point and address: port, name, means, first capture and packet, how often."""
    seen = (
        result.names.join(
            result.endpoints.select("vantage", "server_ip").unique(), on=["vantage", "server_ip"], how="semi"
        )
        .group_by("vantage", "server_ip", "server_port", "name", "source", maintain_order=True)
        .agg(pl.col("capture").first(), pl.col("packet").first(), times=pl.len())
    )
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for vantage, address, *rest in seen.iter_rows():
        found.setdefault((vantage, address), []).append(tuple(rest))
    return found


def _contacts(result: Verification | Analysis) -> dict[Key, list[dict[str, Any]]]:
    if isinstance(result, Analysis):
        return {}
    rows = result.contacts.filter(pl.col("scope") != Scope.LOCAL.value).with_columns(
        vantage=pl.concat_str("cell", "vantage_point", separator="/")
    )
    found: dict[Key, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(key_of(row), []).append(row)
    return found


def _flows(result: Verification | Analysis, endpoints: int) -> dict[Key, list[dict[str, Any]]]:
    """Of each endpoint those that were sent most, in order of time."""
    most = max(_FEWEST_FLOWS, min(_MOST_FLOWS, _FLOWS_IN_ALL // max(1, endpoints)))
    kept = (
        far_flows(result)
        .sort("up", "start_ns", "capture", "packet", descending=[True, False, False, False])
        .group_by(ENDPOINT_KEY, maintain_order=True)
        .head(most)
        .sort("start_ns", "capture", "packet")
    )
    found: dict[Key, list[dict[str, Any]]] = {}
    for row in kept.iter_rows(named=True):
        found.setdefault(key_of(row), []).append(row)
    return found
