"""SVCB and HTTPS RDATA: the vectors of RFC 9460 appendix D, and what makes a record malformed."""

from __future__ import annotations

import pytest

from harness.wire.svcb import MAX_ALPN, Binding, read_binding
from tests.support.ech import config, config_list

SERVICE = "0001 00"  # priority 1, target .


def param(key: int, value: bytes | str) -> bytes:
    octets = bytes.fromhex(value) if isinstance(value, str) else value
    return key.to_bytes(2, "big") + len(octets).to_bytes(2, "big") + octets


def service(*params: bytes) -> bytes:
    return bytes.fromhex(SERVICE) + b"".join(params)


@pytest.mark.parametrize(("rdata", "binding"), [
    ("0000 03666f6f 076578616d706c65 03636f6d 00", Binding(0, "foo.example.com")),  # D.1
    ("0001 00", Binding(1, ".")),  # D.2, figure 3
    ("0010 03666f6f 076578616d706c65 03636f6d 00 0003 0002 0035", Binding(16, "foo.example.com")),  # figure 4
    ("0001 03666f6f 076578616d706c65 03636f6d 00 029b 0005 68656c6c6f", Binding(1, "foo.example.com")),  # figure 5
    (
        "0001 03666f6f 076578616d706c65 03636f6d 00 0006 0020 20010db80000000000000000000000 01 20010db8000000000000000000530001",
        Binding(1, "foo.example.com", hints=("2001:db8::1", "2001:db8::53:1")),
    ),  # figure 7
    (
        "0001 076578616d706c65 03636f6d 00 0006 0010 20010db80122034400000000c0000221",
        Binding(1, "example.com", hints=("2001:db8:122:344::c000:221",)),
    ),  # figure 8
    (
        "0010 03666f6f 076578616d706c65 036f7267 00 0000 0004 0001 0004 0001 0009 02 6832 05 68332d3139 0004 0004 c0000201",
        Binding(16, "foo.example.org", ("h2", "h3-19"), hints=("192.0.2.1",)),
    ),  # figure 9
    (
        "0010 03666f6f 076578616d706c65 036f7267 00 0001 000c 08 665c6f6f2c626172 02 6832",
        Binding(16, "foo.example.org", ("f\\092oo,bar", "h2")),
    ),  # figure 10
])  # fmt: skip
def test_vectors_of_the_rfc(rdata: str, binding: Binding) -> None:
    assert read_binding(bytes.fromhex(rdata)) == binding


def test_an_ech_parameter_is_read() -> None:
    configs = config_list(config(7, b"Public.example"), config(8, b"b.example", most=64))
    read = read_binding(service(param(1, b"\x02h3"), param(5, configs)))
    assert read is not None
    assert read.ech
    assert [(one.config_id, one.public_name) for one in read.ech_configs] == [
        (7, "public.example"),
        (8, "b.example"),
    ]


def test_an_ech_parameter_that_cannot_be_read_was_there() -> None:
    read = read_binding(service(param(1, b"\x02h3"), param(4, "c0000201 c0000202"), param(5, b"any octets")))
    assert read == Binding(1, ".", ("h3",), True, ("192.0.2.1", "192.0.2.2"))


def test_parameters_of_an_alias_are_ignored() -> None:
    assert read_binding(b"\0\0\1a\0" + param(4, "c0000201")) == Binding(0, "a")
    assert read_binding(b"\0\0\1a\0" + param(4, "c00002")) == Binding(0, "a")


def test_protocols_kept_are_bounded() -> None:
    read = read_binding(service(param(1, b"\x02h3" * 100)))
    assert read is not None
    assert read.alpn == ("h3",) * MAX_ALPN


@pytest.mark.parametrize("rdata", [
    *(b"", b"\0", b"\0\1", b"\0\1\x03ab", b"\0\1\1a", b"\0\1\xc0\x0c", b"\0\1\x41a\0"),
    b"\0\1" + (b"\x3f" + b"a" * 63) * 4 + b"\0",  # 257 octets of name
    *(service(b"\0"), service(b"\0\4\0"), service(b"\0\4\0\4\1\2\3")),
    service(param(4, "c0000201"), param(1, b"\x02h2")),  # keys descend
    service(param(4, "c0000201"), param(4, "c0000201")),
    *(service(param(4, b"")), service(param(4, "c00002")), service(param(6, "c0000201"))),
    *(service(param(1, b"")), service(param(1, b"\0")), service(param(1, b"\x03h2"))),
    *(service(param(3, b"\1")), service(param(2, b"")), service(param(1, b"\x02h2"), param(2, b"x"))),
    *(service(param(0, b"")), service(param(0, b"\0")), service(param(0, "0004")), service(param(0, "0000"))),
    service(param(0, "0004 0001"), param(1, b"\x02h2"), param(4, "c0000201")),
])  # fmt: skip
def test_a_malformed_record_is_none(rdata: bytes) -> None:
    assert read_binding(rdata) is None


def test_a_record_cut_anywhere_says_nothing_that_the_whole_does_not() -> None:
    whole = service(param(1, b"\x02h3"), param(4, "c0000201"), param(5, b"ech"))
    ends = [len(whole) - len(param(4, "c0000201") + param(5, b"ech")), len(whole) - len(param(5, b"ech"))]
    readable = [length for length in range(len(whole)) if read_binding(whole[:length]) is not None]
    assert readable == [3, *ends]
