"""Values of a document of harness -> frames of declared tables and frozen values of the model, or a fault that says where.

A document is somebody's file: whoever hands it on may have edited it. What comes out of here keeps to the same
declarations as what the pipeline makes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import polars as pl
from pydantic import TypeAdapter, ValidationError

from harness.errors import HarnessError
from harness.model.matched_rules import MatchedRule
from harness.model.privacy import Redaction
from harness.sources.bounded_json import Node
from harness.tables.schema import Table, conform

Value = TypeVar("Value")
_MOST_FAULTS = 10


def frame(node: Node, table: Table) -> pl.DataFrame:
    """A table's rows; columns that a later version added are left alone.

    Args:
        node: A list of objects, each with every column of the table.
        table: Whose rows they are.

    Raises:
        HarnessError: A row is no object, lacks a column, or holds a value of another type.
    """
    rows = [row.value for row in node.items()]
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or not row.keys() >= table.columns.keys():
            lacking = sorted(table.columns.keys() - row.keys()) if isinstance(row, dict) else []
            told = f"lacks {', '.join(lacking)}" if lacking else "is no object"
            raise HarnessError(
                f"{node.where}[{number}]: the row {told}; a document of another version? Run the command that wrote it again"
            )
    try:
        return conform(pl.DataFrame(rows, schema=table.schema, orient="row", strict=True), table)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as fault:
        told = str(fault).strip().splitlines()[0]
        raise HarnessError(
            f"{node.where}: not rows of the table {table.name} (docs/json.md): {told}"
        ) from None


def frames(
    node: Node, tables: Mapping[str, Table], missing: Mapping[str, Table], prefix: str = ""
) -> dict[str, Any]:
    """Tables by name.

    Args:
        node: The object that holds them.
        tables: Those that must be there.
        missing: Those that may be missing; None then.
        prefix: Before their names in the document.

    Raises:
        HarnessError: As for ``frame``, or a table is missing.
    """
    found: dict[str, Any] = {
        name: frame(node.member(f"{prefix}{name}"), table) for name, table in tables.items()
    }
    for name, table in missing.items():
        held = node.optional(f"{prefix}{name}")
        found[name] = None if held is None else frame(held, table)
    return found


def redaction(document: Node) -> Redaction | None:
    """How a document was redacted; None: it was not."""
    held = document.optional("redacted")
    return None if held is None else value(held, Redaction)


def value(node: Node, kind: type[Value]) -> Value:
    """One value of the model: a frozen dataclass, or a tuple of them.

    Raises:
        HarnessError: Fields are missing or of another type; every one is told.
    """
    try:
        return TypeAdapter(kind).validate_python(node.value)
    except ValidationError as faults:
        told = [
            f"{node.where}{_path(fault['loc'])}: {fault['msg']}"
            for fault in faults.errors(include_url=False, include_input=False)
        ]
        more = [f"... and {len(told) - _MOST_FAULTS} more"] if len(told) > _MOST_FAULTS else []
        raise HarnessError("\n".join([*told[:_MOST_FAULTS], *more])) from None


def matched_rules(node: Node) -> tuple[MatchedRule, ...]:
    """The rules that matched; none where a document was written before documents held them."""
    held = node.optional("matched_rules")
    return () if held is None else value(held, tuple[MatchedRule, ...])


def _path(parts: tuple[Any, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
