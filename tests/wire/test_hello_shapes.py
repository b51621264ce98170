"""Hellos of known shape: always the same facts as from reading, whatever was learned before."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import Facts
from harness.model.malformed import Malformed
from harness.wire.hello_shapes import MAX_KINDS, MAX_SHAPES, TRIES, HelloShapes
from harness.wire.messages import MessageKind, decode_message
from tests.support.wire_messages import alpn, extension, hello, numbers, records, server_name, vector

VERSIONS = extension(43, vector(numbers(0x0304, 0x0303), 1))
ALGORITHMS = extension(13, vector(numbers(0x0403, 0x0804), 2))


def ech(config_id: int, payload: bytes = b"abc") -> bytes:
    return extension(65037, b"\0\0\1\0\1" + bytes((config_id,)) + vector(b"k", 2) + vector(payload, 2))


def share(octets: bytes) -> bytes:
    return extension(51, octets)


def facts_of(data: bytes) -> Facts | Malformed:
    return decode_message(MessageKind.TLS, data)


def met(shapes: HelloShapes, data: bytes) -> bool:
    """Look a hello up and learn it, as the reader does; says whether it was known."""
    read, known = facts_of(data), shapes.known(data)
    assert known is None or known == read, data.hex()
    if known is None and not isinstance(read, Malformed):
        shapes.learn(data, read)
    return known is not None


def app(name: bytes, key: bytes, config_id: int = 7, session_id: bytes = b"") -> bytes:
    return records(
        hello(
            VERSIONS, ech(config_id), server_name(name), ALGORITHMS, share(key), alpn(b"h2"), extension(45, b"\1\1"),
            session_id=session_id,
        )
    )  # fmt: skip


def test_a_hello_with_another_name_share_session_and_key_is_known() -> None:
    shapes = HelloShapes()
    assert not met(shapes, app(b"a.example", b"12345678"))
    assert met(shapes, app(b"a.example", b"12345678"))
    assert met(shapes, app(b"Longer.name.EXAMPLE.", b"87654321", 200, bytes(32)) + b"what follows")
    assert met(shapes, app(b"b\xff.example", b"--------"))


def test_what_differs_elsewhere_is_not_known() -> None:
    shapes = HelloShapes()
    one = app(b"a.example", b"12345678")
    assert not met(shapes, one)
    assert not met(shapes, app(b"a.example", b"123456789"))
    for place in range(len(one)):
        changed = bytearray(one)
        changed[place] ^= 0x01
        shapes = HelloShapes()
        met(shapes, one)
        met(shapes, bytes(changed))
    for length in range(len(one)):
        assert not met(shapes, one[:length])


def test_hellos_that_have_no_shape() -> None:
    for data in (
        records(hello(VERSIONS)),
        records(hello(no_extensions=True)),
        records(hello(server_name(b"a.example"), server_name(b"b.example"))),
        records(hello(extension(0, vector(b"\1" + vector(b"x", 2) + b"\0" + vector(b"a.example", 2), 2)))),
        records(hello(server_name(b"a.example")), 30),
        records(hello(server_name(b"a.example"), extension(21, bytes(4_000)))),
    ):
        shapes = HelloShapes()
        assert not met(shapes, data)
        assert not met(shapes, data)


EXTENSIONS = st.one_of(
    st.sampled_from(
        [VERSIONS, ALGORITHMS, alpn(b"h2", b"http/1.1"), extension(23, b""), extension(0x2A2A, b"")]
    ),
    st.binary(min_size=0, max_size=12).map(share),
    st.integers(0, 255).map(ech),
    st.builds(extension, st.sampled_from([10, 21, 35, 41, 44, 65037]), st.binary(max_size=6)),
    st.text("abAB.-", max_size=9).map(str.encode).map(server_name),
)
HELLOS = st.lists(EXTENSIONS, max_size=5).map(
    lambda chosen: records(hello(server_name(b"s.example"), *chosen))
)


@given(
    st.lists(
        st.one_of(HELLOS, st.lists(EXTENSIONS, max_size=4).map(lambda some: records(hello(*some)))),
        max_size=12,
    )
)
def test_any_hellos_in_any_order_have_the_facts_that_reading_gives(hellos: list[bytes]) -> None:
    shapes = HelloShapes()
    for data in hellos:
        met(shapes, data)
    for data in hellos:
        met(shapes, data)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=4), st.binary(max_size=4))
def test_mutants_of_a_known_hello_have_the_facts_that_reading_gives(
    changes: list[tuple[int, int]], more: bytes
) -> None:
    shapes = HelloShapes()
    one = app(b"a.example", b"12345678")
    met(shapes, one)
    data = bytearray(one + more)
    for place, octet in changes:
        data[place % len(data)] = octet
    met(shapes, bytes(data))
    met(shapes, one)


def test_kinds_that_never_come_again_are_given_up() -> None:
    shapes, chance = HelloShapes(), random.Random(1)
    parts = [
        VERSIONS,
        ALGORITHMS,
        server_name(b"a.example"),
        *(extension(900 + number, b"") for number in range(9)),
    ]
    for _ in range(3 * TRIES):
        chance.shuffle(parts)
        met(shapes, records(hello(*parts)))
    (kind,) = shapes._kinds.values()
    assert kind.shapes == []
    assert not met(shapes, records(hello(*parts)))
    assert not met(shapes, records(hello(*parts)))


def test_what_is_kept_is_bounded() -> None:
    shapes = HelloShapes()
    for number in range(MAX_SHAPES + 3):
        met(shapes, records(hello(server_name(b"a.example"), extension(900 + number, b""))))
    assert [len(kind.shapes) for kind in shapes._kinds.values()] == [MAX_SHAPES]
    for number in range(MAX_KINDS + 3):
        met(shapes, records(hello(server_name(b"a.example"), suites=(number,))))
    assert len(shapes._kinds) == MAX_KINDS
