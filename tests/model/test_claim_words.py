"""Claims in words: each kind says which endpoints, each level how far contact got."""

from __future__ import annotations

import pytest

from harness.model.claim_words import claim_words, contact_words, selectors_words
from harness.model.claims import ClaimKind, PermittedService
from harness.model.rules import Category
from harness.model.selectors import EndpointSelector
from harness.model.words import ContactLevel
from tests.support.judging_rows import claim, silence

VENDOR = EndpointSelector(suffixes=("vendor.example",))
ADS = EndpointSelector(categories=(Category.ADS,), except_operators=("Example Aero",))


@pytest.mark.parametrize(
    ("level", "none", "some"),
    [
        (ContactLevel.ATTEMPTED, "made no attempt to reach", "attempted to reach"),
        (ContactLevel.CONNECTED, "made no connection to", "connected to"),
        (ContactLevel.HANDSHAKE, "made no TLS or QUIC handshake with", "made a TLS or QUIC handshake with"),
        (ContactLevel.DATA, "sent no application data to", "sent application data to"),
    ],
)
def test_levels(level: ContactLevel, none: str, some: str) -> None:
    words = claim_words(claim(level=level))
    assert words.none == f"{none} addresses located in CN"
    assert words.none.endswith(words.seen.partition(" ")[2])
    assert contact_words(claim(), level) == some


@pytest.mark.parametrize(
    ("of", "which"),
    [
        (claim(countries=("CN", "HK")), "addresses located in CN or HK"),
        (claim(countries=("AT", "BE", "BG", "CY"), group="eu"), "addresses located in eu (4 countries)"),
        (
            claim(kind=ClaimKind.CONTROL, countries=("CN",)),
            "endpoints run or hosted by companies under the legal control of CN",
        ),
        (silence(), "endpoints beyond the local network"),
        (
            silence(permitted_services=(PermittedService.NTP,), permitted_hosts=("a.example",)),
            "endpoints beyond the local network other than those permitted (ntp, a.example)",
        ),
        (
            claim(kind=ClaimKind.NAME, only=(VENDOR,)),
            "endpoints other than those allowed (vendor.example and below)",
        ),
        (
            claim(kind=ClaimKind.NAME, about=(EndpointSelector(ports=(53, 853)),), never=(ADS,)),
            "endpoints that the claim is about (any endpoint on port 53 or 853) that the claim forbids (category ads but those of Example Aero)",
        ),
    ],
)
def test_kinds(of: object, which: str) -> None:
    assert claim_words(of).none == f"sent no application data to {which}"  # type: ignore[arg-type]


def test_content_is_about_planted_data_and_not_about_a_level() -> None:
    of = claim(kind=ClaimKind.CONTENT, level=ContactLevel.ATTEMPTED, data=("home",))
    assert (
        claim_words(of).none
        == "sent none of the planted data (home), in any form that is searched, to any endpoint"
    )
    assert contact_words(of, ContactLevel.HANDSHAKE) == "sent planted data (home) to"
    several = claim(kind=ClaimKind.CONTENT, data=("home", "serial"), only=(VENDOR,))
    assert contact_words(several, ContactLevel.DATA) == "sent some of the planted data (home, serial) to"
    assert claim_words(several).endpoints == "other than those allowed (vendor.example and below)"


def test_every_key_of_a_selector_is_told() -> None:
    selector = EndpointSelector(
        hosts=("a.example",), cidrs=("192.0.2.0/24",), operators=("Example Aero",), rules=("r-1",), given_resolvers=True,
        transports=("udp",), ports=(53,),
    )  # fmt: skip
    assert (
        selectors_words([selector])
        == "a.example, 192.0.2.0/24, operator Example Aero, rule r-1 and 1 more on port 53 by udp"
    )
