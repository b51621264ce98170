"""Whole files from servers that cut, change, refuse and never end."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import FetchError, ReferenceDataError
from harness.sources.geo_connection import Patience
from harness.sources.geo_download import Fetcher, Version, Wanted, download, fetch_text
from tests.support.vendor import (
    LAST_MODIFIED,
    File,
    Handler,
    Vendor,
    cut,
    drip_body,
    endless,
    redirect,
    status,
    vendor,
)

pytestmark = pytest.mark.enable_socket

BODY = hashlib.shake_128(b"a file").digest(300_000)
OTHER = hashlib.shake_128(b"another").digest(200_000)
LIMIT = 1_000_000


@pytest.fixture
def here() -> Iterator[Vendor]:
    with vendor() as made:
        made.files["/a"] = File(BODY)
        yield made


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "a.part"


class Clock:
    """Pauses that are noted instead of waited for."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.shown: list[tuple[int, int | None]] = []

    def fetcher(self, **patience: float) -> Fetcher:
        patient = Patience(**{"connect_s": 5, "silent_s": 5, "whole_s": 60, **patience})  # type: ignore[arg-type]
        return Fetcher(
            patience=patient, sleep=self.pauses.append, progress=lambda *seen: self.shown.append(seen)
        )


def want(server: Vendor, path: str = "/a", **more: object) -> Wanted:
    return replace(Wanted(url=f"{server.url}{path}", limit_octets=LIMIT), **more)  # type: ignore[arg-type]


def test_a_file_comes_whole_with_what_the_server_calls_it(here: Vendor, part: Path) -> None:
    clock = Clock()
    assert download(want(here), part, clock.fetcher()) == Version(etag='"v1"', last_modified=LAST_MODIFIED)
    assert part.read_bytes() == BODY
    assert clock.shown[-1] == (len(BODY), len(BODY))
    assert clock.pauses == []


def test_what_was_cut_is_gone_on_with(here: Vendor, part: Path) -> None:
    here.acts["/a"] = [cut(100_000), cut(50_000)]
    clock = Clock()
    download(want(here), part, clock.fetcher())
    assert part.read_bytes() == BODY
    assert here.asked("range") == [None, "bytes=100000-", "bytes=150000-"]
    assert here.asked("if-range") == [None, '"v1"', '"v1"']
    assert clock.pauses == [2, 4]


@given(cuts=st.lists(st.integers(0, 299_999), max_size=4))
@settings(max_examples=25)
def test_wherever_it_is_cut_the_file_is_the_same(cuts: list[int]) -> None:
    with vendor() as server, TemporaryDirectory() as folder:
        server.files["/a"] = File(BODY)
        server.acts["/a"] = [cut(octets) for octets in cuts]
        file = Path(folder) / "a.part"
        download(want(server), file, Clock().fetcher())
        assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(BODY).digest()


def test_a_later_run_goes_on_where_an_earlier_gave_up(here: Vendor, part: Path) -> None:
    here.acts["/a"] = [cut(100_000)]
    with pytest.raises(FetchError, match=r"only 100,000 of 300,000 octets"):
        download(want(here), part, Clock().fetcher(tries=1))
    assert part.stat().st_size == 100_000
    download(want(here), part, Clock().fetcher(tries=1))
    assert part.read_bytes() == BODY
    assert here.asked("range") == [None, "bytes=100000-"]


def test_a_file_that_was_whole_already_is_not_sent_again(here: Vendor, part: Path) -> None:
    download(want(here), part, Clock().fetcher())
    assert download(want(here), part, Clock().fetcher()) is not None
    assert part.read_bytes() == BODY
    assert here.asked("range") == [None, "bytes=300000-"]


def test_a_file_that_changed_meanwhile_is_begun_anew(here: Vendor, part: Path) -> None:
    def change(handler: Handler) -> None:
        handler.serve(100_000)
        here.files["/a"] = File(OTHER, etag='"v2"')

    here.acts["/a"] = [change]
    version = download(want(here), part, Clock().fetcher())
    assert part.read_bytes() == OTHER
    assert version is not None
    assert version.etag == '"v2"'


@pytest.mark.parametrize(
    ("file", "ranges"),
    [
        (File(BODY, etag=None), [None, "bytes=100000-"]),
        (File(BODY, etag='W/"v1"'), [None, None]),
        (File(BODY, etag=None, last_modified=None), [None, None]),
    ],
    ids=["date", "weak", "neither"],
)
def test_what_version_it_was_decides_whether_it_is_gone_on_with(
    here: Vendor, part: Path, file: File, ranges: list[str | None]
) -> None:
    here.files["/a"] = file
    here.acts["/a"] = [cut(100_000)]
    download(want(here), part, Clock().fetcher())
    assert part.read_bytes() == BODY
    assert here.asked("range") == ranges


def partly(content_range: str | None, body: bytes, etag: str = '"v1"') -> status:  # type: ignore[valid-type]
    headers = {"ETag": etag} | ({"Content-Range": content_range} if content_range else {})
    return lambda handler: handler.plain(206, headers, body)


@pytest.mark.parametrize(
    "act",
    [
        partly("bytes 0-9/300000", BODY[:10]),
        partly("bytes 99999-300000/300000", BODY[99_999:]),
        partly(None, BODY[100_000:]),
        partly("bytes 100000-299999/300000", OTHER[100_000:], etag='"v2"'),
        partly("octets", b""),
        status(416, Content_Range="bytes */7"),
        status(416),
    ],
)
def test_another_piece_than_the_one_asked_for_is_not_put_behind(
    here: Vendor, part: Path, act: object
) -> None:
    here.acts["/a"] = [cut(100_000), act]  # type: ignore[list-item]
    download(want(here), part, Clock().fetcher())
    assert part.read_bytes() == BODY


def test_a_part_of_another_address_is_not_gone_on_with(here: Vendor, part: Path) -> None:
    here.files["/b"] = File(OTHER)
    here.acts["/a"] = [cut(100_000)]
    with pytest.raises(FetchError):
        download(want(here), part, Clock().fetcher(tries=1))
    download(want(here, "/b"), part, Clock().fetcher())
    assert part.read_bytes() == OTHER


def test_a_part_whose_note_is_damaged_is_not_gone_on_with(here: Vendor, part: Path) -> None:
    part.write_bytes(b"of nobody knows what")
    for note in ("", "[]", "{}", '{"etag": "x"}', "\xff"):
        part.with_name("a.part.json").write_text(note, encoding="latin-1")
        download(want(here), part, Clock().fetcher())
        assert part.read_bytes() == BODY


@pytest.mark.parametrize(
    ("known", "header"),
    [
        (Version(etag='"v1"', last_modified=LAST_MODIFIED), "if-none-match"),
        (Version(last_modified=LAST_MODIFIED), "if-modified-since"),
    ],
)
def test_a_file_that_is_here_is_not_sent(here: Vendor, part: Path, known: Version, header: str) -> None:
    here.acts["/a"] = [status(304)]
    assert download(want(here, known=known), part, Clock().fetcher()) is None
    assert here.asked(header) == [known.etag or known.last_modified]
    assert not part.exists()


def test_a_server_that_asks_for_a_pause_gets_it(here: Vendor, part: Path) -> None:
    here.acts["/a"] = [status(429, Retry_After="7"), status(503), status(500)]
    clock = Clock()
    download(want(here), part, clock.fetcher())
    assert clock.pauses == [7, 4, 8]
    assert part.read_bytes() == BODY


def test_one_that_asks_for_a_long_pause_is_left_alone(here: Vendor, part: Path) -> None:
    here.acts["/a"] = [status(429, Retry_After="86400")]
    with pytest.raises(FetchError, match=r"left alone for 86,400 s") as told:
        download(want(here), part, Clock().fetcher())
    assert told.value.status == 429
    assert len(here.seen) == 1


def test_attempts_end(here: Vendor, part: Path) -> None:
    here.acts["/a"] = [status(502)] * 9
    with pytest.raises(FetchError, match="502"):
        download(want(here), part, Clock().fetcher(tries=4))
    assert len(here.seen) == 4


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_what_will_not_pass_is_asked_once(here: Vendor, part: Path, code: int) -> None:
    here.acts["/a"] = [status(code)] * 9
    with pytest.raises(FetchError):
        download(want(here), part, Clock().fetcher())
    assert len(here.seen) == 1


def test_time_is_bounded_over_all_attempts(here: Vendor, part: Path) -> None:
    here.acts["/a"] = [drip_body] * 9
    with pytest.raises(FetchError, match="took longer"):
        download(want(here), part, Clock().fetcher(whole_s=0.5))
    assert len(here.seen) == 1
    here.acts["/a"] = [status(503)] * 9
    with pytest.raises(FetchError, match="took longer"):
        download(want(here), part, Clock().fetcher(whole_s=30, pause_s=31))


def test_a_body_without_end_is_cut_off(here: Vendor, part: Path) -> None:
    here.acts["/a"] = [endless]
    with pytest.raises(FetchError, match=r"longer than 1,000,000 octets") as told:
        download(want(here), part, Clock().fetcher())
    assert not told.value.again
    assert part.stat().st_size == 0


def test_a_body_that_is_said_to_be_too_long_is_not_read(here: Vendor, part: Path) -> None:
    with pytest.raises(FetchError, match=r"longer than 299,999 octets"):
        download(want(here, limit_octets=299_999), part, Clock().fetcher())
    assert not part.exists()
    download(want(here, limit_octets=300_000), part, Clock().fetcher())


def test_going_on_cannot_pass_the_bound(here: Vendor, part: Path) -> None:
    here.acts["/a"] = [cut(200_000)]
    with pytest.raises(FetchError, match="only"):
        download(want(here), part, Clock().fetcher(tries=1))
    with pytest.raises(FetchError, match="longer than 250,000"):
        download(want(here, limit_octets=250_000), part, Clock().fetcher())


def test_a_full_disk_is_told_before_it_is_filled(
    here: Vendor, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=64 << 20))
    with pytest.raises(ReferenceDataError, match="the disk has 67 MB free"):
        download(want(here), part, Clock().fetcher())
    assert not part.exists()


def test_a_folder_that_cannot_be_written(here: Vendor, tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="cannot be written"):
        download(want(here), tmp_path / "missing" / "a.part", Clock().fetcher())


def test_what_is_gone_on_with_comes_through_a_redirect_too(here: Vendor, part: Path) -> None:
    here.acts["/start"] = [redirect("/a?signed=1"), redirect("/a?signed=2")]
    here.files |= {"/a?signed=1": File(BODY), "/a?signed=2": File(BODY)}
    here.acts["/a?signed=1"] = [cut(100_000)]
    download(want(here, "/start"), part, Clock().fetcher())
    assert part.read_bytes() == BODY
    assert here.seen[-1].headers["range"] == "bytes=100000-"


def test_a_text_leaves_nothing_behind(here: Vendor, part: Path) -> None:
    here.files["/a.md5"] = File(b"0123 \xff")
    assert fetch_text(want(here, "/a.md5"), Clock().fetcher(), part) == "0123 \ufffd"
    assert list(part.parent.iterdir()) == []


def test_secrets_of_an_address_are_noted_nowhere(here: Vendor, part: Path) -> None:
    here.files["/a?signature=s3cr3t"] = File(BODY)
    download(want(here, "/a?signature=s3cr3t"), part, Clock().fetcher())
    assert "s3cr3t" not in part.with_name("a.part.json").read_text()
