"""contacts + what they were summed from -> the contacts of some cells, made ready to be set beside each other.

Names that are merely likely are taken off, steps become kinds, and what a proxy's record tells is told apart from what packets show: a
cell commonly holds both of the same connections, and the larger of the two is then what is counted, not their sum.

Blind spots: where a record and a capture of one vantage point each have another part of what went to an address, the larger part counts.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import polars as pl

from harness.model.scenario import Scenario
from harness.model.words import Owner
from harness.stages.contacts import Contacts
from harness.stages.remotes import towards_remote
from harness.tables.captures import CAPTURES
from harness.tables.contacts import CONTACTS
from harness.tables.flows import FLOWS
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

FIGURES: Final = ("flows", "payload_octets_up", "payload_octets_down")
_NOT_OURS: Final = (Owner.TOOL.value, Owner.OTHER.value)
_ENDPOINT: Final = ("vantage", "server_ip", "transport", "server_port")
_NOTHING: Final = pl.lit([], dtype=pl.List(pl.String))


class Shown(NamedTuple):
    """What a scenario's captures show of contacts; ``vantage`` is ``cell/vantage_point``."""

    contacts: Contacts
    flows: pl.DataFrame
    """FLOWS rows of these."""
    traits: pl.DataFrame
    """TRAITS rows of their endpoints."""
    captures: pl.DataFrame
    """CAPTURES rows."""


def contacts_to_contrast(shown: Shown, cells: Collection[str], scenario: Scenario) -> pl.DataFrame:
    """Contacts of some cells with whatever is under test.

    Args:
        shown: Of all cells.
        cells: Those that are wanted.
        scenario: Steps of each cell.

    Returns:
        CONTACTS columns, with a name only where it is certain, ``steps`` as sorted kinds, ``protocols`` that the endpoint spoke, and
        ``by_record``: whether proxies' records tell it. A contact that both tell is there twice, each time with the figures of one.
    """
    kinds = pl.DataFrame(
        [(cell.id, step.id, step.kind) for cell in scenario.cells for step in cell.steps],
        schema={"cell": pl.String, "steps": pl.String, "kind": pl.String},
        orient="row",
    )
    wanted = pl.col("cell").is_in(list(cells)) & ~pl.col("owner").is_in(_NOT_OURS)
    own = conform(shown.contacts.table, CONTACTS).filter(wanted)
    of_contact = (
        own.select("contact_id", "cell", "steps")
        .explode("steps", empty_as_null=True)
        .join(kinds, on=["cell", "steps"])
        .group_by("contact_id")
        .agg(kinds=pl.col("kind").unique().sort())
    )
    spoken = conform(shown.traits, TRAITS).select(*_ENDPOINT, "protocols")
    return (
        own.drop(FIGURES)
        .with_columns(
            name=pl.when(pl.col("possible_names").is_null()).then("name"),
            vantage=pl.format("{}/{}", "cell", "vantage_point"),
        )
        .join(spoken, on=_ENDPOINT, how="left", nulls_equal=True)
        .join(of_contact, on="contact_id", how="left")
        .with_columns(pl.col("protocols").fill_null(_NOTHING), steps=pl.col("kinds").fill_null(_NOTHING))
        .join(_figures(shown, own), on="contact_id", how="left")
        .drop("kinds", "vantage")
    )


def _figures(shown: Shown, own: pl.DataFrame) -> pl.DataFrame:
    """Flows and octets of each contact, apart by who told them."""
    records = conform(shown.captures, CAPTURES).filter(pl.col("intercepted").fill_null(value=False))[
        "capture"
    ]
    of_contact = shown.contacts.flows.join(own.select("contact_id", "server_ip"), on="contact_id")
    flows = conform(shown.flows, FLOWS).filter(
        pl.col("flow_id").is_in(of_contact["flow_id"].unique().implode())
    )
    return (
        towards_remote(flows)
        .join(of_contact, on=["flow_id", "server_ip"])
        .group_by("contact_id", by_record=pl.col("capture").is_in(records.unique().implode()))
        .agg(
            pl.len().cast(pl.UInt64).alias("flows"), pl.col("payload_octets_up", "payload_octets_down").sum()
        )
    )
