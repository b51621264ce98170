"""Real captures, and the lab's, against what tshark saw in them: equal in packets, times, octets, handshakes and names.

The captures lie beside the checkout and are never copied into it. See the README here.
"""

from __future__ import annotations

import pytest

from tests.support import fixtures, known_differences, measures, truth_report, tshark

FIXTURES = fixtures.names()
ABSENT = pytest.param("absent", marks=pytest.mark.skip(reason="capability: shared"))
LEAST_SHARE = 0.99
LEAST_OF_CERTIFICATES = 0.995


@pytest.mark.parametrize("fixture", FIXTURES or [ABSENT])
def test_capture_equals_its_truth(fixture: str) -> None:
    """No exception, and only differences that are listed with their reason.

    A missing name is allowed here and counted in the totals below.
    """
    surprising = [
        difference
        for difference in known_differences.unexplained(fixtures.differences(fixture))
        if not difference.check.startswith("missing ")
    ]
    assert not surprising, "\n".join(str(difference) for difference in surprising)


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("fixture", FIXTURES or [ABSENT])
def test_every_packet_and_every_address_of_a_capture_is_compared(fixture: str) -> None:
    """Nothing is left out: the digest of all packets is there, and conversations hold all packets with IP."""
    known = fixtures.load(fixture)
    counts = measures.compared(known)
    assert counts["times"] == fixtures.packets_of(fixture).height
    told = sum(row["packets_up"] + row["packets_down"] for row in known.data["conversations"])
    assert told == known.data["packets"] - known.data["counts"]["no_ip"]


@pytest.mark.skipif(not FIXTURES, reason="capability: shared")
def test_names_over_all_captures() -> None:
    """At least 99 % of the required names found, of each source and of all; none invented."""
    sums = truth_report.totals(FIXTURES)
    counts = list(sums.names.values())
    overall = sum(c.found for c in counts) / sum(c.required for c in counts)
    missing = "\n".join(str(d) for d in sums.differences if d.check.startswith("missing "))
    assert sum(c.invented for c in sums.names.values()) == 0, truth_report.table(sums)
    assert min(overall, *(c.share for c in counts)) >= LEAST_SHARE, f"{truth_report.table(sums)}\n{missing}"
    assert sums.names["certificate"].share >= LEAST_OF_CERTIFICATES


@pytest.mark.skipif(not FIXTURES, reason="capability: shared")
def test_truth_requires_something_of_every_source() -> None:
    """Guard against an empty comparison: each source has names, and octets and handshakes are compared."""
    sums = truth_report.totals(FIXTURES)
    assert {source for source, counts in sums.names.items() if not counts.required} == {"llmnr"}
    assert min(sums.addresses, sums.conversations, sums.handshakes) > 50


@pytest.mark.skipif(not FIXTURES, reason="capability: shared")
def test_known_differences_still_occur() -> None:
    stale = known_differences.stale(truth_report.totals(FIXTURES).differences)
    assert not stale, f"no longer differ, remove them: {stale}"
