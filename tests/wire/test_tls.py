"""ClientHellos built by hand: names, fragments, faults and cuts."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.tls import MAX_HELLO_OCTETS, ClientHello, decode_client_hello, read_hello_message, wanted
from harness.wire.tls_records import MAX_RECORDS
from tests.support.wire_messages import alpn, extension, hello, numbers, records, server_name, vector

NAME = server_name(b"www.example.com")
PROTOCOLS = alpn(b"h2", b"http/1.1")
USUAL = hello(extension(0x2A2A, b""), NAME, extension(23, b""), PROTOCOLS, session_id=bytes(32))


Said = tuple[str | None, tuple[str, ...], bool, bool]
"""Name, protocols, whether an encrypted hello is there, whether all is."""


def read(data: bytes) -> ClientHello:
    decoded = decode_client_hello(data)
    assert isinstance(decoded, ClientHello)
    return decoded


def said(data: bytes) -> Said:
    decoded = read(data)
    return decoded.sni, decoded.alpn, decoded.ech is not None, decoded.complete


def reason(data: bytes) -> Reason:
    decoded = decode_client_hello(data)
    assert isinstance(decoded, Malformed)
    return decoded.reason


def test_golden_hello_in_hex() -> None:
    data = bytes.fromhex(
        "16 0301 0044"  # handshake record, 68 octets
        "01 000040 0303"  # ClientHello, 64 octets, legacy version TLS 1.2
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"  # random
        "00 0002 1301 01 00"  # no session id, one suite, null compression
        "0015"  # 21 octets of extensions
        "0000 0011 000f 00 000c 615f622e6578616d706c6532"  # server_name: host_name a_b.example2
    )
    assert said(data) == ("a_b.example2", (), False, True)


def test_usual_hello() -> None:
    assert said(records(USUAL)) == ("www.example.com", ("h2", "http/1.1"), False, True)


def test_hello_of_openssl() -> None:
    """Another program's hello: Python's ssl module writes it to memory, nothing is sent."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["h2", "acme/1"])
    outgoing = ssl.MemoryBIO()
    client = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="Telemetry.Vendor.Example")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    stream = outgoing.read()
    assert wanted(stream) == len(stream)
    assert said(stream) == ("telemetry.vendor.example", ("h2", "acme/1"), False, True)


def test_encrypted_hello_extension_is_seen() -> None:
    assert said(records(hello(NAME, extension(0xFE0D, b"\x00" * 40)))) == ("www.example.com", (), True, True)


def test_name_is_lower_cased_escaped_and_loses_its_dot() -> None:
    assert said(records(hello(server_name(b"A\x00B.Example.")))) == ("a\\000b.example", (), False, True)


def test_hello_without_extensions_or_with_none_of_ours() -> None:
    assert said(records(hello(no_extensions=True))) == (None, (), False, True)
    assert said(records(hello(extension(23, b"")))) == (None, (), False, True)


def test_first_host_name_counts_and_other_name_types_are_stepped_over() -> None:
    entries = (
        b"\x07"
        + vector(b"other", 2)
        + b"\x00"
        + vector(b"first.example", 2)
        + b"\x00"
        + vector(b"b.example", 2)
    )
    assert said(records(hello(extension(0, vector(entries, 2)), NAME))) == ("first.example", (), False, True)


def test_empty_name_is_none() -> None:
    assert said(records(hello(server_name(b"")))) == (None, (), False, True)


@pytest.mark.parametrize("version", [0x0300, 0x0301, 0x0302, 0x0303, 0x0304])
def test_record_versions(version: int) -> None:
    assert decode_client_hello(records(USUAL, version=version)) == decode_client_hello(records(USUAL))


@given(st.lists(st.integers(1, 60), max_size=20))
def test_any_fragmentation_gives_the_same(sizes: list[int]) -> None:
    assert decode_client_hello(records(USUAL, *sizes)) == decode_client_hello(records(USUAL))


@given(st.lists(st.integers(1, 60), max_size=6), st.binary(max_size=12))
def test_wanted_grows_to_exactly_what_is_needed(sizes: list[int], after: bytes) -> None:
    stream = records(USUAL, *sizes)
    assert wanted(stream + after) == len(stream)
    previous = 0
    for length in range(len(stream)):
        need = wanted(stream[:length])
        assert length < need <= len(stream)
        assert need >= previous
        previous = need


def test_hello_that_shares_its_record_with_another_message() -> None:
    stream = records(USUAL + b"\x0b\x00\x00\x01x")
    assert decode_client_hello(stream) == decode_client_hello(records(USUAL))
    assert wanted(stream) == 5 + len(USUAL)


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x17\x03\x03\x00\x02ab",  # application data
        b"\x16\x02\x00\x00\x04\x01\x00\x00\x00",  # version 2.0
        b"\x16\x03\x05\x00\x04\x01\x00\x00\x00",  # version 3.5
        b"\x80\x2e\x01\x03\x01",  # SSL 2.0 hello
        records(b"\x02" + USUAL[1:]),  # ServerHello
        records(b"\x02" + USUAL[1:], 1),
    ],
)
def test_another_protocol(data: bytes) -> None:
    assert reason(data) is Reason.NOT_THIS
    assert wanted(data) == 0


def test_fault_can_be_decoded_at_once() -> None:
    data = b"\x16\x03\x01\x00\x00"  # zero-length fragment (RFC 8446 §5.1)
    assert reason(data) is Reason.BAD_LENGTH
    assert wanted(data) == len(data)


def test_record_above_the_limit() -> None:
    assert reason(b"\x16\x03\x01\x40\x01\x01\x00\x3f\xfd") is Reason.BAD_LENGTH


def test_record_of_another_type_between_fragments() -> None:
    stream = bytearray(records(USUAL, 40))
    stream[45] = 0x15
    assert reason(bytes(stream)) is Reason.BAD_VALUE


def test_hello_longer_than_is_held() -> None:
    assert reason(b"\x16\x03\x01\x40\x00\x01\xff\xff\xff") is Reason.TOO_LONG
    assert MAX_HELLO_OCTETS == 65536


def test_hello_in_more_records_than_are_followed() -> None:
    message = hello(NAME, extension(21, bytes(1000)))
    sizes = [1] * MAX_RECORDS
    assert said(records(message, *sizes[1:])) == ("www.example.com", (), False, True)
    assert reason(records(message, *sizes)) is Reason.TOO_LONG


@pytest.mark.parametrize(
    "bad",
    [
        hello(b"\x00\x17\x00\x01"),  # extension runs past the extensions
        hello(b"\x00\x17\x00"),  # half an extension header
        hello(extension(0, b"")),
        hello(extension(0, b"\x00\x09\x00\x00\x01a")),  # list runs past its extension
        hello(extension(0, b"\x00\x04\x00\x00\x02a")),  # name runs past its list
        hello(extension(0, b"\x00\x02\x00\x00")),  # half an entry
        hello(extension(16, b"\x00\x02\x05h")),  # protocol runs past its list
        hello(extension(16, b"\x00")),
        hello(NAME)[:-1],  # extensions run past the message
        b"\x01" + vector(USUAL[4:60], 3),  # ends inside the suites
        b"\x01" + vector(b"", 3),
    ],
)
def test_lengths_that_contradict_each_other(bad: bytes) -> None:
    message = b"\x01" + vector(bad[4:], 3)
    assert reason(records(message)) is Reason.BAD_LENGTH
    assert reason(records(message) + bytes(600)) is Reason.BAD_LENGTH
    assert reason(records(message, 2, 3)) is Reason.BAD_LENGTH


def test_cut_after_the_name_gives_the_name() -> None:
    stream = records(USUAL)
    name_end = stream.index(b"www.example.com") + len(b"www.example.com")
    assert said(stream[:name_end]) == ("www.example.com", (), False, False)
    assert reason(stream[: name_end - 1]) is Reason.TRUNCATED


def test_cut_anywhere_gives_the_name_or_truncated() -> None:
    for sizes in ((), (1, 2, 50, 3)):
        stream = records(USUAL, *sizes)
        for length in range(len(stream)):
            decoded = decode_client_hello(stream[:length])
            if isinstance(decoded, Malformed):
                assert decoded.reason is Reason.TRUNCATED
            else:
                assert (decoded.sni, decoded.complete) == ("www.example.com", False)


def test_a_hello_with_a_post_quantum_key_over_segments_and_records() -> None:
    """X25519MLKEM768: 1,216 octets in front of the name, in records of any size."""
    share = extension(51, vector(numbers(0x11EC) + vector(bytes(1216), 2), 2))
    message = hello(share, NAME, PROTOCOLS)
    whole = read(records(message))
    for sizes in ((700,), (1, 1300), (4, 600, 600)):
        stream = records(message, *sizes)
        assert read(stream) == whole
        assert wanted(stream[:-1]) == wanted(stream) == len(stream)


def test_a_message_without_records() -> None:
    assert read_hello_message(USUAL) == decode_client_hello(records(USUAL))
    assert read_hello_message(USUAL + b"\x08\x00\x00\x00") == decode_client_hello(records(USUAL))
    cut = read_hello_message(USUAL[:-1])
    assert isinstance(cut, ClientHello)
    assert (cut.sni, cut.complete) == ("www.example.com", False)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (b"", Reason.TRUNCATED),
        (b"\x01\x00", Reason.TRUNCATED),
        (USUAL[:20], Reason.TRUNCATED),
        (b"\x02" + USUAL[1:], Reason.NOT_THIS),
        (b"\x01\x01\x00\x00" + USUAL[4:], Reason.TOO_LONG),
        (b"\x01" + vector(USUAL[4:60], 3), Reason.BAD_LENGTH),
    ],
)
def test_messages_without_records_that_are_no_whole_hello(message: bytes, why: Reason) -> None:
    found = read_hello_message(message)
    assert isinstance(found, Malformed)
    assert found.reason is why
    assert 0 <= found.offset <= len(message)
