"""Which kinds of claim each blind spot blinds: what is left out here could make a wrong PASS."""

from __future__ import annotations

import pytest

from harness.model.blind_spots import BLIND_SPOTS, STANDING_LIMITS, BlindSpotKind
from harness.model.claims import ClaimKind

PLACES_ONLY = {BlindSpotKind.UNDECIDED_PLACE, BlindSpotKind.OLD_DATA, BlindSpotKind.NO_DISTANCE}
NAMES_AND_CONTENT = {
    BlindSpotKind.NO_NAME, BlindSpotKind.NO_SNI, BlindSpotKind.ECH, BlindSpotKind.ENCRYPTED_DNS, BlindSpotKind.HTTPDNS,
    BlindSpotKind.MALFORMED_HELLO, BlindSpotKind.OPAQUE, BlindSpotKind.UNDECODED, BlindSpotKind.CA_NOT_ACCEPTED,
    BlindSpotKind.PINNED, BlindSpotKind.CONTENT_NOT_CERTAIN, BlindSpotKind.UNKNOWN_OPERATOR, BlindSpotKind.RULE_NOT_FIRM,
}  # fmt: skip
"""The address was seen and so was that something was sent: claims of places and of silence lose nothing."""
SILENCE_ONLY = {"no_control", "name_not_certain"}


def test_every_kind_has_its_rule() -> None:
    assert set(BLIND_SPOTS) == set(BlindSpotKind)


@pytest.mark.parametrize("kind", BlindSpotKind)
def test_no_kind_is_without_effect_or_without_a_remedy(kind: BlindSpotKind) -> None:
    rule = BLIND_SPOTS[kind]
    assert rule.blinds
    assert rule.remedy.endswith(".")


@pytest.mark.parametrize("kind", sorted(set(BlindSpotKind) - SILENCE_ONLY - NAMES_AND_CONTENT))
def test_a_location_claim_is_blinded_by_all_but_controls_and_names(kind: BlindSpotKind) -> None:
    assert ClaimKind.LOCATION in BLIND_SPOTS[kind].blinds


@pytest.mark.parametrize("kind", sorted(set(BlindSpotKind) - PLACES_ONLY - NAMES_AND_CONTENT))
def test_a_silence_claim_is_blinded_by_all_but_doubts_of_place(kind: BlindSpotKind) -> None:
    assert ClaimKind.SILENCE in BLIND_SPOTS[kind].blinds


@pytest.mark.parametrize(("kind", "blinds"), [
    (BlindSpotKind.NO_NAME, "name control"), (BlindSpotKind.NO_SNI, "name"), (BlindSpotKind.ECH, "name control"),
    (BlindSpotKind.ENCRYPTED_DNS, "name"), (BlindSpotKind.HTTPDNS, "name"), (BlindSpotKind.MALFORMED_HELLO, "name"),
    (BlindSpotKind.OPAQUE, "name control content"), (BlindSpotKind.UNDECODED, "content"),
    (BlindSpotKind.CA_NOT_ACCEPTED, "content"), (BlindSpotKind.PINNED, "content"),
    (BlindSpotKind.CONTENT_NOT_CERTAIN, "content"), (BlindSpotKind.UNKNOWN_OPERATOR, "name control"),
    (BlindSpotKind.RULE_NOT_FIRM, "name control"),
])  # fmt: skip
def test_what_hides_names_or_content_blinds_these_and_nothing_else(kind: BlindSpotKind, blinds: str) -> None:
    assert BLIND_SPOTS[kind].blinds == {ClaimKind(word) for word in blinds.split()}


@pytest.mark.parametrize(
    ("kind", "unharmed"),
    [
        (
            BlindSpotKind.UNDECIDED_PLACE,
            {ClaimKind.SILENCE, ClaimKind.CONTROL, ClaimKind.NAME, ClaimKind.CONTENT},
        ),
        (BlindSpotKind.OLD_DATA, {ClaimKind.SILENCE, ClaimKind.CONTROL, ClaimKind.NAME, ClaimKind.CONTENT}),
        (BlindSpotKind.NO_CONTROL, set(ClaimKind) - {ClaimKind.SILENCE}),
        (BlindSpotKind.INTERFERENCE, {ClaimKind.CONTROL, ClaimKind.CONTENT}),
        (BlindSpotKind.CARRIER_ONWARD, {ClaimKind.NAME, ClaimKind.CONTENT}),
    ],
)
def test_a_blind_spot_blinds_no_kind_that_it_says_nothing_of(
    kind: BlindSpotKind, unharmed: set[ClaimKind]
) -> None:
    assert set(ClaimKind) - BLIND_SPOTS[kind].blinds == unharmed


def test_every_verdict_says_that_not_seen_is_not_not_there() -> None:
    assert any("Not seen is not the same as not there" in limit for limit in STANDING_LIMITS)
