"""What sentences say, word for word; that they never say too much is held by tests/cases/sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from harness.judging import US_ONLY
from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import ClaimKind, Scope
from harness.model.scenario import Interference
from harness.model.verdicts import Verdict
from harness.model.words import ContactLevel
from tests.support.judging_rows import accepted, claim
from tests.support.sentence_world import (
    DENIALS,
    Plan,
    about,
    plan,
    told,
    world,
)


def sentence(*plans: Plan, **given_: Any) -> str:
    return told(world(*plans, **given_)).sentence


def test_a_pass_says_what_was_not_done_where_how_for_how_long_and_what_was_not_tested() -> None:
    tested = (
        plan(0, egress_region="BR"),
        plan(1, egress_region="DE", loss=0.000_151),
        plan(2, egress_region="US"),
    )
    scope = Scope(
        egress_regions=("US", "BR", "DE", "JP", "SG", "KR"),
        account_regions=("FR",),
        subject_versions=("1.13.4",),
        settings=("standard",),
    )
    assert sentence(*tested, scope=scope) == (
        "In 3 of 6 asserted regions (BR, DE, US), Skylark 1.13.4 sent no application data to addresses located in CN during "
        "login and flight [settings standard; account region FR; bearer wifi; consent granted], 6.0 min in 3 sessions, "
        "0.02% loss; not tested: egress regions JP, KR, SG."
    )


def test_worldwide_is_told_by_countries_tested_and_never_as_a_share() -> None:
    text = sentence(
        plan(0, egress_region="BR"), plan(1, egress_region="DE"), scope=Scope(settings=("standard",))
    )
    assert text.startswith("In BR and DE (asserted worldwide, tested in 2 countries), Skylark")
    assert text.endswith("not tested: any other egress region; any other account region; any other version.")


def test_what_could_hide_it_is_told_and_it_is_never_said_not_to_have_been_sent() -> None:
    spots = frozenset({BlindSpotKind.TUNNEL, BlindSpotKind.LATE_START})
    text = sentence(plan(0), plan(1, Verdict.INCONCLUSIVE, spots=spots, loss=None))
    assert text == (
        "No application data to addresses located in CN was seen from Skylark 1.13.4 in BR (the region asserted) during login and "
        "flight [settings standard; account region FR; bearer wifi; consent granted], 4.0 min in 2 sessions, loss not known, but "
        "what could hide it was: late start in c1, tunnel in c1."
    )


def test_cells_that_are_many_are_counted() -> None:
    text = sentence(*(plan(number, Verdict.INCONCLUSIVE) for number in range(4)), plan(5))
    assert "late start in 4 of 5 sessions" in text
    assert "late start in all 4 sessions" in sentence(*(plan(n, Verdict.INCONCLUSIVE) for n in range(4)))


def test_a_fail_names_endpoints_packets_and_verdicts_of_the_rest() -> None:
    text = sentence(
        plan(0, Verdict.FAIL, egress_region="DE", hosts=("a.example", "b.example")),
        plan(1, Verdict.FAIL, egress_region="US", subject_version="2.0.1", hosts=("b.example",)),
        plan(2, egress_region="BR"),
        plan(3, Verdict.INCONCLUSIVE, egress_region="JP"),
    )
    assert text == (
        "In DE and US, Skylark 1.13.4 and 2.0.1 sent application data to 2 endpoints located in CN [settings standard; account region "
        "FR; bearer wifi; consent granted; not every combination of these]: a.example (DE only; 1.13.4 only; packet 70 of 0.pcap), "
        "b.example (packet 70 of 0.pcap); what could hide more was: late start in c3; of the other 2 sessions 1 is PASS and 1 is "
        "INCONCLUSIVE; not tested: 4 combinations of these values."
    )


def test_endpoints_that_are_many_are_counted() -> None:
    text = sentence(plan(0, Verdict.FAIL, hosts=tuple(f"{name}.example" for name in "abcde")))
    assert "to 5 endpoints located in CN" in text
    assert "c.example (packet 70 of 0.pcap) and 2 more." in text


def test_a_fail_under_interference_says_so_and_what_interfered() -> None:
    one = plan(0, Verdict.FAIL, interference=True)
    changed = replace(one, cell=replace(one.cell, interference=(Interference.TLS_INTERCEPTION,)))
    text = sentence(changed)
    assert text.startswith(
        "Under interference, and not seen without it: in BR, Skylark 1.13.4 sent application data to"
    )
    assert "; under tls interception]" in text
    assert not sentence(changed, plan(1, Verdict.FAIL)).startswith("Under interference")


@pytest.mark.parametrize(
    ("plans", "start"),
    [
        ((plan(0, Verdict.NONE),), "Nothing was tested: none of 1 planned session was run; not tested: egress region BR;"),
        ((plan(0, Verdict.NONE), plan(1, Verdict.NONE)), "Nothing was tested: none of 2 planned sessions was run;"),
    ],
)  # fmt: skip
def test_nothing_tested(plans: tuple[Plan, ...], start: str) -> None:
    text = sentence(*plans)
    assert text.startswith(start)
    assert "planned and not run: c0" in text


def test_nothing_in_the_choice() -> None:
    text = told(world(plan(0, egress_region="BR")), US_ONLY).sentence
    assert text.startswith(
        "Nothing was tested: no session asked about lies in what the claim is asserted for; not tested: "
    )


def test_an_error_concludes_nothing_and_keeps_its_witness() -> None:
    broken, fail = plan(0, Verdict.ERROR), plan(1, Verdict.FAIL)
    assert sentence(broken, plan(2)) == (
        "Nothing can be concluded: captures are missing, altered or unreadable in c0; the other session is PASS."
    )
    text = sentence(broken, fail)
    assert (
        "what was read shows all the same that in BR, Skylark 1.13.4 sent application data to 1 endpoint"
        in text
    )


def test_accepted_limits_say_until_when_and_whether_they_block() -> None:
    limits = (
        accepted(BlindSpotKind.LATE_START),
        replace(accepted(BlindSpotKind.TUNNEL, expires=date(2028, 1, 2)), claim="no-cn"),
        replace(accepted(BlindSpotKind.LOSS_UNKNOWN), claim="another"),
    )
    text = sentence(plan(0, Verdict.INCONCLUSIVE), limits=limits)
    assert text.endswith(
        "; accepted, and blocking all the same: late start (until 2027-03-01); accepted, and blocking nothing here: tunnel (until 2028-01-02)."
    )


def test_a_bound_stands_only_where_sessions_are_independent_and_is_rounded_up() -> None:
    alike = tuple(plan(number, independent=True) for number in range(70))
    assert (
        "in 70 sessions, 0% loss, so that at most 4.29% of such sessions would show it (95% confidence)"
        in sentence(*alike)
    )
    assert "at most" not in sentence(*alike[:3])
    assert "at most" not in sentence(*(plan(number) for number in range(70)))


def test_evidence_that_is_made_up_in_part_says_in_which() -> None:
    text = sentence(plan(0), made_by="harness forge")
    assert text.startswith("SYNTHETIC, made-up evidence: In BR")


@pytest.mark.parametrize("kind", list(ClaimKind))
@pytest.mark.parametrize("level", list(ContactLevel))
def test_each_kind_and_level_has_words_of_its_own(kind: ClaimKind, level: ContactLevel) -> None:
    of = claim(kind=kind, level=level, **about(kind))
    texts = [
        told(world(plan(0, verdict), claim=of)).sentence
        for verdict in (Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.FAIL)
    ]
    assert len(set(texts)) == 3
    assert [bool(DENIALS.search(text)) for text in texts] == [True, False, False]
