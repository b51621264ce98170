"""The measures that every fixture is compared on, and how each came out.

``packets`` (how many, those without IP, damage), ``times`` (time and lengths of each), ``octets`` (packets and IP
octets per address and per pair of ends, sent and received), ``rtt`` (SYN to SYN-ACK) and ``hellos`` (ClientHellos over TCP: name,
protocols, JA4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.support import fixtures
from tests.support.truth import Truth

MEASURES = ("packets", "times", "octets", "rtt", "hellos")
MEASURE_OF = {
    "packets": "packets",
    "packets without IP": "packets",
    "damage": "packets",
    "times": "times",
    "first_ns": "times",
    "last_ns": "times",
    "octets": "octets",
    "outer octets": "octets",
    "conversation": "octets",
    "client": "octets",
    "rtt_ns": "rtt",
    "hello": "hellos",
}
"""Check of a difference -> its measure; names are counted apart."""


def compared(truth: Truth) -> dict[str, int]:
    """How many things of each measure the truth holds."""
    data = truth.data
    return {
        "packets": data["packets"],
        "times": data.get("digest_of", data["packets"]) if data.get("packet_digest") else 0,
        "octets": len(data["ips"]) + len(data["conversations"]),
        "rtt": len(data["tcp_handshakes"]),
        "hellos": sum(row["transport"] == "tcp" for row in data["tls_clients"]),
    }


def differing(fixture: str) -> Counter[str]:
    """Differences per measure."""
    return Counter(MEASURE_OF[d.check] for d in fixtures.differences(fixture) if d.check in MEASURE_OF)


def table(names: Iterable[str]) -> str:
    """One row a fixture as Markdown: what was compared, and how much of it differs."""
    lines = ["| capture | packets | times | octets | RTT | hellos |", "|---|---:|---:|---:|---:|---:|"]
    for fixture in names:
        counts, wrong = compared(fixtures.load(fixture)), differing(fixture)
        cells = (_cell(counts[measure], wrong[measure]) for measure in MEASURES)
        lines.append(f"| `{fixture}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(count: int, wrong: int) -> str:
    if wrong:
        return f"{count}, {wrong} differ" if wrong > 1 else f"{count}, 1 differs"
    return f"{count} equal" if count else "none"
