"""The JSON document of ``harness analyze`` -> the analysis that it was made from (``docs/json.md``).

What no document holds: octets by minute.
"""

from __future__ import annotations

from harness.model.answers import Answer
from harness.model.hosts import HostsFile
from harness.model.sources import DataSource
from harness.sources.bounded_json import Node
from harness.sources.document_values import frame, frames, matched_rules, redaction, value
from harness.tables.analysis import Analysis
from harness.tables.documents import ANALYSIS_TABLES, FACT_TABLES, PAYLOAD_TABLES
from harness.tables.parts import FactParts, Whole


def analysis(document: Node) -> Analysis:
    """The analysis, whole in memory.

    Raises:
        HarnessError: Something is missing or of another form; says where.
    """
    inferred = {name: table for name, table in ANALYSIS_TABLES.items() if name not in FACT_TABLES}
    facts = {name: Whole(frame(document.member(name), table)) for name, table in FACT_TABLES.items()}
    parameters = document.member("parameters")
    return Analysis(
        facts=FactParts(minutes=None, **facts),
        **frames(document, inferred, PAYLOAD_TABLES),
        answers=value(document.member("answers"), tuple[Answer, ...]),
        data_sources=value(document.member("data_sources"), tuple[DataSource, ...]),
        catalogue_sha256=document.member("catalogue_sha256").text(),
        matched_rules=matched_rules(document),
        notes=value(document.member("notes"), tuple[str, ...]),
        idle_timeout_s=parameters.member("idle_timeout_s").whole(0, 1 << 32),
        devices=value(parameters.member("devices"), tuple[str, ...]),
        hosts=tuple(map(_hosts_file, parameters.member("hosts").items())),
        redacted=redaction(document),
        interrupted=value(document.member("interrupted"), tuple[str, ...]),
    )


def _hosts_file(node: Node) -> HostsFile:
    return HostsFile(
        path=value(node.member("path"), str),
        sha256=node.member("sha256").text(),
        names=value(node.member("pairs"), tuple[tuple[str, str], ...]),
    )
