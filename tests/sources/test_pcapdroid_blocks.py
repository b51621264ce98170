"""PCAPdroid's block of user id and names; whole files of it stand in tests/kernel/test_apps.py."""

from __future__ import annotations

import struct

import pytest

from harness.kernel.apps import PROCESS
from harness.sources.pcapdroid_blocks import CUSTOM, User, user_of
from harness.sources.pcapng_blocks import Order


def body(
    user: int = 10123, package: bytes = b"org.example", label: bytes = b"Example", *, order: Order = "little",
    enterprise: int = 62_652, version: int = 1, kind: int = 1,
) -> bytes:  # fmt: skip
    """The block without its type and lengths."""
    lead = struct.pack(
        ("<" if order == "little" else ">") + "IHBBiBB", enterprise, version, kind, 0, user, len(package), len(label)
    )  # fmt: skip
    return lead + package + label


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("kind", CUSTOM)
def test_the_names_of_a_user(kind: int, order: Order) -> None:
    assert user_of(kind, body(order=order) + b"\0\0", order) == User(10123, "Example")


@pytest.mark.parametrize(
    ("octets", "user"),
    [
        (body(label="\u98de\u884c \u2708".encode()), User(10123, "\u98de\u884c \u2708")),
        (body(label="Flügel".encode()[:3]), User(10123, "Fl\\xc3")),
        (body(label=b""), User(10123, "org.example")),
        (body(label=b"???"), User(10123, "org.example")),
        (body(label=b"???", package=b""), User(10123, None)),
        (body(-1, b"", b"Unknown"), User(None, "Unknown")),
        (body(PROCESS), User(None, "Example")),
        (body(0, b"", b"root"), User(0, "root")),
    ],
)
def test_what_is_not_known_is_null(octets: bytes, user: User) -> None:
    assert user_of(0x0BAD, octets, "little") == user


@pytest.mark.parametrize(
    ("kind", "octets"),
    [
        (4, body()),
        (0x0BAD, body(enterprise=1)),
        (0x0BAD, body(version=2)),
        (0x0BAD, body(kind=2)),
        (0x0BAD, body(order="big")),
        (0x0BAD, body()[:-1]),
        (0x0BAD, body()[:13]),
        (0x0BAD, b""),
    ],
)
def test_other_blocks_name_no_user(kind: int, octets: bytes) -> None:
    assert user_of(kind, octets, "little") is None
