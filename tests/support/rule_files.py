"""Rule files for tests: one good rule of a made-up operator, and rules in the model's form."""

from __future__ import annotations

from harness.model.matches import Match
from harness.model.rules import Category, Confidence, Kind, Rule, Status

GOOD = """\
operator: Example Drones
control_country: DE
rules:
- id: acme.web
  kind: service
  match: {suffix: [acme.example]}
  category: vendor-first-party
  reasoning: Everything of the vendor lives under this name.
  sources: [Example Drones manual 2026]
  confidence: documented
  examples:
    positive: [www.acme.example]
    negative: [notacme.example]
"""
"""A file named acme.yaml that holds; keys stand in lines 1 to 13."""

SECOND = """\
- id: acme.logs
  kind: service
  match: {host: [logs.acme.example]}
  category: log-upload
  reasoning: Log files of the app are sent to this host.
  sources: [Example Drones manual 2026]
  confidence: observed
  examples:
    positive: [logs.acme.example]
    negative: [x.logs.acme.example]
"""
"""Another rule to put below, from line 14 on."""


def rule(
    rule_id: str,
    *,
    kind: Kind = Kind.SERVICE,
    status: Status = Status.ACTIVE,
    hosts: tuple[str, ...] = (),
    suffixes: tuple[str, ...] = (),
    cidrs: tuple[str, ...] = (),
    asns: tuple[int, ...] = (),
    ports: tuple[int, ...] = (),
    transports: tuple[str, ...] = (),
    category: Category = Category.UNKNOWN,
    match: Match | None = None,
) -> Rule:
    """A rule of which only what it matches is of interest."""
    return Rule(
        id=rule_id,
        kind=kind,
        match=match
        or Match(hosts=hosts, suffixes=suffixes, cidrs=cidrs, asns=asns, ports=ports, transports=transports),
        operator=f"Operator of {rule_id}",
        control_country="DE",
        category=category,
        reasoning="Made up for a test.",
        sources=("made up",),
        confidence=Confidence.OBSERVED,
        status=status,
    )
