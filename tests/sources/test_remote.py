"""Captures behind URLs: fsspec's memory file system, and a web server of this machine that fails as told."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import fsspec
import pytest

from harness.errors import CaptureError
from harness.pipeline import analyze
from harness.sources.finding import find_captures
from harness.sources.opening import open_captures
from harness.sources.remote import Remote, below, why_not
from tests.support.conversations import MS, every, visit
from tests.support.frames import pcap

CAPTURE = pcap(every(MS, visit("cloud.example")))
PACKED = gzip.compress(CAPTURE)
SECRET = "s3cr3t"

pytestmark = [
    pytest.mark.enable_socket,
    # The loop of fsspec's thread is closed with the process, and so is what its connections hold.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


class _Handler(http.server.BaseHTTPRequestHandler):
    """Gives the capture; cut, late or refused by what the path says."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        name = self.path.partition("?")[0]
        if name.startswith("/status/"):
            self.send_error(int(name.rpartition("/")[2]))
            return
        octets = PACKED if name.endswith(".gz") else CAPTURE
        self.send_response(200)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        if body:
            self.wfile.write(octets[: len(octets) // 2] if "cut" in name else octets)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as made:
        thread = threading.Thread(target=partial(made.serve_forever, poll_interval=0.05))
        thread.start()
        yield f"127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


def test_a_capture_in_a_file_system_is_read_as_one_on_disk(memory: fsspec.AbstractFileSystem) -> None:
    memory.pipe("/lab/phone.pcap", CAPTURE)
    found = analyze(["memory://lab/phone.pcap"])
    row = found.captures.row(0, named=True)
    assert (row["path"], row["vantage"], row["octets"]) == ("memory://lab/phone.pcap", "phone", len(CAPTURE))
    assert (row["sha256"], row["truncated"]) == (hashlib.sha256(CAPTURE).hexdigest(), False)
    assert "cloud.example" in found.endpoints["name"].to_list()


@pytest.mark.parametrize("name", ["a.pcap", "a.pcap.gz"])
def test_a_capture_on_a_web_server_is_read_with_its_size_known(server: str, name: str) -> None:
    seen: list[tuple[int, int | None]] = []
    octets = PACKED if name.endswith(".gz") else CAPTURE
    url = f"http://user:{SECRET}@{server}/{name}?X-Amz-Signature={SECRET}"
    found = analyze([url], progress=lambda done, total: seen.append((done, total)))
    row = found.captures.row(0, named=True)
    assert row["path"] == f"http://{server}/{name}"
    assert row["packets"] == len(visit("cloud.example"))
    assert seen[-1] == (row["octets"], row["octets"])
    assert (row["octets"], row["sha256"]) == (len(octets), hashlib.sha256(octets).hexdigest())
    told = str(found.captures.to_dicts()) + str(found.manifest.to_dicts()) + str(found.notes)
    assert SECRET not in told
    assert found.manifest["given"].to_list() == [f"http://{server}/{name}"]


@pytest.mark.parametrize("name", ["cut.pcap", "cut.pcap.gz"])
def test_what_came_before_a_connection_broke_is_a_truncated_capture(server: str, name: str) -> None:
    row = analyze([f"http://{server}/{name}?{SECRET}"]).captures.row(0, named=True)
    assert row["truncated"]
    octets = PACKED if name.endswith(".gz") else CAPTURE
    assert row["problem"].startswith(f"reading failed after {len(octets) // 2:,} octets")
    assert SECRET not in row["problem"]
    assert (row["octets"], row["packets"] > 0) == (len(octets) // 2, True)
    assert row["sha256"] == hashlib.sha256(octets[: len(octets) // 2]).hexdigest()


def test_a_file_that_shrinks_while_it_is_read_is_told(
    memory: fsspec.AbstractFileSystem,
) -> None:
    memory.pipe("/a.pcap", CAPTURE)
    told = Remote("memory://a.pcap")
    memory.pipe("/a.pcap", CAPTURE[:300])
    buffer = memoryview(bytearray(len(CAPTURE)))
    assert [told.readinto(buffer), told.readinto(buffer), told.readinto(buffer)] == [300, 0, 0]
    assert told.problem == f"only 300 of {len(CAPTURE):,} octets came"


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, "the server answered 404"), (403, "the server answered 403"), (500, "the server answered 500")],
)
def test_a_server_that_refuses_is_told_without_the_secret(server: str, status: int, why: str) -> None:
    url = f"http://user:{SECRET}@{server}/status/{status}?token={SECRET}"
    with pytest.raises(CaptureError) as fault:
        analyze([url])
    text = str(fault.value)
    assert text == f"http://{server}/status/{status}: {why}"
    assert SECRET not in text
    assert fault.value.__cause__ is None


def test_every_fault_is_told_with_those_of_files(server: str, memory: fsspec.AbstractFileSystem) -> None:
    paths = [
        "missing.pcap",
        "memory://gone.pcap",
        f"http://{server}/status/404",
        "http://127.0.0.1:1/a",
        "odd-1://x",
    ]
    with ExitStack() as stack, pytest.raises(CaptureError) as fault:
        open_captures(paths, stack, None)
    lines = str(fault.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == paths
    assert lines[1] == "memory://gone.pcap: no such file"


def test_patterns_and_folders_list_what_is_no_capture(memory: fsspec.AbstractFileSystem) -> None:
    memory.pipe("/lab/a.pcap", CAPTURE)
    memory.pipe("/lab/b.pcap.gz", PACKED)
    memory.pipe("/lab/notes.txt", b"no capture")
    memory.pipe("/lab/deep/c.pcap", pcap([]))
    found, faults = find_captures(
        ["memory://lab/*", "memory://lab", "memory://lab/n*", "memory://lab/a.pcap"]
    )
    rows = [(one.given, one.path.removeprefix("memory://"), one.why is None) for one in found]
    assert rows[:3] == [
        ("memory://lab/*", "/lab/a.pcap", True),
        ("memory://lab/*", "/lab/b.pcap.gz", True),
        ("memory://lab/*", "/lab/notes.txt", False),
    ]
    assert [row[1:] for row in rows if row[0] == "memory://lab"] == [
        ("/lab/a.pcap", True), ("/lab/b.pcap.gz", True), ("/lab/deep/c.pcap", True), ("/lab/notes.txt", False),
    ]  # fmt: skip
    assert rows[-1] == ("memory://lab/a.pcap", "lab/a.pcap", True)
    assert [fault.partition(":")[0] for fault in faults] == ["memory"]
    assert "holds no capture" in faults[0]


def test_found_captures_are_read(memory: fsspec.AbstractFileSystem) -> None:
    memory.pipe("/lab/a.pcap", CAPTURE)
    found = analyze(["memory://lab/*.pcap"])
    assert found.manifest.select("path", "given", "read").row(0) == (
        "memory:///lab/a.pcap",
        "memory://lab/*.pcap",
        True,
    )


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(CaptureError, match=r"pip install 'harness\[cluster\]'") as fault:
        analyze([f"s3://key:{SECRET}@bucket/a.pcap"])
    assert SECRET not in str(fault.value)


def test_a_scheme_whose_package_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(CaptureError, match=r"s3:// takes a package that is not installed"):
        Remote("s3://bucket/a.pcap")


def test_chained_urls_are_refused() -> None:
    with pytest.raises(CaptureError, match="inside another"):
        below("zip://*.pcap::memory://a.zip")


def test_words_of_a_fault_are_never_told() -> None:
    assert why_not(OSError(5, SECRET)) == "OSError, error 5"
    assert why_not(ValueError(SECRET)) == "ValueError"
    assert why_not(TimeoutError(SECRET)) == "the server took too long"
    assert why_not(ConnectionResetError(104, SECRET)) == "the server cannot be reached, or broke off"
