r"""Hits of one body, found on several ways -> each value once, on the shortest way.

A value in base64 or hex is found by its literal and in the decoded run. One beside an escape (base64 with ``\/`` in JSON) is found with
and without the escape undone. A compressed stream with escapes about it that does not end well may open both ways.
One in a stream that holds it unpacked (stored, not deflated), itself in base64 or hex, is found in the stream and by its literal in front of it. There the
longer way is told: what stands in a stream that ends well is read in the stream only, as it is where nothing is coded.

Blind spots: a value told once more where a damaged stream holds escapes itself and stands among others: which of them
are escapes cannot be known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

from harness.content.layers import STAYS, Layer, offset_above, run_of
from harness.model.content import Hit

SAME_PLACE_OCTETS: Final = 4
"""Places on two ways may differ by a group of base64; values are longer."""
_ESCAPES: Final = frozenset(("url", "json"))


class Found(NamedTuple):
    """A hit and the layer it was found in."""

    hit: Hit
    layer: Layer


class _Placed(NamedTuple):
    """A hit, and where it is written in what holds it: the nearest layer above that was unpacked, or the body."""

    hit: Hit
    layer: Layer
    holder: Layer
    offset: int

    @property
    def written(self) -> tuple[str, ...]:
        """How, escapes left out."""
        return _without_escapes(self.hit.encoding[len(self.holder.coding) :])


class Stretch(NamedTuple):
    """A compressed stream that was unpacked to its end, where its code stands."""

    start: int
    end: int


Codes = dict[tuple[int, str], list[Stretch]]
"""By the identity of the layer that the code stands in and the kind of code: base64, hex."""


def codes_of(layer: Layer, codes: Codes) -> None:
    """Add where the streams of a decoded layer stand in the layers above it, up to what is no copy of another.

    Args:
        layer: Any, its streams known.
        codes: Grows.
    """
    if layer.coding[-1:] not in (("base64",), ("hex",)):
        return
    above = layer.parent
    stretches = [
        Stretch(offset_above(layer, one.begin), offset_above(layer, one.end - 1)) for one in layer.packed
    ]
    while above is not None and stretches:
        codes.setdefault((id(above), layer.coding[-1]), []).extend(stretches)
        if not above.escapes_only:
            return
        stretches = [
            Stretch(offset_above(above, one.start), offset_above(above, one.end)) for one in stretches
        ]
        above = above.parent


def _is_coded(found: Found, codes: Codes, starts: dict[tuple[int, str], list[int]]) -> bool:
    """Whether what a literal found is the code of a stream's octets."""
    hit = found.hit
    form = hit.encoding[len(found.layer.coding) :]
    key = id(found.layer), form[0] if len(form) > 1 else ""
    at = bisect_right(starts.get(key, ()), hit.offset) - 1
    return at >= 0 and hit.offset <= codes[key][at].end


def told_once(found: Iterable[Found], codes: Codes | None = None) -> list[Hit]:
    """Give each value at each place once.

    Args:
        found: In any order.
        codes: Of all layers, from ``codes_of``; these must still be there, as they are told by their identity.

    Returns:
        In order of outer offset, id and encoding.
    """
    codes = {key: sorted(one) for key, one in (codes or {}).items()}
    starts = {key: [one.start for one in stretches] for key, stretches in codes.items()}
    placed = _by_place(_place(one) for one in found if not _is_coded(one, codes, starts))
    return sorted((_in_stream(one) for one in _by_stream(placed)), key=_order)


def _in_stream(placed: _Placed) -> Hit:
    """The hit, its place told in its own stream where several were unpacked into one layer."""
    hit = placed.hit
    if placed.layer.rate != STAYS:
        return hit
    return hit._replace(offset=hit.offset - run_of(placed.layer, hit.offset).inner)


def _place(found: Found) -> _Placed:
    holder, offset = _holder(found.layer, found.hit.offset)
    return _Placed(found.hit, found.layer, holder, offset)


def _holder(layer: Layer, offset: int) -> tuple[Layer, int]:
    """The nearest layer in which octets have places of their own, and the place there."""
    while layer.parent is not None and layer.rate != STAYS:
        offset = offset_above(layer, offset)
        layer = layer.parent
    return layer, offset


def _by_place(placed: Iterable[_Placed]) -> list[_Placed]:
    """Of those that are written alike at one place of one layer, that of the fewest steps."""
    kept: list[_Placed] = []
    last: dict[tuple[int, str, tuple[str, ...]], tuple[int, int]] = {}
    for one in sorted(placed, key=_by_offset):
        key = id(one.holder), one.hit.found_id, one.written
        offset, at = last.get(key, (-SAME_PLACE_OCTETS - 1, 0))
        if one.offset - offset > SAME_PLACE_OCTETS:
            at = len(kept)
            kept.append(one)
        elif len(one.hit.encoding) < len(kept[at].hit.encoding):
            kept[at] = one
        last[key] = one.offset, at
    return kept


def _by_stream(placed: list[_Placed]) -> list[_Placed]:
    """Of one stream that was opened on several ways what the shortest shows, and what only the longer ones do.

    Offsets inside cannot be compared, as an escape undone moves what follows; but values come in one order.
    """
    ways: dict[tuple[object, ...], dict[int, list[_Placed]]] = {}
    for one in placed:
        form = one.hit.encoding[len(one.holder.coding) :]
        key = (
            one.hit.found_id,
            form,
            _without_escapes(one.holder.coding),
            _stream_places(one.holder, one.offset),
        )
        ways.setdefault(key, {}).setdefault(id(one.holder), []).append(one)
    kept: list[_Placed] = []
    for opened in ways.values():
        shown: list[_Placed] = []
        for way in sorted(opened.values(), key=_steps):
            shown += way[len(shown) :]
        kept += shown
    return kept


def _stream_places(layer: Layer, offset: int) -> tuple[int, ...]:
    """Where each stream that a place lies in begins, innermost first."""
    places: list[int] = []
    while layer.parent is not None:
        layer, offset = _holder(layer.parent, offset_above(layer, offset))
        places.append(offset)
    return tuple(places)


def _without_escapes(codings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(coding for coding in codings if coding not in _ESCAPES)


def _by_offset(one: _Placed) -> tuple[int, int, int]:
    return one.offset, len(one.hit.encoding), one.hit.offset


def _steps(way: list[_Placed]) -> int:
    return len(way[0].hit.encoding)


def _order(hit: Hit) -> tuple[int, str, tuple[str, ...], int]:
    return hit.outer_offset, hit.found_id, hit.encoding, hit.offset
