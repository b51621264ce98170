"""Names of applications, read from where the decoder found them."""

from __future__ import annotations

import numpy as np
import pytest

from harness.kernel.records import NONE, PACKET
from harness.sources import app_names
from harness.sources.app_names import AppNames


def take(names: AppNames, *said: tuple[int, bytes]) -> None:
    """One batch whose packets name these applications, each in 20 octets."""
    packets = np.zeros(len(said), dtype=PACKET)
    packets["offset"], packets["app_at"] = 5, [20 * n + 1 for n in range(len(said))]
    packets["app_id"], packets["app_octets"] = [app_id for app_id, _ in said], 20
    octets = bytes(6) + b"".join(name.ljust(20, b"\0") for _, name in said)
    names.take(np.frombuffer(octets, dtype=np.uint8), packets)


def test_the_first_name_of_each_id_stands() -> None:
    names = AppNames()
    take(names, (10, b"one"), (11, b"two"), (10, b"other"))
    take(names, (11, b"later"), (12, b""))
    take(names, (12, b"too late"))
    assert names.names == {10: "one", 11: "two"}


def test_names_are_text_whatever_the_octets() -> None:
    names = AppNames()
    take(names, (1, b"\xff\xfe"), (2, b"name\0rest"), (3, "\u98de\u884c".encode()))
    assert names.names == {1: "\\xff\\xfe", 2: "name", 3: "\u98de\u884c"}


def test_a_batch_that_names_none_is_passed() -> None:
    packets = np.zeros(3, dtype=PACKET)
    packets["app_id"] = NONE
    names = AppNames()
    names.take(np.zeros(0, dtype=np.uint8), packets)
    assert names.names == {}


def test_names_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_names, "MAX_APPS", 2)
    names = AppNames()
    take(names, *((app_id, b"x") for app_id in range(5)))
    assert len(names.names) == 2


def test_a_name_that_the_file_tells_stands_from_then_on() -> None:
    names = AppNames()
    names.tell(10, "one")
    names.tell(11, None)
    take(names, (10, b"other"), (11, b"too late"), (12, b"???"))
    assert names.names == {10: "one"}
