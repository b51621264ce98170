"""Where an endpoint is and whose it is, in the few words that a table cell holds.

Location, registration and operator stay apart: only ``country_words`` speaks of
location; every other country is labelled with what it is.
"""

from __future__ import annotations

from typing import Any


def socket(address: str, transport: str, port: int | None) -> str:
    """``192.0.2.1:443 tcp``, ``[2001:db8::1]:443 tcp``; without ports ``192.0.2.1 icmp``."""
    if port is None:
        return f"{address} {transport}"
    host = f"[{address}]" if ":" in address else address
    return f"{host}:{port} {transport}"


def country_words(row: dict[str, Any]) -> str:
    """Country by location with its status; never a registered or operator country."""
    if row["scope"] != "internet":
        return str(row["scope"])
    status = row["status"]
    if status is None:
        return "not looked up"
    if row["country"] is not None:
        return f"{row['country']} {status}"
    candidates = "/".join(row["candidates"] or ())
    return f"{candidates} {status}" if candidates and status != "anycast" else str(status)


def region_words(row: dict[str, Any]) -> str:
    """Published cloud and region, e.g. ``aws eu-central-1``; empty where in no list."""
    return " ".join(part for part in (row["cloud"], row["cloud_region"]) if part)


def service_words(row: dict[str, Any]) -> str:
    """Operator and category by the catalogue; empty where no rule matches."""
    if row["operator"] is None:
        return ""
    return f"{row['operator']} ({row['category']})" if row["category"] else str(row["operator"])


def host_words(row: dict[str, Any]) -> str:
    """Who hosts or routes the address: by the catalogue, else the AS; empty where unknown."""
    asn = f"AS{row['asn']}" if row["asn"] is not None else ""
    if row["hosting_operator"] is not None:
        return f"{row['hosting_operator']} {asn}".rstrip()
    return f"{asn} {row['as_org'] or ''}".strip()


def law_words(row: dict[str, Any]) -> list[str]:
    """Countries that are not places, each labelled."""
    labels = (
        ("control", row["control_country"]),
        ("host control", row["hosting_control_country"]),
        ("registered", row["registered_country"]),
        ("AS registered", row["operator_country"]),
    )
    return [f"{label} {country}" for label, country in labels if country is not None]
