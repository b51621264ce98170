"""Other people's readers and schemas of the report formats; each is made once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import xmlschema

SCHEMAS = Path(__file__).resolve().parents[1] / "data/schemas"
HOSTILE = "\x00\x1b[31m\u202e=1+1|`<b>&\"'\n::error::@all [a](https://b.example) {0} % \ufffe]]> #1 \t,:"
"""Markup of every format at once, in one name."""


@cache
def sarif_schema() -> Any:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


@cache
def junit_schema() -> Any:
    return xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))


def read_sarif(octets: bytes) -> Any:
    """The log, after the official schema has nothing to say against it."""
    log = json.loads(octets)
    assert [f"{fault.json_path}: {fault.message}" for fault in sarif_schema().iter_errors(log)] == []
    return log
