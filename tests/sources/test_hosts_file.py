"""Hosts files: hosts(5) as written on several systems, and every fault with its place."""

from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.model.hosts import HostsFile
from harness.sources.hosts_file import MAX_NAMES, MAX_OCTETS, names_in, read_hosts

INPUTS = 10_000
GOOD = (
    b"\xef\xbb\xbf# of the bench\r\n"
    b"192.0.2.7\tCam.Example. cam  # roof\r\n"
    b"\r\n"
    b"   2001:DB8:0:0::7 nas.example nas.example\n"
    b"fe80::1%lo0 localhost\n"
    b"192.0.2.7 cam #again\n"
    b"192.0.2.8 b\xc3\xbccher.example _x"
)


def test_the_manual_s_form_is_read() -> None:
    # hosts(5), the example of the Linux manual.
    text = b"127.0.0.1       localhost\n\n127.0.1.1       thishost.example.org   thishost\n::1   localhost ip6-localhost"
    assert names_in(text, "h") == (
        (
            ("127.0.0.1", "localhost"), ("127.0.1.1", "thishost.example.org"), ("127.0.1.1", "thishost"),
            ("::1", "localhost"), ("::1", "ip6-localhost"),
        ),
        (),
    )  # fmt: skip


def test_pairs_come_once_in_order_and_in_the_form_of_the_tables() -> None:
    names, faults = names_in(GOOD, "h")
    assert faults == ()
    assert names == (
        ("192.0.2.7", "cam.example"), ("192.0.2.7", "cam"), ("2001:db8::7", "nas.example"), ("fe80::1", "localhost"),
        ("192.0.2.8", "xn--bcher-kva.example"), ("192.0.2.8", "_x"),
    )  # fmt: skip


@pytest.mark.parametrize(("line", "column", "word"), [
    (b"cam.example 192.0.2.7", 1, "is no address"),
    (b" 192.0.2 cam", 2, "is no address"),
    (b"192.0.2.07 cam", 1, "is no address"),
    (b"192.0.2.7/24 cam", 1, "is no address"),
    (b"\x1b[2J cam", 1, r"'\\027\[2J' is no address"),
    (b"192.0.2.7", 10, "no name"),
    (b"192.0.2.7 # cam", 10, "no name"),
    (b"192.0.2.7 cam 192.0.2.8", 15, "is no host name"),
    (b"192.0.2.7 a..b", 11, "is no host name"),
    (b"192.0.2.7 \xff", 11, r"'\\255' is no host name"),
    (b"192.0.2.7 " + b"a" * 64, 11, r"a{60}\.\.\.' is no host name"),
])  # fmt: skip
def test_faults_have_their_place(line: bytes, column: int, word: str) -> None:
    faults = names_in(b"# first\n" + line, "h")[1]
    (fault,) = faults
    assert (fault.path, fault.line, fault.column) == ("h", 2, column)
    assert re.search(word, fault.message)
    assert fault.message.isprintable()


def test_what_is_no_text_has_one_fault() -> None:
    _, faults = names_in(b"192.0.2.7 a\n" + bytes(9), "h")
    assert [(fault.line, "no hosts file" in fault.message) for fault in faults] == [(2, True)]


def test_there_is_a_most_of_names() -> None:
    lines = [f"192.0.2.7 n{number}\n".encode() for number in range(MAX_NAMES + 9)]
    assert names_in(b"".join(lines[:MAX_NAMES]), "h")[1] == ()
    (fault,) = names_in(b"".join(lines), "h")[1]
    assert fault.line == MAX_NAMES + 1


def test_files_are_read_with_their_digest(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(GOOD)
    (found,) = read_hosts([str(path), str(path)])
    assert found == HostsFile(
        path=str(path), sha256=hashlib.sha256(GOOD).hexdigest(), names=names_in(GOOD, "h")[0]
    )
    assert read_hosts([]) == ()


def test_a_path_that_is_no_utf_8_is_text_that_every_format_holds(tmp_path: Path) -> None:
    path = f"{tmp_path}/\udcff"
    Path(path).write_bytes(GOOD)
    assert read_hosts([path])[0].path.endswith("/\\xff")


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    bad, large = tmp_path / "bad", tmp_path / "large"
    bad.write_bytes(b"x y\n192.0.2.7 ok\n192.0.2.7\n")
    large.write_bytes(b"#" * (MAX_OCTETS + 1))
    with pytest.raises(UsageError) as caught:
        read_hosts([str(bad), str(tmp_path), str(tmp_path / "missing"), str(large)])
    told = str(caught.value).splitlines()
    assert [line.removeprefix(str(tmp_path)).split(": ")[0] for line in told] == [
        "/bad:1:1", "/bad:3:10", ":1:1", "/missing:1:1", "/large:1:1",
    ]  # fmt: skip


def test_any_octets_give_names_or_faults() -> None:
    rnd = random.Random(5)
    for _ in range(INPUTS):
        octets = bytearray(GOOD)
        for _ in range(rnd.randrange(6)):
            octets[rnd.randrange(len(octets))] = rnd.choice(
                (0, 9, 10, 32, 35, 37, 46, 58, rnd.randrange(256))
            )
        names, faults = names_in(bytes(octets), "h")
        assert all(text.isascii() and text.isprintable() for pair in names for text in pair)
        assert all(fault.line <= octets.count(b"\n") + 1 for fault in faults)
