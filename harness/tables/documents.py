"""The two JSON documents that hold tables: what they are called, and which tables stand in each, in order.

Written by ``harness.reports``, read back by ``harness.sources``; ``docs/json.md`` describes both.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

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
from harness.tables.mqtt_messages import MQTT_MESSAGES
from harness.tables.names import NAMES
from harness.tables.obscured import OBSCURED
from harness.tables.places import PLACES
from harness.tables.protocols import PROTOCOLS
from harness.tables.requests import REQUESTS
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import Table
from harness.tables.stations import STATIONS
from harness.tables.tls_sessions import TLS_SESSIONS
from harness.tables.traits import TRAITS

SCHEMA_OF_ANALYSIS: Final = "harness-analysis"
SCHEMA_OF_VERIFICATION: Final = "harness-verification"
SCHEMA_VERSION: Final = 1
"""Of either; raised when a field changes its meaning or goes away. New fields do not raise it."""
OPENING_OF_ANALYSIS: Final = f'{{\n"schema": "{SCHEMA_OF_ANALYSIS}"'.encode()
"""First bytes of every such document: how an earlier one is known from any other file."""
OPENING_OF_VERIFICATION: Final = f'{{\n"schema": "{SCHEMA_OF_VERIFICATION}"'.encode()


def _by_name(*tables: Table) -> Mapping[str, Table]:
    return MappingProxyType({table.name: table for table in tables})


FACT_TABLES: Final = _by_name(
    FLOWS, HANDSHAKES, ROUND_TRIPS, NAMES, HELLOS, DNS_SERVICES, PROTOCOLS, REQUESTS, PROXY_FAILURES, TLS_SESSIONS,
    MQTT_MESSAGES,
)  # fmt: skip
"""What only packets and records show; an analysis has them in parts."""
_INFERRED: Final = (ENDPOINTS, PLACES, DISTANCES, CLASSES, TRAITS, OBSCURED)
ANALYSIS_TABLES: Final = _by_name(CAPTURES, MANIFEST, *FACT_TABLES.values(), *_INFERRED, STATIONS)
VERIFICATION_TABLES: Final = _by_name(
    CAPTURES, FLOWS, NAMES, *_INFERRED, ATTRIBUTIONS, CONTACTS, LEADS, LIVENESS, STEP_EVIDENCE, COVERAGE, BLIND_SPOTS,
    JUDGEMENTS, MATRIX, FINDINGS,
)  # fmt: skip
PAYLOAD_TABLES: Final = _by_name(CONTENT, UNDECODED)
"""Only where payloads were searched."""
CONTRAST_TABLES: Final = _by_name(CONTRASTS, CONTRAST_ENDPOINTS)
"""Only of a verification in which a cell has interference."""
BESIDE_TABLES: Final = _by_name(COMPARED_ENDPOINTS, CHANGED_PLACES, CHANGED_LEADS)
"""Only of a narrower test."""
FULL_TABLES: Final = _by_name(CAPTURES, PLACES, CONTACTS, LEADS, BLIND_SPOTS, JUDGEMENTS, FINDINGS)
"""Those of the full test beside a narrower one, under their names behind ``full_``."""
