"""Two pictures in, what changed between them out: for lines of a log and for alerts, which must not tell a thing twice.

Blind spots: what came and went between two pictures is not told, and an endpoint that is missing from one picture is told
as new when it is back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from harness.model.live import LiveClaim, LiveEndpoint, LivePicture, LiveTap
from harness.reports.places import socket

Value = str | int | bool | None
Fields = tuple[tuple[str, Value], ...]


class ChangeKind(StrEnum):
    """What changed; public, the second word of each line."""

    NOTE = "note"
    """Something that the harness changes in what it observes, or that evidence is SYNTHETIC."""
    TAP = "tap"
    """A tap was begun, went, came back or ended, or something is wrong with it."""
    DROPS = "drops"
    """More packets were lost, or it became known how many."""
    BLIND_SPOT = "blind-spot"
    NEW = "new"
    """An endpoint that was not there before."""
    NAME = "name"
    CONCERN = "concern"
    CLAIM = "claim"
    """A claim that is asked about, and that nothing refutes so far; told once, for what stands open changes all the time."""
    REFUTED = "refuted"
    """A claim and one witness against it; one more for each further witness."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is told."""

    kind: ChangeKind
    at_ns: int
    """Wall time of the picture that shows it."""
    fields: Fields
    """Names, public, and values as they are; texts are from the wire. None: not known, or none."""


def changes(before: LivePicture | None, after: LivePicture) -> Iterator[Change]:
    """What is in the later picture and was not in the earlier one, or was otherwise.

    Args:
        before: None where nothing was shown yet; then everything is new.
        after: The later one.
    """
    for note in _added(before.notes if before else (), after.notes):
        yield Change(ChangeKind.NOTE, after.at_ns, (("text", note),))
    for kind, fields in (*_taps(before, after), *_spots(before, after)):
        yield Change(kind, after.at_ns, fields)
    for kind, fields in (*_endpoints(before, after), *_claims(before, after)):
        yield Change(kind, after.at_ns, fields)


def _added(before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    known = set(before)
    return [text for text in dict.fromkeys(after) if text not in known]


def _spots(before: LivePicture | None, after: LivePicture) -> Iterator[tuple[ChangeKind, Fields]]:
    for text in _added(before.blind_spots if before else (), after.blind_spots):
        yield ChangeKind.BLIND_SPOT, (("text", text),)


def _taps(before: LivePicture | None, after: LivePicture) -> Iterator[tuple[ChangeKind, Fields]]:
    known = {(tap.interface, tap.vantage): tap for tap in before.taps} if before else {}
    for tap in after.taps:
        old = known.get((tap.interface, tap.vantage))
        where: Fields = (("vantage", tap.vantage), ("interface", tap.interface))
        if old is None or (old.state, old.note) != (tap.state, tap.note):
            yield ChangeKind.TAP, (*where, ("state", tap.state.value), ("note", tap.note or None))
        if _dropped(tap) != (_dropped(old) if old else (None, None)):
            yield ChangeKind.DROPS, (*where, ("kernel", tap.kernel_drops), ("capture", tap.capture_drops))


def _dropped(tap: LiveTap) -> tuple[int | None, int | None]:
    """What is told of drops: no drop at an interface is nothing new; that of capturing there was none is, at the end."""
    return tap.kernel_drops or None, tap.capture_drops


def _endpoints(before: LivePicture | None, after: LivePicture) -> Iterator[tuple[ChangeKind, Fields]]:
    known = {row.key: row for row in before.endpoints} if before else {}
    for row in after.endpoints:
        old = known.get(row.key)
        if old is None:
            yield ChangeKind.NEW, _told(row)
            continue
        who: Fields = (("vantage", row.vantage), ("endpoint", socket(row.address, row.transport, row.port)))
        if old.name != row.name:
            yield ChangeKind.NAME, (*who, ("name", row.name), ("was", old.name))
        if (old.rank, old.concern) != (row.rank, row.concern):
            named: Fields = (*who, ("name", row.name), ("place", row.located))
            yield ChangeKind.CONCERN, (*named, ("concern", row.concern or None), ("was", old.concern or None))


def _told(row: LiveEndpoint) -> Fields:
    return (
        ("vantage", row.vantage),
        ("endpoint", socket(row.address, row.transport, row.port)),
        ("name", row.name),
        ("place", row.located or None),
        ("concern", row.concern or None),
        ("whose", row.whose or None),
        ("ours", row.ours),
        ("capture", row.capture),
        ("packet", row.packet),
    )


def _claims(before: LivePicture | None, after: LivePicture) -> Iterator[tuple[ChangeKind, Fields]]:
    known = {claim.id: claim for claim in before.claims} if before else {}
    for claim in after.claims:
        old = known.get(claim.id)
        if claim.refuted:
            for witness in new_witnesses(old, claim).values():
                said: Fields = (("claim", claim.id), ("words", claim.words), ("witness", witness))
                yield ChangeKind.REFUTED, said
        elif old is None:
            yield ChangeKind.CLAIM, (("claim", claim.id), ("words", claim.words))


def new_witnesses(old: LiveClaim | None, claim: LiveClaim) -> dict[str, str | None]:
    """Witnesses of a refuted claim whose endpoints were not told before, by what those are known by.

    Of a claim that is refuted and names no witness there is one, None, under an empty key.
    """
    before = _keyed(old) if old is not None and old.refuted else {}
    if not claim.witnesses:
        return {"": None} if old is None or not old.refuted else {}
    return {key: text for key, text in _keyed(claim).items() if key not in before}


def _keyed(claim: LiveClaim) -> dict[str, str]:
    """The first witness of each endpoint, by what the endpoint is known by."""
    found: dict[str, str] = {}
    for key, text in zip(claim.witness_keys or claim.witnesses, claim.witnesses, strict=True):
        found.setdefault(key, text)
    return found
