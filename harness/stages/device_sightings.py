"""sightings + scenario -> when each device under test certainly sent, in true time.

A sender is a device exactly where it is one in ATTRIBUTIONS (``harness.stages.senders``):
an address and MAC at a vantage point. What is sent to a device is its far side's sighting,
so a dead radio that is still sent to has none.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from harness.model.scenario import Scenario
from harness.stages.senders import SenderKind, identify
from harness.stages.step_times import true_times
from harness.tables.schema import Column, Table, conform
from harness.tables.sightings import SIGHTINGS

DEVICE_SIGHTINGS = Table(
    "device_sightings",
    "one sighting of a device under test, by cell, device, time, capture and packet",
    {
        "cell": Column(dtype=pl.String, doc="Cell of the scenario."),
        "device": Column(dtype=pl.String, doc="Device under test."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="When it sent the packet, true time."),
        "capture": Column(dtype=pl.String, doc="As in sightings."),
        "packet": Column(dtype=pl.UInt64, doc="As in sightings."),
    },
)


def gather_device_sightings(
    sightings: pl.DataFrame, scenario: Scenario, offsets: Mapping[str, int]
) -> pl.DataFrame:
    """List the sightings of every device under test.

    Args:
        sightings: SIGHTINGS rows of all cells, in any order; ``vantage`` is ``cell/vantage_point``.
        scenario: Devices and vantage points.
        offsets: Capture key to what is added to its times, ns.
    """
    place = pl.col("vantage").str.splitn("/", 2).struct
    placed = conform(sightings, SIGHTINGS).with_columns(
        cell=place.field("field_0"), vantage_point=place.field("field_1")
    )
    keys = ["vantage_point", "sender", "mac"]
    known = _devices(placed.select(keys).unique(maintain_order=True), scenario)
    own = placed.join(known, on=keys, nulls_equal=True)
    timed = own.with_columns(time_ns=true_times(own["capture"], own["time_ns"], offsets))
    columns = DEVICE_SIGHTINGS.schema.names()
    return conform(
        timed.select(columns).sort("cell", "device", "time_ns", "capture", "packet"), DEVICE_SIGHTINGS
    )


def _devices(senders: pl.DataFrame, scenario: Scenario) -> pl.DataFrame:
    """Those senders that are devices under test, and which."""
    points = {point.id: point for point in scenario.vantage_points}
    found = [identify(sender, mac, points[point], scenario) for point, sender, mac in senders.iter_rows()]
    devices = [who.id if who.kind is SenderKind.DEVICE else None for who in found]
    return senders.with_columns(device=pl.Series(devices, dtype=pl.String)).filter(
        pl.col("device").is_not_null()
    )
