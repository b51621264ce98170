"""Blind spots of a verification -> gaps: what mends each, among the ways of its kind (``harness.model.ways``).

Which way is chosen hangs on the blind spot and on the scenario, never on what else is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.claims import Grade
from harness.model.mendings import MENDINGS
from harness.model.plans import Act, Gap
from harness.model.ways import LimitKind, Way
from harness.stages.blind_spots import not_offered, not_run
from harness.stages.plan_cells import REGION, Wanted, home
from harness.stages.plan_places import place_gap
from harness.stages.plan_situation import Row, Situation
from harness.stages.scoping import Untested, untested

_SEALED: Final = frozenset({"tls", "quic"})
_LOST: Final = frozenset({"damaged", "incomplete"})
_CLOSED: Final = frozenset({"opaque", "encrypted_zip"})
"""Reasons of UNDECODED: no keys; a better capture has it whole; the application itself encrypts."""

_STATED: Final = {
    Kind.DEVICE_NOT_SEEN: "each step names the devices that must be seen in it, each device stands in a step",
    Kind.STEP_UNPROVEN: "each step names evidence that the captures can show",
}


def gaps_of(number: int, at: Situation) -> tuple[Gap, ...]:
    """What one blind spot leaves open; at least one gap, each once.

    Args:
        number: ``blind_spot_id`` of one that blocks.
        at: Where it lies.
    """
    spot = at.spots[number]
    kind = Kind(spot["kind"])
    found = tuple(dict.fromkeys(_SITUATED.get(kind, _of_cell)(spot, at)))
    return found or (Gap(number, None, ""),)


def _gap(spot: Row, way: Way, target: str, how: str | None = None, **limit: Any) -> Gap:
    return Gap(spot["blind_spot_id"], Act(way, target), how or MENDINGS[Kind(spot["kind"])].how, **limit)


def _limit(spot: Row, kind: LimitKind, about: str = "") -> Gap:
    return Gap(spot["blind_spot_id"], None, "", kind, about)


def _of_cell(spot: Row, at: Situation) -> Iterator[Gap]:
    """The first way of the kind, in the cell; without a way its limit."""
    del at
    mending = MENDINGS[Kind(spot["kind"])]
    if mending.ways:
        yield _gap(spot, mending.ways[0], spot["cell"] or "")
    else:
        yield _limit(spot, mending.limits[0], _where(spot))


def _where(spot: Row) -> str:
    return f"{spot['cell']}: {spot['detail']}" if spot["cell"] else str(spot["detail"])


def _stated_or_again(spot: Row, at: Situation) -> Iterator[Gap]:
    """What only the file lacks is written down; what was not seen takes another capture."""
    if (spot["cell"], spot["kind"], spot["detail"]) in at.unstated:
        yield _gap(spot, Way.STATE_STEPS, spot["cell"], _STATED[Kind(spot["kind"])])
    else:
        yield _gap(spot, Way.RECAPTURE, spot["cell"])


def _way_out(spot: Row, at: Situation) -> Iterator[Gap]:
    yield _gap(spot, Way.TAP_EGRESS, at.unwatched.get((spot["cell"], spot["detail"]), ""))


def _by_contact(way: Way, column: str) -> Callable[[Row, Situation], Iterator[Gap]]:
    """A way whose target is a value of the contact; of a cell where there is no contact."""

    def situated(spot: Row, at: Situation) -> Iterator[Gap]:
        contact = at.contact(spot)
        yield _gap(spot, way, spot["cell"] if contact is None else _text(contact[column]))

    return situated


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _sender(spot: Row, at: Situation) -> Iterator[Gap]:
    """Who sent it: by the system where the claim asks for that; before address translation; by a list where nobody is known; else
    by what is sent without the app.
    """
    contact, claim = at.contact(spot), at.claims.get(spot["claim"])
    asked = claim is not None and claim.attribution.rank >= Grade.JOIN.rank
    if contact is None or asked:
        yield _gap(spot, Way.RECAPTURE_UID, spot["cell"])
    elif contact["vantage_point"] in at.behind_translation:
        yield _gap(
            spot, Way.RECAPTURE, spot["cell"], "before address translation, where senders are told apart"
        )
    elif contact["device"] is None:
        yield _gap(spot, Way.STATE_SENDER, _text(contact["senders"]) or spot["cell"])
    else:
        cell = at.cells[spot["cell"]]
        yield _gap(spot, Way.BASELINE, cell.baseline or f"{cell.egress_region} {cell.bearer}")


def _rule(spot: Row, at: Situation) -> Iterator[Gap]:
    """A rule knows an endpoint by its name, else by its address."""
    contact = at.contact(spot)
    yield _gap(
        spot, Way.ADD_RULE, spot["cell"] if contact is None else contact["name"] or contact["server_ip"]
    )


def _place(spot: Row, at: Situation) -> Iterator[Gap]:
    contact, claim = at.contact(spot), at.claims.get(spot["claim"])
    if contact is None or claim is None:
        yield _gap(spot, Way.PLACE_DATA, spot["cell"])
        return
    vantage = f"{contact['cell']}/{contact['vantage_point']}"
    need = at.places.needs(claim).get((vantage, contact["server_ip"]))
    yield place_gap(spot["blind_spot_id"], contact, claim, need)


def _hidden_hello(spot: Row, at: Situation) -> Iterator[Gap]:
    """Where names are asked for in the dark too, only keys are left."""
    hidden = {Kind.ENCRYPTED_DNS.value, Kind.HTTPDNS.value}
    if any(one["cell"] == spot["cell"] and one["kind"] in hidden for one in at.spots.values()):
        yield _gap(spot, Way.RECAPTURE_KEYS, spot["cell"], limit=LimitKind.HIDDEN_NAME, about=_where(spot))
    else:
        yield _gap(spot, Way.RECAPTURE_KEYS, spot["cell"])


def _pinned(spot: Row, at: Situation) -> Iterator[Gap]:
    del at
    yield _gap(spot, Way.RECAPTURE_KEYS, spot["cell"], limit=LimitKind.PINNED, about=_where(spot))


def _sealed(spot: Row, at: Situation) -> Iterator[Gap]:
    """By the reasons why content was not read, where it was searched; else the transport is sealed."""
    points = [point for cell, point in at.undecoded if cell == spot["cell"]]
    named = [point for point in points if spot["detail"].startswith(f"{point}: ")]
    reasons = {reason for point in named or points for reason in at.undecoded[spot["cell"], point]}
    if reasons & _SEALED or not reasons:
        yield _gap(spot, Way.RECAPTURE_KEYS, spot["cell"])
    if reasons & _LOST:
        yield _gap(spot, Way.RECAPTURE, spot["cell"], "whole and without loss")
    if reasons & _CLOSED:
        yield _limit(spot, LimitKind.APPLICATION_ENCRYPTION, _where(spot))
    if others := sorted(reasons - _SEALED - _LOST - _CLOSED):
        yield _limit(spot, LimitKind.NOT_READ, f"{_where(spot)} Not read: {', '.join(others)}.")


def _scope(spot: Row, at: Situation) -> Iterator[Gap]:
    """Every combination that it is about, by the planned cell or the region that would test it."""
    wanted = at.wanted[spot["claim"]]
    product = at.scenario.subject.product
    lacks = {lack.text: lack for lack in untested(wanted.claim, wanted.run, product)}
    lack = lacks[spot["detail"]]
    if lack.variable == "product":
        yield _limit(spot, LimitKind.OTHER_PRODUCT, spot["detail"])
    elif lack.variable is not None and not lack.missing:
        yield _limit(spot, LimitKind.ANY_VALUE, spot["detail"])
    else:
        yield from _cells(spot, wanted, lack, at)


def _cells(spot: Row, wanted: Wanted, lack: Untested, at: Situation) -> Iterator[Gap]:
    within = wanted.narrowed(lack)
    for cell in wanted.planned_within(within):
        yield _gap(spot, Way.RUN_PLANNED, cell.id)
    for region in wanted.regions(within):
        yield _gap(spot, Way.NEW_CELLS, region or home(at.scenario, wanted))


def _planned(spot: Row, at: Situation) -> Iterator[Gap]:
    cells = {not_run(cell): cell.id for cell in at.wanted[spot["claim"]].planned}
    yield _gap(spot, Way.RUN_PLANNED, cells[spot["detail"]])


def _ip_version(spot: Row, at: Situation) -> Iterator[Gap]:
    """A planned cell that offers it, else a region that new cells are wanted in anyway, else where the claim was tested."""
    wanted = at.wanted[spot["claim"]]
    version = next(one for one in (4, 6) if not_offered(one) == spot["detail"])
    if planned := next((cell.id for cell in wanted.planned if version in cell.ip_versions), None):
        yield _gap(spot, Way.RUN_PLANNED, planned)
        return
    anyway = next(wanted.regions(wanted.bounds), None) if wanted.bounds.get(REGION) else None
    yield _gap(spot, Way.NEW_CELLS, anyway or home(at.scenario, wanted))


_SITUATED: Final[Mapping[Kind, Callable[[Row, Situation], Iterator[Gap]]]] = MappingProxyType(
    {
        Kind.DEVICE_NOT_SEEN: _stated_or_again,
        Kind.STEP_UNPROVEN: _stated_or_again,
        Kind.UNOBSERVED_EGRESS: _way_out,
        Kind.UNASSIGNED_SENDER: _sender,
        Kind.REMOTE_SIDE_UNKNOWN: _by_contact(Way.STATE_SENDER, "senders"),
        Kind.RESOLVER_CHOICE_UNKNOWN: _by_contact(Way.STATE_RESOLVERS, "vantage_point"),
        Kind.TUNNEL: _by_contact(Way.TAP_BEYOND, "server_ip"),
        Kind.CARRIER_ONWARD: _by_contact(Way.TAP_BEYOND, "vantage_point"),
        Kind.UNDECIDED_PLACE: _place,
        Kind.UNKNOWN_OPERATOR: _rule,
        Kind.RULE_NOT_FIRM: _rule,
        Kind.ECH: _hidden_hello,
        Kind.PINNED: _pinned,
        Kind.UNDECODED: _sealed,
        Kind.SCOPE_NOT_TESTED: _scope,
        Kind.CELL_NOT_RUN: _planned,
        Kind.IP_VERSION_NOT_OFFERED: _ip_version,
    }
)
"""Kinds whose way hangs on more than the cell."""
