"""A result + a key -> the same result without the tester's and the user's private data: fit to leave the machine.

Pure, and made before any report or document is: what a column can hold is declared beside it (``harness.model.privacy``),
so every format is redacted by one piece of code. Private values are replaced by pseudonyms that keep equality. Rows,
numbers, times, verdicts, remote addresses, their names and places stay: they are the evidence.

Blind spots: those of ``redaction_forms`` and ``redaction_known``. Times, sizes and the choice of servers can tell a household
apart; digests identify the files to who has them. Names that the author of a scenario gave to cells and devices are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

import polars as pl

from harness.model.honey import Honey
from harness.model.privacy import KeyOrigin
from harness.model.scenario import Scenario
from harness.stages.redaction_forms import Forms
from harness.stages.redaction_frames import RedactedParts, redact_frame
from harness.stages.redaction_known import Known, Tables, files_of, local_names, own_addresses, words_of
from harness.stages.redaction_text import Redactor, pseudonym, redaction_of
from harness.stages.redaction_values import redact_value
from harness.tables.analysis import Analysis
from harness.tables.attributions import ATTRIBUTIONS
from harness.tables.blind_spots import BLIND_SPOTS
from harness.tables.captures import CAPTURES
from harness.tables.classes import CLASSES
from harness.tables.contacts import CONTACTS
from harness.tables.content import CONTENT, UNDECODED
from harness.tables.contrasts import CONTRAST_ENDPOINTS, CONTRASTS
from harness.tables.counterfactuals import CHANGED_LEADS, CHANGED_PLACES, COMPARED_ENDPOINTS
from harness.tables.coverage import COVERAGE
from harness.tables.distances import DISTANCES
from harness.tables.dns_services import DNS_SERVICES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.handshakes import HANDSHAKES
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.judgements import FINDINGS, JUDGEMENTS
from harness.tables.leads import LEADS
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.manifest import MANIFEST
from harness.tables.matrix import MATRIX
from harness.tables.minutes import MINUTES
from harness.tables.mqtt_messages import MQTT_MESSAGES
from harness.tables.names import NAMES
from harness.tables.obscured import OBSCURED
from harness.tables.parts import FactParts, Whole
from harness.tables.places import PLACES
from harness.tables.protocols import PROTOCOLS
from harness.tables.requests import REQUESTS
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import Table
from harness.tables.stations import STATIONS
from harness.tables.tls_sessions import TLS_SESSIONS
from harness.tables.traits import TRAITS
from harness.tables.verification import Counterfactual, Verification

Result = TypeVar("Result", Analysis, Verification)

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        table.name: table
        for table in (
            *(
                ATTRIBUTIONS,
                BLIND_SPOTS,
                CAPTURES,
                CLASSES,
                CONTACTS,
                CONTENT,
                CONTRAST_ENDPOINTS,
                CONTRASTS,
                COVERAGE,
                DISTANCES,
                DNS_SERVICES,
            ),
            *(
                ENDPOINTS,
                FINDINGS,
                FLOWS,
                HANDSHAKES,
                HELLOS,
                JUDGEMENTS,
                LEADS,
                LIVENESS,
                MANIFEST,
                MATRIX,
                MINUTES,
            ),
            *(
                MQTT_MESSAGES,
                NAMES,
                OBSCURED,
                PLACES,
                PROTOCOLS,
                PROXY_FAILURES,
                REQUESTS,
                ROUND_TRIPS,
                STATIONS,
            ),
            *(STEP_EVIDENCE, TLS_SESSIONS, TRAITS, UNDECODED),
        )
    }
)
"""Of results, by the name of their field."""
_BESIDE: Final = MappingProxyType(
    {"endpoints": COMPARED_ENDPOINTS, "places": CHANGED_PLACES, "leads": CHANGED_LEADS}
)
_PUBLIC: Final = frozenset({"data_sources", "redacted", "beside"})
"""Fields that hold nothing of the user's, or are seen to by themselves."""


def redact_analysis(
    analysis: Analysis, key: bytes, origin: KeyOrigin, marks: Iterable[tuple[str, str]] = ()
) -> Analysis:
    """Redact an analysis; one that is redacted already stays as it is.

    Args:
        analysis: As it was made or read.
        key: Of the pseudonyms; secret.
        origin: Where the key is from, for the reader.
        marks: Names of the machine and its user, each with the kind of its pseudonym.
    """
    if analysis.redacted is not None:
        return analysis
    tables: dict[str, tuple[Table, Any]] = {
        name: (TABLES[name], Whole(frame)) for name, frame in _frames(analysis)
    }
    parts = {field.name: getattr(analysis.facts, field.name) for field in fields(FactParts)}
    tables |= {name: (TABLES[name], part) for name, part in parts.items() if part is not None}
    redactor = _redactor(tables, key, marks, analysis.devices, [file.path for file in analysis.hosts], {})
    facts: dict[str, Any] = {
        name: None if part is None else RedactedParts(part, TABLES[name], redactor)
        for name, part in parts.items()
    }
    return _told(analysis, redactor, origin, facts=FactParts(**facts))


def redact_verification(
    verification: Verification, key: bytes, origin: KeyOrigin, marks: Iterable[tuple[str, str]] = ()
) -> Verification:
    """Redact a verification and what stands beside it. Arguments as for ``redact_analysis``."""
    if verification.redacted is not None:
        return verification
    redactor = redactor_of(verification, key, marks)
    beside = verification.beside
    if beside is not None:
        frames = {
            name: redact_frame(getattr(beside, name), table, redactor) for name, table in _BESIDE.items()
        }
        test, full = redact_value(beside.test, redactor), _told(beside.full, redactor, origin)
        beside = Counterfactual(test=test, full=full, missed=beside.missed, **frames)
    return _told(verification, redactor, origin, beside=beside)


def redactor_of(verification: Verification, key: bytes, marks: Iterable[tuple[str, str]] = ()) -> Redactor:
    """What redacts a verification, for what else is made of it. Arguments as for ``redact_analysis``."""
    frames = dict(_frames(verification))
    if verification.beside is not None:  # all that the narrower test has and more
        frames |= {
            name: pl.concat([frame, getattr(verification.beside.full, name)])
            for name, frame in frames.items()
            if name in ("captures", "names", "endpoints", "contacts", "flows")
        }
    tables: Tables = {name: (TABLES[name], Whole(frame)) for name, frame in frames.items()}
    scenario = verification.scenario
    groups = (scenario.devices, scenario.tools, scenario.others)
    declared = [address for group in groups for one in group for address in one.addresses]
    return _redactor(tables, key, marks, declared, _paths(scenario), _planted(scenario.honey))


def _redactor(
    tables: Tables,
    key: bytes,
    marks: Iterable[tuple[str, str]],
    declared: Iterable[str],
    paths: Iterable[str],
    planted: Mapping[str, str],
) -> Redactor:
    def name(kind: str, value: str) -> str:
        return pseudonym(key, kind, value)

    forms = Forms(own_addresses(tables, declared), name)
    names = local_names(tables, forms)
    known = Known(
        own=forms.own,
        names=names,
        words={**words_of(tables, names), **planted},
        files=files_of(tables, paths),
        marks=tuple((word.lower(), kind) for word, kind in marks if word),
    )
    return Redactor(key, known, forms)


def _told(result: Result, redactor: Redactor, origin: KeyOrigin, **further: Any) -> Result:
    """A result with every frame and every other value redacted."""
    frames: dict[str, Any] = {
        name: redact_frame(frame, TABLES[name], redactor) for name, frame in _frames(result)
    }
    done = {*frames, *further, *_PUBLIC}
    rest = {field.name: getattr(result, field.name) for field in fields(result) if field.name not in done}
    values: dict[str, Any] = {name: redact_value(value, redactor) for name, value in rest.items()}
    redacted = redaction_of(redactor.key, origin)
    return replace(result, **frames, **values, **further, redacted=redacted)


def _frames(result: Analysis | Verification) -> Iterator[tuple[str, pl.DataFrame]]:
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, pl.DataFrame):
            yield field.name, value


def _paths(scenario: Scenario) -> list[str]:
    files = [file for cell in scenario.cells for file in cell.captures]
    listed = [path for file in files for path in (file.path, file.keylog, file.hosts) if path is not None]
    below = [f"{scenario.folder}/{path}" for path in listed]
    return [scenario.path, scenario.folder, *listed, *below, *scenario.endpoint_rules]


def _planted(honey: Iterable[Honey]) -> dict[str, str]:
    """Every way in which a planted value may stand in a text of the result."""
    found: dict[str, str] = {}
    for value in (value for one in honey for value in one.values):
        digits = "".join(filter(str.isalnum, value))
        encoded = "".join(_percent(character) for character in value)
        for way in (value, encoded, digits):
            found[way] = "planted"
    return found


def _percent(character: str) -> str:
    """RFC 3986 section 2.1."""
    if character.isascii() and (character.isalnum() or character in "-._~"):
        return character
    return "".join(f"%{octet:02X}" for octet in character.encode("utf-8", "surrogatepass"))
