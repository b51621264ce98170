"""Mutated captures by number: the same number gives the same files wherever the same seeds are."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from random import Random

from tests.support.mutants.compressed import packed
from tests.support.mutants.frames import INSIDE
from tests.support.mutants.nesting import nested_capture
from tests.support.mutants.octets import BLIND, Mutation
from tests.support.mutants.records import RECORDS
from tests.support.mutants.seeds import JUDGED, own_seeds, real_seeds
from tests.support.truth import ROOT

TOGETHER = 5
"""Captures that most runs read."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutated capture."""

    name: str
    """Of the file to write."""
    octets: bytes
    told: str
    """What it came from and what was done to it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Captures that are read together."""

    number: int
    mutants: tuple[Mutant, ...]
    judged: bool
    """The first of them stands in a scenario, too."""


def captures_of(number: int) -> int:
    """How many captures a run reads: every tenth, which judges, and every third one, the others five."""
    return 1 if _judges(number) or number % 3 == 0 else TOGETHER


def runs_that_hold(captures: int) -> int:
    """How many runs, from the first, read so many captures."""
    held = itertools.accumulate(map(captures_of, itertools.count()))
    return next(runs for runs, read in enumerate(held, 1) if read >= captures)


def run_of(number: int) -> Run:
    """The run of a number; what many captures cost together is little more than what one does alone."""
    chance = Random(f"mutants {number}")
    judged = _judges(number)
    mutants = [
        _mutant(chance, 0, str(JUDGED.relative_to(ROOT)) if judged and chance.random() < 0.7 else None)
    ]
    while len(mutants) < captures_of(number):
        # Of one seed now and then: captures that overlap, or hold the same flows.
        seed = mutants[-1].told.split(":")[0] if chance.random() < 0.5 else None
        mutants.append(_mutant(chance, len(mutants), seed))
    return Run(number, tuple(mutants), judged)


def _judges(number: int) -> bool:
    return number % 10 == 9


def _mutant(chance: Random, place: int, wanted: str | None) -> Mutant:
    real = real_seeds()
    seeds = real if real and chance.random() < 0.4 else own_seeds()
    if wanted is not None:
        seeds = tuple(seed for seed in (*own_seeds(), *real) if seed[0] == wanted)
    elif chance.random() < 0.25:
        seeds = tuple(seed for seed in own_seeds() if seed[0].startswith("made pcapng"))
    name, octets = chance.choice(seeds)
    told = []
    for mutation in _mutations(chance):
        octets = mutation(chance, octets)
        told.append(mutation.__name__)
    suffix = "pcap"
    if chance.random() < 0.2:
        suffix, octets = packed(chance, octets)
        told.append(suffix)
    # Names of a ring, so that captures are joined where their times allow it.
    return Mutant(f"lan_{place + 1:05}_2026112317540{place}.{suffix}", octets, f"{name}: {', '.join(told)}")


def _mutations(chance: Random) -> list[Mutation]:
    kind = chance.random()
    if kind < 0.2:
        return [nested_capture, *chance.choices((*BLIND, *INSIDE), k=chance.choice((0, 0, 1)))]
    if kind < 0.4:
        return chance.choices(BLIND, k=chance.randint(1, 2))
    if kind < 0.65:
        return chance.choices(RECORDS, k=chance.randint(1, 3))
    return chance.choices((*INSIDE, *INSIDE, *RECORDS), k=chance.randint(1, 4))
