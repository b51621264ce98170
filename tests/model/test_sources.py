"""Whose votes on places are counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.sources import DataSource, is_heard
from tests.support.verification_example import example


def source(meaning: str) -> DataSource:
    return replace(example().data_sources[0], source="some-set", lineage="some-vendor", meaning=meaning)


@pytest.mark.parametrize("meaning", ["geolocated", "cloud_region"])
@pytest.mark.parametrize(
    ("databases", "counted"),
    [
        (None, True),
        (("some-set",), True),
        (("some-vendor", "x"), True),
        (("SomeSet",), True),
        (("some",), False),
        ((), False),
    ],
)
def test_a_locator_is_heard_by_id_or_lineage(
    meaning: str, databases: tuple[str, ...] | None, counted: bool
) -> None:
    assert is_heard(source(meaning), databases) is counted


@pytest.mark.parametrize("meaning", ["registered", "operator", "anycast", "borders"])
@pytest.mark.parametrize("databases", [None, ("some-set",)])
def test_what_does_not_say_where_has_no_vote(meaning: str, databases: tuple[str, ...] | None) -> None:
    assert not is_heard(source(meaning), databases)
