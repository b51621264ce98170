"""What comes instead of a file, archives that mean harm, and files that are what they should be."""

from __future__ import annotations

import gzip
import io
import random
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import ReferenceDataError
from harness.sources.geo_recipe import Form, Recipe, Wrapping
from harness.sources.geo_recipes import RECIPES
from harness.sources.geo_unpack import check_form, unpack
from tests.support.place_files import DELEGATED, IPTOASN, MMDB, tar_gz

GZIP, TAR, PLAIN = RECIPES["dbip-country"], RECIPES["geolite2-country"], RECIPES["ipinfo-lite"]


def unpacked(octets: bytes, recipe: Recipe, folder: Path) -> bytes:
    fetched = folder / "x.part"
    fetched.write_bytes(octets)
    room = folder / "room"
    room.mkdir(exist_ok=True)
    try:
        found = unpack(fetched, recipe, room)
    except ReferenceDataError:
        assert list(room.iterdir()) == []
        raise
    assert list(room.iterdir()) == [found]
    assert found.name == f"{recipe.source}.{recipe.form.value}"
    return found.read_bytes()


@pytest.mark.parametrize(
    ("octets", "recipe"),
    [
        (MMDB, PLAIN),
        (gzip.compress(MMDB, mtime=0), GZIP),
        (tar_gz({"GeoLite2-Country_20261120/GeoLite2-Country.mmdb": MMDB}), TAR),
        (tar_gz({"a/COPYRIGHT.txt": b"(c)", "a/b.mmdb": MMDB, "a/LICENSE.txt": b"x" * 9_999}), TAR),
    ],
    ids=["plain", "gzip", "tar", "tar with more"],
)
def test_the_file_inside_comes_out(octets: bytes, recipe: Recipe, tmp_path: Path) -> None:
    assert unpacked(octets, recipe, tmp_path) == MMDB


@pytest.mark.parametrize("recipe", [GZIP, TAR, PLAIN], ids=lambda one: one.source)
@pytest.mark.parametrize(
    ("octets", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"<!DOCTYPE html><html>Sign in", "a web page"),
        (b"\xef\xbb\xbf\n <HTML lang=de>", "a web page"),
        (b"<?xml version='1.0'?><Error>", "a web page"),
    ],
)
def test_what_servers_send_instead(octets: bytes, says: str, recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=says):
        unpacked(octets, recipe, tmp_path)


@pytest.mark.parametrize(
    ("octets", "recipe", "says"),
    [
        (MMDB, GZIP, "not packed by gzip"),
        (b"PK\x03\x04" + MMDB, TAR, "not packed by gzip"),
        (gzip.compress(MMDB, mtime=0)[:-9], GZIP, "cut or broken"),
        (gzip.compress(MMDB, mtime=0)[:-8] + b"\0" * 8, GZIP, "cut or broken"),
        (gzip.compress(MMDB, mtime=0) + b"behind", GZIP, "cut or broken"),
        (tar_gz({"a.mmdb": MMDB})[:-9], TAR, "cut or broken"),
        (gzip.compress(b"no archive" * 99, mtime=0), TAR, "cut or broken"),
        (gzip.compress(MMDB[:-30], mtime=0), GZIP, "metadata are missing"),
        (gzip.compress(b"", mtime=0), GZIP, "empty"),
        (gzip.compress(b"<html>", mtime=0), GZIP, "MaxMind DB"),
        (tar_gz({"a.txt": MMDB}), TAR, "holds 0 files"),
        (tar_gz({"a.mmdb": MMDB, "b.mmdb": MMDB}), TAR, "holds 2 files"),
        (tar_gz({f"{n}.txt": b"" for n in range(101)}), TAR, "more than 100"),
    ],
)
def test_broken_and_wrong_files_are_told(octets: bytes, recipe: Recipe, says: str, tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=says):
        unpacked(octets, recipe, tmp_path)


@pytest.mark.parametrize("name", ["../../escaped.mmdb", "/escaped.mmdb", "a/../../../escaped.mmdb"])
def test_a_name_in_an_archive_leads_nowhere(name: str, tmp_path: Path) -> None:
    assert unpacked(tar_gz({name: MMDB}), TAR, tmp_path) == MMDB
    assert [path for path in tmp_path.rglob("*") if "escaped" in path.name] == []
    assert not (tmp_path.parent / "escaped.mmdb").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_no_files(kind: bytes, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo("a.mmdb")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(ReferenceDataError, match="holds 0 files"):
        unpacked(packed.getvalue(), TAR, tmp_path)


@pytest.mark.parametrize(
    ("octets", "wrapping"),
    [
        (gzip.compress(bytes(3_000_000), mtime=0), Wrapping.GZIP),
        (tar_gz({"a.mmdb": bytes(3_000_000)}), Wrapping.TAR_GZIP),
        (tar_gz({"x": bytes(3_000_000)}), Wrapping.TAR_GZIP),
    ],
)
def test_expansion_is_bounded(octets: bytes, wrapping: Wrapping, tmp_path: Path) -> None:
    assert len(octets) < 10_000
    recipe = replace(TAR, wrapping=wrapping, expanded_octets=1_000_000)
    with pytest.raises(ReferenceDataError, match=r"expands to more than 1,000,000"):
        unpacked(octets, recipe, tmp_path)


def test_any_octets_give_a_file_or_a_fault(tmp_path: Path) -> None:
    chance = random.Random(20261126)
    good = {TAR: tar_gz({"a/b.mmdb": MMDB, "c.txt": b"x" * 2_000}), GZIP: gzip.compress(MMDB, mtime=0)}
    came = 0
    for _ in range(400):
        recipe = chance.choice([TAR, GZIP])
        octets = bytearray(good[recipe])
        for _ in range(chance.randint(1, 4)):
            octets[chance.randrange(10, len(octets))] = chance.randrange(256)
        came += _outcome(bytes(octets[: chance.randint(0, 2 * len(octets))]), recipe, tmp_path)
        # Mutated below the compression too, where tar's own headers are.
        inner = bytearray(gzip.decompress(good[TAR]))
        for _ in range(chance.randint(1, 8)):
            inner[chance.randrange(512)] = chance.choice(b"\x00\x80\xff0179xLg-")
        came += _outcome(gzip.compress(bytes(inner), 1, mtime=0), TAR, tmp_path)
    assert 0 < came < 800


def _outcome(octets: bytes, recipe: Recipe, folder: Path) -> bool:
    try:
        return bool(unpacked(octets, recipe, folder))
    except ReferenceDataError:
        return False
    finally:
        for path in (folder / "room").iterdir():
            path.unlink()


@pytest.mark.parametrize(
    ("form", "good"),
    [
        (Form.JSON, b'\n{"syncToken": "1"}'),
        (Form.JSON, b'\xef\xbb\xbf{"a": 1}'),
        (Form.DELEGATED, DELEGATED),
        (Form.DELEGATED, b"# a comment\n\n" + DELEGATED),
        (Form.TSV, IPTOASN),
        (Form.TSV, b"::\t::1\t0\tNone\tNot routed\n"),
        (Form.CSV, b"192.0.2.0/24,DE,DE-HE,Frankfurt,60311\n"),
        (Form.CSV, b"# prefix,country\n2001:db8::/32,US,,,\n"),
        (Form.PREFIXES, b"192.0.2.0/24\n198.51.100.0/24"),
        (Form.PREFIXES, b"2001:db8::/32\r\n"),
    ],
)
def test_files_as_vendors_publish_them_are_of_their_form(form: Form, good: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(good)
    check_form(path, form)
    for other in set(Form) - {form}:
        with pytest.raises(ReferenceDataError, match="is not"):
            check_form(path, other)
