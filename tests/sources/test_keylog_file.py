"""Key log files: read in pieces, with their digest; faults told by line and never by content."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harness.errors import CaptureError
from harness.sources import keylog_file
from harness.sources.keylog_file import faults_of, read_key_log_file

LINES = [f"CLIENT_RANDOM {number:064x} {'c3' * 48}" for number in range(40)]


@pytest.mark.parametrize("at_once", [1, 7, 100, 10_000])
def test_any_piece_size_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(keylog_file, "_AT_ONCE", at_once)
    text = "\n".join([*LINES, "", "A" * 5_000, "# end", "odd"])
    path = tmp_path / "keys"
    path.write_text(text)
    log, sha256 = read_key_log_file(str(path))
    assert sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert len(log) == 40
    assert faults_of("keys", log) == [
        "keys:42: no line of a key log (too_long at octet 1024); it is left out.",
        "keys:44: no line of a key log (not_this at octet 0); it is left out.",
    ]


def test_many_faults_are_counted(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("secret\n" * 100 + f"RSA {'ab' * 8} {'cd' * 48}\n")
    told = faults_of("keys", read_key_log_file(str(tmp_path / "keys"))[0])
    assert told[16:] == [
        "keys: 84 further lines are none of a key log and are left out.",
        "keys: 1 lines name no session by its client random and are not used.",
        "keys: holds no secret; is it a key log (SSLKEYLOGFILE)?",
    ]
    assert not any("secret\n" in text or "abab" in text for text in told)


def test_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CaptureError, match="none: no such file"):
        read_key_log_file(str(tmp_path / "none"))
    monkeypatch.setattr(keylog_file, "MAX_OCTETS", 10)
    (tmp_path / "keys").write_text("x" * 11)
    with pytest.raises(CaptureError, match="more than 10 octets"):
        read_key_log_file(str(tmp_path / "keys"))
