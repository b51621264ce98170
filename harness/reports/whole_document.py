"""Members in; one JSON document of harness out: schema, version and tool first, one item of a list on a line.

As ``harness.reports.document``, for documents that are small enough to be made as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harness import __version__
from harness.reports.json_text import items, member

SCHEMA_VERSION = 1


def opening(schema: str) -> bytes:
    """First bytes of every document: how an earlier one is known from any other file."""
    return f'{{\n"schema": "{schema}"'.encode()


def whole_document(schema: str, members: Mapping[str, Any]) -> Iterator[bytes]:
    """Write the document.

    Args:
        schema: Its name.
        members: In order; lists hold objects or text.
    """
    yield opening(schema)
    yield member("schema_version", SCHEMA_VERSION)
    yield member("tool", {"name": "harness", "version": __version__})
    for key, value in members.items():
        if isinstance(value, list):
            yield from items(key, value)
        else:
            yield member(key, value)
    yield b"\n}\n"
