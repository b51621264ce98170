"""Inputs that fuzzing found, through compiled kernels: no law is broken, and every target has some."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.kernel.link import DLT_LAYERS
from tests.fuzz.targets import TARGETS
from tests.fuzz.targets.links import families

CORPUS = Path(__file__).with_name("corpus")
MOST_OCTETS = 300_000
"""All inputs together; a corpus is no archive."""


@pytest.mark.parametrize("name", TARGETS)
def test_what_fuzzing_found_breaks_no_law(name: str) -> None:
    inputs = sorted((CORPUS / name).iterdir())
    assert inputs
    for path in inputs:
        TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_any_few_octets_break_no_law(name: str) -> None:
    for data in (b"", b"\0", b"\xff", b"\0" * 64, b"\xff" * 64, bytes(range(256))):
        TARGETS[name](data)


def test_the_corpus_is_small_and_of_these_targets() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} == set(TARGETS)
    assert sum(path.stat().st_size for path in files) < MOST_OCTETS


def test_every_link_type_is_tried_by_a_target() -> None:
    assert set(DLT_LAYERS) <= {dlt for dlts in families().values() for dlt in dlts}
