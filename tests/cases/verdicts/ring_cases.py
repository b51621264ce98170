"""Cases about rings: files of one run, whose count of lost packets is of all of them together."""

from __future__ import annotations

from copy import deepcopy

from tests.cases.verdicts.base_documents import at
from tests.cases.verdicts.builder import Case, case


def _ring(case: Case, drops: int) -> None:
    """Two files that one run wrote one after the other; neither holds a counter, and the program said how many it lost."""
    case.network["loss"] = {"share": 0, "counter": "absent"}
    case.talk("login.skylark.example", at_s=70)
    second = deepcopy(case.network)
    case.network.update({"file": "us-v1_00001.pcapng", "to_s": 60})
    case.situation["networks"].append(second | {"id": "us-v1-2", "file": "us-v1_00002.pcapng", "from_s": 60})
    told = {"drops": drops, "ring": "run-1"}
    case.cell["captures"] = [case.capture | told | {"path": f"us-v1_0000{n}.pcapng"} for n in (1, 2)]
    case.cell["captures"][0]["to"] = case.cell["captures"][1]["from"] = at("10:01:00")


@case(
    "ring-that-lost-nothing",
    "dumpcap wrote a ring of two files without counters, and said at its end that it had lost nothing. "
    "Without a way to say so of the ring, every long test would be INCONCLUSIVE.",
)
def ring_that_lost_nothing(case: Case) -> None:
    _ring(case, 0)
    case.expect("PASS")


@case(
    "ring-that-lost-packets",
    "dumpcap wrote a ring of two files without counters, and said at its end that it had lost forty packets. "
    "Without counting them, the claim would PASS; counted with each file, there would be eighty.",
)
def ring_that_lost_packets(case: Case) -> None:
    _ring(case, 40)
    case.expect("INCONCLUSIVE")
