"""What could hide a witness, gathered from captures, campaign, contacts and scope -> BLIND_SPOTS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from harness.model.blind_spots import BLIND_SPOTS as RULES
from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Claim
from harness.model.scenario import AcceptedLimit, Cell, Scenario
from harness.model.selection import Selection
from harness.model.words import Standing
from harness.stages.scoping import in_scope, untested
from harness.stages.spots import Spot, percent
from harness.tables.blind_spots import BLIND_SPOTS
from harness.tables.contacts import CONTACTS
from harness.tables.coverage import COVERAGE
from harness.tables.leads import LEADS
from harness.tables.schema import conform

Row = dict[str, Any]


def gather_blind_spots(spots: Sequence[Spot], scenario: Scenario) -> pl.DataFrame:
    """Make the table, each blind spot once.

    Args:
        spots: In any order.
        scenario: Claims, cells and accepted limits.
    """
    claims = {claim.id: claim for claim in scenario.claims}
    cells = {cell.id: number for number, cell in enumerate(scenario.cells)}
    rows = [_row(spot, claims, scenario) for spot in dict.fromkeys(spots)]
    rows.sort(
        key=lambda row: (
            cells.get(row["cell"], len(cells)),
            row["selection"] or "",
            row["kind"],
            row["claim"] or "",
            row["detail"],
            -1 if row["lead_id"] is None else row["lead_id"],
            row["capture"] or "",
        )
    )
    schema = {name: dtype for name, dtype in BLIND_SPOTS.schema.items() if name != "blind_spot_id"}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("blind_spot_id")
    return conform(frame.with_columns(pl.col("blind_spot_id").cast(pl.UInt64)), BLIND_SPOTS)


def lead_spots(leads: pl.DataFrame, contacts: pl.DataFrame) -> Iterator[Spot]:
    """One blind spot for each open lead."""
    seen = {row["contact_id"]: row for row in conform(contacts, CONTACTS).iter_rows(named=True)}
    for row in conform(leads, LEADS).filter(pl.col("standing") == Standing.OPEN.value).iter_rows(named=True):
        contact = seen[row["contact_id"]]
        yield Spot(
            cell=row["cell"],
            kind=BlindSpotKind(row["blind_spot"]),
            detail=f"{_socket(contact)}: {row['reason']}",
            claim=row["claim"],
            capture=contact["capture"],
            packet=contact["packet"],
            lead_id=row["lead_id"],
        )


def _socket(contact: Row) -> str:
    port = "" if contact["server_port"] is None else f"/{contact['server_port']}"
    name = f"{contact['name']} " if contact["name"] else ""
    return f"{name}{contact['server_ip']} {contact['transport']}{port}"


def coverage_spots(coverage: pl.DataFrame, scenario: Scenario) -> Iterator[Spot]:
    """Loss beyond what each claim bears."""
    rows = conform(coverage, COVERAGE).filter(pl.col("measure") == "packets")
    ratios = dict(rows.select("cell", "ratio").iter_rows())
    for claim in scenario.claims:
        for cell in _run(scenario, claim):
            ratio = ratios.get(cell.id)
            if ratio is not None and ratio < claim.floor_ratio:
                detail = f"{percent(ratio)} of the packets were captured; {claim.id} asks for {percent(claim.floor_ratio)}."
                yield Spot(cell=cell.id, kind=BlindSpotKind.PACKET_LOSS, detail=detail, claim=claim.id)


def stale_spots(stale: frozenset[str], max_age_days: int) -> Iterator[Spot]:
    """Cells that place data are too far from in time: listed only, for what hangs on these data is an open lead each (decision 0148)."""
    for cell in sorted(stale):
        detail = f"Place data are more than {max_age_days} days older or newer than the captures: they neither witness nor clear."
        yield Spot(cell=cell, kind=BlindSpotKind.OLD_DATA, detail=detail, blocks=False)


def scope_spots(scenario: Scenario, selection: Selection) -> Iterator[Spot]:
    """What each claim is asserted for and a choice of cells does not cover.

    Args:
        scenario: Claims and cells.
        selection: The choice; stands in the row, because another choice covers something else.
    """
    for claim in scenario.claims:
        own = [cell for cell in scenario.cells if in_scope(claim, cell) and selection.holds(cell)]
        run = [cell for cell in own if cell.captures]
        for lack in untested(claim, run, scenario.subject.product):
            yield _scope_spot(claim, BlindSpotKind.SCOPE_NOT_TESTED, lack.text, selection)
        for cell in own:
            if not cell.captures:
                yield _scope_spot(claim, BlindSpotKind.CELL_NOT_RUN, not_run(cell), selection)
        offered = {version for cell in run for version in cell.ip_versions}
        for version in sorted({4, 6} - offered) if run else ():
            detail = not_offered(version)
            yield _scope_spot(claim, BlindSpotKind.IP_VERSION_NOT_OFFERED, detail, selection)


def not_run(cell: Cell) -> str:
    """What is said of a planned cell."""
    return f"Cell {cell.id} is planned and was not run."


def not_offered(version: int) -> str:
    """What is said of an IP version that no cell offered."""
    return f"No cell offered IPv{version}; what the product would do with it is not known."


def _scope_spot(claim: Claim, kind: BlindSpotKind, detail: str, selection: Selection) -> Spot:
    return Spot(cell=None, kind=kind, detail=detail, claim=claim.id, selection=str(selection))


def _run(scenario: Scenario, claim: Claim) -> Iterator[Cell]:
    return (cell for cell in scenario.cells if cell.captures and in_scope(claim, cell))


def _row(spot: Spot, claims: dict[str, Claim], scenario: Scenario) -> Row:
    blinds = sorted(kind.value for kind in RULES[spot.kind].blinds)
    if spot.claim is not None:
        blinds = [claims[spot.claim].kind.value]
    return {
        "cell": spot.cell,
        "selection": spot.selection,
        "kind": spot.kind.value,
        "blinds": blinds if spot.blocks else [],
        "claim": spot.claim,
        "detail": spot.detail,
        "remedy": RULES[spot.kind].remedy,
        "capture": spot.capture,
        "packet": spot.packet,
        "lead_id": spot.lead_id,
        "flows": spot.flows,
        "payload_octets": spot.payload_octets,
        "octets_ratio": spot.octets_ratio,
        "accepted": _accepted(spot, scenario),
    }


def _accepted(spot: Spot, scenario: Scenario) -> str | None:
    """Who accepts a blind spot says why and until when; it blocks all the same."""
    found = [
        limit for limit in scenario.accepted_limits if limit.covers(spot.kind.value, spot.cell, spot.claim)
    ]
    of_all = [limit for limit in found if limit.claim is None]
    told = [_until(limit) for limit in of_all[:1]] or [
        f"for {limit.claim}: {_until(limit)}" for limit in found
    ]
    return "; ".join(told) or None


def _until(limit: AcceptedLimit) -> str:
    return f"{limit.reason} (until {limit.expires.isoformat()})"
