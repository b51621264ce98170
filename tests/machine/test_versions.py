"""Versions in the words of several programs of several years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine import versions
from harness.machine.versions import of_output, read_program
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("Dumpcap (Wireshark) 4.0.17 (Git v4.0.17 packaged as 4.0.17-0+deb12u3).\n\nCopyright", "4.0.17"),
        ("TShark (Wireshark) 2.6.20 (Git v2.6.20 packaged as 2.6.20-0+deb10u1)\n", "2.6.20"),
        ("nftables v0.9.8 (E.D.S.)\n", "0.9.8"),
        ("nftables v1.0.6 (Lester Gooch #5)\n", "1.0.6"),
        ("ip utility, iproute2-ss190107\n", "ss190107"),
        ("ip utility, iproute2-6.1.0, libbpf 1.1.2\n", "6.1.0"),
        ("Dnsmasq version 2.90  Copyright (c) 2000-2024 Simon Kelley\n", "2.90"),
        ("conntrack v1.4.7 (conntrack-tools)\n", "1.4.7"),
        ("ethtool version 6.1\n", "6.1"),
        ("unshare from util-linux 2.38.1\n", "2.38.1"),
        ("\nMitmproxy: 11.0.2\nPython:    3.11.7\n", "11.0.2"),
        ("no number here\n1.2\n", None),
        ("", None),
    ],
)
def test_the_version_stands_in_the_first_line(said: str, version: str | None) -> None:
    assert of_output(said) == version


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    found = of_output(text)
    assert found is None or (found in text and "\n" not in found)


def test_a_program_that_is_there_and_one_that_is_not(fake_programs: FakePrograms) -> None:  # noqa: F811
    path = fake_programs.script("ip", '[ "$*" = -Version ] && echo "ip utility, iproute2-6.1.0"\n')
    found = read_program("ip")
    assert (found.path, found.version) == (str(path), "6.1.0")
    assert (read_program("nft").path, read_program("nft").version) == (None, None)


def test_one_that_says_it_on_standard_error(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.make("tshark", err="TShark 1.12.1\n")
    assert read_program("tshark").version == "1.12.1"


def test_one_that_does_not_end_is_told(
    fake_programs: FakePrograms,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_programs.make("nft", after_s=30)
    monkeypatch.setattr(versions, "_LIMIT_S", 0.2)
    with pytest.raises(MachineError, match="no end after"):
        read_program("nft")
