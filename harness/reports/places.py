"""Where an endpoint is and whose it is, in the few words that a table cell holds.

Location, registration and operator stay apart: only ``located_words`` speaks of
location; every other country is labelled with what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from harness.reports.units import counted

_USUAL: Final = frozenset(("tls", "quic", "http", "dns"))
"""Protocols that go without saying."""
_HALF_TURN_KM: Final = 20_040
"""No place on Earth is farther from another."""
_WEAK: Final = {"D": " (not tied to its own flows)", "E": " (hearsay)"}


def socket(address: str, transport: str, port: int | None) -> str:
    """``192.0.2.1:443 tcp``, ``[2001:db8::1]:443 tcp``; without ports ``192.0.2.1 icmp``."""
    if port is None:
        return f"{address} {transport}"
    host = f"[{address}]" if ":" in address else address
    return f"{host}:{port} {transport}"


def sockets_words(addresses: Sequence[str], transport: str, port: int | None) -> str:
    """The socket to look at, and how many other addresses there are.

    Args:
        addresses: At least one, that to look at first.

    >>> sockets_words(["192.0.2.1", "192.0.2.7"], "tcp", 443)
    '192.0.2.1:443 tcp and 1 other address'
    """
    first, *others = addresses
    more = f" and {counted(len(others), 'other address', 'other addresses')}" if others else ""
    return f"{socket(first, transport, port)}{more}"


def located_words(row: dict[str, Any]) -> str:
    """Country by location with its status; never a registered or operator country.

    >>> located_words({"scope": "internet", "status": "disputed", "country": None, "candidates": ["CN", "SG"],
    ...                "anycast": False})
    'CN or SG disputed'
    """
    if row["scope"] != "internet":
        return f"{row['scope']}, unknown onward" if row["scope"] == "carrier" else str(row["scope"])
    if row["status"] is None:
        return "not looked up"
    country = row["country"] or ("" if row["anycast"] else " or ".join(row["candidates"] or ()))
    return f"{country} {row['status']}".lstrip()


def distance_words(row: dict[str, Any]) -> str:
    """How far away it can be by its answers, or why these tell nothing; empty where nothing was measured.

    >>> distance_words({"bound_ns": 15_198_318, "radius_km": 2_279.6, "rtt_doubts": []})
    'answered in 15.2 ms: at most 2,280 km away'
    """
    if row["radius_km"] is not None and row["radius_km"] > _HALF_TURN_KM:
        return f"answered in {row['bound_ns'] / 1e6:.1f} ms: can be anywhere on Earth"
    if row["radius_km"] is not None:
        return f"answered in {row['bound_ns'] / 1e6:.1f} ms: at most {row['radius_km']:,.0f} km away"
    if row["rtt_doubts"]:
        return f"how soon it answered tells no distance ({', '.join(row['rtt_doubts']).replace('_', ' ')})"
    return ""


def region_words(row: dict[str, Any]) -> str:
    """Cloud and region by the cloud's own published list; empty where in no list."""
    region = " ".join(part for part in (row["cloud"], row["cloud_region"]) if part)
    return f"published as {region}" if region else ""


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


def support_words(row: dict[str, Any], *, several_captures: bool) -> str:
    """What told the name shown, how well that supports it, and where to look; empty where there is no name."""
    if row["name_source"] is None:
        return ""
    means = row["name_source"].replace("_", " ")
    weak = _WEAK.get(row["name_grade"], "")
    packet = f", packet {row['name_packet']}" if row["name_packet"] is not None else ""
    capture = f" of {row['name_capture']}" if packet and several_captures else ""
    return f"named by {means}, grade {row['name_grade']}{weak}{packet}{capture}"


def spoken_words(row: dict[str, Any]) -> str:
    """Protocols beyond what the port says by itself, and what it was asked to reach; else empty."""
    words = [word for word in row["protocols"] or () if word not in _USUAL]
    said = f"speaks {', '.join(words)}" if words else ""
    targets = row["proxy_targets"] or []
    more = f" and {len(targets) - 2} more" if len(targets) > 2 else ""
    asked = f"asked to reach {', '.join(targets[:2])}{more}" if targets else ""
    return "; ".join(part for part in (said, asked) if part)


def other_names_words(row: dict[str, Any]) -> str:
    """The next best names seen for the address, and how many more; empty where there is only one."""
    others = [name for name in row["names"] if name != row["name"]]
    more = f" and {len(others) - 2} more" if len(others) > 2 else ""
    return f"also named {', '.join(others[:2])}{more}" if others else ""
