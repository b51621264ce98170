"""A layer -> planted positions in it, in every form, and whether chance could have made them.

Chance: matches of one form in one stretch of 1 MiB at most are k different values where random octets would give an expected number m; what
is found is a witness if m^k / k! is below one in a million, the chance of k or more (Poisson) being smaller still. So a
single pair of integers in a short datagram stands, a single one in a megabyte does not, two different ones do.
Binary numbers among octets that look random are leads whatever their number: there the model's octets are real.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from harness.content.boxes import box_around
from harness.content.budget import Budget
from harness.content.geohash import HashForms, find_words, hash_forms
from harness.content.layers import Run
from harness.content.number_pairs import PairForms, pair_forms
from harness.content.pairs import Pair
from harness.content.randomness import looks_random
from harness.content.text_pairs import TextForms, find_text_pairs, text_forms
from harness.content.varint_pairs import VarintForm, find_varint_pairs, read_varints, varint_forms
from harness.model.honey import Place

MOST_CHANCE: Final = 1e-6
STRETCH_OCTETS: Final = 1_048_576
GEOHASH: Final = "geohash"
_OVERLAP: Final = 256
"""Longer than any position."""
_SURROUNDINGS: Final = 256
"""Octets to each side that are looked at for randomness."""


class _Texts(NamedTuple):
    """What one planted position looks like as text or varints."""

    honey: int
    text: TextForms
    words: HashForms
    varints: tuple[VarintForm, ...]


class SoughtPlaces(NamedTuple):
    """All planted positions, ready to be searched."""

    texts: tuple[_Texts, ...]
    numbers: PairForms
    """Of all of them together."""


class PlaceMatch(NamedTuple):
    """A position found."""

    honey: int
    form: str
    pair: Pair
    witness: bool


def sought_places(places: Iterable[tuple[int, Place]]) -> SoughtPlaces:
    """Make ready positions, each with the index of its honey."""
    boxes = [(honey, box_around(place)) for honey, place in places]
    texts = [_Texts(honey, text_forms(box), hash_forms(box), varint_forms(box)) for honey, box in boxes]
    return SoughtPlaces(
        tuple(texts), PairForms(form for honey, box in boxes for form in pair_forms(honey, box))
    )


def find_places(
    data: bytes, sought: SoughtPlaces, budget: Budget | None = None, runs: Sequence[Run] = ()
) -> Iterator[PlaceMatch]:
    """Give every match of every planted position.

    Args:
        data: Any octets.
        sought: From ``sought_places``.
        budget: Pays for numbers read; None: what a body of these octets may cost.
        runs: What was put together: chance is that of a match's own run. Fewer than two: the data are one.
    """
    if not sought.texts:
        return
    for first in range(0, len(data), STRETCH_OCTETS):
        last = first + STRETCH_OCTETS >= len(data)
        part = data[first : first + STRETCH_OCTETS + _OVERLAP] if first or not last else data
        for match in _in_stretch(_Stretch(part, first, runs), sought, budget):
            if last or match.pair.offset < STRETCH_OCTETS:
                yield match._replace(pair=match.pair._replace(offset=first + match.pair.offset))


class _Stretch(NamedTuple):
    """Octets that are searched together."""

    data: bytes
    first: int
    """Their place in the layer."""
    runs: Sequence[Run]
    """Of the layer."""

    def by_run(self, pairs: Iterable[Pair]) -> Iterator[tuple[bytes, int, list[Pair]]]:
        """What is found in each run: its octets, their place, and the pairs as places in them."""
        if len(self.runs) < 2:
            yield self.data, 0, list(pairs)
            return
        found: dict[int, list[Pair]] = {}
        for pair in pairs:
            found.setdefault(bisect_right(self.runs, self.first + pair.offset, key=_inner) - 1, []).append(
                pair
            )
        for at, own in found.items():
            start = max(0, self.runs[at].inner - self.first)
            end = max(start, self.runs[at].inner + self.runs[at].octets - self.first)
            yield self.data[start:end], start, [pair._replace(offset=pair.offset - start) for pair in own]


def _inner(run: Run) -> int:
    return run.inner


def _in_stretch(stretch: _Stretch, sought: SoughtPlaces, budget: Budget | None) -> Iterator[PlaceMatch]:
    data = stretch.data
    varints = read_varints(data)
    for one in sought.texts:
        for name, pairs in find_text_pairs(data, one.text, budget):
            yield from (PlaceMatch(one.honey, name, pair, True) for pair in pairs)
        if pairs := find_words(data, one.words):
            yield from _weighed(stretch, one.honey, GEOHASH, one.words.chance, pairs)
        for varint, pairs in find_varint_pairs(varints, one.varints):
            yield from _weighed(stretch, one.honey, varint.name, varint.chance, pairs)
    for number, pairs in sought.numbers.find(data):
        yield from _weighed(stretch, number.honey, number.name, number.chance, pairs)


def _weighed(
    stretch: _Stretch, honey: int, form: str, chance: float, pairs: list[Pair]
) -> Iterator[PlaceMatch]:
    """Matches that chance could have made, with what they are worth."""
    for data, start, own in stretch.by_run(pairs):
        calm = {pair for pair in own if form == GEOHASH or not _among_random(data, pair)}
        witness = bool(calm) and _beyond_chance(data, calm, chance)
        for pair in own:
            placed = pair._replace(offset=start + pair.offset)
            yield PlaceMatch(honey, form, placed, witness and pair in calm)


def _among_random(data: bytes, pair: Pair) -> bool:
    return looks_random(data[max(0, pair.offset - _SURROUNDINGS) : pair.offset + pair.octets + _SURROUNDINGS])


def _beyond_chance(data: bytes, pairs: Iterable[Pair], chance: float) -> bool:
    """Whether so many different values are hardly chance, of so many octets."""
    different = len({data[pair.offset : pair.offset + pair.octets] for pair in pairs})
    expected = len(data) * chance
    return expected <= 0 or different * math.log(expected) - math.lgamma(different + 1) < math.log(
        MOST_CHANCE
    )
