"""A JSON document that harness wrote -> the result that it was made from, so that reports can be made at any later time."""

from __future__ import annotations

from dataclasses import dataclass

from harness.sources.analysis_documents import analysis
from harness.sources.bounded_json import Node, read_json
from harness.sources.verification_documents import verifications
from harness.tables.analysis import Analysis
from harness.tables.documents import SCHEMA_OF_ANALYSIS, SCHEMA_OF_VERIFICATION, SCHEMA_VERSION
from harness.tables.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What one file holds."""

    path: str
    """As given."""
    version: str
    """Of the program that wrote it."""
    only: tuple[str, ...]
    """The choice of cells as given to ``verify``; empty: all cells."""
    verifications: tuple[Verification, ...] = ()
    """One for each scenario, in order; empty where it is of an analysis."""
    analysis: Analysis | None = None


def read_document(path: str) -> Document:
    """Read a document of ``harness analyze`` or ``harness verify``.

    Raises:
        HarnessError: It cannot be read, is no such document or one of another version, or is not as it was written; says where.
    """
    node = read_json(path)
    schema = node.member("schema")
    if schema.value not in (SCHEMA_OF_ANALYSIS, SCHEMA_OF_VERIFICATION):
        raise schema.fault(
            "the document that `harness analyze --json` or `harness verify --json` writes "
            f"({SCHEMA_OF_ANALYSIS} or {SCHEMA_OF_VERIFICATION})"
        )
    version = node.member("schema_version")
    if version.value != SCHEMA_VERSION:
        raise version.fault(f"version {SCHEMA_VERSION}, the only one that this harness reads,")
    of_analysis = schema.value == SCHEMA_OF_ANALYSIS
    return Document(
        path=path,
        version=node.member("tool").member("version").text(),
        only=_only(node),
        verifications=() if of_analysis else tuple(verifications(node)),
        analysis=analysis(node) if of_analysis else None,
    )


def _only(node: Node) -> tuple[str, ...]:
    held = node.optional("only")
    return () if held is None else tuple(item.text() for item in held.items())
