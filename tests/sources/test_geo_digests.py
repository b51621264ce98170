"""Digests as vendors write them, and those of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ReferenceDataError
from harness.sources.geo_digests import digests_of, published

MD5 = "900150983cd24fb0d6963f7d28e17f72"
"""Of "abc": RFC 1321 A.5."""
SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""Of "abc": FIPS 180-2 B.1."""


def test_digests_of_a_file_are_those_of_the_standards(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    assert digests_of(path) == (SHA256, MD5)


@pytest.mark.parametrize(
    ("text", "algorithm", "digest"),
    [
        (f"MD5 (delegated-apnic-extended-latest) = {MD5}\n", "md5", MD5),
        (f"{MD5}  delegated-arin-extended-20261126\n", "md5", MD5),
        (MD5.upper(), "md5", MD5),
        (f"{SHA256}  GeoLite2-Country_20261124.tar.gz\n", "sha256", SHA256),
        (f'{{"checksums":{{"md5":"{MD5}","sha1":"{"a" * 40}","sha256":"{SHA256}"}}}}', "sha256", SHA256),
        (f"{MD5} a\n{MD5} b\n", "md5", MD5),
    ],
)
def test_a_published_digest_is_found_in_every_form(text: str, algorithm: str, digest: str) -> None:
    assert published(text, algorithm) == digest


@pytest.mark.parametrize(
    ("text", "algorithm"),
    [
        ("", "md5"),
        ("<html>404</html>", "sha256"),
        (MD5, "sha256"),
        (SHA256, "md5"),
        (f"{MD5} a\n{'0' * 32} b\n", "md5"),
        (f"0{MD5}", "md5"),
    ],
)
def test_none_or_several_are_told(text: str, algorithm: str) -> None:
    with pytest.raises(ReferenceDataError, match="cannot be read"):
        published(text, algorithm)
