"""sightings + scenario -> when each device under test certainly sent, in true time.

Who a sender is, an address and MAC at a vantage point, is told as for ATTRIBUTIONS
(``harness.stages.known_senders``). What is sent to a device is its far side's sighting, so a
dead radio that is still sent to has none.

Blind spots: errs low where a device is known by its address alone. Flows know the MAC of each
side's first packet, sightings that of every span, so they may find several MACs behind an
address, which is nobody's then, where flows find one.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from harness.model.privacy import Privacy
from harness.model.scenario import Scenario
from harness.stages.known_senders import with_senders
from harness.stages.senders import SenderKind
from harness.stages.step_times import true_times
from harness.tables.frames import only
from harness.tables.schema import Column, Table, conform
from harness.tables.sightings import SIGHTINGS

DEVICE_SIGHTINGS = Table(
    "device_sightings",
    "one sighting of a device under test, by cell, device, time, capture and packet",
    {
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "device": Column(dtype=pl.String, private=Privacy.TEXT, doc="Device under test."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="When it sent the packet, true time."),
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in sightings."),
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
    known = with_senders(conform(sightings, SIGHTINGS), scenario)
    own = known.filter(pl.col("kind") == SenderKind.DEVICE.value).rename({"id": "device"})
    timed = own.with_columns(time_ns=true_times(own["capture"], own["time_ns"], offsets))
    frame = only(timed, DEVICE_SIGHTINGS.schema)
    return conform(frame.sort("cell", "device", "time_ns", "capture", "packet"), DEVICE_SIGHTINGS)
