"""Certificates that a client accepts which trusts their authority, and no other."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

import pytest

from harness.lab.trust import AUTHORITY, Files, client_context, make, server_context

NOW = dt.datetime.now(dt.UTC)


def handshake(files: Files, trusted: Path, version: str, name: str) -> ssl.SSLObject:
    """Both sides in memory."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context(trusted, version).wrap_bio(down, up, server_hostname=name)
    server = server_context(files).wrap_bio(up, down, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return client


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_a_client_that_trusts_the_authority_connects(tmp_path: Path, version: str) -> None:
    files = make(tmp_path, NOW)
    client = handshake(files, files.authority, version, "log.quillair.example")
    assert client.version() == f"TLSv{version}"
    issuer = dict(pair[0] for pair in (client.getpeercert() or {})["issuer"])  # type: ignore[misc]
    assert issuer["commonName"] == AUTHORITY
    assert AUTHORITY.startswith("SYNTHETIC")


def test_another_authority_of_the_same_name_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    files, other = make(tmp_path, NOW), make(tmp_path / "other", NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(files, other.authority, "1.3", "log.quillair.example")


def test_another_name_is_not_certified(tmp_path: Path) -> None:
    files = make(tmp_path, NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(files, files.authority, "1.3", "log.other.example")


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert make(tmp_path, NOW).key.stat().st_mode & 0o077 == 0
