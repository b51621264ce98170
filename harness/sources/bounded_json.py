"""JSON files that somebody else wrote -> values with their place, so that what is wrong is told with file and member.

Bounded: size before reading, depth by the parser's own limit, digits of integers, and numbers that are no numbers (RFC 8259
section 6 has neither NaN nor Infinity).

Blind spots: of members with the same name in one object the last counts, as in most readers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, NoReturn

from harness.errors import HarnessError

MOST_OCTETS: Final = 1 << 30
_MOST_DIGITS: Final = 20
_MOST_TEXT: Final = 4_096


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a JSON document and where it stands."""

    value: Any
    where: str
    """File and path of members, as ``file.json: places[3].status``."""

    def fault(self, wanted: str) -> HarnessError:
        """What to raise where the value is another than wanted."""
        return HarnessError(f"{self.where}: {wanted} is wanted here")

    def member(self, name: str) -> Node:
        """A member that must be there, null included."""
        if not isinstance(self.value, dict):
            raise self.fault("an object")
        if name not in self.value:
            raise HarnessError(f"{self.where}: the member {name!r} is missing")
        return Node(self.value[name], f"{self.where}.{name}")

    def optional(self, name: str) -> Node | None:
        """A member, or None where it is missing or null."""
        if not isinstance(self.value, dict):
            raise self.fault("an object")
        found = self.value.get(name)
        return None if found is None else Node(found, f"{self.where}.{name}")

    def items(self) -> Iterator[Node]:
        """Items of a list, in order."""
        if not isinstance(self.value, list):
            raise self.fault("a list")
        return (Node(item, f"{self.where}[{number}]") for number, item in enumerate(self.value))

    def text(self) -> str:
        """A string of no more than some thousand characters."""
        if not isinstance(self.value, str) or len(self.value) > _MOST_TEXT:
            raise self.fault(f"text of at most {_MOST_TEXT:,} characters")
        return self.value

    def address(self) -> str:
        """An IP address without a zone, in the form of every table."""
        try:
            found = ip_address(self.text())
        except ValueError:
            raise self.fault("an IP address") from None
        if getattr(found, "scope_id", None) is not None:
            raise self.fault("an IP address")
        return str(found)

    def number(self, least: float, most: float) -> float:
        """A finite number within bounds; true and false are none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.fault("a number")
        if not (math.isfinite(self.value) and least <= self.value <= most):
            raise self.fault(f"a number from {least:,} to {most:,}")
        return float(self.value)

    def whole(self, least: int, most: int) -> int:
        """A whole number within bounds, exact."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not least <= self.value <= most:
            raise self.fault(f"a whole number from {least:,} to {most:,}")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.fault("true or false")
        return self.value


def read_json(path: str, most_octets: int = MOST_OCTETS) -> Node:
    """Read a whole file as one JSON document.

    Raises:
        HarnessError: It cannot be read, is larger, or is no JSON; says where.
    """
    return parse_json(bounded_octets(path, most_octets), path)


def read_json_or_lines(path: str, most_octets: int = MOST_OCTETS) -> Node:
    """Read a file as one JSON document, or as a list of documents that stand one on a line.

    Raises:
        HarnessError: As for ``read_json``.
    """
    data = bounded_octets(path, most_octets)
    first, _, rest = data.lstrip().partition(b"\n")
    if not (first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.strip()):
        return parse_json(data, path)
    lines = enumerate(data.split(b"\n"), 1)
    return Node(
        [parse_json(line, f"{path}: line {number}").value for number, line in lines if line.strip()], path
    )


def parse_json(data: bytes, where: str) -> Node:
    """One JSON document.

    Raises:
        HarnessError: It is none; says where.
    """
    try:
        value = json.loads(data, parse_int=_integer, parse_constant=_constant)
    except json.JSONDecodeError as fault:
        raise HarnessError(f"{where}:{fault.lineno}:{fault.colno}: this is no JSON: {fault.msg}") from None
    except UnicodeDecodeError as fault:
        raise HarnessError(f"{where}: this is no JSON: octet {fault.start} is not UTF-8") from None
    except RecursionError:
        raise HarnessError(f"{where}: lists and objects stand too deep in each other") from None
    except ValueError as fault:
        raise HarnessError(f"{where}: {fault}") from None
    return Node(value, f"{where}: $")


def bounded_octets(path: str, most: int) -> bytes:
    """The whole of a file.

    Raises:
        HarnessError: It cannot be read, or is larger.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except OSError as fault:
        raise HarnessError(f"{path}: cannot be read: {fault.strerror}") from fault
    if len(data) > most:
        raise HarnessError(f"{path}: larger than {most:,} octets; give a smaller part of it")
    return data


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"a whole number of more than {_MOST_DIGITS} digits stands in it")
    return int(text)


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")
