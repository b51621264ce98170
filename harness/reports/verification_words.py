"""Claims and roll-ups in words: what is claimed, for what, and what a verdict says."""

from __future__ import annotations

from harness.model.claim_words import countries_words
from harness.model.claims import Claim, ClaimKind, Scope
from harness.model.figures import percent_up
from harness.model.verdicts import Judgement, Verdict
from harness.model.words import ContactLevel
from harness.reports.lines import Style
from harness.reports.units import counted
from harness.tables.verification import Difference, RollUp

STYLES = {
    Verdict.NONE: Style.DOUBT,
    Verdict.PASS: Style.GOOD,
    Verdict.INCONCLUSIVE: Style.DOUBT,
    Verdict.FAIL: Style.BAD,
    Verdict.ERROR: Style.BAD,
}
_LEVELS = {
    ContactLevel.ATTEMPTED: "attempts to reach",
    ContactLevel.CONNECTED: "connections to",
    ContactLevel.HANDSHAKE: "TLS or QUIC handshakes with",
    ContactLevel.DATA: "application data going to",
}


def refuting_words(claim: Claim) -> str:
    """What contradicts the claim, to follow on "shows"."""
    match claim.kind:
        case ClaimKind.LOCATION:
            return f"{_LEVELS[claim.level]} {countries_words(claim)}"
        case ClaimKind.SILENCE:
            return "traffic that the claim does not permit"
        case _:
            return "what contradicts the claim"


def scope_words(scope: Scope) -> str:
    """Everything that a claim is asserted for."""
    parts = (
        ("egress regions", scope.egress_regions, "worldwide"),
        ("account regions", scope.account_regions, "any account region"),
        ("versions", scope.subject_versions, "any version"),
        ("settings", scope.settings, "any settings"),
        ("steps", scope.steps, "every step"),
    )
    return ", ".join(f"{label} {' or '.join(values)}" if values else blank for label, values, blank in parts)


def verdict_name(judgement: Judgement) -> str:
    """The verdict, and whether its witnesses were all seen under interference."""
    name = judgement.verdict.name
    if not judgement.under_interference:
        return name
    return (
        "FAIL UNDER INTERFERENCE"
        if judgement.verdict is Verdict.FAIL
        else f"{name}, witnesses under interference"
    )


def sentence_as_tested(claim: Claim, rolled: RollUp, failed_cells: int) -> str:
    """What was tested came to, with how much was tested.

    Args:
        claim: The claim.
        rolled: Its roll-up.
        failed_cells: Tested cells that hold a witness.
    """
    judgement, what = rolled.as_tested, refuting_words(claim)
    shows, shows_none = _shows(rolled, failed_cells, what), _shows(rolled, 0, what)
    match judgement.verdict:
        case Verdict.PASS:
            return f"{shows_none}, and nothing open could hide a witness; {_seen(judgement)}"
        case Verdict.FAIL:
            return f"{shows}{_only_under_interference(judgement)}"
        case Verdict.INCONCLUSIVE:
            return f"{shows_none}, but {_could_hide(judgement)}"
        case Verdict.ERROR:
            broke = "captures are missing, altered or unreadable, which says nothing about the product"
            return f"{broke}; what was read: {shows}" if judgement.witnesses else broke
        case Verdict.NONE:
            planned = counted(len(rolled.cells), "planned cell")
            return (
                f"none of {planned} was run"
                if rolled.cells
                else "no cell asked about lies in the claim's scope"
            )


def _shows(rolled: RollUp, cells: int, what: str) -> str:
    """How many of the tested cells show it."""
    planned = f"(of {len(rolled.cells)} planned)"
    if len(rolled.tested) == 1:
        return f"the one tested cell {planned} {'shows' if cells else 'does not show'} {what}"
    of = f"of {len(rolled.tested)} tested cells {planned}"
    return f"{cells or 'none'} {of} {'show' if cells > 1 else 'shows'} {what}"


def sentence_as_asserted(claim: Claim, judgement: Judgement) -> str:
    """What the claim comes to over everything that it is asserted for."""
    scope = scope_words(claim.scope)
    match judgement.verdict:
        case Verdict.PASS:
            return f"everything that it is asserted for was tested ({scope}); {_seen(judgement)}"
        case Verdict.FAIL:
            return f"one witness is enough, whatever else it is asserted for ({scope}){_only_under_interference(judgement)}"
        case Verdict.INCONCLUSIVE:
            return f"over all that it is asserted for ({scope}) {_could_hide(judgement)}"
        case Verdict.ERROR:
            found = (
                f"; {counted(len(judgement.witnesses), 'witness', 'witnesses')} all the same"
                if judgement.witnesses
                else ""
            )
            return f"not all of it could be judged ({scope}){found}"
        case Verdict.NONE:
            return f"nothing was tested of what it is asserted for ({scope})"


def _seen(judgement: Judgement) -> str:
    """PASS has coverage, which its constructor sees to."""
    return f"coverage {percent(judgement.coverage_ratio or 0.0)}, floor {percent(judgement.floor_ratio)}"


def _could_hide(judgement: Judgement) -> str:
    return f"{counted(len(judgement.blind_spots), 'blind spot')} could hide a witness (listed below)"


def _only_under_interference(judgement: Judgement) -> str:
    if not judgement.under_interference:
        return ""
    return ", all seen while the harness or rig changed what the product does: repeat passively"


def about_words(claim: Claim) -> str:
    """Kind and countries, so that no group hides its list."""
    kind = f"kind: {claim.kind.value}"
    if not claim.countries:
        return kind
    group = f" ({claim.group})" if claim.group else ""
    return f"{kind}; countries: {', '.join(claim.countries)}{group}"


def sessions_words(rolled: RollUp) -> str:
    """How many sessions were run, and what that bounds."""
    text = f"Sessions run: {rolled.sessions}"
    if rolled.bound is None:
        return text
    return (
        f"{text}. Those that are independent show no witness: at most {percent_up(rolled.bound)} of such sessions "
        "would show one (95% confidence, about 3/k)."
    )


def difference_words(difference: Difference) -> str:
    """One variable that is not the same in two sets of cells."""
    here, there = (", ".join(values) or "none" for values in (difference.here, difference.there))
    return f"{difference.variable}: {here}; elsewhere {there}"


def percent(ratio: float) -> str:
    """Cut, never rounded up: 100% means all of it.

    >>> percent(0.99999), percent(1.0)
    ('99.99%', '100%')
    """
    # The small number is for 0.57 * 10,000, which is not quite 5,700 in binary.
    hundredths = 10_000 if ratio >= 1 else min(9_999, int(ratio * 10_000 + 1e-9))
    if hundredths % 100 == 0:
        return f"{hundredths // 100}%"
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
