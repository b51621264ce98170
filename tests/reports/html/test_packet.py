"""The command finds the file whatever it is called."""

from __future__ import annotations

import shlex

import pytest

from harness.reports.html.packet import packet_at


@pytest.mark.parametrize("path", ["a.pcapng", "a b.pcapng", "it's; rm -rf $HOME.pcap", "$(id)`id`.pcap", "-"])
def test_a_shell_reads_the_command_as_it_is_meant(path: str) -> None:
    packet = packet_at(1_002, path)
    assert shlex.split(packet.command) == ["tshark", "-r", path, "-Y", "frame.number == 1002", "-V"]
    assert packet.filter == "frame.number == 1002"
