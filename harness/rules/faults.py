"""Pydantic's errors in; faults with line and column, worded so that an author can mend them, out."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from harness.errors import Fault
from harness.rules.yamltree import Node

Place = tuple[int, int]


def locate(node: Node, loc: tuple[int | str, ...]) -> tuple[Node, Place]:
    """The deepest node on the way of an error's location, and where to point.

    An item or value points at itself; a key that has no value, or is unknown, at
    the mapping or the key.
    """
    place = (node.line, node.column)
    for step in loc:
        if isinstance(node.value, dict) and step in node.value:
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            break
        place = (node.line, node.column)
    return node, place


def tell(error: ErrorDetails, form: type[BaseModel], tree: Node, path: str) -> Fault:
    """One pydantic error as a fault of the file."""
    line, column = locate(tree, error["loc"])[1]
    if error["type"] == "extra_forbidden":
        key = str(error["loc"][-1])
        parent, _ = locate(tree, error["loc"][:-1])
        line, column = parent.keys.get(key, (line, column))
        message = _unknown_key(key, form_at(form, error["loc"][:-1]))
    elif error["type"] == "missing":
        message = _missing_key(str(error["loc"][-1]), form_at(form, error["loc"][:-1]))
    else:
        message = _value_message(error, _key_name(error["loc"]))
    return Fault(path=path, line=line, column=column, message=message)


def _key_name(loc: tuple[int | str, ...]) -> str:
    """The innermost key of a location; list positions and union branches are not keys."""
    words = [step for step in loc if isinstance(step, str) and step.isidentifier()]
    return words[-1] if words else "value"


def form_at(form: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    """The form that a location lies in."""
    for step in loc:
        field = keys_of(form).get(str(step))
        form = _form_in(field.annotation if field else None) or form
    return form


def keys_of(form: type[BaseModel]) -> dict[str, FieldInfo]:
    """Fields by key as written: a key may be a word that Python reserves."""
    return {field.alias or name: field for name, field in form.model_fields.items()}


def _form_in(annotation: Any) -> type[BaseModel] | None:
    """The form that an annotation holds, be it in a list or beside None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _form_in(inner))), None)


def _unknown_key(key: str, form: type[BaseModel]) -> str:
    known = list(keys_of(form))
    near = get_close_matches(key, known, n=1)
    mend = f"did you mean '{near[0]}'?" if near else f"known keys are {', '.join(known)}"
    return f"unknown key '{key}': {mend}"


def _missing_key(key: str, form: type[BaseModel]) -> str:
    field = keys_of(form).get(key)
    return f"missing key '{key}': write {field.description if field else 'it'}"


def _value_message(error: ErrorDetails, key: str) -> str:
    """Word an error of a value; what pydantic says where no better wording is known."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "value_error":
        return f"{key}: {context['error']}"
    if kind in ("enum", "literal_error"):
        return _not_one_of(key, value, str(context["expected"]))
    if wording := _WORDINGS.get(kind):
        return f"{key}: {wording(value, context)}"
    return f"{key}: {error['msg']}"


def _not_one_of(key: str, value: object, expected: str) -> str:
    words = [word.strip(" '") for part in expected.split(" or ") for word in part.split(",")]
    text = value if isinstance(value, str) else _inline(value)
    near = get_close_matches(text[:60], words, n=1)
    mend = f"did you mean '{near[0]}'?" if near else f"write one of {', '.join(words)}"
    return f"{key}: '{text[:60]}' is not known: {mend}"


_WORDINGS: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "string_type": lambda value, _: f"must be text, not {_shown(value)}: {_quote_hint(value)}",
    "int_type": lambda value, _: f"must be a number, not {_shown(value)}: write digits without quotes",
    "float_type": lambda value, _: f"must be a number, not {_shown(value)}: write digits without quotes",
    "bool_type": lambda value, _: f"must be true or false, not {_shown(value)}: write true or false",
    "list_type": lambda value, _: f"must be a list, not {_shown(value)}: write [{_inline(value)}]",
    "model_type": lambda value, _: f"must be a mapping, not {_shown(value)}: write keys with values below it",
    "too_short": lambda _, context: _too_short(context["actual_length"], context["min_length"]),
    "too_long": lambda _, context: f"the list is too long: at most {context['max_length']} items",
    "string_too_short": lambda _, context: f"too short: write at least {context['min_length']} characters",
    "string_too_long": lambda _, context: f"too long: write at most {context['max_length']} characters",
    "string_pattern_mismatch": lambda value, _: (
        f"'{value}': write words_like_this in a-z, 0-9 and single '_'"
    ),
    "greater_than": lambda value, context: f"{value} is too small: write more than {_number(context['gt'])}",
    "greater_than_equal": lambda value, context: (
        f"{value} is too small: write {_number(context['ge'])} or more"
    ),
    "less_than_equal": lambda value, context: f"{value} is too large: write {_number(context['le'])} or less",
}


def _too_short(length: int, least: int) -> str:
    state = f"the list has {length}" if length else "the list is empty"
    return f"{state}: write at least {least} item{'s' if least > 1 else ''}"


def _number(value: float) -> str:
    """Bounds of fractions without a needless ``.0``."""
    return f"{int(value)}" if value == int(value) else f"{value}"


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "a mapping",
    }
    return names[type(value)]


def _quote_hint(value: object) -> str:
    if isinstance(value, (bool, int, float)):
        return f"put it in quotes, '{value}'"
    return "write the text after the colon"


def _inline(value: object) -> str:
    return str(value) if isinstance(value, (str, int)) else "..."
