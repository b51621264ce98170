"""Results of a run in; the rows of every hop as canonical text out, as they are kept in a case's ``expected/``.

A hop is a table, from captures to findings, or the roll-ups, or what else was said. Its text is one JSON object for
each row, in the table's own order; what is null or an empty list is left out, so that a new column shows only where it
says something.

Blind spots: sentences of remedies, names of AS holders and long lists that repeat what stands in code or embedded data
are left out; a change of them alone does not show.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from harness.model.answers import Lead
from harness.tables.analysis import Analysis
from harness.tables.verification import RollUp, Verification

FACT_HOPS: Final = ("captures", "flows", "names", "endpoints", "places", "classes", "obscured")
JUDGED_HOPS: Final = (
    *("attributions", "contacts", "liveness", "step_evidence", "coverage"),
    *("leads", "blind_spots", "judgements", "findings"),
)
CONTENT_HOPS: Final = ("content", "undecoded")
"""Only where something was planted."""
CONTRAST_HOPS: Final = ("contrasts", "contrast_endpoints")
"""Only where a cell has interference."""
TOLD_HOPS: Final = ("rollups", "answers", "said")
HOPS: Final = (*FACT_HOPS, *JUDGED_HOPS, *CONTENT_HOPS, *CONTRAST_HOPS, *TOLD_HOPS)
"""Every hop there may be, in the order in which one rests on another."""
_LEFT_OUT: Final = frozenset({"remedy", "as_org", "excluded", "possible"})
Row = Mapping[str, Any]


def verification_texts(verification: Verification, folder: str) -> dict[str, str]:
    """Every hop of a scenario's run.

    Args:
        verification: The run.
        folder: The case's directory, which is left out of paths.

    Returns:
        Hop to text, in the order of the hops.
    """
    some = tuple(hop for hop in (*CONTENT_HOPS, *CONTRAST_HOPS) if getattr(verification, hop) is not None)
    found = {
        hop: _text(getattr(verification, hop).to_dicts(), folder) for hop in (*FACT_HOPS, *JUDGED_HOPS, *some)
    }
    rolled = [_rolled(one) for one in (*verification.chosen, *verification.compared)]
    said = [{"unmet": one.text} for one in verification.unmet]
    said += [{"error": text} for text in verification.errors]
    said += [{"note": text} for text in verification.notes]
    return found | {"rollups": _text(rolled, folder), "said": _text(said, folder)}


def analysis_texts(analysis: Analysis, folder: str) -> dict[str, str]:
    """Every hop of captures that no scenario stands behind; arguments and result as above."""
    found = {hop: _text(getattr(analysis, hop).to_dicts(), folder) for hop in FACT_HOPS}
    answers = [
        {
            "country": one.country,
            "answer": one.answer.value,
            "witnesses": [_lead(lead) for lead in one.witnesses],
            "open": [_lead(lead) for lead in one.possible],
        }
        for one in analysis.answers
    ]
    said = [{"note": text} for text in analysis.notes]
    return found | {"answers": _text(answers, folder), "said": _text(said, folder)}


def rows_of(text: str) -> tuple[Row, ...]:
    """Rows of a hop's text.

    Raises:
        ValueError: It is none.
    """
    rows = tuple(json.loads(line) for line in text.splitlines())
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("a line holds no object")
    return rows


def _rolled(rolled: RollUp) -> dict[str, Any]:
    """A roll-up with its two verdicts."""
    return {
        "claim": rolled.claim,
        "selection": rolled.selection,
        "sentence": rolled.sentence,
        "as_tested": rolled.as_tested.verdict.name,
        "as_asserted": rolled.as_asserted.verdict.name,
        "tested": list(rolled.tested),
        "planned": [cell for cell in rolled.cells if cell not in rolled.tested],
        "witnesses": list(rolled.as_asserted.witnesses),
        "blind_spots": list(rolled.as_asserted.blind_spots),
        "under_interference": rolled.as_tested.under_interference,
        "bound": rolled.bound,
        "differences": [f"{one.variable}: {one.here} / {one.there}" for one in rolled.differences],
    }


def _lead(lead: Lead) -> str:
    """An endpoint that an answer rests on, and why."""
    port = "" if lead.server_port is None else f"/{lead.server_port}"
    return f"{lead.server_ip} {lead.transport}{port}: {lead.reason}"


def _text(rows: Sequence[Row], folder: str) -> str:
    lines = [json.dumps(_kept(row), ensure_ascii=True) for row in rows]
    return "".join(line.replace(f"{folder}/", "") + "\n" for line in lines)


def _kept(row: Row) -> dict[str, Any]:
    return {
        key: round(value, 9) if isinstance(value, float) else value
        for key, value in row.items()
        if key not in _LEFT_OUT and value is not None and value != []
    }
