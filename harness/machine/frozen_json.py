"""Frozen dataclasses to JSON and back: the program's own files, which a crash or a hand may have damaged.

Made of texts, numbers, enums, tuples, optional values and further such dataclasses, nothing else. Reading checks every value against
its annotation and collects every mistake with the key that it is at; an unknown key is one too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: Any) -> dict[str, Any]:
    """The value of a dataclass as what ``json.dumps`` takes."""
    return asdict(value)


def from_json(kind: type[T], data: object, faults: list[str], where: str = "") -> T | None:
    """A dataclass from what ``json.loads`` gave.

    Args:
        kind: The dataclass.
        data: What stands for it.
        faults: Takes every mistake: key and what is wrong, one sentence each.
        where: Keys that lead to it, with a dot at the end.

    Returns:
        The value; None where a mistake was found.
    """
    if not isinstance(data, dict):
        faults.append(f"{where.rstrip('.') or 'the whole'}: must be an object")
        return None
    before = len(faults)
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(cast("Any", kind))}
    faults.extend(f"{where}{key}: unknown key" for key in sorted(set(data) - set(known)))
    found = {}
    for name, field in known.items():
        if name in data:
            found[name] = _value(hints[name], data[name], faults, where + name)
        elif field.default is MISSING:
            faults.append(f"{where}{name}: missing")
    if len(faults) > before:
        return None
    try:
        return kind(**found)
    except ValueError as fault:  # what a dataclass itself refuses
        faults.append(f"{where.rstrip('.') or 'the whole'}: {fault}")
        return None


def _value(hint: Any, data: object, faults: list[str], where: str) -> Any:
    """One value of an annotation; what is returned beside a fault is never used."""
    if get_origin(hint) is UnionType:
        inner = [one for one in get_args(hint) if one is not NoneType]
        return None if data is None else _value(inner[0], data, faults, where)
    if get_origin(hint) is tuple:
        return _items(get_args(hint)[0], data, faults, where)
    if is_dataclass(hint):
        return from_json(cast("type[Any]", hint), data, faults, where + ".")
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _word(hint, data, faults, where)
    if type(data) is not hint:  # a bool is no number here
        faults.append(f"{where}: must be {_KINDS[hint]}")
    return data


def _items(hint: Any, data: object, faults: list[str], where: str) -> tuple[Any, ...]:
    if not isinstance(data, list | tuple):
        faults.append(f"{where}: must be a list")
        return ()
    return tuple(_value(hint, one, faults, f"{where}[{index}]") for index, one in enumerate(data))


def _word(hint: Callable[[object], Any], data: object, faults: list[str], where: str) -> Any:
    try:
        return hint(data)
    except ValueError:
        known = ", ".join(str(one.value) for one in cast("type[Enum]", hint))
        faults.append(f"{where}: must be one of {known}")
        return None


_KINDS = {str: "text", int: "a whole number", bool: "true or false", float: "a number"}
