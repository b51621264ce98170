"""Names of data sets as given, mirrors and tokens in; what is to be fetched, and what is left out and why, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from harness.errors import FetchError, UsageError
from harness.sources.geo_edition import Job
from harness.sources.geo_fetched import read_fetched
from harness.sources.geo_http import check_address
from harness.sources.geo_recipe import MONTH, Recipe
from harness.sources.geo_recipes import RECIPES
from harness.sources.geo_tokens import Token, missing
from harness.sources.geo_update import months_to_try
from harness.sources.urls import shown

_SEE = "try `harness geo update --help`"


class Choice(NamedTuple):
    """What a run does."""

    jobs: tuple[Job, ...]
    """In the order of the recipes."""
    left_out: tuple[tuple[str, str], ...]
    """Sources that nobody named and that cannot be fetched, with the reason."""


def chosen(names: Sequence[str], mirrors: Sequence[str], tokens: Mapping[str, Token]) -> Choice:
    """Choose what to fetch.

    Args:
        names: Sources as given; none: every one that can be fetched.
        mirrors: ``SOURCE=URL``; several of one source are its files in order.
        tokens: That the user has.

    Raises:
        UsageError: A name or address is wrong, or a source that was named cannot be fetched; every fault at once.
    """
    faults = [
        f"{name}: no such data set; there are {', '.join(RECIPES)}" for name in names if name not in RECIPES
    ]
    addresses = _addresses(mirrors, faults)
    wanted = set(names) or set(RECIPES)
    faults += [f"--from-url {name}: not among those to fetch" for name in addresses if name not in wanted]
    jobs: list[Job] = []
    left_out: list[tuple[str, str]] = []
    for recipe in RECIPES.values():
        if recipe.source not in wanted:
            continue
        given = tuple(addresses.get(recipe.source, ()))
        obstacle = "" if given else _obstacle(recipe, tokens)
        if obstacle and names:
            faults.append(f"{recipe.source}: {obstacle}")
        elif obstacle:
            left_out.append((recipe.source, obstacle))
        else:
            jobs.append(Job(recipe=recipe, addresses=given or recipe.addresses, mirror=bool(given)))
    if faults:
        raise UsageError("\n".join([*faults, _SEE]))
    return Choice(tuple(jobs), tuple(left_out))


def _addresses(mirrors: Sequence[str], faults: list[str]) -> dict[str, list[str]]:
    """Addresses of mirrors by source, checked."""
    found: dict[str, list[str]] = {}
    for mirror in mirrors:
        name, equals, url = mirror.partition("=")
        if not equals or name not in RECIPES:
            # Not the text itself: an address may hold a secret.
            faults.append("--from-url: write SOURCE=URL, with a data set that there is")
            continue
        try:
            check_address(url)
        except FetchError as fault:
            faults.append(f"--from-url {name}: {fault}")
        found.setdefault(name, []).append(url)
    for name, urls in found.items():
        files = max(1, len(RECIPES[name].addresses))
        if len(urls) != files:
            faults.append(
                f"--from-url {name}: is made of {files} file(s), and {len(urls)} address(es) are given"
            )
    return found


def _obstacle(recipe: Recipe, tokens: Mapping[str, Token]) -> str:
    """Why a recipe cannot be followed; empty where it can."""
    if not recipe.addresses:
        return recipe.by_hand
    lacking = missing(recipe, tokens)
    return f"needs {' and '.join(lacking)}, in the environment or the file of --tokens" if lacking else ""


def announced(job: Job, into: Path, today: date) -> str:
    """What is fetched from where, how large it was last time or may be, and under which licence."""
    month, before_that = months_to_try(today)
    before = read_fetched(into, job.recipe.source)
    each = " each" if len(job.addresses) > 1 else ""
    most = f"at most {job.recipe.limit_octets / 1e6:,.0f} MB{each}"
    size = (
        most
        if before is None
        else f"{sum(file.octets for file in before.files) / 1e6:,.1f} MB last time, {most}"
    )
    places = ", ".join(shown(address).replace(MONTH, month) for address in job.addresses)
    if any(MONTH in address for address in job.addresses):
        places = f"{places}, or of {before_that}"
    return f"{job.recipe.source}: {places}; {size}; licence: {job.recipe.licence} ({job.recipe.terms})"


def told(choice: Choice, into: Path, today: date) -> Iterator[str]:
    """What a run would do, one line each."""
    for job in choice.jobs:
        recipe = job.recipe
        yield f"{announced(job, into, today)}; {recipe.title}; means: {recipe.meaning}; date: {recipe.dated.value}"
    for source, why in choice.left_out:
        yield f"{source}: left out: {why}"
