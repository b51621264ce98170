r"""Both forms of Zeek's logs: headers, unset and empty values, escapes, damage (docs.zeek.org, "Zeek Log Formats")."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.zeek_log import MAX_FIELDS, MAX_LINE_OCTETS, ZeekLog, log_of

HEAD = [
    rb"#separator \x09", b"#set_separator\t,", b"#empty_field\t(empty)", b"#unset_field\t-", b"#path\tdns",
    b"#open\t2026-01-01-00-00-00", b"#fields\tts\tuid\tid.orig_h\tquery\tanswers\trejected",
    b"#types\ttime\tstring\taddr\tstring\tvector[string]\tbool",
]  # fmt: skip
LINE = b"1300475167.096535\tC1\t192.0.2.1\ta.example\tb.example,192.0.2.9\tF"


def log_with_head(*more: bytes) -> ZeekLog:
    log = ZeekLog()
    for line in (*HEAD, *more):
        assert log.take(line) is None
    return log


def test_a_row_has_its_log_and_values() -> None:
    found = log_with_head().take(LINE)
    assert not isinstance(found, Malformed)
    assert found is not None
    name, row = found
    assert (name, row.octets("query"), row.items("answers")) == (
        "dns",
        b"a.example",
        (b"b.example", b"192.0.2.9"),
    )
    assert (row.octets("nothing"), row.items("nothing")) == (None, None)


def test_unset_empty_and_escaped_values_differ() -> None:
    found = log_with_head().take(rb"1.0" + b"\tC1\t192.0.2.1\t-\t(empty)\tF")
    assert isinstance(found, tuple)
    assert (found[1].octets("query"), found[1].items("answers")) == (None, ())
    found = log_with_head().take(rb"1.0" + b"\tC1\t192.0.2.1\t" + rb"\x2d" + b"\t" + rb"a\x2cb,c" + b"\tF")
    assert isinstance(found, tuple)
    assert (found[1].octets("query"), found[1].items("answers")) == (b"-", (b"a,b", b"c"))


def test_a_header_in_the_middle_counts_from_there_on() -> None:
    log = log_with_head(
        b"#close\t2026", *HEAD[:4], b"#path\tssl", b"#fields\tts\tuid\tserver_name\testablished"
    )
    found = log.take(b"1.0\tC1\ta.example\tT")
    assert isinstance(found, tuple)
    assert (found[0], found[1].octets("server_name")) == ("ssl", b"a.example")


def test_another_separator() -> None:
    log = ZeekLog()
    for line in (
        rb"#separator \x7c",
        b"#unset_field|NONE",
        b"#path|http",
        b"#fields|ts|uid|trans_depth|host",
    ):
        log.take(line)
    found = log.take(b"1.0|C1|1|NONE")
    assert isinstance(found, tuple)
    assert (found[0], found[1].octets("host"), found[1].octets("trans_depth")) == ("http", None, b"1")


@pytest.mark.parametrize(("line", "reason"), [
    (LINE.rpartition(b"\t")[0], Reason.TRUNCATED),
    (LINE + b"\tmore", Reason.BAD_LENGTH),
    (b"x" * (MAX_LINE_OCTETS + 1), Reason.TOO_LONG),
])  # fmt: skip
def test_a_damaged_line_is_told_and_the_next_is_read(line: bytes, reason: Reason) -> None:
    log = log_with_head()
    found = log.take(line)
    assert isinstance(found, Malformed)
    assert found.reason is reason
    assert isinstance(log.take(LINE), tuple)


def test_a_row_without_header_is_none() -> None:
    found = ZeekLog().take(LINE)
    assert isinstance(found, Malformed)
    assert found.reason is Reason.NOT_THIS


def test_too_many_fields() -> None:
    log = ZeekLog()
    found = log.take(b"#fields\t" + b"\t".join([b"a"] * (MAX_FIELDS + 1)))
    assert isinstance(found, Malformed)


def test_a_json_line() -> None:
    line = rb'{"_path":"dns","ts":1300475167.096535,"uid":"C1","query":"a\\x09b","answers":["192.0.2.9",null],"rejected":false}'
    found = ZeekLog().take(line)
    assert isinstance(found, tuple)
    name, row = found
    assert (name, row.octets("query"), row.items("answers")) == ("dns", b"a\tb", (b"192.0.2.9", b""))
    assert (row.octets("rejected"), row.octets("ts")) == (b"F", b"1300475167.096535")


@pytest.mark.parametrize("line", [b'{"a":1}', b"{", b'{"ts":1'])
def test_json_that_is_no_row(line: bytes) -> None:
    assert isinstance(ZeekLog().take(line), Malformed)


@pytest.mark.parametrize(("path", "names", "log"), [
    ("conn", (), "conn"),
    (None, ("ts", "uid", "missed_bytes"), "conn"),
    ("conn_long", ("conn_state",), "conn"),
    (None, ("ts", "client_initial_dcid"), "quic"),
    (None, ("ts", "certificate.subject"), "x509"),
    ("weird", ("ts", "name"), "weird"),
    (None, ("ts",), "unnamed"),
])  # fmt: skip
def test_a_log_is_known_by_path_or_fields(path: str | None, names: tuple[str, ...], log: str) -> None:
    assert log_of(path, names) == log


def test_a_log_may_say_that_it_was_made_up() -> None:
    log = log_with_head(b"#SYNTHETIC by hand")
    assert log.made_by == b"SYNTHETIC by hand"
