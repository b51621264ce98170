"""Header blocks: the examples of RFC 7541, and blocks that are made to cost."""

from __future__ import annotations

import pytest

from harness.wire.header_blocks import MAX_LIST_OCTETS, HeaderBlocks

FIRST = [(b":method", b"GET"), (b":scheme", b"http"), (b":path", b"/"), (b":authority", b"www.example.com")]
SECOND = [*FIRST, (b"cache-control", b"no-cache")]
THIRD = [
    (b":method", b"GET"),
    (b":scheme", b"https"),
    (b":path", b"/index.html"),
    (b":authority", b"www.example.com"),
    (b"custom-key", b"custom-value"),
]
PLAIN = (  # RFC 7541 C.3
    "828684410f7777772e6578616d706c652e636f6d",
    "828684be58086e6f2d6361636865",
    "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
)
HUFFMAN = (  # RFC 7541 C.4
    "828684418cf1e3c2e5f23a6ba0ab90f4ff",
    "828684be5886a8eb10649cbf",
    "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
)


@pytest.mark.parametrize("blocks", [PLAIN, HUFFMAN])
def test_examples_of_the_rfc(blocks: tuple[str, ...]) -> None:
    decoder = HeaderBlocks()
    assert [decoder.fields(bytes.fromhex(block)) for block in blocks] == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "block",
    [
        b"\x80",  # index 0 (§6.1)
        b"\xbe",  # nothing in the table yet
        b"\xff" * 20,  # an integer of many octets (§5.1)
        b"\x82\x3f\x00",  # a size behind a field (§4.2)
        b"\x3f\xff\xff\xff\x7f",  # a table of more than is allowed
        b"\x41\x7f",
        b"\x41\x81\x00",  # Huffman padding of zeros (§5.2)
        b"\x41",
    ],
)
def test_faults(block: bytes) -> None:
    assert HeaderBlocks().fields(block) is None


def test_a_client_may_be_allowed_a_larger_table() -> None:
    assert HeaderBlocks().fields(b"\x3f\xe1\x7f\x82") == [(b":method", b"GET")]  # 16,384


def test_few_octets_do_not_stand_for_many() -> None:
    value = b"x" * 3_000
    block = b"\x40\1a\x7f" + bytes(((3_000 - 127) % 128 + 128, (3_000 - 127) // 128)) + value
    assert HeaderBlocks().fields(block) == [(b"a", value)]
    assert HeaderBlocks().fields(block + b"\xbe" * (MAX_LIST_OCTETS // 3_000 + 1)) is None
