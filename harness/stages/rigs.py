"""Captures, what is told in them, and a scenario -> what is known of each vantage point before anything is measured.

Definition: DESIGN section 6; research note on geolocation, section 4 (pitfalls).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from harness.model.scenario import Cell, Interference, Scenario, VantagePoint
from harness.model.sites import Doubt, LocalVpn, Rig, Site
from harness.stages.distance_doubts import is_local_authority
from harness.tables.captures import CAPTURES
from harness.tables.parts import Frames
from harness.tables.schema import conform

_ISSUER = "certificate_issuer"
_ASK_FIRST = ("pcapdroid",)
"""Programs that capture as a local VPN and answer a client's SYN only when the server has answered theirs."""


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
    by_proxy = set(known.filter(pl.col("intercepted") | intercepted)["vantage"])
    made_up = _with_local_authority(protocols)
    asking_first = {vantage for vantage, tool in _tools(known) if any(name in tool for name in _ASK_FIRST)}
    return {
        vantage: Rig(
            stated=stated,
            local_vpn=LocalVpn.AFTER_THE_SERVER if vantage in asking_first else None,
            doubts=frozenset(
                doubt
                for doubt, vantages in ((Doubt.INTERCEPTED, by_proxy), (Doubt.LOCAL_AUTHORITY, made_up))
                if vantage in vantages
            ),
        )
        for vantage in known["vantage"].unique()
    }


def rigs_of_scenario(captures: pl.DataFrame, protocols: Frames, scenario: Scenario) -> dict[str, Rig]:
    """What captures show and the scenario states; ``vantage`` is ``cell/vantage_point``."""
    shown = rigs_of_captures(captures, protocols, None)
    points = {point.id: point for point in scenario.vantage_points}
    cells = {cell.id: cell for cell in scenario.cells}
    return {
        vantage: _stated(rig, cells[cell], points[point])
        for vantage, rig in shown.items()
        for cell, _, point in (vantage.partition("/"),)
    }


def _stated(rig: Rig, cell: Cell, point: VantagePoint) -> Rig:
    """What captures show of a vantage point, and what the scenario states of it."""
    by_proxy = Interference.TLS_INTERCEPTION in cell.interference
    by_vpn = Interference.VPN_CAPTURE in cell.interference
    return replace(
        rig,
        stated=Site(point.latitude, point.longitude, point.error_km),
        vpn_exit=point.egress == "vpn_exit",
        landmarks=point.landmarks,
        local_vpn=rig.local_vpn or (LocalVpn.AT_ONCE if by_vpn else None),
        doubts=rig.doubts | ({Doubt.INTERCEPTED} if by_proxy else set()),
    )


def _tools(captures: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """What made the captures of each vantage point, in lower case."""
    said = pl.concat_str("made_by", "tool", separator=" ", ignore_nulls=True).str.to_lowercase()
    return captures.select("vantage", tool=said).iter_rows()


def _with_local_authority(protocols: Frames) -> set[str]:
    """Vantage points that saw a certificate of a proxy's own authority."""
    found = [
        part.filter(pl.col("key") == _ISSUER).select("vantage", "value").unique()
        for part in protocols.frames(("vantage", "key", "value"))
    ]
    return {vantage for vantage, issuer in pl.concat(found).iter_rows() if is_local_authority(issuer)}
