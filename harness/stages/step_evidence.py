"""flows + names + attributions + scenario -> STEP_EVIDENCE: did each step happen?

Definition: DESIGN section 5: a step names the evidence that it happened. What counts:

* *contacted*: a device under test told the host's name to a server in the step (SNI, Host);
  or it began a flow in the step to an address that it had asked for by that name, and no
  other name was told in that flow. Names below the host count. The server must have answered:
  level connected or better. A DNS question alone is no contact.
* *sent*: payload of the device in flows that lie in the step as a whole, at the vantage point
  that saw most: what two vantage points saw is never added up.
* *stated*: somebody's word. It counts as met; that it is a word, the kind tells.

Blind spots: errs low but for retransmissions, which count as sent. A contact in a flow older
than the step, names that are encrypted, and octets of flows that go on after the step are
not seen. DNS asked before the capture began ties no name.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from harness.model.name_sources import LOOKUPS, TOLD
from harness.model.scenario import Cell, Evidence, EvidenceKind, Scenario, Step
from harness.model.words import ContactLevel
from harness.stages.step_times import true_times
from harness.tables.flows import FLOWS
from harness.tables.frames import only
from harness.tables.liveness import STEP_EVIDENCE
from harness.tables.names import NAMES
from harness.tables.schema import conform

_TOLD = [source.value for source in TOLD]
_LOOKUPS = [source.value for source in LOOKUPS]
_Found = tuple[bool, str | None, str | None, int | None]
"""Met, found, capture, packet."""


def gather_step_evidence(
    sent: pl.DataFrame,
    flows: pl.DataFrame,
    names: pl.DataFrame,
    scenario: Scenario,
    offsets: Mapping[str, int],
) -> pl.DataFrame:
    """Say of each sign that a step names whether the captures show it.

    Args:
        sent: DEVICE_FLOWS rows of all cells.
        flows: FLOWS rows of all cells, in any order.
        names: NAMES rows of these flows, in any order.
        scenario: Cells with steps and their evidence.
        offsets: Capture key to what is added to its times, ns.

    Returns:
        STEP_EVIDENCE rows in order of the scenario.
    """
    contacts = _named_contacts(sent, flows, conform(names, NAMES), offsets)
    rows = [
        (cell.id, step.id, wanted.kind.value, _wanted(wanted), *_found(wanted, cell, step, sent, contacts))
        for cell in scenario.cells
        for step in cell.steps
        for wanted in step.evidence
    ]
    return conform(pl.DataFrame(rows, schema=STEP_EVIDENCE.schema, orient="row"), STEP_EVIDENCE)


def _wanted(wanted: Evidence) -> str:
    if wanted.kind is EvidenceKind.CONTACTED:
        return str(wanted.host)
    if wanted.kind is EvidenceKind.SENT:
        return f"{wanted.device}: {wanted.octets} octets"
    return str(wanted.text)


def _found(wanted: Evidence, cell: Cell, step: Step, sent: pl.DataFrame, contacts: pl.DataFrame) -> _Found:
    if wanted.kind is EvidenceKind.CONTACTED:
        return _contacted(wanted.host or "", cell, step, contacts)
    if wanted.kind is EvidenceKind.SENT:
        return _sent(wanted, cell, step, sent)
    return True, None, None, None


def _contacted(host: str, cell: Cell, step: Step, contacts: pl.DataFrame) -> _Found:
    name = pl.col("name")
    hits = contacts.filter(
        pl.col("cell") == cell.id,
        (name == host) | name.str.ends_with("." + host),
        pl.col("time_ns") >= step.from_ns,
        pl.col("time_ns") < step.to_ns,
    )
    if hits.is_empty():
        return False, None, None, None
    hit = hits.row(0, named=True)
    found = f"{hit['name']} at {hit['server_ip']} by {hit['device']} ({hit['source']})"
    return True, found, hit["capture"], hit["packet"]


def _sent(wanted: Evidence, cell: Cell, step: Step, sent: pl.DataFrame) -> _Found:
    octets = pl.col("sent_octets")
    inside = sent.filter(
        pl.col("cell") == cell.id,
        pl.col("device") == wanted.device,
        pl.col("start_ns") >= step.from_ns,
        pl.col("end_ns") < step.to_ns,
        octets > 0,
    )
    if inside.is_empty():
        return False, None, None, None
    most = (
        inside.sort(octets, "start_ns", "capture", "first_packet", descending=[True, False, False, False])
        .group_by("vantage_point")
        .agg(octets.sum(), pl.col("capture").first(), pl.col("first_packet").first())
        .sort(octets, "vantage_point", descending=[True, False])
        .row(0, named=True)
    )
    met = most["sent_octets"] >= (wanted.octets or 0)
    found = f"{most['sent_octets']} octets at {most['vantage_point']}"
    return met, found, most["capture"] if met else None, most["first_packet"] if met else None


def _named_contacts(
    sent: pl.DataFrame, flows: pl.DataFrame, names: pl.DataFrame, offsets: Mapping[str, int]
) -> pl.DataFrame:
    """Names that devices under test were in contact with, by time: when, where, and the packet to look at."""
    names = names.filter(pl.col("packet").is_not_null())
    names = names.with_columns(time_ns=true_times(names["capture"], names["time_ns"], offsets))
    far = only(conform(flows, FLOWS), ("flow_id", "server_ip", "data_up_capture", "data_up_packet"))
    reached = sent.filter("client", pl.col("contact") != ContactLevel.ATTEMPTED.value).join(far, on="flow_id")
    told = names.filter(pl.col("source").is_in(_TOLD))
    columns = ("cell", "device", "name", "source", "server_ip", "time_ns", "capture", "packet")
    found = [only(only(reached, ("flow_id", "cell", "device")).join(told, on="flow_id"), columns)]
    asked = names.filter(pl.col("source").is_in(_LOOKUPS), pl.col("asked").fill_null(value=False))
    if asked.height:
        found.append(only(_asked(sent, reached.join(told, on="flow_id", how="anti"), asked), columns))
    return pl.concat(found).unique().sort("time_ns", "capture", "packet", "name", "device")


def _asked(sent: pl.DataFrame, nameless: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Flows without a name of their own, with the names that the same device had asked their address by."""
    place = ["cell", "vantage_point", "device"]
    answers = (
        asked.select("flow_id", "server_ip", "name", "source", asked_ns="time_ns")
        .join(only(sent, ("flow_id", *place)), on="flow_id")
        .group_by(*place, "server_ip", "name", "source")
        .agg(pl.col("asked_ns").min())
    )
    return (
        nameless.join(answers, on=[*place, "server_ip"])
        .filter(pl.col("asked_ns") <= pl.col("start_ns"))
        .with_columns(
            time_ns=pl.col("start_ns"),
            packet=pl.coalesce("data_up_packet", "first_packet"),
            capture=pl.coalesce("data_up_capture", "capture"),
        )
    )
