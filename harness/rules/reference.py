"""The forms of a rule file in; the field reference of ``docs/rules.md`` out, as Markdown.

``python -m harness.rules.reference`` prints it; a test holds the page in step.
"""

from __future__ import annotations

import ast
import inspect
import sys
import types
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from harness.model.rules import Category, Confidence, Kind, Status
from harness.rules.faults import keys_of
from harness.rules.forms import ExamplesForm, FileForm, MatchForm, RuleForm

_FORMS = (
    ("Top of the file", FileForm),
    ("Rule", RuleForm),
    ("`match`", MatchForm),
    ("`examples`", ExamplesForm),
)
_WORDS = (("kind", Kind), ("category", Category), ("confidence", Confidence), ("status", Status))


def field_reference() -> str:
    """Every key of every form, then every closed word; ends with a newline."""
    parts = [form_table(title, form) for title, form in _FORMS]
    parts += [word_table(title, words) for title, words in _WORDS]
    return "\n".join(parts)


def form_table(title: str, form: type[BaseModel]) -> str:
    """Every key of one form."""
    rows = [f"### {title}", "", "| key | type | needed | meaning |", "|---|---|---|---|"]
    for name, field in keys_of(form).items():
        needed = "yes" if field.is_required() else "no"
        rows.append(f"| `{name}` | {field_words(field)} | {needed} | {field.description} |")
    return "\n".join([*rows, ""])


def word_table(title: str, words: type[Enum]) -> str:
    """Every value of a closed word, with its meaning."""
    rows = [f"### `{title}` is one of", ""]
    return "\n".join([*rows, *(f"- `{value}`: {meaning}" for value, meaning in meanings(words)), ""])


def meanings(words: type[Enum]) -> Iterator[tuple[str, str]]:
    """Each value with the text beneath it in the source, where the meaning stands."""
    body = ast.parse(inspect.getsource(words)).body[0]
    statements = body.body if isinstance(body, ast.ClassDef) else []
    for statement, below in pairwise(statements):
        match statement, below:
            case ast.Assign(value=ast.Constant(value=str(value))), ast.Expr(
                value=ast.Constant(value=str(text))
            ):
                yield value, " ".join(text.split())


def field_words(field: FieldInfo) -> str:
    """A field's type; as the form words it where the annotation reads badly."""
    extra = field.json_schema_extra
    words = extra.get("words") if isinstance(extra, dict) else None
    return str(words) if words else _type_words(field.annotation)


def _type_words(annotation: Any) -> str:
    """An annotation in words."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(_type_words(arg) for arg in args)
    if origin is Annotated:
        return _type_words(args[0])
    if origin is list:
        return f"list of {_type_words(args[0])}"
    if origin is Literal:
        return ", ".join(f"`{arg}`" for arg in args)
    names: dict[Any, str] = {
        str: "text",
        int: "number",
        float: "number",
        bool: "`true`, `false`",
        Any: "rule",
        types.NoneType: "null",
    }
    if annotation in names:
        return names[annotation]
    return "mapping" if issubclass(annotation, BaseModel) else "word"


if __name__ == "__main__":
    sys.stdout.write(field_reference())
