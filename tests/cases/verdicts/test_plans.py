"""What is planned for cases whose way out is known: the actions in their order, and what no capture can move."""

from __future__ import annotations

import pytest

from harness.model.blind_spots import BlindSpotKind
from harness.model.mendings import MENDINGS
from harness.model.plans import Outlook
from harness.model.writings import Writings
from harness.reports.plan import render
from harness.stages.plan import plan_campaign
from tests.cases.verdicts.running import FOLDER, run_case
from tests.support.geo_rows import cells

NOTHING: tuple[str, ...] = ()
PLANNED: dict[str, tuple[tuple[str, ...], tuple[str, ...], Outlook]] = {
    "filter-unknown": (("state_capture us-v1",), NOTHING, Outlook.OPEN),
    "resolver-not-stated": (("state_resolvers ashburn",), NOTHING, Outlook.OPEN),
    "step-without-evidence": (("state_steps us-v1",), NOTHING, Outlook.OPEN),
    "step-evidence-not-found": (("recapture us-v1",), NOTHING, Outlook.OPEN),
    "late-start": (("recapture us-v1",), NOTHING, Outlook.OPEN),
    "vpn-capture": (("recapture us-v1", "new_cells US"), NOTHING, Outlook.OPEN),
    "truncated-file": (("recapture us-v1", "state_capture us-v1"), NOTHING, Outlook.OPEN),
    "region-of-the-claim-not-tested": (("new_cells DE",), NOTHING, Outlook.OPEN),
    "planned-cell-not-run": (("run_planned us-v2",), NOTHING, Outlook.OPEN),
    "asserted-worldwide-tested-in-us": (NOTHING, ("any_value",), Outlook.HELD),
    "unobserved-egress": (("tap_egress phone-sim",), NOTHING, Outlook.OPEN),
    "cgnat-peer": (("tap_beyond ashburn",), NOTHING, Outlook.OPEN),
    "silence-without-control": (("control us-v1",), NOTHING, Outlook.OPEN),
    "baseline-missing": (("baseline US wifi",), NOTHING, Outlook.OPEN),
    "baseline-with-loss": (("baseline without-app",), NOTHING, Outlook.OPEN),
    "capture-of-2019": (("dated_data us-v1",), NOTHING, Outlook.OPEN),
    "anycast": (NOTHING, ("anycast",), Outlook.HELD),
    "one-locator": (("place_data 172.81.94.35",), ("distance",), Outlook.OPEN),
    "control-of-an-unknown-operator": (("add_rule collect.other.example",), NOTHING, Outlook.OPEN),
    "content-that-nobody-can-read": (("recapture_keys us-v1",), NOTHING, Outlook.OPEN),
    "only-listed-hosts-and-one-without-a-name": (("recapture us-v1",), ("application_encryption",), Outlook.HELD),
    "data-to-cn": (NOTHING, NOTHING, Outlook.REFUTED),
}  # fmt: skip
"""Case to its actions by rank, its limits, and what can become of its claim as asserted."""


@pytest.mark.parametrize("name", PLANNED)
def test_what_is_planned(name: str) -> None:
    plan = plan_campaign(run_case(FOLDER / name), cells())
    found = (
        tuple(f"{one.act.way} {one.act.target}" for one in plan.actions),
        tuple(limit.kind.value for limit in plan.limits),
        plan.goals[1].outlook,
    )
    assert found == PLANNED[name]
    kinds = dict(plan.kinds)
    for gap in plan.gaps:
        mending = MENDINGS[BlindSpotKind(kinds[gap.spot])]
        assert gap.act is None or gap.act.way in mending.ways
        assert gap.limit is None or gap.limit in mending.limits
    assert max(map(len, render([(plan, Writings())], 80, colour=False).splitlines())) <= 80
