"""Where the user's own data sets lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ReferenceDataError
from harness.sources.geo_folder import user_folder


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"HARNESS_GEODATA": "/data/places", "XDG_DATA_HOME": "/xdg", "HOME": "/h"}, "/data/places"),
        ({"XDG_DATA_HOME": "/xdg", "HOME": "/h"}, "/xdg/harness/geodata"),
        ({"XDG_DATA_HOME": "relative", "HOME": "/h"}, "/h/.local/share/harness/geodata"),
        ({"XDG_DATA_HOME": "", "HARNESS_GEODATA": "", "HOME": "/h"}, "/h/.local/share/harness/geodata"),
    ],
)
def test_the_data_directory(
    environment: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", environment["HOME"])
    assert user_folder(environment) == Path(folder)


def test_without_a_home_one_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", unknown)
    with pytest.raises(ReferenceDataError, match="HARNESS_GEODATA"):
        user_folder({})
