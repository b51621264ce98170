"""What an alert says: every witness once, nothing that acts on a shell, nothing of the capture where it is redacted."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.live.alerting.alert import (
    VARIABLE_MOST,
    Alert,
    alert_test,
    alerts,
    document,
    environment,
    variable,
)
from harness.model.live import LivePicture
from tests.support.hostile_pictures import HOSTILE, pictures
from tests.support.live_pictures import BEGAN_NS, CLAIM, REFUTED, SYNTHETIC, picture

SAFE = re.compile(r"[A-Za-z0-9 ._:,/@%+=\\-]*\Z")
ALERT = Alert(
    at_ns=BEGAN_NS,
    claim="no-data-to-cn",
    words=REFUTED.words,
    witnesses=REFUTED.witnesses,
    notes=(SYNTHETIC,),
)


@given(st.text(st.characters()) | st.sampled_from(HOSTILE))
def test_a_variable_holds_nothing_that_acts(text: str) -> None:
    made = variable(text)
    assert SAFE.match(made)
    assert not made.startswith("-")
    assert len(made) <= VARIABLE_MOST


def test_not_even_a_careless_script_runs_what_a_name_says() -> None:
    hostile = replace(
        ALERT, words="; touch x `touch x` $(touch x) && touch x | touch x\ntouch x", witnesses=HOSTILE
    )
    variables = {**environment(hostile), "PATH": "/usr/bin:/bin"}
    script = 'set -- $HARNESS_ALERT_WORDS; eval "true $HARNESS_ALERT_WORDS"; command -v touch >/dev/null; echo "$#"'
    ran = subprocess.run(["sh", "-c", script], env=variables, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    assert ran.stdout.strip().isdigit()


@given(pictures())
@settings(max_examples=50)
def test_every_hostile_picture_gives_variables_that_a_process_can_be_started_with(one: LivePicture) -> None:
    for alert in alerts(None, one):
        for value in environment(alert).values():
            assert SAFE.match(value)
        assert json.loads(document(alert, redact=False))["claim"] == alert.claim or not alert.claim.isascii()


@given(pictures())
def test_an_alert_is_one_line_of_ascii(one: LivePicture) -> None:
    for alert in alerts(None, one):
        for redact in (False, True):
            line = document(alert, redact=redact)
            assert line.isascii()
            assert line.count("\n") == 1
            assert line[:-1].isprintable()


@given(st.lists(pictures(), min_size=1, max_size=5))
def test_an_endpoint_that_refutes_a_claim_is_told_when_it_first_does(several: list[LivePicture]) -> None:
    def refuting(one: LivePicture | None) -> set[tuple[str, str]]:
        claims = one.claims if one else ()
        return {(c.id, key) for c in claims if c.refuted for key in c.witness_keys or c.witnesses}

    for before, after in zip([None, *several], several, strict=False):
        told = [(alert.claim, key) for alert in alerts(before, after) for key in alert.keys]
        assert set(told) == refuting(after) - refuting(before)
        assert len(told) == len(set(told))


def test_what_is_not_refuted_alerts_nobody() -> None:
    assert list(alerts(None, picture(claims=[CLAIM]))) == []
    assert list(alerts(picture(claims=[REFUTED]), picture(claims=[REFUTED]))) == []


def test_a_redacted_alert_holds_nothing_of_the_capture() -> None:
    said = json.loads(document(ALERT, redact=True))
    assert said == {
        "schema_version": 1,
        "event": "refuted",
        "at_ns": BEGAN_NS,
        "claim": "no-data-to-cn",
        "witness_count": 1,
        "synthetic": True,
        "interference": False,
        "redacted": True,
    }


def test_a_whole_alert_says_what_and_where_and_that_it_is_made_up() -> None:
    said = json.loads(document(ALERT, redact=False))
    assert said["witnesses"] == list(REFUTED.witnesses)
    assert said["words"].startswith("REFUTED")
    assert said["notes"] == [SYNTHETIC]
    assert environment(ALERT)["HARNESS_ALERT_NOTES"].startswith("SYNTHETIC")


def test_a_test_says_that_it_is_one() -> None:
    test = alert_test(BEGAN_NS)
    assert json.loads(document(test, redact=True))["event"] == "test"
    assert environment(test)["HARNESS_ALERT"] == "test"
    assert "nothing was refuted" in test.words
