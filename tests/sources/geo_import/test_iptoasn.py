"""iptoasn's combined table."""

from __future__ import annotations

from tests.support.geo_files import IPTOASN, read, told


def test_routed_blocks_have_a_row_and_others_none() -> None:
    assert told(read("iptoasn", IPTOASN)) == {
        "192.0.2.0-192.0.2.255": ("CN", 64496, "ONE-AS One, Inc."),
        "203.0.113.0-203.0.113.255": ("ZZ", 64497, "TWO"),
        "2001:db8::-2001:db8::ffff": ("CN", 64496, "ONE-AS One, Inc."),
    }


def test_faults_are_located() -> None:
    octets = b"192.0.2.0\t192.0.2.255\t1\n192.0.2.0\t192.0.2.255\tx\tCN\ty\n192.0.2.9\t192.0.2.1\t1\tCN\ty\n"
    assert [fault.split(": ")[0] for fault in read("iptoasn", octets).faults] == ["f:1", "f:2", "f:3"]
