"""Features of interfaces, as several versions of ethtool write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.lab.namespaces import Namespaces
from harness.machine.offloads import (
    FALSIFYING,
    Offload,
    command_off,
    falsifying,
    falsifying_on,
    of_features,
    read_offloads,
)
from harness.reports.doctor.network import of_offloads
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture
from tests.support.in_lab import in_lab

# ethtool 6.1, a virtual card; cut to what matters.
OF_6 = """\
Features for eth0:
rx-checksumming: on [fixed]
tx-checksumming: on
\ttx-checksum-ip-generic: on
tcp-segmentation-offload: on
\ttx-tcp-segmentation: on
generic-segmentation-offload: on
generic-receive-offload: on
large-receive-offload: off [fixed]
rx-gro-list: off
tx-udp-segmentation: on [fixed]
rx-gro-hw: on [requested off]
"""
# ethtool 4.8: other heading, other order, a feature that kernels of today do not have.
OF_4 = """\
Features for enp1s0:
Cannot get device udp-fragmentation-offload settings: Operation not supported
udp-fragmentation-offload: on
generic-receive-offload: off
large-receive-offload: on
rx-vlan-stag-hw-parse: off [fixed]
"""


def test_features_that_falsify_captures() -> None:
    found = of_features(OF_6)
    assert Offload("large-receive-offload", on=False, fixed=True) in found
    assert [one.name for one in falsifying(found)] == [
        "generic-receive-offload",
        "rx-gro-hw",
        "generic-segmentation-offload",
        "tx-tcp-segmentation",
        "tx-udp-segmentation",
        "rx-checksumming",
        "tx-checksum-ip-generic",
    ]


def test_the_command_names_what_is_on_and_can_be_switched() -> None:
    command = command_off("eth0", of_features(OF_6))
    assert command is not None
    assert " ".join(command) == "ethtool -K eth0 gro off rx-gro-hw off gso off tso off tx off"
    assert command_off("enp1s0", of_features(OF_4)) == ("ethtool", "-K", "enp1s0", "lro", "off", "ufo", "off")


def test_where_nothing_is_on_there_is_no_command() -> None:
    off = [Offload("generic-receive-offload", on=False, fixed=False)]
    fixed = [Offload("large-receive-offload", on=True, fixed=True)]
    assert command_off("eth0", off) is None
    assert command_off("eth0", fixed) is None
    assert falsifying(fixed) == tuple(fixed)


def test_a_word_that_covers_several_is_said_once() -> None:
    names = ("tx-tcp-segmentation", "tx-tcp6-segmentation", "tx-checksum-ipv4", "tx-checksum-ipv6")
    assert command_off("eth0", [Offload(name, on=True, fixed=False) for name in names]) == (
        "ethtool", "-K", "eth0", "tso", "off", "tx", "off",
    )  # fmt: skip


def test_what_doctor_warns_of_is_what_a_gateway_switches_off(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.make("ethtool", "".join(f"{name}: on\n" for name in FALSIFYING))
    assert falsifying_on("eth0") == tuple(sorted(FALSIFYING))
    told = of_offloads("eth0", read_offloads("eth0")).facts["on"]
    assert told == list(FALSIFYING)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    of_features(text)


def test_an_interface_that_is_not_there_is_told(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.make("ethtool", err="Cannot get device feature names: No such device\n", code=1)
    with pytest.raises(MachineError, match=r"ethtool -k no0: .*No such device"):
        read_offloads("no0")


def test_silence_is_no_answer(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.make("ethtool", "Features for eth0:\n")
    with pytest.raises(MachineError, match="cannot be read"):
        read_offloads("eth0")


@in_lab("ethtool")
def test_either_command_switches_off_all_that_can_be(lab: Namespaces, folder: Path) -> None:
    from tests.support.gateway_world import GATEWAY, run_in, three_machines

    three_machines(lab)
    with lab.entered(GATEWAY):
        before = falsifying_on("lan0")
        assert "generic-segmentation-offload" in before
        assert set(before) <= set(FALSIFYING)
        run_in(lab, GATEWAY, "ethtool", "-K", "lan0", *(word for name in before for word in (name, "off")))
        assert falsifying_on("lan0") == ()
        run_in(lab, GATEWAY, "ethtool", "-K", "lan0", *(word for name in before for word in (name, "on")))
        assert falsifying_on("lan0") == before
        by_hand = command_off("lan0", read_offloads("lan0"))
        assert by_hand is not None
        run_in(lab, GATEWAY, *by_hand)
        assert falsifying_on("lan0") == ()
