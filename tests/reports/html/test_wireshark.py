"""What is copied into Wireshark and a shell does what it says and nothing else."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.html.wireshark import endpoint_filter, quoted_path
from tests.support.analysis_rows import HOSTILE_NAMES


@pytest.mark.parametrize(
    ("address", "transport", "port", "found"),
    [
        ("192.0.2.1", "tcp", 443, "ip.addr == 192.0.2.1 && tcp.port == 443"),
        ("2001:db8::1", "udp", 53, "ipv6.addr == 2001:db8::1 && udp.port == 53"),
        ("192.0.2.1", "tcp", None, "ip.addr == 192.0.2.1 && tcp"),
        ("192.0.2.1", "icmp", None, "ip.addr == 192.0.2.1 && icmp"),
        ("192.0.2.1", "ip-253", None, "ip.addr == 192.0.2.1"),
        ("fe80::1%eth0", "icmpv6", None, "ipv6.addr == fe80::1 && icmpv6"),
    ],
)
def test_filters(address: str, transport: str, port: int | None, found: str) -> None:
    assert endpoint_filter(address, transport, port) == found


@given(st.text(max_size=20), st.text(max_size=8), st.none() | st.integers(0, 65_535))
def test_nothing_from_outside_gets_into_a_filter(address: str, transport: str, port: int | None) -> None:
    found = endpoint_filter(address, transport, port)
    assert found is None or not set(found) - set("0123456789abcdefipvrtucdmsgn:.= &")


@pytest.mark.parametrize(
    "address", ["192.0.2.1' ; rm -rf x", "", "log.example", "fe80::1'%x", *HOSTILE_NAMES]
)
def test_what_is_no_address_gives_no_filter(address: str) -> None:
    assert endpoint_filter(address, "tcp", 443) is None


@given(st.text(max_size=30))
def test_a_path_is_one_word_of_a_shell_or_none_at_all(path: str) -> None:
    word = quoted_path(path, "pcapng")
    if word is not None:
        assert shlex.split(word) == [f"./{path}" if path.startswith("-") else path]


@pytest.mark.parametrize("path", ["a\nb.pcap", "\u202ea.pcap", "\x1b[2J.pcap", "-"])
def test_a_path_that_cannot_be_seen_whole_gives_no_command(path: str) -> None:
    assert quoted_path(path, "pcap") is None


def test_records_of_other_programs_are_not_for_tshark() -> None:
    assert quoted_path("conn.log", "zeek conn tsv") is None
    assert quoted_path("it's here.pcap", "pcap-ns") == "'it'\"'\"'s here.pcap'"
