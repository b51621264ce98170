"""How results are come by, in words: what verdicts, answers, places and grades mean. The report and docs/verdicts.md say the same.

Definitions: DESIGN sections 5 and 6.
"""

from __future__ import annotations

from typing import Final

from harness.model.verdicts import Verdict
from harness.model.words import CountryAnswer, PlaceStatus

PROOF: Final = '"No data to X" is a universal negative. One witness refutes it; only coverage supports it.'
COMBINED: Final = "They combine by the worst: NONE < PASS < INCONCLUSIVE < FAIL < ERROR."
VERDICTS: Final = {
    Verdict.NONE: "nothing was tested",
    Verdict.PASS: (
        "a live cell, coverage at or above the claim's floor, and nothing open that could hide a witness for this kind of claim"
    ),
    Verdict.INCONCLUSIVE: "no witness, and at least one blind spot, named",
    Verdict.FAIL: "at least one witness of the level and grade that the claim asks for, with its packet",
    Verdict.ERROR: (
        "a capture is missing, altered or unreadable, or the program is at fault; witnesses of the other captures are kept"
    ),
}
"""What each needs."""
BASES: Final = (
    ("as tested", "the cells that were run"),
    ("as asserted", "all that the claim speaks of"),
    (
        "under interference",
        "all witnesses were seen while the harness or rig changed what the product does: repeat passively",
    ),
)
ANSWERS: Final = {
    CountryAnswer.WITNESSED: "at least one endpoint is a witness: application data went there",
    CountryAnswer.POSSIBLE: "no witness, but something seen or not readable could be one",
    CountryAnswer.NONE_SEEN: "everything that was read is clear of it; not proof of absence",
}
THERE: Final = (
    (
        "There: two or more locators of separate lineage answer, all of their answers lie in the country (or in the claim's group of "
        "countries), the address is routed and unicast, and the place data are of the time of the capture."
    ),
    (
        "Clear: no locator names the country, two of separate lineage answer or the operator's own published range does, and neither "
        "operator nor registration is the country's (else only the published range clears). Everything between is open."
    ),
    "The country that an address is registered in, and that of its operator, are never its place.",
)
STATUSES: Final = {
    PlaceStatus.CONFIRMED: "physics leaves one country",
    PlaceStatus.AGREED: "two or more locators of separate lineage say the same, none says otherwise",
    PlaceStatus.SINGLE: "one locator answers",
    PlaceStatus.DISPUTED: "locators answer differently",
    PlaceStatus.REFUTED: "physics excludes what the locators say",
    PlaceStatus.ANYCAST: "announced from many places at once: no single country",
    PlaceStatus.UNKNOWN: "no locator answers, or the address is not routed",
}
PHYSICS: Final = (
    (
        "Nothing is faster than light: half of the time between a question and its answer, times the speed of light in vacuum, bounds how far "
        "away whoever answered can be (149.896 km for each ms of round trip). A country farther than that is excluded, whatever databases say."
    ),
    "Every margin makes the reach of an answer larger, so that a country is excluded too seldom and never too often.",
    "Physics clears; it never makes a witness alone, because somebody nearby who answers makes the reach too small.",
)
NOT_SEEN: Final = '"Not seen" says that no packet that was read shows it. It never says that it is not there: what no capture holds, no report can tell.'
FINDINGS: Final = (
    ("open", "the last cells that could show it do, or may, or it was not repeated"),
    (
        "not seen since",
        "later cells, alike but for version and session, do not show it; the cause is not known",
    ),
    (
        "fixed",
        (
            "likewise, and either the vendor states so for a version tested since, or the re-test repeats every step for as long and is a "
            "PASS at equal or better coverage. The cell that shows it keeps its FAIL"
        ),
    ),
)
