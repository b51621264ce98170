"""Files of place data, mutated: any octets give sound rows or located faults, and what was found can be flattened."""

from __future__ import annotations

import random

import pytest

from harness.sources.geo_import.ranges import flatten
from harness.sources.geo_import.recognise import FORMATS, recognise
from tests.fuzz.test_records_fuzz import mutated
from tests.support.fuzzing import INPUTS
from tests.support.geo_files import SAMPLES, read


def inputs(form: str) -> list[bytes]:
    chance = random.Random(f"geo {form}")
    some = [mutated([SAMPLES[form]], chance) for _ in range(INPUTS - INPUTS // 10)]
    return some + [chance.randbytes(chance.randrange(200)) for _ in range(INPUTS // 10)]


@pytest.mark.parametrize("form", FORMATS)
def test_any_octets_give_sound_rows_or_located_faults(form: str) -> None:
    for octets in inputs(form):
        recognise(octets)
        found = read(form, octets)
        assert all(fault.startswith("f:") and fault.isprintable() for fault in found.faults)
        for version, bits in ((4, 32), (6, 128)):
            rows = found.rows[version]
            assert all(0 <= row.start <= row.end < 1 << bits for row in rows)
        if not found.faults:
            starts, values = flatten(found.rows[4])
            assert len(starts) == len(values) <= 2 * len(found.rows[4]) + 1
