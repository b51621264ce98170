"""What the catalogue knows of a contact, for tests; operators are made up."""

from __future__ import annotations

from typing import Any

from harness.model.matches import Match
from harness.model.rules import Category, Confidence, Kind, Rule
from harness.stages.known_contacts import FIRM, Known, Service


def rule(name: str = "skylark.all", **given: Any) -> Rule:
    """A firm service rule of a company under the control of US."""
    fields: dict[str, Any] = {
        "id": name, "kind": Kind.SERVICE, "match": Match(suffixes=("skylark.example",)), "operator": "Example Aero",
        "control_country": "US", "category": Category.VENDOR_FIRST_PARTY, "reasoning": "Made up.",
        "sources": ("this test",), "confidence": Confidence.DOCUMENTED,
    }  # fmt: skip
    return Rule(**(fields | given))


def hosting(name: str = "cloud.networks", **given: Any) -> Rule:
    """A firm rule of a cloud under the control of US."""
    fields: dict[str, Any] = {
        "kind": Kind.HOSTING, "operator": "Example Cloud", "category": Category.CLOUD, "match": Match(cidrs=("8.0.0.0/24",)),
    }  # fmt: skip
    return rule(name, **(fields | given))


def service(name: str | None = "log.skylark.example", of: Rule | None = None) -> Service:
    """What runs behind one name."""
    return Service(name, of, operator_firm=of is not None and of.confidence in FIRM)


def known(*services: Service, host: Rule | None = None, in_doubt: bool = False) -> Known:
    """What is known of a contact."""
    return Known(services or (service(),), host, in_doubt)
