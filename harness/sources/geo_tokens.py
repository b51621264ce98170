"""Environment and a file of the user's own in; tokens for vendors out, that no text shows.

A file holds lines ``NAME=VALUE``; blank ones and those from ``#`` on are left out. It counts only if nobody but its
owner can read it, as ssh demands of private keys.

Blind spots: the environment of a process can be read by its user and the superuser.
"""

from __future__ import annotations

import os
import re
import stat
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from harness.errors import UsageError
from harness.sources.geo_recipe import Access, Recipe
from harness.sources.geo_recipes import TOKENS

_MOST_OCTETS: Final = 65_536
_VALUE: Final = re.compile(r"[!-~]{1,512}")
"""Visible ASCII: what fits into a header field and an address without changing them."""


class Token:
    """A secret; its text is got by ``reveal`` alone."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Token(***)"

    def reveal(self) -> str:
        """The text, for the request it is meant for."""
        return self._text


class Credentials(NamedTuple):
    """What is said to the host of a recipe's own address, and to no other."""

    header: Token | None = None
    """Value of ``Authorization``."""
    query: Token | None = None
    """Value of the parameter ``token``."""


NO_CREDENTIALS: Final = Credentials()


def read_tokens(environment: Mapping[str, str], file: Path | None) -> dict[str, Token]:
    """Collect the tokens that recipes may need; the environment goes before the file.

    Raises:
        UsageError: The file cannot be read or is open to others, or a value cannot be a token; without any value.
    """
    given = {} if file is None else _of_file(file)
    given |= {name: environment[name] for name in TOKENS if environment.get(name)}
    wrong = [name for name, value in given.items() if not _VALUE.fullmatch(value)]
    if wrong:
        raise UsageError(
            f"{', '.join(wrong)}: the value is no token; visible ASCII without blanks, at most 512 signs"
        )
    return {name: Token(value) for name, value in given.items()}


def _of_file(path: Path) -> dict[str, str]:
    """Names and values; only names of recipes count."""
    try:
        with path.open("rb") as file:
            # Asked of the file that was opened, so that none can be put in its place between.
            status = os.fstat(file.fileno())
            _check_owner(path, status)
            text = file.read(_MOST_OCTETS).decode("utf-8", "replace")
    except OSError as fault:
        raise UsageError(f"--tokens {path}: cannot be read ({fault.strerror})") from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, equals, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals or name.strip() not in TOKENS:
            raise UsageError(f"--tokens {path}:{number}: write NAME=VALUE; names are {', '.join(TOKENS)}")
        found[name.strip()] = value.strip()
    return found


def _check_owner(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(f"--tokens {path}: is no file")
    if status.st_mode & 0o077 or status.st_uid != os.geteuid():
        raise UsageError(f"--tokens {path}: others may read it; it has to be yours alone: chmod 600 {path}")


def missing(recipe: Recipe, tokens: Mapping[str, Token]) -> list[str]:
    """Names of what a recipe needs and the user has not given."""
    return [name for name in recipe.tokens if name not in tokens]


def credentials(recipe: Recipe, tokens: Mapping[str, Token]) -> Credentials:
    """What a recipe's own server is told; nothing is missing."""
    values = [tokens[name].reveal() for name in recipe.tokens]
    if recipe.access is Access.BASIC:
        packed = b64encode(":".join(values).encode()).decode()
        return Credentials(header=Token(f"Basic {packed}"))
    if recipe.access is Access.QUERY:
        return Credentials(query=Token(values[0]))
    return NO_CREDENTIALS
