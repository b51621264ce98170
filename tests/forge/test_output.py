"""The forge replaces its own earlier output, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.forging import checked, forge, run_forge, situation

CONTENT = situation(traffic=[{"device": "phone", "kind": "ntp", "at_s": 1, "to": "api.skylark.example"}])


def test_earlier_output_is_replaced(tmp_path: Path) -> None:
    forge(CONTENT, tmp_path)
    forge({**CONTENT, "seed": 5}, tmp_path)
    assert b"seed 5" in (tmp_path / "ashburn.pcapng").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ashburn.pcapng", "truth.json"]


@pytest.mark.parametrize("name", ["ashburn.pcapng", "truth.json"])
@pytest.mark.parametrize("content", [b"", b"evidence", b"\x0a\x0d\x0d\x0a evidence", b'{"synthetic": false}'])
def test_what_is_not_ours_is_never_replaced(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = run_forge(checked(CONTENT), tmp_path)
    assert done.returncode == 4
    assert "never replaced" in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: content}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    forge(CONTENT, kept)
    before = (kept / "ashburn.pcapng").read_bytes()
    out = tmp_path / "out"
    out.mkdir()
    (out / "ashburn.pcapng").symlink_to(kept / "ashburn.pcapng")
    assert run_forge(checked({**CONTENT, "seed": 9}), out).returncode == 4
    assert (kept / "ashburn.pcapng").read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    done = run_forge(checked(CONTENT), tmp_path / "file")
    assert done.returncode == 4
    assert "file" in done.stderr
    assert "Traceback" not in done.stderr
