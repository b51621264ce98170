"""One JSON object of a log: exact numbers, limits, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.json_object import MAX_OCTETS, json_object


def test_numbers_stay_exact() -> None:
    assert json_object(b'{"ts": 1795423469.908151401, "n": 18446744073709551615}') == {
        "ts": Decimal("1795423469.908151401"),
        "n": 2**64 - 1,
    }


@pytest.mark.parametrize(("data", "reason"), [
    (b"[]", Reason.NOT_THIS),
    (b"1", Reason.NOT_THIS),
    (b'{"a": ', Reason.TRUNCATED),
    (b'{"a": x}', Reason.BAD_VALUE),
    (b'{"a": NaN}', Reason.BAD_VALUE),
    (b'{"a": "\xff"}', Reason.BAD_VALUE),
    (b'{"a": ' + b"9" * 5_000 + b"}", Reason.BAD_VALUE),
    (b'{"a": 1e' + b"9" * 30 + b"}", Reason.BAD_VALUE),
    (b'{"a": ' + b"[" * 100_000, Reason.TOO_LONG),
    (b"{" + b" " * MAX_OCTETS + b"}", Reason.TOO_LONG),
])  # fmt: skip
def test_what_is_none(data: bytes, reason: Reason) -> None:
    found = json_object(data)
    assert isinstance(found, Malformed)
    assert found.reason is reason
    assert 0 <= found.offset <= len(data)
