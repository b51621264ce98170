"""The expected rows of a case in; what the case shows, out: link types, sources of names, statuses of places, blind spots, verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.reports.case_rows import Row, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stands in a case's rows; each without repetition."""

    link_types: frozenset[str]
    """As captures name them."""
    name_sources: frozenset[str]
    statuses: frozenset[str]
    """Of places of endpoints."""
    blocking: frozenset[str]
    """Kinds of blind spots that a judgement or a roll-up is blocked by."""
    listed: frozenset[str]
    """Kinds of blind spots that are told, blocking or not."""
    verdicts: frozenset[str]
    """As tested and as asserted, over all cells."""
    answers: frozenset[str]
    """About countries, where no scenario is judged."""

    @property
    def words(self) -> frozenset[str]:
        """All of them."""
        return frozenset().union(
            *(self.link_types, self.name_sources, self.statuses, self.blocking, self.listed),
            *(self.verdicts, self.answers),
        )


def shown_by(expected: Mapping[str, str]) -> Shown:
    """Read it from the rows.

    Args:
        expected: Hop to text (``harness.reports.case_rows``).
    """
    rows = {hop: rows_of(text) for hop, text in expected.items()}
    spots = rows.get("blind_spots", ())
    kinds = {row["blind_spot_id"]: row["kind"] for row in spots}
    judged = (*rows.get("judgements", ()), *rows.get("rollups", ()))
    rolled = [row for row in rows.get("rollups", ()) if row["selection"] == "all cells"]
    return Shown(
        link_types=frozenset(kind for row in rows.get("captures", ()) for kind in row.get("link_types", ())),
        name_sources=_of(rows.get("names", ()), "source"),
        statuses=_of(rows.get("places", ()), "status"),
        blocking=frozenset(kinds[spot] for row in judged for spot in row.get("blind_spots", ())),
        listed=_of(spots, "kind") | _of(rows.get("obscured", ()), "kind"),
        verdicts=_of(rolled, "as_tested") | _of(rolled, "as_asserted"),
        answers=_of(rows.get("answers", ()), "answer"),
    )


def _of(rows: Iterable[Row], column: str) -> frozenset[str]:
    return frozenset(str(row[column]) for row in rows if row.get(column) is not None)
