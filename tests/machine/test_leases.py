"""dnsmasq's leases: what it writes, and what a hostile device would like to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.machine.leases import Lease, parse_leases

FILE = """\
1795780000 02:00:00:00:00:20 10.77.0.144 phone 01:02:00:00:00:00:20
0 02:00:00:00:00:21 10.77.0.60 * *
1795780000 06-02:00:00:00:00:22 10.77.0.61 odd *
duid 00:01:00:01:2c:00:00:00:02:00:00:00:00:01
1795780000 1234 fd00:77::5 six 00:01
"""


def test_devices_by_address() -> None:
    assert parse_leases(FILE) == (
        Lease(address="10.77.0.60", mac="02:00:00:00:00:21", name=None, until_ns=None),
        Lease(address="10.77.0.61", mac="02:00:00:00:00:22", name="odd", until_ns=1_795_780_000 * 10**9),
        Lease(address="10.77.0.144", mac="02:00:00:00:00:20", name="phone", until_ns=1_795_780_000 * 10**9),
    )


@given(st.text() | st.lists(st.sampled_from(FILE.split())).map(" ".join))
def test_any_text_gives_leases_or_none(text: str) -> None:
    for lease in parse_leases(text):
        assert len(lease.mac) == 17
