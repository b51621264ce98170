"""flows + attributions + endpoints + names -> CONTACTS: who of ours was in contact with which endpoint, step by step.

One address serves many names, so a contact has the name of its own flows (``harness.stages.flow_names``); only
where they tell none is it the endpoint's, and then what else may have been meant is kept with it.

Blind spots: a flow's octets all count in the step of its first payload; how they spread over later steps is not
kept. ``steps`` lists every step that its flows touch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from harness.model.scenario import Scenario
from harness.model.words import ContactLevel, Scope
from harness.stages.flow_names import with_flow_names
from harness.stages.onward import with_onward
from harness.stages.remotes import towards_remote
from harness.stages.step_times import list_steps, step_of, steps_touched
from harness.tables.attributions import ATTRIBUTIONS
from harness.tables.contacts import CONTACT_KEY, CONTACTS
from harness.tables.endpoints import ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.frames import only, without
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

_LEVELS = pl.Enum([level.value for level in ContactLevel])
_AFTER_ALL_TIMES_NS = 2**62
"""Puts flows that sent nothing behind all that did: the year 2116."""
_ENDPOINT = ("vantage", "server_ip", "transport", "server_port")


class Contacts(NamedTuple):
    """Contacts and what they were summed from."""

    table: pl.DataFrame
    """CONTACTS rows."""
    flows: pl.DataFrame
    """``flow_id`` and ``contact_id``; a flow that tells several names has a contact for each."""


def gather_contacts(
    flows: pl.DataFrame,
    attributions: pl.DataFrame,
    endpoints: pl.DataFrame,
    traits: pl.DataFrame,
    names: pl.DataFrame,
    scenario: Scenario,
    offsets: Mapping[str, int],
) -> Contacts:
    """Sum flows by endpoint, name, owner, device and step.

    Args:
        flows: FLOWS rows; ``vantage`` is ``cell/vantage_point``.
        attributions: ATTRIBUTIONS rows of these flows.
        endpoints: ENDPOINTS rows of these flows.
        traits: TRAITS rows of these.
        names: NAMES rows of these flows.
        scenario: Steps of each cell.
        offsets: Capture key to what is added to its times, ns.

    Returns:
        CONTACTS rows by key, and the flows of each; row order of the input never matters.
    """
    owned = _owned(
        conform(flows, FLOWS),
        conform(attributions, ATTRIBUTIONS),
        with_onward(conform(endpoints, ENDPOINTS), conform(traits, TRAITS)),
    )
    stepped = _stepped(_named(owned, names), scenario, offsets)
    summed = _summed(stepped)
    summed = without(summed, "steps").hstack([_in_order(summed, scenario)])
    key = [*CONTACT_KEY, "doubtful_name"]
    frame = summed.sort(key, nulls_last=True)
    frame = frame.hstack([pl.Series("contact_id", range(frame.height), dtype=pl.UInt64)])
    flows_of = only(stepped, ("flow_id", *key)).join(
        only(frame, ("contact_id", *key)), on=key, how="left", nulls_equal=True
    )
    return Contacts(
        table=conform(without(frame, "doubtful_name"), CONTACTS),
        flows=only(flows_of, ("flow_id", "contact_id")).unique().sort("flow_id", "contact_id"),
    )


def _owned(flows: pl.DataFrame, attributions: pl.DataFrame, endpoints: pl.DataFrame) -> pl.DataFrame:
    """Flows towards the far side, with whose they are and what the far side is."""
    far = towards_remote(flows)
    near = without(attributions.filter("near"), "near")
    return (
        far.join(near, left_on=["flow_id", "client_ip"], right_on=["flow_id", "sender"], how="inner")
        .join(
            only(endpoints, (*_ENDPOINT, "scope", "scope_kind", "onward", "name", "names")),
            on=list(_ENDPOINT),
            how="left",
            nulls_equal=True,
        )
        # A flow without its endpoint is a fault of ours: its null stays and is refused, never left out in silence.
        .filter(pl.col("scope").ne_missing(Scope.LOCAL.value) | pl.col("onward").is_not_null())
        .with_columns(
            shown_ns=pl.coalesce("data_up_ns", "start_ns"),
            shown_capture=pl.coalesce("data_up_capture", "capture"),
            shown_packet=pl.coalesce("data_up_packet", "first_packet"),
        )
    )


def _named(owned: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """With the name of each flow; a flow that tells several is there once for each."""
    told, asked = pl.col("told"), pl.col("asked")
    of_endpoint = pl.col("names").list.sort()
    may_be = pl.when(asked.list.len() > 1).then(asked).when(of_endpoint.list.len() > 0).then(of_endpoint)
    certain = pl.when(told.list.len() > 0).then(told).when(asked.list.len() == 1).then(asked)
    likeliest = pl.when(may_be.list.contains(pl.col("name"))).then("name").otherwise(may_be.list.first())
    named = (
        with_flow_names(owned.with_columns(sender="client_ip"), names)
        .with_columns(certain=certain)
        .with_columns(
            possible_names=pl.when(pl.col("certain").is_null()).then(may_be),
            name=pl.coalesce("certain", pl.concat_list(likeliest)),
        )
        .with_columns(doubtful_name=pl.col("possible_names").is_not_null())
    )
    return without(named, "names", "certain", "told", "asked", "sender").explode("name")


def _stepped(owned: pl.DataFrame, scenario: Scenario, offsets: Mapping[str, int]) -> pl.DataFrame:
    """With the step of the packet to look at, and all steps touched."""
    steps = list_steps(scenario)
    step = step_of(owned["cell"], owned["shown_capture"], owned["shown_ns"], steps=steps, offsets=offsets)
    touched = steps_touched(
        owned["cell"], owned["capture"], owned["start_ns"], owned["end_ns"], steps=steps, offsets=offsets
    )
    return owned.hstack([step, touched.rename("steps")])


def _summed(stepped: pl.DataFrame) -> pl.DataFrame:
    """Sums, spans and the packet to look at, per contact."""
    level = pl.col("contact").cast(_LEVELS)
    # The packet to look at is in the first flow that sent payload, else in the first flow; of certain ones if any.
    rank = pl.col("shown_ns") + pl.col("data_up_ns").is_null().cast(pl.Int64) * _AFTER_ALL_TIMES_NS
    order = [~pl.col("remote_known"), "rank", "shown_capture", "shown_packet", "flow_id"]
    ordered = stepped.with_columns(rank=rank).sort(order)
    return (
        ordered.group_by(*CONTACT_KEY, "doubtful_name", maintain_order=True)
        .agg(
            pl.col("scope", "scope_kind", "onward", "reason").first(),
            possible_names=pl.col("possible_names").explode().drop_nulls().unique().sort(),
            senders=pl.col("client_ip").unique().sort(),
            flows=pl.len().cast(pl.UInt64),
            payload_octets_up=pl.col("payload_octets_up").sum(),
            payload_octets_down=pl.col("payload_octets_down").sum(),
            # A flow in doubt takes nothing from what certain ones show.
            contact=pl.coalesce(level.filter(pl.col("remote_known")).max(), level.max()).cast(pl.String),
            remote_known=pl.col("remote_known").any(),
            first_ns=pl.col("start_ns").min(),
            last_ns=pl.col("end_ns").max(),
            data_ns=pl.col("data_up_ns").min(),
            capture=pl.col("shown_capture").first(),
            packet=pl.col("shown_packet").first(),
            steps=pl.col("steps").explode().drop_nulls(),
        )
        .with_columns(possible_names=pl.when("doubtful_name").then("possible_names"))
    )


def _in_order(summed: pl.DataFrame, scenario: Scenario) -> pl.Series:
    """Steps of each row once, in order of the scenario."""
    order = {cell.id: [step.id for step in cell.steps] for cell in scenario.cells}
    rows = only(summed, ("cell", "steps")).iter_rows()
    return pl.Series(
        "steps",
        [[step for step in order[cell] if step in steps] for cell, steps in rows],
        dtype=pl.List(pl.String),
    )
