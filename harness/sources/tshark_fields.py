"""Fields in tshark's JSON: nested, and a list where a name comes several times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_DEPTH: Final = 32
"""Levels looked at; tshark writes some ten."""
RAW: Final = "_raw"
"""End of the name under which a field's octets stand: hexadecimal, place, length and two more, or a list of these."""

Node = dict[str, Any]


def several(value: Any) -> list[Any]:
    """A value that stands alone where there is one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def nodes(value: Any) -> list[Node]:
    """Those of one name that have fields."""
    return [one for one in several(value) if isinstance(one, dict)]


def walk(node: Node, depth: int = _DEPTH) -> Iterator[tuple[str, Any]]:
    """Every field below a node, in order, with its value; of those that have fields, these follow."""
    for name, value in node.items():
        if name.endswith(RAW):
            yield name, value
            continue
        for one in several(value):
            yield name, one
            if isinstance(one, dict) and depth:
                yield from walk(one, depth - 1)


def holders(node: Node, name: str, depth: int = _DEPTH) -> Iterator[Node]:
    """Every node, this one or below, that has a field of that name, in order."""
    if name in node:
        yield node
    if not depth:
        return
    for key, value in node.items():
        if not key.endswith(RAW):
            for one in nodes(value):
                yield from holders(one, name, depth - 1)


def text(node: Node, name: str) -> str | None:
    """The first value of a field; None where it is not there."""
    found = several(node.get(name))
    return found[0] if found and isinstance(found[0], str) else None


def number(node: Node, name: str, default: int = 0) -> int:
    """The first value of a field that is a number."""
    found = text(node, name)
    try:
        return default if found is None else int(found, 0)
    except ValueError:
        return default


def octets_of(value: str | None) -> bytes:
    """Octets written as ``0a:0b``; empty where it is no such text."""
    try:
        return bytes.fromhex((value or "").replace(":", ""))
    except ValueError:
        return b""


def raw(node: Node, name: str) -> bytes | None:
    """Octets of the first field of a name; None where they are not given."""
    found = node.get(name + RAW)
    while isinstance(found, list) and found:
        found = found[0]
    return octets_of(found) if isinstance(found, str) else None
