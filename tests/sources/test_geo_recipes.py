"""Every recipe says all that a user must know, and leads nowhere but to its vendor by https."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from harness.sources.geo_http import check_address
from harness.sources.geo_recipe import MONTH, Access, Dated, Recipe
from harness.sources.geo_recipes import RECIPES, TOKENS
from tests.support.repository import ROOT

EVERY = pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
MEANINGS = {"registered", "operator", "geolocated", "cloud_region", "anycast"}
"""As ``harness.model.sources`` has them."""


@EVERY
def test_addresses_are_of_https_and_hold_no_secret(recipe: Recipe) -> None:
    for address in recipe.addresses:
        assert check_address(address).scheme == "https"
        assert "token" not in address
    assert bool(recipe.addresses) != bool(recipe.by_hand)


@EVERY
def test_licence_terms_and_meaning_are_said(recipe: Recipe) -> None:
    assert recipe.licence
    assert urlsplit(recipe.terms).scheme == "https"
    assert recipe.meaning in MEANINGS
    assert recipe.attribution or recipe.licence == "PDDL-1.0"
    assert not any(sign in recipe.title + recipe.licence for sign in "\n\t")


@EVERY
def test_what_an_access_needs_is_named(recipe: Recipe) -> None:
    assert len(recipe.tokens) == {Access.OPEN: 0, Access.QUERY: 1, Access.BASIC: 2}[recipe.access]
    assert set(recipe.tokens) <= set(TOKENS)


@EVERY
def test_a_month_is_in_the_address_if_the_date_is_told_by_it(recipe: Recipe) -> None:
    assert (recipe.dated is Dated.NAME) == any(MONTH in address for address in recipe.addresses)


def test_what_the_licence_of_geolite2_wants_destroyed_is_not_kept() -> None:
    assert [one.source for one in RECIPES.values() if not one.older_kept] == [
        "geolite2-country",
        "geolite2-asn",
    ]


def test_the_page_lists_every_source_with_its_address() -> None:
    page = (ROOT / "docs/geodata-update.md").read_text(encoding="utf-8")
    missing = [
        text
        for recipe in RECIPES.values()
        for text in (f"| `{recipe.source}` |", *recipe.addresses, *recipe.tokens)
        if text not in page
    ]
    assert missing == []
