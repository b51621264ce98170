"""Who runs it and who hosts it decide a claim of control; where it is does not."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.claims import ClaimKind
from harness.model.rules import Confidence
from harness.stages.control_leads import judge_control
from harness.stages.known_contacts import Known
from tests.support.judging_rows import claim, contact, setting, standing_of
from tests.support.known import hosting, known, rule, service

CLAIM = claim("no-cn-company", ClaimKind.CONTROL, countries=("CN",))
OURS, THEIRS = service(of=rule()), service(of=rule("red.all", operator="Red River", control_country="CN"))
CLOUD, THEIR_CLOUD = hosting(), hosting("red.networks", operator="Red Cloud", control_country="CN")


def standing(of: Known, **row: Any) -> tuple[str, str | None] | None:
    return standing_of(judge_control(contact(**row), setting(CLAIM, known=of)))


@pytest.mark.parametrize(
    ("of", "wanted"),
    [
        (known(OURS, host=CLOUD), None),
        (known(THEIRS, host=CLOUD), ("witness", None)),
        (known(OURS, host=THEIR_CLOUD), ("witness", None)),
        (known(service(None), host=THEIR_CLOUD), ("witness", None)),
        (known(OURS), ("open", "unknown_operator")),
        (known(service(), host=CLOUD), ("open", "unknown_operator")),
        (known(service(None), host=CLOUD), ("open", "no_name")),
        (known(OURS, THEIRS, host=CLOUD), ("open", "name_not_certain")),
        (known(THEIRS, THEIRS, host=CLOUD), ("witness", None)),
        (known(OURS, host=CLOUD, in_doubt=True), ("open", "ech")),
        (known(THEIRS, host=CLOUD, in_doubt=True), ("open", "ech")),
        (known(service(of=rule(control_country=None)), host=CLOUD), ("open", "unknown_operator")),
    ],
)
def test_two_companies_get_what_is_sent_and_either_refutes(
    of: Known, wanted: tuple[str, str | None] | None
) -> None:
    assert standing(of) == wanted


@pytest.mark.parametrize("confidence", [Confidence.INFERRED, Confidence.UNCONFIRMED])
@pytest.mark.parametrize("country", ["CN", "US"])
def test_a_rule_that_is_not_firm_neither_refutes_nor_clears(confidence: Confidence, country: str) -> None:
    guess = rule(control_country=country, confidence=confidence)
    assert standing(known(service(of=guess), host=CLOUD)) == ("open", "rule_not_firm")
    cloud = hosting(control_country=country, confidence=confidence)
    assert standing(known(OURS, host=cloud)) == ("open", "rule_not_firm")


def test_where_the_address_is_does_not_matter() -> None:
    """The place of the setting is agreed to be CN."""
    assert standing(known(OURS, host=CLOUD)) is None


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"contact": "handshake"}, ("open", "below_level")),
        ({"owner": "unassigned", "grade": None}, ("open", "unassigned_sender")),
        ({"owner": "tool"}, ("excluded", None)),
        ({"remote_known": False}, ("open", "remote_side_unknown")),
        ({"scope": "local", "onward": "proxy"}, ("open", "tunnel")),
        ({"scope": "local", "onward": "proxy", "owner": "tool"}, None),
        ({"onward": "tunnel"}, ("witness", None)),
    ],
)
def test_what_is_held_against_the_subject_is_its_own_data(
    row: dict[str, Any], wanted: tuple[str, str | None]
) -> None:
    assert standing(known(THEIRS, host=CLOUD), **row) == wanted


def test_a_clear_proxy_hides_who_is_behind_it() -> None:
    assert standing(known(OURS, host=CLOUD), onward="proxy") == ("open", "tunnel")


def test_a_carriers_address_is_passed_on_by_nobody_knows_whom() -> None:
    assert standing(known(OURS), scope="carrier") == ("open", "carrier_onward")


def test_the_reason_tells_who_and_by_which_rule() -> None:
    found = judge_control(contact(), setting(CLAIM, known=known(THEIRS, host=CLOUD)))
    assert found is not None
    assert found.reason.startswith(
        "log.skylark.example: run by Red River, under the legal control of CN, by rule red.all; 400 octets"
    )
