"""Polars types and Python types -> the JSON Schema of the values that a document holds for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import polars as pl

from harness.tables.schema import Column, Table

_NULL = {"type": "null"}
_BOUNDS: Mapping[Any, tuple[int, int]] = {
    pl.UInt8: (0, (1 << 8) - 1),
    pl.UInt16: (0, (1 << 16) - 1),
    pl.UInt32: (0, (1 << 32) - 1),
    pl.UInt64: (0, (1 << 64) - 1),
    pl.Int64: (-(1 << 63), (1 << 63) - 1),
}


def members(properties: Mapping[str, Any]) -> dict[str, Any]:
    """An object with these members, each required; others are allowed."""
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def optional(made: dict[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The same object with members that may be missing."""
    return made | {"properties": made["properties"] | dict(properties)}


def listed(items: Mapping[str, Any]) -> dict[str, Any]:
    """A list of such values."""
    return {"type": "array", "items": dict(items)}


def of_table(table: Table) -> dict[str, Any]:
    """A list of rows."""
    rows = members({name: _of_column(column) for name, column in table.columns.items()})
    return {"description": table.row} | listed(rows)


def _of_column(column: Column) -> dict[str, Any]:
    made = of_dtype(column.dtype)
    described = {"description": column.doc if column.null is None else f"{column.doc} Null: {column.null}."}
    return described | (made if column.null is None else {"anyOf": [made, _NULL]})


def of_dtype(dtype: Any) -> dict[str, Any]:
    """What a value of a column is; inside lists and groups nulls are allowed, since no declaration forbids them there.

    Raises:
        TypeError: No table has such a column.
    """
    if isinstance(dtype, pl.List):
        return listed({"anyOf": [of_dtype(dtype.inner), _NULL]})
    if isinstance(dtype, pl.Struct):
        return members({field.name: {"anyOf": [of_dtype(field.dtype), _NULL]} for field in dtype.fields})
    if dtype in _BOUNDS:
        least, most = _BOUNDS[dtype]
        return {"type": "integer", "minimum": least, "maximum": most}
    names = {pl.String: "string", pl.Boolean: "boolean", pl.Float64: "number", pl.Binary: "string"}
    if dtype not in names:
        raise TypeError(f"no JSON form of {dtype} is declared")
    return {"type": names[dtype]}


def of_dataclass(kind: type, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """An object with the fields of a frozen value."""
    hints = get_type_hints(kind)
    return members(
        {
            field.name: of_type(hints[field.name])
            for field in fields(kind)
            if field.name not in leave_out
        }
    )  # fmt: skip


def of_type(hint: Any) -> dict[str, Any]:
    """What a value of the model is.

    Raises:
        TypeError: It has no form in a document.
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return {"anyOf": [of_type(one) for one in arguments]}
    if origin in (tuple, list, Sequence, frozenset):
        return _of_sequence(arguments)
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": of_type(arguments[1])}
    if isinstance(hint, type) and is_dataclass(hint):
        return of_dataclass(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [one.value for one in hint]}
    names: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        float: {"type": "number"},
        type(None): _NULL,
        date: {"type": "string", "format": "date"},
    }
    if hint not in names:
        raise TypeError(f"no JSON form of {hint} is declared")
    return dict(names[hint])


def _of_sequence(arguments: tuple[Any, ...]) -> dict[str, Any]:
    """A tuple of one kind, or of so many kinds."""
    if len(arguments) == 1 or arguments[1:] == (Ellipsis,):
        return listed(of_type(arguments[0]))
    return {
        "type": "array",
        "prefixItems": [of_type(one) for one in arguments],
        "minItems": len(arguments),
        "maxItems": len(arguments),
    }
