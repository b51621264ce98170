"""Keys of redaction as the user gives them, and what is wrong with one."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from harness.cli.redacting import Redacting, add_redaction, redacting_of, redaction_key
from harness.errors import UsageError
from harness.model.privacy import KeyOrigin


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("", Redacting()),
        ("--redact", Redacting(wanted=True)),
        ("--redact-key k", Redacting(wanted=True, key_file="k")),
    ],
)
def test_what_is_taken(line: str, asked: Redacting) -> None:
    parser = argparse.ArgumentParser()
    add_redaction(parser)
    assert redacting_of(parser.parse_args(line.split())) == asked


def test_without_a_file_each_run_has_its_own_key() -> None:
    one, other = (redaction_key(Redacting(wanted=True)) for _ in range(2))
    assert one is not None
    assert other is not None
    assert one.origin is KeyOrigin.RANDOM
    assert one.octets != other.octets
    assert redaction_key(Redacting()) is None


def test_a_file_is_the_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"0123456789abcdef")
    found = redaction_key(Redacting(wanted=True, key_file=str(tmp_path / "key")))
    assert found is not None
    assert (found.octets, found.origin) == (b"0123456789abcdef", KeyOrigin.GIVEN)


@pytest.mark.parametrize(
    ("octets", "said"),
    [(None, "no such file; make one by"), (b"short", "too short"), (b"x" * 70_000, "too long")],
)
def test_what_is_no_key(octets: bytes | None, said: str, tmp_path: Path) -> None:
    if octets is not None:
        (tmp_path / "key").write_bytes(octets)
    with pytest.raises(UsageError, match=said):
        redaction_key(Redacting(wanted=True, key_file=str(tmp_path / "key")))
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        redaction_key(Redacting(wanted=True, key_file=str(tmp_path)))
