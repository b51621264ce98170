"""``--country`` and ``--group`` of ``harness geo``: which countries addresses are to be clear of."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from harness.cli.countries import country
from harness.errors import UsageError
from harness.model.country_groups import ALIASES, COUNTRY_GROUPS

_DEFAULT_GROUP = "mainland-china"


@dataclass(frozen=True, slots=True)
class Question:
    """Countries to be clear of."""

    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2, each once."""
    group: str | None
    """Named group that they come from."""


def add_question(parser: argparse.ArgumentParser) -> None:
    """Add ``--country`` and ``--group``, of which only one may be given."""
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument(
        "--country",
        metavar="CC",
        action="append",
        default=[],
        help="country to be clear of (ISO 3166-1, two letters); may be repeated: of each",
    )
    asked.add_argument(
        "--group",
        metavar="GROUP",
        choices=sorted((*COUNTRY_GROUPS, *ALIASES)),
        help=f"named group of countries to be clear of: {', '.join(sorted(COUNTRY_GROUPS))} (default: {_DEFAULT_GROUP})",
    )


def question(found: argparse.Namespace, faults: list[str]) -> Question:
    """What was asked; faults are added to those of the command line."""
    codes: dict[str, None] = {}
    for text in found.country:
        try:
            codes[country(text)] = None
        except UsageError as fault:
            faults.append(str(fault))
    if found.country:
        return Question(tuple(codes), None)
    group = found.group or _DEFAULT_GROUP
    group = ALIASES.get(group, group)
    return Question(COUNTRY_GROUPS[group].codes, group)
