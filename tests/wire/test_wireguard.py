"""WireGuard: types and lengths of the paper, §5.4."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed
from harness.wire.wireguard import MAX_STEP, WireguardMessage, consistent, decode_wireguard
from tests.support.datagrams import wireguard


@pytest.mark.parametrize(
    ("kind", "octets", "from_client"),
    [(1, 148, True), (2, 92, False), (3, 64, None), (4, 32, None), (4, 96, None), (4, 160, None)],
)
def test_messages(kind: int, octets: int, from_client: bool | None) -> None:
    found = decode_wireguard(wireguard(kind, octets))
    assert found == WireguardMessage(kind)
    assert isinstance(found, WireguardMessage)
    assert found.from_client is from_client


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\1",
        b"\1\0\0\0",
        b"\4\0\0\0",
        wireguard(1, 147),
        wireguard(1, 149),
        wireguard(1, 92),
        wireguard(2, 148),
        wireguard(3, 63),
        wireguard(4, 31),
        wireguard(4, 33),
        wireguard(0, 148),
        wireguard(5, 148),
        b"\1\0\0\1" + wireguard(1, 148)[4:],
        b"\1\0\0\0" + bytes(144),  # no key
        b"\2\0\0\0" + bytes(88),
        b"\3\0\0\0" + bytes(60),
    ],
)
def test_what_is_no_message(data: bytes) -> None:
    assert isinstance(decode_wireguard(data), Malformed)


def test_data_of_one_session_are_certain() -> None:
    session = [wireguard(4, 96, counter=number) for number in (5, 6, 8, 9)]
    assert consistent(session)
    assert not consistent(session[:3])
    assert not consistent([])
    assert not consistent(session[::-1])
    assert not consistent([session[0]] * 4)
    assert not consistent([*session, wireguard(4, 96, counter=10, receiver=8)])
    assert not consistent([*session, wireguard(4, 96, counter=10 + MAX_STEP)])
    assert not consistent([*session, wireguard(4, 95, counter=10)])
    assert not consistent([wireguard(1, 148)] * 4)
