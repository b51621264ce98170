"""One body and what is sought -> what was found in it, and what of it was not read to the ground.

A body is searched as it is; then whatever in it can be undone is undone and searched in turn: declared codings,
compressed streams, base64 and hex runs, URL and JSON escapes, in any order up to six deep. Work is bounded by the
body's budget (``harness.content.budget``), whatever the octets say.

Blind spots: what ``undecoded`` lists, and those of each form, named in its module. A value split over two bodies is not found.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from harness.content.budget import HIT_WORK, MAX_DEPTH, Budget, Purse
from harness.content.escapes import unescape_json, unescape_url
from harness.content.inflate import Opened, find_streams, open_declared
from harness.content.layers import STAYS, Layer, Packed, Piece, is_new, joined, outer_offset, outermost
from harness.content.leads import find_leads
from harness.content.needles import KEY_OCTETS, Needles, build_needles
from harness.content.once import Codes, Found, codes_of, told_once
from harness.content.positions import SoughtPlaces, find_places, sought_places
from harness.content.runs import decode_base64, decode_hex
from harness.content.undecoded import Rests
from harness.model.content import Body, Hit, Part, Searched, Standing, WhyUndecoded
from harness.model.honey import Honey

MAX_BODY_OCTETS: Final = 16 * 1024 * 1024
"""Octets of a body that are looked at."""
MAX_HITS: Final = 1_000
"""Hits of one body that are kept, by place."""
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_MOST_CODINGS: Final = 4


class Sought(NamedTuple):
    """What is searched for, made ready once for many bodies."""

    honey: tuple[Honey, ...]
    needles: Needles
    places: SoughtPlaces
    leads: bool
    salt: bytes


def sought(honey: Sequence[Honey], salt: bytes, *, leads: bool = False) -> Sought:
    """Make ready what is searched for.

    Args:
        honey: What was planted; may be empty.
        salt: Key of the digests: 16 random octets of the run at least.
        leads: Whether to look for what resembles personal data too.
    """
    places = sought_places((at, one.place) for at, one in enumerate(honey) if one.place is not None)
    return Sought(tuple(honey), build_needles(honey), places, leads, salt)


def search_body(body: Body, sought: Sought) -> tuple[Hit, ...]:
    """Search one body; what ``search`` gives without the undecoded rests.

    Args:
        body: Any octets with what their carrier declares. Header lines and request targets are bodies of their own.
        sought: From ``sought``.

    Returns:
        Hits in order of outer offset, id and encoding; at most 1,000. The same body gives the same hits.
    """
    return search(body, sought).hits


def search(body: Body, sought: Sought, purse: Purse | None = None) -> Searched:
    """Search one body, and tell what of it was not read; see ``search_body``.

    Args:
        body, sought: As there.
        purse: Of the bodies that were searched before and of this one; None: it is the only one.
    """
    rests = Rests()
    data = body.data
    if len(data) > MAX_BODY_OCTETS:
        rests.add(WhyUndecoded.TOO_LARGE, len(data) - MAX_BODY_OCTETS)
        data = data[:MAX_BODY_OCTETS]
    if not body.complete:
        rests.add(WhyUndecoded.INCOMPLETE, len(data))
    purse = purse or Purse()
    budget = purse.budget(len(data), leads=sought.leads)
    found: list[Found] = []
    coded: list[Layer] = []
    codes: Codes = {}
    for layer in _layers(_declared(data, body.content_encoding, budget, rests), body, budget, rests):
        for one in _hits(layer, sought, body.part, budget):
            budget.spend(HIT_WORK)
            if is_new(layer, one.hit.offset, one.hit.octets):
                found.append(one)
        if layer.packed:
            coded.append(layer)  # kept alive, and with it all above: they are told by their identity
            codes_of(layer, codes)
    purse.give_back(budget)
    rests.add(WhyUndecoded.TOO_LARGE, budget.unread_octets)
    return Searched(tuple(told_once(found, codes)[:MAX_HITS]), rests.rows())


def _declared(data: bytes, codings: str | None, budget: Budget, rests: Rests) -> Layer:
    """The layer below the codings that were declared; the last one applied is undone first."""
    layer = outermost(data)
    names = [name.strip().lower() for name in (codings or "").split(",")]
    for name in reversed([name for name in names if name not in ("", "identity")][-_MOST_CODINGS:]):
        opened = open_declared(layer.data, name, budget)
        if opened is None:
            rests.add(WhyUndecoded.UNKNOWN_CODING, len(layer.data))
            return layer
        if opened.problem is not None:
            rests.add(opened.problem, len(layer.data))
            if not opened.data:
                return layer
        layer = joined(layer, opened.form, [Piece(0, opened.data)], STAYS)
    return layer


def _layers(first: Layer, body: Body, budget: Budget, rests: Rests) -> Iterator[Layer]:
    """A layer and all that can be made of it, breadth first."""
    form = body.part is Part.QUERY or (body.content_type or "").lower().startswith(_FORM_TYPE)
    waiting = [first]
    while waiting:
        layer = waiting.pop(0)
        streams = [
            stream
            for stream in find_streams(layer, budget)
            if is_new(layer, stream.start, stream.end - stream.start)
        ]
        if layer.depth < MAX_DEPTH:
            layer = layer._replace(packed=tuple(_whole(streams)))
        yield layer
        rests.judge(layer, streams, declared=body.content_type)
        below = _below(layer, streams, budget, form=form and layer.parent is first.parent)
        budget.next_layer()
        if layer.depth < MAX_DEPTH:
            waiting += below
        elif any(not child.escapes_only for child in below if child.coding[-1] != "base64"):
            rests.add(WhyUndecoded.TOO_DEEP, len(layer.data))


def _whole(streams: Iterable[Opened]) -> Iterator[Packed]:
    """Those that were unpacked to their end: nothing else is to be read in their octets."""
    for stream in streams:
        if stream.problem is None:
            yield Packed(stream.start, stream.begin, stream.end)


def _below(layer: Layer, streams: Iterable[Opened], budget: Budget, *, form: bool) -> list[Layer]:
    """What one layer gives when each coding is undone."""
    forms: dict[str, list[Piece]] = {}
    for stream in streams:
        if stream.data:
            forms.setdefault(stream.form, []).append(Piece(stream.start, stream.data))
    # Thousands of small streams are searched as one: each search has a price of its own.
    found: list[Layer | None] = [joined(layer, name, pieces, STAYS) for name, pieces in forms.items()]
    found += [unescape_url(layer, budget, form=form), unescape_json(layer, budget)]
    found += [decode_base64(layer, budget), decode_hex(layer, budget)]
    return [child for child in found if child is not None]


def _hits(layer: Layer, sought: Sought, part: Part, budget: Budget) -> Iterator[Found]:
    """What is found in one layer."""
    honey, data = sought.honey, layer.data
    if len(data) >= KEY_OCTETS:
        for needles, text in ((sought.needles.exact, data), (sought.needles.folded, data.lower())):
            for offset, octets, needle in needles.find(text):
                one = honey[needle.honey]
                what = _What(Standing.WITNESS, one.kind.value, one.id, needle.form)
                yield _found(layer, sought.salt, what, offset, octets)
    runs = layer.runs if layer.rate == STAYS else ()
    for at, form, pair, witness in find_places(data, sought.places, budget, runs):
        standing = Standing.WITNESS if witness else Standing.LEAD
        what = _What(standing, honey[at].kind.value, honey[at].id, (form,))
        yield _found(layer, sought.salt, what, pair.offset, pair.octets)
    if sought.leads:
        starts = (0,) if layer.escapes_only else [run.inner for run in layer.runs]
        for lead in find_leads(data, part, starts):
            what = _What(Standing.LEAD, lead.category, lead.id, ("plain",))
            yield _found(layer, sought.salt, what, lead.offset, lead.octets)


class _What(NamedTuple):
    standing: Standing
    kind: str
    found_id: str
    form: tuple[str, ...]


def _found(layer: Layer, salt: bytes, what: _What, offset: int, octets: int) -> Found:
    matched = layer.data[offset : offset + octets]
    hit = Hit(
        what.standing, what.kind, what.found_id, (*layer.coding, *what.form), offset, octets,
        outer_offset(layer, offset), hmac.new(salt, matched, "sha256").hexdigest(),
    )  # fmt: skip
    return Found(hit, layer)
