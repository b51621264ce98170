"""Named namespaces and their links, in real ones."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.lab.namespaces import End, Namespaces
from tests.support.in_lab import in_lab


def test_nothing_is_configured_outside() -> None:
    with pytest.raises(MachineError, match="nothing outside namespaces of its own"):
        Namespaces()


@in_lab()
def test_a_datagram_crosses_a_link_by_ipv4_and_ipv6(lab: Namespaces, folder: Path) -> None:
    lab.add("one", "other")
    lab.link(
        End("one", "a0", ("192.0.2.1/24", "2001:db8::1/64"), "02:00:00:00:00:01"),
        End("other", "b0", ("192.0.2.2/24", "2001:db8::2/64")),
    )
    for family, address in ((socket.AF_INET, "192.0.2.2"), (socket.AF_INET6, "2001:db8::2")):
        with lab.entered("other"):
            there = socket.socket(family, socket.SOCK_DGRAM)
            there.bind((address, 4000))
            there.settimeout(10)
        with lab.entered("one"), socket.socket(family, socket.SOCK_DGRAM) as here:
            here.sendto(b"hello", (address, 4000))
        assert there.recv(100) == b"hello"
        there.close()
    assert "02:00:00:00:00:01" in lab.run("one", ("ip", "link", "show", "a0")).out


@in_lab()
def test_a_thread_comes_back_from_a_namespace(lab: Namespaces, folder: Path) -> None:
    lab.add("one", "other")
    lab.link(End("one", "a0"), End("other", "b0"))
    with pytest.raises(ZeroDivisionError), lab.entered("one"):  # noqa: PT012 - what is left behind is what counts
        assert [name for _, name in socket.if_nameindex()] == ["lo", "a0"]
        raise ZeroDivisionError
    assert [name for _, name in socket.if_nameindex()] == ["lo"]


@in_lab()
def test_a_setting_is_of_one_namespace(lab: Namespaces, folder: Path) -> None:
    lab.add("one", "other")
    lab.setting("one", "net/ipv4/ip_forward", "1")
    told = {name: lab.run(name, ("cat", "/proc/sys/net/ipv4/ip_forward")).out.strip() for name in lab.names}
    assert told == {"one": "1", "other": "0"}


@in_lab()
def test_what_ip_refuses_is_told_with_its_reason(lab: Namespaces, folder: Path) -> None:
    lab.add("one")
    with pytest.raises(MachineError, match=r"namespace one refuses one of link set nowhere up: .*nowhere"):
        lab.ip("one", "link set nowhere up")
