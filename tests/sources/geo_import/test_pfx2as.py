"""RouteViews' prefixes and their origins."""

from __future__ import annotations

from tests.support.geo_files import PFX2AS, read, told


def test_of_several_origins_the_first() -> None:
    assert told(read("pfx2as", PFX2AS)) == {
        "192.0.2.0-192.0.2.255": (64496,),
        "198.51.100.0-198.51.100.255": (64497,),
        "203.0.113.0-203.0.113.255": (64499,),
    }


def test_faults_are_located() -> None:
    faults = read("pfx2as", b"192.0.2.0\t24\n192.0.2.0\t24\tx\n192.0.2.1\t24\t1\n").faults
    assert [fault.split(": ")[0] for fault in faults] == ["f:1", "f:2", "f:3"]
