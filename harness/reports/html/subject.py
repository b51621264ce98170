"""Scenario -> the product, its ways out, its devices, where packets were seen, and what was planted; never a planted value."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.scenario import VantagePoint
from harness.model.subject import EgressState
from harness.reports.verification import egress_words
from harness.tables.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of one scenario."""

    facts: tuple[tuple[str, str], ...]
    ways_out: tuple[tuple[str, str], ...]
    """Tone and words."""
    devices: tuple[tuple[str, ...], ...]
    """By ``DEVICE_TITLES``."""
    points: tuple[tuple[str, ...], ...]
    """By ``POINT_TITLES``."""
    planted: tuple[str, ...]
    device_titles: tuple[str, ...] = ("Device", "Is", "Addresses", "MACs")
    point_titles: tuple[str, ...] = (
        "Vantage point",
        "Tap",
        "Region",
        "Egress",
        "Coordinates",
        "Resolvers given",
        "Product believes",
    )


def verification_subject(verification: Verification) -> View:
    """What was tested, and with what."""
    scenario = verification.scenario
    subject = scenario.subject
    return View(
        facts=(
            ("vendor", subject.vendor),
            ("product", subject.product),
            ("boundary", subject.boundary.value),
        ),
        ways_out=tuple(
            ("doubt" if way.state is EgressState.UNOBSERVED else "", egress_words(way))
            for way in subject.egresses
        ),
        devices=(
            *(
                _device(one.id, f"under test, {one.role}", one.addresses, one.macs)
                for one in scenario.devices
            ),
            *(_device(one.name, "our own tool, excluded", one.addresses, one.macs) for one in scenario.tools),
            *(_device(one.name, "other, excluded", one.addresses, one.macs) for one in scenario.others),
        ),
        points=tuple(_point(point) for point in scenario.vantage_points),
        planted=tuple(f"{one.id} ({one.kind.value.replace('_', ' ')})" for one in scenario.honey),
    )


def _device(name: str, what: str, addresses: tuple[str, ...], macs: tuple[str, ...]) -> tuple[str, ...]:
    return name, what, ", ".join(addresses) or "-", ", ".join(macs) or "-"


def _point(point: VantagePoint) -> tuple[str, ...]:
    believed = point.believed
    told = (
        ("app store", believed.app_store),
        ("SIM", believed.sim),
        ("locale", believed.locale),
        ("GPS", believed.gps),
    )
    return (
        point.id,
        point.tap.value,
        point.region,
        point.egress,
        f"{point.latitude:.4f}, {point.longitude:.4f}, within {point.error_km:,.0f} km",
        "not known" if point.resolvers is None else ", ".join(point.resolvers) or "none",
        ", ".join(f"{label} {value}" for label, value in told if value is not None) or "not known",
    )
