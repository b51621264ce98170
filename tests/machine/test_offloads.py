"""Features of interfaces, as several versions of ethtool write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine.offloads import Offload, changing, command_off, of_features, read_offloads
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture

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


def test_features_that_change_frames() -> None:
    found = of_features(OF_6)
    assert Offload("large-receive-offload", on=False, fixed=True) in found
    assert [one.name for one in changing(found)] == [
        "tcp-segmentation-offload",
        "generic-segmentation-offload",
        "generic-receive-offload",
        "tx-udp-segmentation",
        "rx-gro-hw",
    ]


def test_the_command_names_what_is_on_and_can_be_switched() -> None:
    command = command_off("eth0", of_features(OF_6))
    assert command is not None
    assert " ".join(command) == "ethtool -K eth0 tso off gso off gro off rx-gro-hw off"
    assert command_off("enp1s0", of_features(OF_4)) == ("ethtool", "-K", "enp1s0", "ufo", "off", "lro", "off")


def test_where_nothing_is_on_there_is_no_command() -> None:
    off = [Offload("generic-receive-offload", on=False, fixed=False)]
    fixed = [Offload("large-receive-offload", on=True, fixed=True)]
    assert command_off("eth0", off) is None
    assert command_off("eth0", fixed) is None
    assert changing(fixed) == tuple(fixed)


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
