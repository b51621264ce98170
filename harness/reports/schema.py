"""Table declarations and the model -> JSON Schema (2020-12) of the two documents, published in ``docs/schema``.

Made from the same declarations as the documents themselves, so that neither can drift from the other. Every member is required but those
that ``docs/json.md`` calls optional; members that a later version adds are allowed, since new ones do not raise ``schema_version``.
"""

from __future__ import annotations

import json
from typing import Any, Final

from harness.model.answers import Answer
from harness.model.claims import Claim
from harness.model.hosts import HostsFile
from harness.model.matched_rules import MatchedRule
from harness.model.scenario import Scenario
from harness.model.selection import VARIABLES
from harness.model.sources import DataSource
from harness.model.verdicts import Verdict
from harness.reports.schema_of import listed, members, of_dataclass, of_table, optional
from harness.tables.counterfactuals import Missed
from harness.tables.documents import (
    ANALYSIS_TABLES,
    BESIDE_TABLES,
    CONTRAST_TABLES,
    FULL_TABLES,
    PAYLOAD_TABLES,
    SCHEMA_OF_ANALYSIS,
    SCHEMA_OF_VERIFICATION,
    SCHEMA_VERSION,
    VERIFICATION_TABLES,
)
from harness.tables.verification import Difference, Unmet

_TEXT: Final = {"type": "string"}
_TEXTS: Final = listed(_TEXT)
_COUNT: Final = {"type": "integer", "minimum": 0}
_RATIO: Final = {"type": "number", "minimum": 0, "maximum": 1}
_REDACTED: Final = members({"key": _TEXT, "key_id": {"type": ["string", "null"]}, "note": _TEXT})
_TOOL: Final = members({"name": {"const": "harness"}, "version": _TEXT})


def schema_text(document: str) -> bytes:
    """The schema of ``analysis`` or ``verification`` as it is published."""
    made = _analysis() if document == "analysis" else _verification()
    return (json.dumps(made, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def _document(name: str, title: str, fields: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    opening = {"schema": {"const": name}, "schema_version": {"const": SCHEMA_VERSION}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name}:{SCHEMA_VERSION}",
        "title": title,
        "description": "Meaning of each column and member: docs/tables.md and docs/json.md.",
    } | optional(members(opening | fields), extra)


def _analysis() -> dict[str, Any]:
    hosts = of_dataclass(HostsFile, leave_out=("names",))
    hosts["properties"] |= {"names": _COUNT, "pairs": {"type": "array"}}
    hosts["required"] = [*hosts["required"], "names", "pairs"]
    fields = {
        "tool": _TOOL,
        "parameters": members(
            {"devices": _TEXTS, "countries": _TEXTS, "idle_timeout_s": _COUNT, "hosts": listed(hosts)}
        ),
        "interrupted": _TEXTS,
        "made_by": _TEXTS,
        **{name: of_table(table) for name, table in ANALYSIS_TABLES.items()},
        "answers": listed(of_dataclass(Answer)),
        "data_sources": listed(of_dataclass(DataSource)),
        "matched_rules": listed(of_dataclass(MatchedRule)),
        "catalogue_sha256": _TEXT,
        "notes": _TEXTS,
    }
    payload = {name: of_table(table) for name, table in PAYLOAD_TABLES.items()}
    extra = payload | {"redacted": _REDACTED}
    return _document(SCHEMA_OF_ANALYSIS, "What `harness analyze --json` writes", fields, extra)


def _verification() -> dict[str, Any]:
    fields = {
        "kind": {"const": "verification"},
        "tool": _TOOL,
        "only": _TEXTS,
        "standing_limits": _TEXTS,
        "scenarios": listed(_scenario()),
    }
    return _document(SCHEMA_OF_VERIFICATION, "What `harness verify --json` writes", fields, {})


def _scenario() -> dict[str, Any]:
    """One scenario's result; what a narrower test has besides is optional."""
    roll_ups = listed(_roll_up())
    fields = {
        "scenario": _author(),
        "made_by": _TEXTS,
        "claims": listed(of_dataclass(Claim)),
        "cells": listed(_cell()),
        "roll_ups": roll_ups,
        "us_only": roll_ups,
        "unmet": listed(of_dataclass(Unmet)),
        "errors": _TEXTS,
        **{name: of_table(table) for name, table in VERIFICATION_TABLES.items()},
        "data_sources": listed(of_dataclass(DataSource)),
        "matched_rules": listed(of_dataclass(MatchedRule)),
        "catalogue_sha256": _TEXT,
        "notes": _TEXTS,
    }
    missed = of_dataclass(Missed)
    databases = {"anyOf": [_TEXTS, {"type": "null"}]}
    only = {"type": "object", "additionalProperties": _TEXTS}
    extra = {
        **{name: of_table(table) for name, table in {**PAYLOAD_TABLES, **CONTRAST_TABLES}.items()},
        "redacted": _REDACTED,
        "narrower": members({"only": only, "without": _TEXTS, "databases": databases}),
        "full_roll_ups": roll_ups,
        "full_errors": _TEXTS,
        "missed": missed,
        **{name: of_table(table) for name, table in BESIDE_TABLES.items()},
        **{f"full_{name}": of_table(table) for name, table in FULL_TABLES.items()},
    }
    return optional(members(fields), extra)


def _author() -> dict[str, Any]:
    """The scenario file; verdicts that it expects stand by name."""
    made = of_dataclass(Scenario, leave_out=("claims", "folder", "honey"))
    expected = made["properties"]["expect"]["items"]
    expected["properties"] |= dict.fromkeys(("as_tested", "as_asserted"), _verdicts())
    return made


def _verdicts() -> dict[str, Any]:
    return {"enum": [verdict.name for verdict in Verdict]}


def _cell() -> dict[str, Any]:
    known = {"id": _TEXT, "role": _TEXT, "run": {"type": "boolean"}, "interference": _TEXTS}
    return members(known | dict.fromkeys(VARIABLES, _TEXT))


def _roll_up() -> dict[str, Any]:
    judgement = members(
        {
            "verdict": _verdicts(),
            "under_interference": {"type": "boolean"},
            "witnesses": listed(_COUNT),
            "blind_spots": listed(_COUNT),
            "coverage_ratio": {"anyOf": [_RATIO, {"type": "null"}]},
            "floor_ratio": _RATIO,
        }
    )
    return members(
        {
            "claim": _TEXT,
            "selection": _TEXT,
            "sentence": _TEXT,
            "cells": _TEXTS,
            "tested": _TEXTS,
            "as_tested": judgement,
            "as_asserted": judgement,
            "sessions": _COUNT,
            "bound": {"anyOf": [_RATIO, {"type": "null"}]},
            "differences": listed(of_dataclass(Difference)),
        }
    )
