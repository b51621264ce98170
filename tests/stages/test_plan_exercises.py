"""What each claim is asserted for and what was tested of it, variable by variable."""

from __future__ import annotations

from harness.model.claims import Scope
from harness.stages.plan_exercises import STEPS, exercises
from tests.support.judging_rows import claim
from tests.support.scenario_parts import capture_file, cell, scenario, step

LOGIN, FLIGHT = step("login"), step("flight", 60, 120)
CLAIM = claim(
    scope=Scope(egress_regions=("US", "DE"), steps=("login", "flight", "sync"), consents=("accepted",))
)
US = cell(LOGIN, FLIGHT, id="us")
DE = cell(LOGIN, id="de", egress_region="DE", captures=(capture_file("de.pcap"),))
PLANNED = cell(step("sync"), id="sg", egress_region="DE", captures=())


def test_variables_and_steps() -> None:
    found = {one.variable: one for one in exercises(scenario(US, DE, PLANNED, claims=(CLAIM,)))}
    assert list(found) == ["egress.region", "account.region", "subject.version", "settings", "consent", STEPS]
    assert (found["egress.region"].asserted, found["egress.region"].tested) == (("US", "DE"), ("DE", "US"))
    assert (found["settings"].asserted, found["settings"].tested) == (None, ("default",))
    assert found["consent"].missing == ()
    assert (found[STEPS].tested, found[STEPS].partly, found[STEPS].missing) == (
        ("login",),
        ("flight",),
        ("sync",),
    )


def test_without_a_run_nothing_was_exercised() -> None:
    found = {one.variable: one for one in exercises(scenario(PLANNED, claims=(CLAIM,)))}
    assert found["egress.region"].missing == ("US", "DE")
    assert (found[STEPS].tested, found[STEPS].partly) == ((), ())
