"""The kept catalogue: the same rules back, and nothing from a file that is not whole."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from harness.model.rules import Rule
from harness.rules.cache import cache_path, read_cache, write_cache
from harness.rules.check import check_files
from tests.support.drawn_rules import rule_lists
from tests.support.rule_files import GOOD, SECOND


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    rules, _ = check_files([("acme.yaml", (GOOD + SECOND).encode())])
    assert write_cache(tmp_path / "deep" / "x.json", tuple(rules))
    return tmp_path / "deep" / "x.json"


def test_rules_come_back_as_they_were(kept: Path) -> None:
    rules, _ = check_files([("acme.yaml", (GOOD + SECOND).encode())])
    assert read_cache(kept) == tuple(rules)


@given(rule_lists())
def test_rules_of_every_kind_come_back(rules: list[Rule]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        assert write_cache(path, tuple(rules))
        assert read_cache(path) == tuple(rules)


def test_no_file_is_no_cache(tmp_path: Path) -> None:
    assert read_cache(tmp_path / "none.json") is None


@pytest.mark.parametrize("cut", [0, 10, 64, 65, 200, -1])
def test_a_cut_file_is_no_cache(kept: Path, cut: int) -> None:
    kept.write_bytes(kept.read_bytes()[:cut])
    assert read_cache(kept) is None


def test_a_changed_file_is_no_cache(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes().replace(b"Example Drones", b"Another Drones"))
    assert read_cache(kept) is None


def test_a_folder_that_cannot_be_written_is_told_by_false(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert not write_cache(tmp_path / "file" / "x.json", ())


def test_the_name_follows_the_rule_files_and_the_users_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_path("a" * 64).parent == tmp_path / "harness"
    assert cache_path("a" * 64) != cache_path("b" * 64)
