"""JUnit XML: valid by Jenkins' schema, read back by another reader, and failing exactly where ``verify`` does."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, TestCase

from harness import __version__
from harness.cli.exits import Exit, verify_status
from harness.model.scenario import Expectation
from harness.model.verdicts import Judgement, Verdict
from harness.reports.formats.junit import OPENING, junit, junit_of_analysis
from harness.reports.text import shown
from harness.tables.verification import Unmet, Verification
from tests.support import analysis_example, golden
from tests.support.format_readers import HOSTILE, junit_schema
from tests.support.verification_example import example, hostile, narrowed

EXPECTED = Path(__file__).parent / "expected"
EXAMPLE = example()


def cases(octets: bytes) -> dict[tuple[str, str], TestCase]:
    read = JUnitXml.fromstring(octets)
    found = {(case.classname, case.name): case for suite in read for case in suite}
    assert read.tests == len(found)
    return found


def outcome(case: TestCase) -> str | None:
    kinds = {Failure: "failure", Error: "error"}
    assert len(case.result) <= 1
    return next((kinds[type(result)] for result in case.result), None)


def test_transcript() -> None:
    text = junit([EXAMPLE]).decode().replace(f'value="{__version__}"', 'value="VERSION"')
    golden.check(EXPECTED / "verification.junit.xml", text)


def test_every_case_is_read_back_with_its_verdict() -> None:
    found = cases(junit([EXAMPLE]))
    located, silent = "four-regions.no-data-to-cn", "four-regions.local-mode-silent"
    assert {key: outcome(case) for key, case in found.items() if key[1] != "expectations"} == {
        (located, "us-v1"): None,
        (located, "br-v1"): "failure",
        (located, "sg-v1"): "failure",
        (located, "sg-v1.1"): "failure",
        (located, "de-v1"): "error",
        (located, "jp-v1"): "error",
        (silent, "de-v1"): "error",
        (located, "as tested"): "failure",
        (located, "as asserted"): "failure",
        (silent, "as tested"): "error",
        (silent, "as asserted"): "error",
        **{
            (f"four-regions.{one.claim}", "as the scenario expects"): "error"
            for one in EXAMPLE.scenario.expect
        },
    }
    failed = found[(located, "br-v1")]
    (result,) = failed.result
    assert (result.type, result.message.split(".")[0]) == ("FAIL", "FAIL in br-v1")
    assert "SYNTHETIC" in result.message
    assert (
        "packet 1001 of scenarios/four-regions/br-v1\\x1b[31m.pcapng (Wireshark: frame.number == 1001)"
        in result.text
    )
    assert "UNDER INTERFERENCE" in result.text
    assert found[(located, "us-v1")].system_out.startswith("PASS\n")


@pytest.mark.parametrize("made", [EXAMPLE, narrowed(), hostile(HOSTILE), hostile("")])
def test_the_schema_accepts_it(made: Verification) -> None:
    octets = junit([made, EXAMPLE])
    assert octets.startswith(OPENING)
    junit_schema().validate(octets.decode())
    assert b"<skipped" not in octets


def test_no_scenario_and_an_analysis_are_accepted_too() -> None:
    junit_schema().validate(junit([]).decode())
    octets = junit_of_analysis(analysis_example.example())
    junit_schema().validate(octets.decode())
    found = {name: outcome(case) for (_, name), case in cases(octets).items()}
    assert found == {"CN": "failure", "SG": "error", "RU": None}
    junit_schema().validate(junit_of_analysis(analysis_example.hostile(HOSTILE)).decode())


@given(st.text(max_size=40))
def test_any_text_comes_back_as_it_is_shown(text: str) -> None:
    made = replace(EXAMPLE, notes=(text,))
    (suite,) = JUnitXml.fromstring(junit([made]))
    assert shown(text) in suite._elem.find("system-out").text.split("\n")


def test_of_a_narrower_test_its_own_verdicts_decide() -> None:
    made = narrowed()
    found = cases(junit([made]))
    located, silent = "four-regions.no-data-to-cn", "four-regions.local-mode-silent"
    assert {key: outcome(case) for key, case in found.items()} == {
        (located, "br-v1"): "failure",
        (located, "as tested"): "failure",
        (silent, "as tested"): "error",
    }
    assert verify_status(made, narrowed=True) is Exit.WITNESSED


def judged(verdict: Verdict) -> Judgement:
    failed = verdict is Verdict.FAIL
    blind = (0,) if verdict is Verdict.INCONCLUSIVE else ()
    return Judgement(
        claim="any",
        cell=None,
        verdict=verdict,
        witnesses=(0,) if failed else (),
        blind_spots=blind,
        coverage_ratio=1.0,
    )


@pytest.mark.parametrize("expired", [(), ("no-data-to-cn",), ("no-data-to-cn", "local-mode-silent"), ("",)])
@pytest.mark.parametrize("expects", [None, True, False])
@pytest.mark.parametrize(("tested", "asserted"), list(itertools.product(Verdict, Verdict)))
def test_what_fails_is_what_the_exit_status_says(
    tested: Verdict, asserted: Verdict, expects: bool | None, expired: tuple[str, ...]
) -> None:
    rolled = replace(
        EXAMPLE.chosen[0], as_tested=judged(tested), as_asserted=judged(asserted), cells=(), tested=()
    )
    wanted = Expectation(
        claim=rolled.claim,
        as_tested=tested,
        as_asserted=asserted if expects else Verdict((asserted + 1) % 5),
        findings=(),
        line=1,
    )
    made = replace(
        EXAMPLE,
        scenario=replace(EXAMPLE.scenario, expect=() if expects is None else (wanted,)),
        chosen=(rolled,),
        findings=EXAMPLE.findings.clear(),
        unmet=tuple(Unmet(claim=claim, text="The accepted limit late_start expired.") for claim in expired),
    )
    read = JUnitXml.fromstring(junit([made]))
    status = verify_status(made, narrowed=False)
    assert (read.failures > 0) == (status is Exit.WITNESSED)
    assert (read.failures + read.errors == 0) == (status is Exit.OK)
