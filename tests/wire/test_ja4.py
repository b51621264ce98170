"""JA4 of hellos with the numbers of the published examples, and of each rule by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.ja4 import Transport, ja4
from harness.wire.ja4 import _of_numbers as remembered
from harness.wire.tls import ClientHello, read_hello_message
from tests.support.wire_messages import alpn, extension, hello, numbers, server_name, vector

SUITES = (
    0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D,
    0x002F, 0x0035,
)  # fmt: skip
KINDS = (
    0x001B, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002D, 0x000D, 0x0005, 0x0023, 0x0012, 0x002B, 0xFF01,
    0x000B, 0x000A, 0x0015,
)  # fmt: skip
ALGORITHMS = (0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601)
PUBLISHED = "t13d1516h2_8daaf6152771_e5627efa2ab1"


def made(
    *,
    suites: Sequence[int] = SUITES,
    kinds: Sequence[int] = KINDS,
    algorithms: Sequence[int] = ALGORITHMS,
    versions: Sequence[int] = (0x0304, 0x0303),
    protocols: Sequence[bytes] = (b"h2", b"http/1.1"),
    version: int = 0x0303,
) -> ClientHello:
    """A hello with extensions of these types, in this order."""
    known = {
        0x0000: server_name(b"a.example"),
        0x000D: extension(13, vector(numbers(*algorithms), 2)),
        0x0010: alpn(*protocols),
        0x002B: extension(43, vector(numbers(*versions), 1)),
    }
    parts = [known.get(kind, extension(kind, b"")) for kind in kinds]
    found = read_hello_message(hello(*parts, suites=suites, version=version))
    assert isinstance(found, ClientHello)
    return found


def test_the_published_example() -> None:
    assert ja4(made(), "t") == PUBLISHED


def test_without_signature_algorithms_as_published() -> None:
    kinds = "t13d1516h2_8daaf6152771_6d807ffa2a79"
    assert ja4(made(algorithms=()), "t") == kinds


@pytest.mark.parametrize("transport", ["t", "q", "d"])
def test_transport_is_the_first_letter(transport: Transport) -> None:
    assert ja4(made(), transport) == transport + PUBLISHED[1:]


@given(st.permutations(SUITES), st.permutations(KINDS), st.integers(0, 15))
def test_order_and_grease_change_nothing(suites: list[int], kinds: list[int], number: int) -> None:
    grease = 0x0A0A + 0x1010 * number
    found = made(
        suites=[grease, *suites],
        kinds=[grease, *kinds, (grease + 0x1010) & 0xFFFF if number < 15 else 0x0A0A],
        algorithms=(grease, *ALGORITHMS),
        versions=(grease, 0x0304, 0x0303),
    )
    assert found.grease
    assert ja4(found, "t") == PUBLISHED


@pytest.mark.parametrize(
    ("versions", "legacy", "word"),
    [
        ((0x0303, 0x0304, 0x0302), 0x0303, "13"),
        ((0x0302,), 0x0303, "11"),
        ((), 0x0303, "12"),
        ((), 0x0301, "10"),
        ((), 0x0300, "s3"),
        ((), 0x0002, "s2"),
        ((0xFAFA,), 0x0303, "12"),
        ((0x7F1C,), 0x0303, "00"),
        ((0xFEFD,), 0xFEFF, "d2"),
    ],
)
def test_version(versions: tuple[int, ...], legacy: int, word: str) -> None:
    found = ja4(made(versions=versions, version=legacy), "t")
    assert found is not None
    assert found[1:3] == word


@pytest.mark.parametrize(
    ("protocols", "word"),
    [
        ((), "00"),
        ((b"",), "00"),
        ((b"", b"h2"), "00"),
        ((b"h2",), "h2"),
        ((b"http/1.1", b"h2"), "h1"),
        ((b"x",), "xx"),
        ((b"\xab",), "ab"),
        ((b"\xab\xcd",), "ad"),
        ((b"\x30\xab",), "3b"),
        ((b"\x30\x31\xab\xcd",), "3d"),
        ((b"\x30\xab\xcd\x31",), "01"),
        ((b"\\123\\",), "5c"),
        ((b"-a",), "21"),
    ],
)
def test_first_protocol(protocols: tuple[bytes, ...], word: str) -> None:
    found = ja4(made(protocols=protocols), "t")
    assert found is not None
    assert found[8:10] == word


def test_names_and_protocols_are_counted_but_not_hashed() -> None:
    kinds = [kind for kind in KINDS if kind not in (0x0000, 0x0010)]
    assert ja4(made(kinds=kinds), "t") == "t13i151400_8daaf6152771_e5627efa2ab1"


def test_nothing_is_zeros() -> None:
    assert ja4(made(suites=(0x1A1A,), kinds=(0x2A2A,)), "t") == "t12i000000_000000000000_000000000000"
    named = ja4(made(kinds=(0x0000, 0x0010)), "t")
    assert named == "t12d1502h2_8daaf6152771_000000000000"


def test_more_than_99_are_99() -> None:
    found = ja4(made(suites=range(1, 151), kinds=range(100, 220)), "t")
    assert found is not None
    assert found.startswith("t12i9999")


def test_a_hello_of_very_many_numbers_is_not_remembered() -> None:
    before = remembered.cache_info().currsize
    found = ja4(made(suites=range(5_000, 15_000)), "t")
    assert found is not None
    assert found.startswith("t13d9916h2_")
    assert remembered.cache_info().currsize == before


def test_a_cut_hello_has_none() -> None:
    assert ja4(made()._replace(complete=False), "t") is None
