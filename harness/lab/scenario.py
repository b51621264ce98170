"""Runs of the lab in; the text of a scenario that lists them, ready for ``harness verify``, out.

One cell for each region. Steps have the times that the app wrote down, and as evidence that each device sent and that a
host was contacted which the script contacts in that step. The claim is the one that GeoDNS makes true in one region and
false in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from harness import __version__
from harness.lab.script import acts, full
from harness.lab.taps import TAPS
from harness.lab.world import DEVICES, GATEWAY, REGIONS, RESOLVER, broadcast

SCENARIO: Final = "scenario.yaml"
_HEAD: Final = """\
# SYNTHETIC harness-lab {version}: made-up vendor, product and hosts, in network namespaces. docs/howto/lab.md
schema_version: 1
id: lab
# The addresses are used by nobody but the lab, so their place data do not age.
max_data_age_days: 3650
title: SYNTHETIC - a made-up drone app in the lab, seen from {regions}
subject:
  vendor: QuillAir
  product: QuillAir lab app
  boundary: device
  egress:
  - {{id: wifi, kind: wifi, state: tapped, vantage_points: [{points}]}}
devices:
{devices}
tools:
# What the lab sends itself, last of all, so that each capture is known to be whole.
- {{name: mark of the lab, addresses: [{own}], servers: [{heard}], ports: [9]}}
vantage_points:
"""
_POINT: Final = """\
- id: {region_lower}-{tap}
  tap: {tap}
  region: {region}
  coordinates: [{latitude}, {longitude}]
  error_km: 1
  egress: isp
  resolvers: [{resolvers}]
  subject_only: true
"""
_CELL: Final = """\
- id: {region_lower}
  role: test
  subject_version: "1"
  settings: {settings}
  egress_region: {region}
  account_region: none
  bearer: wifi
  consent: not_asked
  ip_versions: [4, 6]
  interference: [{interference}]
{ca_store}  captures:
"""
_CAPTURE: Final = """\
  - path: {path}
    vantage_point: {region_lower}-{tap}
    sha256: {sha256}
    tool: {tool}
    filter: all
{keylog}{drops}    from: {began}
    to: {ended}
"""
_STEP: Final = """\
  - id: {id}
    kind: {id}
    from: {began}
    to: {ended}
    devices: [{devices}]
    evidence:
{evidence}
"""
_CLAIMS: Final = """\
claims:
- id: no-data-to-cn
  kind: location
  text: No data goes to mainland China.
  group: mainland-china
  scope:
    egress_regions: [{regions}]
    account_regions: [none]
    subject_versions: ["1"]
    settings: [{settings}]
    steps: any
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One capture of a run."""

    tap: str
    path: str
    """Below the scenario's folder."""
    sha256: str
    drops: int | None
    """None: not known."""
    tool: str
    keylog: str | None = None
    """Key log for it, below the scenario's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One run, as it is listed."""

    region: str
    began_ns: int
    ended_ns: int
    steps: tuple[dict[str, Any], ...]
    """``id``, ``from_ns``, ``to_ns``, as the app wrote them down."""
    files: tuple[File, ...]
    interference: tuple[str, ...] = ()


def scenario(runs: Sequence[Done], *, silent: bool) -> str:
    """The scenario's text."""
    settings = "local-data-mode" if silent else "default"
    regions = ", ".join(run.region for run in runs)
    points = [(run.region, tap) for run in runs for tap in TAPS]
    marked = [GATEWAY, *(REGIONS[run.region].provider for run in runs)]
    own = [address.partition("/")[0] for address in marked]
    head = _HEAD.format(
        version=__version__,
        regions=regions,
        points=", ".join(f"{region.lower()}-{tap}" for region, tap in points),
        devices="\n".join(_device(device.id, device.v4, device.v6, device.mac) for device in DEVICES),
        heard=", ".join(f'"{broadcast(address)}"' for address in marked),
        own=", ".join(f'"{address}"' for address in own),
    )
    return (
        head
        + "".join(_point(region, tap) for region, tap in points)
        + "cells:\n"
        + "".join(_cell(run, settings, silent=silent) for run in runs)
        + _CLAIMS.format(regions=regions, settings=settings)
    )


def _device(name: str, v4: str, v6: str, mac: str) -> str:
    role = "phone" if name == "phone" else "aircraft"
    return f'- {{id: {name}, role: {role}, addresses: [{v4}, "{v6}"], macs: ["{mac}"]}}'


def _point(region: str, tap: str) -> str:
    place = REGIONS[region]
    return _POINT.format(
        region=region,
        region_lower=region.lower(),
        tap=tap,
        latitude=place.latitude,
        longitude=place.longitude,
        resolvers=", ".join(f'"{address}"' for address in RESOLVER),
    )


def _cell(run: Done, settings: str, *, silent: bool) -> str:
    region = run.region.lower()
    began, ended = _time(run.began_ns), _time(run.ended_ns, up=True)
    intercepted = "tls_interception" in run.interference
    head = _CELL.format(
        region=run.region,
        region_lower=region,
        settings=settings,
        interference=", ".join(run.interference),
        ca_store="  ca_store: system\n" if intercepted else "",
    )
    captures = "".join(
        _CAPTURE.format(
            path=file.path,
            region_lower=region,
            tap=file.tap,
            sha256=file.sha256,
            tool=file.tool,
            keylog="" if file.keylog is None else f"    keylog: {file.keylog}\n",
            drops="" if file.drops is None else f"    drops: {file.drops}\n",
            began=began,
            ended=ended,
        )
        for file in run.files
    )
    return head + captures + "  steps:\n" + "".join(_step(step, silent=silent) for step in run.steps)


def _step(step: dict[str, Any], *, silent: bool) -> str:
    doing = [act for act in acts(step["id"], silent=silent) if not act.local]
    devices = sorted({act.device for act in acts(step["id"], silent=silent)})
    evidence = [f"    - contacted: {full(act.host)}" for act in doing]
    evidence += [f"    - sent: {{device: {device}, octets: 1}}" for device in devices]
    return _STEP.format(
        id=step["id"],
        began=_time(step["from_ns"]),
        ended=_time(step["to_ns"]),
        devices=", ".join(devices or ["phone"]),
        evidence="\n".join(evidence or ["    - stated: nothing was to be sent"]),
    )


def _time(ns: int, *, up: bool = False) -> str:
    """A time as scenarios write it, to the microsecond; up: not before."""
    microseconds = -(-ns // 1000) if up else ns // 1000
    seconds, rest = divmod(microseconds, 1_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:06d}Z"
