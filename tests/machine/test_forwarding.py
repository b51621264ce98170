"""Settings of the kernel that a gateway lives by."""

from __future__ import annotations

import pytest

from harness.machine import forwarding
from harness.machine.forwarding import Forwarding, read_forwarding


def told(monkeypatch: pytest.MonkeyPatch, **values: str) -> Forwarding:
    monkeypatch.setattr(
        forwarding, "setting", lambda key: values.get(key.replace("/", "_").removeprefix("net_"))
    )
    return read_forwarding()


def test_what_is_there_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(
        monkeypatch, ipv4_ip_forward="1", ipv6_conf_all_forwarding="0", ipv6_conf_all_disable_ipv6="1",
        ipv4_conf_all_rp_filter="2",
    )  # fmt: skip
    assert found == Forwarding(ipv4=True, ipv6=False, ipv6_off=True, reverse_path=2)


def test_a_kernel_without_ipv6_tells_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(monkeypatch, ipv4_ip_forward="0", ipv4_conf_all_rp_filter="?")
    assert found == Forwarding(ipv4=False, ipv6=None, ipv6_off=None, reverse_path=None)


def test_this_kernel_forwards_or_does_not() -> None:
    assert read_forwarding().ipv4 in {True, False}
