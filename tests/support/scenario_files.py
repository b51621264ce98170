"""A scenario file for tests that holds, of a made-up product, and ways to change one thing in it."""

from __future__ import annotations

from harness.errors import Fault
from harness.model.scenario import Scenario
from harness.rules.scenario import check_scenario

GOOD = """\
schema_version: 1
id: two-regions
title: One drone app from two regions
subject:
  vendor: Example Aero
  product: Skylark app
  boundary: app
  egress:
  - {id: phone-wifi, kind: wifi, state: tapped, vantage_points: [ashburn, frankfurt]}
  - {id: phone-sim, kind: sim, state: disabled, verified: "SIM removed, photo 12"}
devices:
- {id: phone, role: phone, addresses: [192.168.8.20, 2001:db8:8::20], macs: [02-00-00-00-08-20]}
- {id: aircraft, role: aircraft, macs: ["02:00:00:00:08:21"]}
tools:
- {name: gateway clock, addresses: [192.168.8.1], ports: [123]}
- {name: gateway resolver, addresses: [192.168.8.1], servers: [192.0.2.53], ports: [53]}
others:
- {name: lab television, macs: ["02:00:00:00:08:77"]}
vantage_points:
- id: ashburn
  tap: gateway-lan
  region: US
  coordinates: [39.04, -77.49]
  error_km: 25
  egress: isp
  resolvers: [192.168.8.1]
  believed: {app_store: US, gps: "39.04,-77.49"}
- id: frankfurt
  tap: gateway-lan
  region: DE
  coordinates: [50.11, 8.68]
  error_km: 25
  egress: vpn_exit
cells:
- id: us-v1
  role: test
  subject_version: "1.0"
  settings: default
  egress_region: US
  account_region: US
  bearer: wifi
  consent: accepted
  ip_versions: [6, 4]
  baseline: us-base
  captures:
  - path: us/v1.pcapng
    vantage_point: ashburn
    drops: 0
    from: 2026-11-02T10:00:00Z
    to: 2026-11-02T11:30:00+01:00
    clock_offset_ms: -1.5
  steps:
  - id: login
    kind: login
    from: 2026-11-02T10:01:00Z
    to: 2026-11-02T10:03:00Z
    devices: [phone]
    evidence: [{contacted: login.skylark.example}, {sent: {device: phone, octets: 400}}]
  - id: idle
    kind: idle
    from: 2026-11-02T10:03:00Z
    to: 2026-11-02T10:05:00.25Z
    evidence: [{stated: "video 3, 00:41"}]
- id: us-base
  role: baseline
  subject_version: none
  settings: default
  egress_region: US
  account_region: none
  bearer: wifi
  consent: none
  ip_versions: [4, 6]
  captures:
  - {path: us/base.pcapng, vantage_point: ashburn}
- id: de-v1
  role: test
  subject_version: "1.0"
  settings: default
  egress_region: DE
  account_region: DE
  bearer: wifi
  consent: accepted
  ip_versions: [4]
  baseline: us-base
claims:
- id: no-data-to-cn
  kind: location
  text: No user data goes to mainland China.
  group: china-hk-mo
  scope: {egress_regions: worldwide, settings: [default], steps: any}
- id: quiet
  kind: silence
  text: Local data mode sends nothing.
  permitted: {services: [dhcp], hosts: [connectivity.example]}
accepted_limits:
- {kind: loss_unknown, reason: capture app has no counter, expires: 2027-03-01, cells: [us-v1]}
vendor_statements:
- {host: log.skylark.example, text: removed, source: mail of 2026-10-05, version: "1.1"}
expect:
- {claim: no-data-to-cn, as_tested: FAIL, as_asserted: FAIL, findings: [no-data-to-cn/log.skylark.example]}
honey:
- {id: account, kind: account_email, values: [pilot.one@lab.example]}
- {id: field, kind: home_point, position: [39.04, -77.49], radius_m: 300}
"""
"""Every kind of item at least once."""


def changed(*edits: str) -> str:
    """The good file after edits, each ``old -> new``; every old text must be there, the first is taken."""
    text = GOOD
    for edit in edits:
        old, _, new = edit.partition(" -> ")
        assert old in text, f"the change must change something: {old!r}"
        text = text.replace(old, new, 1)
    return text


def checked(text: str | bytes) -> tuple[Scenario | None, list[Fault]]:
    """Check a file's content under a made-up name."""
    return check_scenario(text.encode() if isinstance(text, str) else text, "s.yaml", ".")


def scenario_of(text: str = GOOD) -> Scenario:
    """The model of a file without a fault."""
    scenario, faults = checked(text)
    assert faults == []
    assert scenario is not None
    return scenario
