"""Sums in the form that sha256sum reads, whatever a file is called; a folder held against them."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.live.sealing.sums import SUMS, check_folder, digest_of, read_sums, sums_text

PATHS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
DIGESTS = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)


@given(st.dictionaries(PATHS, DIGESTS, max_size=5))
def test_every_path_is_read_back(digests: dict[str, str]) -> None:
    assert read_sums(sums_text(digests)) == (digests, 0)


@given(st.text())
def test_any_text_gives_a_value(text: str) -> None:
    found, odd = read_sums(text)
    assert len(found) + odd <= text.count("\n") + 1


def sealed(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(name)
    digests = {name: hashlib.sha256(name.encode()).hexdigest() for name in names}
    (folder / SUMS).write_text(sums_text(digests))


def test_sha256sum_reads_the_same(tmp_path: Path) -> None:
    sealed(tmp_path, "plain", "with space", "back\\slash", "line\nbreak", "ünï", " lead")
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", SUMS], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.count(": OK")) == (0, 6), done.stderr
    checked = check_folder(tmp_path)
    assert checked is not None
    assert (checked.files, checked.unaltered, checked.extra) == (6, True, ())


def test_digest_is_that_of_the_octets(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")  # the example of FIPS 180-4
    assert digest_of(tmp_path / "x") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_each_kind_of_change_is_told_by_its_name(tmp_path: Path) -> None:
    sealed(tmp_path, "a", "b", "c", "d")
    (tmp_path / "b").write_text("B")
    (tmp_path / "c").unlink()
    (tmp_path / "d").unlink()
    (tmp_path / "d").mkdir()
    (tmp_path / "new").write_text("")
    with (tmp_path / SUMS).open("a") as file:
        file.write("not a line\n")
    checked = check_folder(tmp_path)
    assert checked is not None
    assert (checked.altered, checked.missing, checked.unreadable) == (("b",), ("c",), ("d",))
    assert (checked.odd_lines, checked.extra, checked.unaltered) == (1, ("new",), False)


def test_a_folder_that_was_never_sealed(tmp_path: Path) -> None:
    assert check_folder(tmp_path) is None


@pytest.mark.parametrize("path", ["/etc/hostname", "../outside"])
def test_nothing_outside_is_opened(tmp_path: Path, path: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "outside").write_text("x")
    digest = hashlib.sha256(b"x").hexdigest()
    (tmp_path / "in" / SUMS).write_text(sums_text({path: digest}))
    checked = check_folder(tmp_path / "in")
    assert checked is not None
    assert checked.altered == (path,)


def test_sums_that_cannot_be_read_as_text_are_still_checked(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff")
    (tmp_path / name).write_text("x")
    line = sums_text({name: hashlib.sha256(b"x").hexdigest()})
    (tmp_path / SUMS).write_bytes(line.encode("utf-8", "surrogateescape"))
    checked = check_folder(tmp_path)
    assert checked is not None
    assert checked.unaltered
