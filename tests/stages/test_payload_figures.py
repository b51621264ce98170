"""Payload counted once and payload missing, of records as the kernel leaves them; its law is in tests/kernel."""

from __future__ import annotations

from typing import Any

import pytest

from harness.kernel.codes import P_UDP
from harness.kernel.records import NONE
from harness.kernel.streams import ACK_KNOWN, LONG, ODD, SEQ_KNOWN, UNSURE
from harness.stages.payload_figures import payload_figures
from tests.support.frames import ACK, FIN
from tests.support.tables import record, records_of

KNOWN = SEQ_KNOWN | ACK_KNOWN


def figures(**given: Any) -> tuple[int, int, bool]:
    """Of what A sent: 1,000 octets in sequence numbers 5,000 to 6,000, all acknowledged."""
    row = record(payload_octets=(1000, 0), stream=(KNOWN, 0), low=(5000, 0), edge=(6000, 0), acked=(6000, 0))
    found = payload_figures(records_of(row | {"acked_from": (5000, 0)} | given))
    return int(found.unique[0, 0]), int(found.missing[0, 0]), bool(found.exact[0])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (1000, 0, True)),
        ({"repeated_octets": (300, 0)}, (700, 0, True)),
        ({"acked": (6001, 0)}, (1000, 1, True)),
        ({"acked": (6001, 0), "flags": (FIN | ACK, NONE)}, (1000, 0, True)),
        ({"acked_from": (4000, 0)}, (1000, 1000, True)),
        ({"acked_from": (4000, 0), "acked": (4500, 0)}, (1000, 500, True)),
        (
            {"hole_side": (0, 1, NONE), "hole_from": (5100, 5100, 0), "hole_to": (5200, 5900, 0)},
            (1000, 100, True),
        ),
        (
            {
                "hole_side": (0, NONE, NONE),
                "hole_from": (5100, 0, 0),
                "hole_to": (5200, 0, 0),
                "acked": (5150, 0),
            },
            (1000, 50, True),
        ),
        ({"retired_octets": (70, 0)}, (1000, 70, True)),
        (
            {"retired_octets": (70, 0), "repeated_octets": (200, 0), "stream": (KNOWN | UNSURE, 0)},
            (870, 70, False),
        ),
        ({"repeated_octets": (9, 0), "stream": (KNOWN | ODD, 0)}, (1000, NONE, False)),
        ({"stream": (SEQ_KNOWN, 0), "retired_octets": (70, 0)}, (1000, NONE, True)),
        ({"stream": (ACK_KNOWN, 0), "acked_from": (5500, 0)}, (1000, 500, True)),
        ({"stream": (KNOWN | LONG, 0), "acked_from": (4900, 0), "acked": (6000, 0)}, (1000, 100, True)),
        ({"protocol": P_UDP, "stream": (0, 0)}, (NONE, NONE, True)),
    ],
)
def test_figures(given: dict[str, Any], expected: tuple[int, int, bool]) -> None:
    assert figures(**given) == expected
