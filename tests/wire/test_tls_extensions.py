"""Extensions and numbers of ClientHellos: what was offered is read whole, in its order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.tls import ClientHello, read_hello_message
from harness.wire.tls_extensions import GREASE, Ech
from tests.support.wire_messages import extension, hello, numbers, server_name, vector

NAME = server_name(b"www.example.com")


def read(message: bytes) -> ClientHello:
    found = read_hello_message(message)
    assert isinstance(found, ClientHello)
    return found


GREASED = hello(
    extension(0x3A3A, b""),
    NAME,
    extension(13, vector(numbers(0x0403, 0x0804), 2)),
    extension(43, vector(numbers(0x1A1A, 0x0304, 0x0303), 1)),
    extension(0xFE0D, b"\x00\x00\x01\x00\x03\x9c" + vector(bytes(32), 2) + vector(bytes(9), 2)),
    suites=(0x2A2A, 0x1301, 0xC02B, 0x00FF),
)


def test_all_that_a_hello_offers_is_read_in_its_order() -> None:
    found = read(GREASED)
    assert found == ClientHello(
        sni="www.example.com",
        alpn=(),
        ech=Ech(kind=0, config_id=0x9C),
        legacy_version=0x0303,
        versions=(0x1A1A, 0x0304, 0x0303),
        ciphers=(0x2A2A, 0x1301, 0xC02B, 0x00FF),
        extensions=(0x3A3A, 0, 13, 43, 0xFE0D),
        signature_algorithms=(0x0403, 0x0804),
        random=bytes(range(32)),
    )
    assert found.grease


def test_values_without_meaning_are_known_wherever_they_stand() -> None:
    assert sorted(GREASE)[:2] == [0x0A0A, 0x1A1A]
    assert (len(GREASE), max(GREASE)) == (16, 0xFAFA)
    plain = hello(NAME, extension(10, b""))
    assert not read(plain).grease
    for message in (
        hello(extension(0xFAFA, b"")),
        hello(NAME, suites=(0x0A0A,)),
        hello(extension(43, vector(numbers(0x4A4A), 1))),
        hello(extension(13, vector(numbers(0x5A5A), 2))),
    ):
        assert read(message).grease


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", Ech(None, None)),
        (b"\x00", Ech(0, None)),
        (b"\x00\x00\x01\x00\x01", Ech(0, None)),
        (b"\x00\x00\x01\x00\x01\x07", Ech(0, 7)),
        (b"\x01", Ech(1, None)),
        (b"\x01\x00\x01\x00\x01\x07", Ech(1, None)),
        (b"\x02\x00\x01\x00\x01\x07", Ech(2, None)),
    ],
)
def test_type_and_key_of_an_encrypted_hello(content: bytes, found: Ech) -> None:
    assert read(hello(NAME, extension(0xFE0D, content))).ech == found


@pytest.mark.parametrize(
    "bad",
    [
        hello(extension(43, b"")),
        hello(extension(43, b"\x03\x03\x04\x03")),  # versions of an odd length
        hello(extension(43, b"\x04\x03\x04")),  # and past their extension
        hello(extension(13, b"\x00\x03\x04\x03\x08")),
        hello(extension(13, b"\x00\x04\x04\x03")),
        hello(NAME).replace(vector(b"\x13\x01\x13\x02", 2), b"\x00\x03\x13\x01\x13\x02", 1),
    ],
)
def test_lists_of_numbers_that_contradict_their_lengths(bad: bytes) -> None:
    found = read_hello_message(bad)
    assert isinstance(found, Malformed)
    assert found.reason is Reason.BAD_LENGTH


NUMBERS = st.lists(st.integers(0, 0xFFFF), max_size=40)


@given(NUMBERS, NUMBERS, NUMBERS, st.integers(0, 0xFFFF))
def test_what_was_written_is_what_is_read(
    suites: list[int], versions: list[int], algorithms: list[int], version: int
) -> None:
    message = hello(
        extension(43, vector(numbers(*versions), 1)),
        extension(13, vector(numbers(*algorithms), 2)),
        suites=suites,
        version=version,
    )
    found = read(message)
    assert (found.legacy_version, found.ciphers) == (version, tuple(suites))
    assert (found.versions, found.signature_algorithms) == (tuple(versions), tuple(algorithms))
    assert (found.extensions, found.complete) == ((43, 13), True)
