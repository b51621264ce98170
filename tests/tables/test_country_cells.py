"""Directions from the centre of the Earth."""

from __future__ import annotations

import numpy as np
import pytest

from harness.tables.country_cells import NO_CELLS, direction


@pytest.mark.parametrize(
    ("latitude", "longitude", "wanted"),
    [(0, 0, (1, 0, 0)), (0, 90, (0, 1, 0)), (0, -90, (0, -1, 0)), (0, 180, (-1, 0, 0)), (90, 12, (0, 0, 1)), (-90, 12, (0, 0, -1))],
)  # fmt: skip
def test_axes(latitude: float, longitude: float, wanted: tuple[float, ...]) -> None:
    assert direction(latitude, longitude) == pytest.approx(wanted, abs=1e-15)


def test_many_places_are_rows() -> None:
    found = direction(np.array([0.0, 45.0]), np.array([0.0, 45.0]))
    assert found.shape == (2, 3)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1])


def test_no_cells_are_of_no_country() -> None:
    assert (NO_CELLS.codes, len(NO_CELLS.directions), len(NO_CELLS.starts)) == ((), 0, 0)
