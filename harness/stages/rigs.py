"""Captures, what is told in them, and a scenario -> what is known of each vantage point before anything is measured.

Definition: DESIGN section 6; research note on geolocation, section 4 (pitfalls).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from harness.model.scenario import Cell, Interference, Scenario, Tap, VantagePoint
from harness.model.sites import Doubt, LocalVpn, Rig, Site
from harness.stages.capture_windows import listed_file
from harness.stages.distance_doubts import is_local_authority
from harness.tables.captures import CAPTURES
from harness.tables.parts import Frames
from harness.tables.schema import conform

_ISSUER = "certificate_issuer"
_ASK_FIRST = ("pcapdroid",)
"""Programs that capture as a local VPN and answer a client's SYN only when the server has answered theirs."""
_BEHIND_THE_VPN = (Tap.GATEWAY_LAN, Tap.GATEWAY_WAN)
"""Taps that see what a local VPN on a device sends itself: there servers answer."""
_SECRETS = "decryption secrets"

Row = dict[str, Any]


def rigs_of_captures(
    captures: pl.DataFrame, protocols: Frames, stated: Site | None, *, intercepted: bool = False
) -> dict[str, Rig]:
    """What captures themselves show.

    Args:
        captures: CAPTURES rows.
        protocols: PROTOCOLS rows.
        stated: Where all of them were made.
        intercepted: Whether the tester says that a proxy opened TLS.
    """
    known = conform(captures, CAPTURES)
    files: dict[str, list[Row]] = {}
    for row in known.iter_rows(named=True):
        files.setdefault(row["vantage"], []).append(row)
    made_up = _with_local_authority(protocols)
    return {
        vantage: Rig(
            stated=stated,
            local_vpn=_local_vpn(rows),
            doubts=frozenset(_doubts(rows, intercepted=intercepted, made_up=vantage in made_up)),
        )
        for vantage, rows in files.items()
    }


def rigs_of_scenario(captures: pl.DataFrame, protocols: Frames, scenario: Scenario) -> dict[str, Rig]:
    """What captures show and the scenario states; ``vantage`` is ``cell/vantage_point``."""
    cells = {cell.id: cell for cell in scenario.cells}
    told = [_with_stated_tool(row, cells) for row in conform(captures, CAPTURES).iter_rows(named=True)]
    shown = rigs_of_captures(pl.DataFrame(told, schema=CAPTURES.schema, orient="row"), protocols, None)
    points = {point.id: point for point in scenario.vantage_points}
    return {
        vantage: _stated(rig, cells[cell], points[point])
        for vantage, rig in shown.items()
        for cell, _, point in (vantage.partition("/"),)
    }


def _with_stated_tool(row: Row, cells: Mapping[str, Cell]) -> Row:
    """A capture with the tool that the scenario states too: a file may only name the program that wrote it last."""
    listed = listed_file(row, cells[row["vantage"].partition("/")[0]])
    told = (row["tool"], None if listed is None else listed.tool)
    return row | {"tool": "; ".join(filter(None, told)) or None}


def _stated(rig: Rig, cell: Cell, point: VantagePoint) -> Rig:
    """What captures show of a vantage point, and what the scenario states of it."""
    by_proxy = Interference.TLS_INTERCEPTION in cell.interference
    by_vpn = Interference.VPN_CAPTURE in cell.interference and point.tap not in _BEHIND_THE_VPN
    keys = any(file.keylog for file in cell.captures if file.vantage_point == point.id)
    opened = by_proxy or (
        keys and rig.local_vpn is not None
    )  # the keys may be those of the VPN's own sessions
    return replace(
        rig,
        stated=Site(point.latitude, point.longitude, point.error_km),
        vpn_exit=point.egress == "vpn_exit",
        landmarks=point.landmarks,
        local_vpn=rig.local_vpn or (LocalVpn.AT_ONCE if by_vpn else None),
        doubts=rig.doubts | ({Doubt.INTERCEPTED} if opened else set()),
        hellos_are_the_proxys=by_proxy and point.tap is Tap.GATEWAY_WAN,
    )


def _local_vpn(captures: Sequence[Row]) -> LocalVpn | None:
    """How a local VPN that captured at a vantage point answers; where files are of several programs, the way that doubts more."""
    asking_first = [_asks_first(row) for row in captures]
    if not any(asking_first):
        return None
    return LocalVpn.AFTER_THE_SERVER if all(asking_first) else LocalVpn.AT_ONCE


def _asks_first(capture: Row) -> bool:
    tool = (capture["tool"] or "").lower()
    return any(name in tool for name in _ASK_FIRST)


def _doubts(captures: Sequence[Row], *, intercepted: bool, made_up: bool) -> Iterator[Doubt]:
    if intercepted or any(row["intercepted"] or _has_opened(row) for row in captures):
        yield Doubt.INTERCEPTED
    if made_up:
        yield Doubt.LOCAL_AUTHORITY


def _has_opened(capture: Row) -> bool:
    """Whether a local VPN's file holds secrets of TLS: it has them only where it opened TLS itself."""
    return _asks_first(capture) and any(block["block"] == _SECRETS for block in capture["other_blocks"])


def _with_local_authority(protocols: Frames) -> set[str]:
    """Vantage points that saw a certificate of a proxy's own authority."""
    found = [
        part.filter(pl.col("key") == _ISSUER).select("vantage", "value").unique()
        for part in protocols.frames(("vantage", "key", "value"))
    ]
    return {vantage for vantage, issuer in pl.concat(found).iter_rows() if is_local_authority(issuer)}
