"""``--catalogue``: which rules are asked."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.model.ruleset import Ruleset


def add_catalogue(parser: argparse.ArgumentParser) -> None:
    """Add ``--catalogue``."""
    parser.add_argument(
        "--catalogue",
        metavar="FOLDER",
        help="folder of rule files to ask instead of the catalogue that comes with the program",
    )


def catalogue_of(folder: str | None) -> Ruleset:
    """The rules of a folder; None: those that come with the program.

    Raises:
        RuleError: The files have faults, are missing, or cannot be read.
    """
    from harness.rules.catalogue import load_catalogue  # noqa: PLC0415 - --help does without

    return load_catalogue(None if folder is None else Path(folder))
