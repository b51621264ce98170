"""What stands beside the cell with interference of the hand-written Verification; all made up.

In the example itself nothing does; ``contrasted`` has a passive cell in Brazil beside it, which other reports need not know of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.tables.contrasts import CONTRAST_ENDPOINTS, CONTRASTS
from harness.tables.verification import Verification
from tests.support.places_example import frame
from tests.support.verification_rows import key

CELL, TWIN = "br-v1", "sg-v1"
Row = dict[str, Any]


def alone() -> list[Row]:
    """CONTRASTS of the example."""
    return [
        {
            "cell": CELL, "interference": ["tls_interception"], "twins": [],
            "wanted": "No passive cell is like it: capture one with egress.region BR, and without interference.",
            "unlike": [], "both": None, "only_under": None, "only_without": None,
        }
    ]  # fmt: skip


def contrasted(found: Verification, *endpoints: Row, twins: tuple[str, ...] = (TWIN,)) -> Verification:
    """A verification in which the cell has twins, and these endpoints were seen in one or the other."""
    rows = [endpoint(**one) for one in endpoints]
    seen = [row["seen_in"] for row in rows]
    counts = {word: seen.count(word) for word in ("both", "only_under", "only_without")}
    cell = (
        alone()[0]
        | counts
        | {"twins": list(twins), "wanted": None, "unlike": [f"{TWIN} could hide a contact: loss."]}
    )
    return replace(
        found, contrasts=frame(CONTRASTS, cell), contrast_endpoints=frame(CONTRAST_ENDPOINTS, *rows)
    )


def endpoint(name: str | None = "api.skylark.example", seen_in: str = "both", **given: Any) -> Row:
    """One CONTRAST_ENDPOINTS row: data on both sides, or on the one that it was seen on."""
    row: Row = dict.fromkeys(CONTRAST_ENDPOINTS.columns)
    row |= {
        "cell": CELL, "name": name, "possible_names": [], "server_ips": ["203.0.113.9"], "transport": "tcp",
        "server_port": 443, "seen_in": seen_in, "perhaps_both": False, "by_address": False, "instead": [],
        "twins": [] if seen_in == "only_under" else [TWIN], "refusals": [], "passed_through": False,
    }  # fmt: skip
    for side, cell, other in (("under", CELL, "only_without"), ("without", TWIN, "only_under")):
        here = seen_in != other
        told = {
            "flows": 2 * here, "payload_octets_up": 1200 * here, "payload_octets_down": 340 * here,
            "contact": "data" if here else None, "protocols": ["tls"] * here, "steps": ["login"] * here,
            "capture": key(cell) if here else None, "packet": 77 if here else None,
        }  # fmt: skip
        row |= {f"{column}_{side}": value for column, value in told.items()}
    return row | given
