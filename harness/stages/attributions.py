"""flows + names + scenario -> ATTRIBUTIONS: whose each flow is, and how that is known.

Definition: DESIGN section 5. A device under test is known by MAC or address
(``harness.stages.senders``). What belongs to the subject beyond that depends on its boundary:

* *device* and *platform*: all that the device sends.
* *app*: what the device sends to endpoints that it does not contact in the cell's baseline,
  which is run without the app. What it contacts there too is background; without a baseline that
  would have shown it (``harness.stages.baselines``), nothing tells the app from the rest, and the flow is unassigned.
* Push services are the operating system's and carry messages for apps: delegated.

Blind spots: an app that sends only to endpoints that the device contacts anyway looks like
background, which can block a PASS but is never dropped. What the operating system does only
while the app is tested looks like the app's; a baseline should be as long as the test.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from harness.model.claims import Grade
from harness.model.scenario import Scenario
from harness.model.words import Owner, Remote
from harness.stages.background import Background, gather_background
from harness.stages.flow_names import with_flow_names
from harness.stages.known_senders import with_senders
from harness.stages.senders import SenderKind, tool_sends_there, tools_at
from harness.tables.attributions import ATTRIBUTIONS
from harness.tables.flows import FLOWS
from harness.tables.frames import only
from harness.tables.schema import conform

_DELEGATES = frozenset({"push"})
"""Categories of services that carry messages on behalf of apps."""
_FAR = ("server_ip", "transport", "server_port")
_Row = dict[str, object]


def attribute(
    flows: pl.DataFrame,
    names: pl.DataFrame,
    classes: pl.DataFrame,
    scenario: Scenario,
    flawed: Mapping[str, str],
) -> pl.DataFrame:
    """Say whose each flow is.

    Args:
        flows: FLOWS rows of all cells; ``vantage`` is ``cell/vantage_point``.
        names: NAMES rows of these flows.
        classes: CLASSES rows of their endpoints.
        scenario: Devices, tools, other devices, vantage points and baselines.
        flawed: Cells whose captures could hide something, and what; as baselines they tell nothing.

    Returns:
        ATTRIBUTIONS rows; every flow has at least one that is near.
    """
    sides = with_flow_names(_own_sides(with_senders(_sides(conform(flows, FLOWS)), scenario)), names)
    background = gather_background(sides, scenario, flawed)
    named = sides.join(
        only(classes, ("vantage", *_FAR, "category")), on=["vantage", *_FAR], how="left", nulls_equal=True
    )
    sender = ["sender", "mac", "kind", "id", "sender_reason"]
    keys = ["cell", "vantage_point", *sender, *_FAR, "told", "asked", "category"]
    distinct = only(named, keys).unique(maintain_order=True)
    owned = distinct.hstack(
        pl.DataFrame(
            [_owner(row, scenario, background) for row in distinct.iter_rows(named=True)],
            schema={"owner": pl.String, "grade": pl.String, "device": pl.String, "reason": pl.String},
            orient="row",
        ).get_columns()
    )
    frame = only(named.join(owned, on=keys, how="left", nulls_equal=True), ATTRIBUTIONS.schema)
    return conform(frame.sort("flow_id", "sender"), ATTRIBUTIONS)


def _sides(flows: pl.DataFrame) -> pl.DataFrame:
    """Both sides of every flow as sender; ``near`` where the side is ours or may be."""
    doubtful = pl.col("remote").is_in([Remote.UNKNOWN.value, Remote.LIKELY_SERVER.value])
    client = flows.select(
        "flow_id",
        "vantage",
        "transport",
        "server_ip",
        "server_port",
        sender="client_ip",
        mac="client_mac",
        near=pl.col("remote") != Remote.CLIENT,
        doubtful=doubtful,
    )
    server = flows.select(
        "flow_id",
        "vantage",
        "transport",
        server_ip="client_ip",
        server_port=pl.lit(None, dtype=pl.UInt16),
        sender="server_ip",
        mac="server_mac",
        near=(pl.col("remote") == Remote.CLIENT) | doubtful,
        doubtful=doubtful,
    )
    return pl.concat([client, server])


def _own_sides(sides: pl.DataFrame) -> pl.DataFrame:
    """Far sides that are no device under test are left out."""
    return sides.filter(pl.col("near") | (pl.col("kind") == SenderKind.DEVICE.value))


def _owner(row: _Row, scenario: Scenario, background: Background) -> tuple[str, str | None, str | None, str]:
    """Owner, grade, device and reason of one kind of flow."""
    reason = f"{row['sender_reason']}."
    match row["kind"]:
        case SenderKind.TOOL.value:
            return _tool(row, scenario)
        case SenderKind.OTHER.value:
            return Owner.OTHER.value, Grade.DEVICE.value, None, reason
        case SenderKind.DEVICE.value:
            return _device(row, scenario, background)
    point = next(one for one in scenario.vantage_points if one.id == row["vantage_point"])
    if point.subject_only:
        text = f"{reason[:-1]}; only the subject is attached at {point.id}."
        return Owner.SUBJECT.value, Grade.TAP.value, None, text
    return Owner.UNASSIGNED.value, None, None, reason


def _tool(row: _Row, scenario: Scenario) -> tuple[str, str | None, str | None, str]:
    """Ours where one of the tools that share this sender is said to send this."""
    tap = next(one.tap for one in scenario.vantage_points if one.id == row["vantage_point"])
    mac, port = row["mac"], row["server_port"]
    for tool, reason in tools_at(str(row["sender"]), mac if isinstance(mac, str) else None, tap, scenario):
        if tool_sends_there(tool, str(row["server_ip"]), port if isinstance(port, int) else None, tap):
            return Owner.TOOL.value, Grade.DEVICE.value, None, f"{reason}."
    reason = f"{row['sender_reason']}, but this is not what the tool is said to send."
    return Owner.UNASSIGNED.value, Grade.DEVICE.value, None, reason


def _device(row: _Row, scenario: Scenario, background: Background) -> tuple[str, str | None, str | None, str]:
    device, reason = str(row["id"]), str(row["sender_reason"])
    if scenario.subject.boundary != "app":
        return Owner.SUBJECT.value, Grade.DEVICE.value, device, f"{reason}."
    if row["category"] in _DELEGATES:
        text = f"{reason}; a push service sends for the operating system and for apps."
        return Owner.DELEGATED.value, Grade.DEVICE.value, device, text
    told = background.tell(row)
    if told.owner is Owner.SUBJECT:
        return Owner.SUBJECT.value, Grade.DIFFERENCE.value, device, f"{reason}; {told.why}."
    return told.owner.value, Grade.DEVICE.value, device, f"{reason}; {told.why}."
