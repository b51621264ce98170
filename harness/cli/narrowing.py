"""``--only``, ``--firmware``, ``--without`` and ``--databases``: which narrower test is asked about, checked before any capture is read."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.cli.only import check_values, selection, values_of
from harness.errors import UsageError
from harness.model.narrowing import NO_DATABASE, Narrower
from harness.model.scenario import Scenario
from harness.model.sources import LOCATING, plain_id

_VANTAGE = "vantage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The options, as given."""

    only: tuple[str, ...] = ()
    firmware: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()


def add_narrowing(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser."""
    group = parser.add_argument_group(
        "a narrower test", "What it would have said, beside the full one; together they narrow it further."
    )

    def add(option: str, metavar: str, text: str) -> None:
        group.add_argument(option, metavar=metavar, action="append", default=[], help=text)

    add(
        "--only",
        "VARIABLE=VALUE[,VALUE]",
        "only cells with one of these values, as in --only egress.region=US; variables: subject.version, "
        "settings, egress.region, account.region, bearer, consent, session; several must all hold",
    )
    add("--firmware", "V[,V]", "the same as --only subject.version=V[,V]")
    add(
        "--without",
        "vantage=ID[,ID]",
        "as if these vantage points had not been tapped: nothing in their captures is known, and a way out that only they "
        "tapped is unobserved",
    )
    add(
        "--databases",
        "ID[,ID]",
        "only these locators say where addresses are, by id or lineage as in `harness geo status`; what round "
        f"trips exclude stays excluded; {NO_DATABASE}: round trips alone say it",
    )


def narrowing_of(arguments: argparse.Namespace) -> Narrowing:
    """The options of arguments that were parsed."""
    return Narrowing(
        only=tuple(arguments.only),
        firmware=tuple(arguments.firmware),
        without=tuple(arguments.without),
        databases=tuple(arguments.databases),
    )


def narrower(given: Narrowing) -> Narrower:
    """Read the options.

    Raises:
        UsageError: A text is wrong; all of them told together.

    >>> str(narrower(Narrowing(firmware=("1.0",), without=("vantage=dock",))))
    '--only subject.version=1.0 --without vantage=dock'
    """
    faults = []
    try:
        only = selection(given.only, given.firmware)
    except UsageError as fault:
        faults.append(str(fault))
    faults += [wrong for text in given.without if (wrong := _without_fault(text))]
    faults += [wrong for text in given.databases if (wrong := _databases_fault(text, given.databases))]
    if faults:
        raise UsageError("\n".join(faults))
    return Narrower(only=only, without=_without(given.without), databases=_databases(given.databases))


def _without(texts: Iterable[str]) -> tuple[str, ...]:
    """Vantage points of every ``--without``: each leaves out more."""
    ids = (id_ for text in texts for id_ in values_of(text.partition("=")[2]))
    return tuple(dict.fromkeys(ids))


def _without_fault(text: str) -> str | None:
    what, _, ids = (part.strip() for part in text.partition("="))
    if what == _VANTAGE and "" not in values_of(ids):
        return None
    return f"--without {text!r}: write {_VANTAGE}=ID, or {_VANTAGE}=A,B for several vantage points"


def _databases(texts: Iterable[str]) -> tuple[str, ...] | None:
    """Locators of every ``--databases``: each adds more; None where there is none."""
    ids = tuple(dict.fromkeys(id_ for text in texts for id_ in values_of(text)))
    return None if not ids else tuple(id_ for id_ in ids if id_ != NO_DATABASE)


def _databases_fault(text: str, every: Sequence[str]) -> str | None:
    if "" in values_of(text):
        return f"--databases {text!r}: give at least one id, as in --databases A,B, or {NO_DATABASE}"
    if NO_DATABASE in values_of(text) and {id_ for one in every for id_ in values_of(one)} != {NO_DATABASE}:
        return f"--databases {text!r}: {NO_DATABASE} stands alone"
    return None


def check_narrower(wanted: Narrower, scenarios: Sequence[Scenario]) -> None:
    """Refuse a choice of cells or vantage points that no scenario answers to.

    Raises:
        UsageError: As ``check_values``; or a vantage point that no scenario has, with those that there are.
    """
    faults = []
    try:
        check_values(wanted.only, scenarios)
    except UsageError as fault:
        faults.append(str(fault))
    there = sorted({point.id for scenario in scenarios for point in scenario.vantage_points})
    faults += [
        f"--without {_VANTAGE}={id_}: no scenario has it; {_there_are(there)}"
        for id_ in wanted.without
        if id_ not in there
    ]
    if faults:
        raise UsageError("\n".join(faults))


def check_databases(wanted: Narrower) -> None:
    """Refuse locators that are not there, or that say nothing of where an address is.

    Raises:
        UsageError: With the locators that there are.
        ReferenceDataError: A side-car is missing or of another form.
    """
    if not wanted.databases:
        return
    # Imported here: polars is heavy.
    from harness.sources.geo_library import library  # noqa: PLC0415

    sources = [one.source for one in library(os.environ)]
    known = {id_ for one in sources if one.meaning in LOCATING for id_ in (one.source, one.lineage)}
    plain = {plain_id(id_) for id_ in known}
    no_locators = {plain_id(id_) for one in sources for id_ in (one.source, one.lineage)} - plain
    faults = [
        f"--databases {id_}: {'it does not say where addresses are' if plain_id(id_) in no_locators else 'there is no such locator'}; "
        f"{_there_are(sorted(known))}"
        for id_ in wanted.databases
        if plain_id(id_) not in plain
    ]
    if faults:
        raise UsageError("\n".join(faults))


def _there_are(ids: Sequence[str]) -> str:
    return f"there {'is' if len(ids) == 1 else 'are'} {', '.join(ids) or 'none'}"
