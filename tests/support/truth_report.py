"""What was compared, over all fixtures: tables for tests and documentation.

``python -m tests.support.truth_report`` prints it; ``--write-docs`` puts it into
docs/ground-truth.md between the markers, with every difference and its reason.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import fixtures, known_differences, measures, truth, tshark
from tests.support.compare import SOURCES, Difference, found_names, names_of
from tests.support.docs import replace_section

DOCS = truth.ROOT / "docs/ground-truth.md"
MARKER = "ground truth"


@dataclass(slots=True)
class Found:
    """Counts of one name source."""

    required: int = 0
    found: int = 0
    reported: int = 0
    invented: int = 0

    @property
    def share(self) -> float:
        """Found of the required, 0 to 1; 1 where nothing is required."""
        return self.found / self.required if self.required else 1.0


@dataclass(slots=True)
class Totals:
    """Counts over fixtures."""

    fixtures: int = 0
    packets: int = 0
    addresses: int = 0
    conversations: int = 0
    handshakes: int = 0
    names: dict[str, Found] = field(default_factory=lambda: {source: Found() for source in SOURCES})
    differences: tuple[Difference, ...] = ()
    at_odds: list[str] = field(default_factory=list)
    """Captures in which the truth itself holds two packet counts, and which of them is ours."""


def totals(names: Iterable[str]) -> Totals:
    """Compare every fixture with its truth and add up."""
    sums = Totals()
    for fixture in names:
        known, analysis = fixtures.load(fixture), fixtures.analysis(fixture)
        sums.fixtures += 1
        sums.packets += known.data["packets"]
        sums.addresses += len(known.data["ips"])
        sums.conversations += len(known.data["conversations"])
        sums.handshakes += len(known.data["tcp_handshakes"])
        for source, counts in sums.names.items():
            required = truth.required_names(known, source)
            required -= known_differences.not_there(fixture, source, required)
            counts.required += len(required)
            counts.found += len(required & found_names(analysis.names, source))
            counts.reported += len(names_of(analysis.names, source))
        sums.differences += fixtures.differences(fixture)
        for why in known.data.get("at_odds", ()):
            sums.at_odds.append(f"- `{fixture}`: {why}; ours {analysis.captures['packets'].sum()} packets.")
    for difference in known_differences.unexplained(sums.differences):
        kind, _, source = difference.check.partition(" ")
        if kind == "invented":
            sums.names[source].invented += 1
    return sums


def table(sums: Totals) -> str:
    """Names per source as Markdown."""
    lines = [
        "| source | required | found | share | reported by us | invented, unexplained |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for source, counts in sums.names.items():
        share = f"{counts.share:.1%}"
        lines.append(
            f"| {source} | {counts.required} | {counts.found} | {share} | {counts.reported} | {counts.invented} |"
        )
    return "\n".join(lines)


def _differences(sums: Totals) -> str:
    if not sums.differences:
        return "No differences."
    reasons = {(k.fixture, k.check, k.subject_sha256): k.reason for k in known_differences.KNOWN}
    return "\n".join(
        f"- `{d.fixture}`: {d.check}, subject `{d.subject_sha256}`. "
        f"{reasons.get((d.fixture, d.check, d.subject_sha256), 'Not explained yet.')}"
        for d in sums.differences
    )


def document(names: Iterable[str]) -> str:
    """The generated section of docs/ground-truth.md."""
    names = tuple(names)
    sums = totals(names)
    compared = (
        f"{sums.fixtures} captures, {sums.packets} packets, {sums.addresses} addresses, "
        f"{sums.conversations} conversations, {sums.handshakes} handshakes compared."
    )
    odds = "\n".join(sums.at_odds) or "None."
    parts = (
        compared,
        measures.table(names),
        "### Names",
        table(sums),
        "### Differences",
        _differences(sums),
        "### Captures at odds with themselves",
        odds,
    )
    return "\n\n".join(parts)


def main(arguments: list[str] | None = None) -> int:
    """Print the section, or write it into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write-docs", action="store_true", help=f"rewrite {DOCS.name}")
    options = parser.parse_args(arguments)
    names = fixtures.names()
    if not names or not tshark.TSHARK:
        print("the shared captures or tshark are not there")
        return 2
    text = document(names)
    if options.write_docs:
        replace_section(Path(DOCS), MARKER, text)
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
