"""Tagged netstrings: examples of tnetstrings.info, and what is none."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.tnetstring import MAX_DEPTH, read_tnetstring, value_length


def written(value: Any) -> bytes:
    """The form as mitmproxy writes it."""
    match value:
        case None:
            tag, content = b"~", b""
        case bool():
            tag, content = b"!", str(value).lower().encode()
        case int():
            tag, content = b"#", str(value).encode()
        case bytes():
            tag, content = b",", value
        case str():
            tag, content = b";", value.encode()
        case list():
            tag, content = b"]", b"".join(written(item) for item in value)
        case dict():
            pairs = [part for pair in value.items() for part in pair]
            tag, content = b"}", b"".join(written(part) for part in pairs)
        case _:
            raise TypeError
    return str(len(content)).encode() + b":" + content + tag


@pytest.mark.parametrize(("data", "value"), [
    (b"0:}", {}),
    (b"0:]", []),
    (b"5:hello,", b"hello"),
    (b"5:12345#", 12345),
    (b"4:true!", True),
    (b"0:~", None),
    (b"4:3.25^", "3.25"),
    (b"23:5:hello,11:hello world,]", [b"hello", b"hello world"]),
    (b"51:5:hello,39:11:12345678901#4:this,4:true!0:~4:\x00\x00\x00\x00,]}", {"hello": [12345678901, b"this", True, None, bytes(4)]}),
])  # fmt: skip
def test_published_examples(data: bytes, value: Any) -> None:
    assert read_tnetstring(data) == value


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**60), 2**60)
        | st.binary(max_size=20)
        | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=20,
    ),
    st.data(),
)
def test_what_was_written_is_read_and_a_part_of_it_is_not(value: Any, data: st.DataObject) -> None:
    octets = written(value)
    assert read_tnetstring(octets) == value
    assert value_length(octets) == len(octets)
    assert value_length(octets + b"rest") == len(octets)
    cut = data.draw(st.integers(0, len(octets) - 1))
    assert isinstance(read_tnetstring(octets[:cut]), Malformed)


@pytest.mark.parametrize(("data", "reason"), [
    (b"", Reason.BAD_LENGTH),
    (b"x:,", Reason.BAD_VALUE),
    (b"5:hell", Reason.TRUNCATED),
    (b"3:abc?", Reason.BAD_VALUE),
    (b"3:abc#", Reason.BAD_VALUE),
    (b"3:yes!", Reason.BAD_VALUE),
    (b"1:x~", Reason.BAD_VALUE),
    (b"4:1:a,}", Reason.BAD_VALUE),
    (b"8:1:1#1:2#}", Reason.BAD_VALUE),
    (b"7:9:a,b,c]", Reason.BAD_LENGTH),
    (b"0:~0:~", Reason.BAD_LENGTH),
    (b"9999999999999:", Reason.BAD_VALUE),
])  # fmt: skip
def test_what_is_none(data: bytes, reason: Reason) -> None:
    found = read_tnetstring(data)
    assert isinstance(found, Malformed)
    assert (found.reason, found.layer) == (reason, "tnetstring")


@pytest.mark.parametrize(("head", "reason"), [
    (b"", Reason.TRUNCATED),
    (b"12", Reason.TRUNCATED),
    (b"1234567890123", Reason.TOO_LONG),
    (b":a", Reason.NOT_THIS),
    (b"-1:", Reason.NOT_THIS),
])  # fmt: skip
def test_a_length_that_is_none(head: bytes, reason: Reason) -> None:
    found = value_length(head)
    assert isinstance(found, Malformed)
    assert found.reason is reason


def test_containers_in_each_other_have_a_limit() -> None:
    def nested(depth: int) -> bytes:
        value: list[Any] = []
        for _ in range(depth - 1):
            value = [value]
        return written(value)

    assert read_tnetstring(nested(MAX_DEPTH)) == read_tnetstring(nested(MAX_DEPTH))
    assert not isinstance(read_tnetstring(nested(MAX_DEPTH)), Malformed)
    found = read_tnetstring(nested(MAX_DEPTH + 1))
    assert isinstance(found, Malformed)
    assert found.reason is Reason.TOO_LONG


def test_many_small_values_cost_little() -> None:
    data = written([0] * 200_000)
    began = time.process_time()
    assert read_tnetstring(data) == [0] * 200_000
    assert time.process_time() - began < 5
