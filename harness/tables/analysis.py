"""Analysis: every table of one run, and what it was made with."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from harness.model.answers import Answer
from harness.model.hosts import HostsFile
from harness.model.matched_rules import MatchedRule
from harness.model.privacy import Redaction
from harness.model.sources import DataSource
from harness.tables.parts import FactParts, collect


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The outcome of ``harness analyze``; each frame keeps to the table of its name."""

    captures: pl.DataFrame
    manifest: pl.DataFrame
    facts: FactParts
    """Flows, handshakes, round trips, names, hellos, DNS services, protocols, requests, proxy failures, TLS sessions, MQTT messages and, where asked for, minutes."""
    endpoints: pl.DataFrame
    places: pl.DataFrame
    distances: pl.DataFrame
    """Empty where it is not known where captures were made."""
    classes: pl.DataFrame
    traits: pl.DataFrame
    obscured: pl.DataFrame
    stations: pl.DataFrame
    answers: tuple[Answer, ...]
    """One per country asked about, in the order asked."""
    data_sources: tuple[DataSource, ...]
    """Reference data that places and registrable domains rest on."""
    catalogue_sha256: str
    """Digest of the rules that classes rest on."""
    notes: tuple[str, ...]
    """What the reader must know: overlapping captures, duplicates, damage; one sentence each."""
    idle_timeout_s: int
    """Gap that ends a flow."""
    devices: tuple[str, ...]
    """Devices under test as given: MAC, address or prefix."""
    matched_rules: tuple[MatchedRule, ...] = ()
    """The rules that classes name, by id; empty where none matched, or a document of an earlier version did not hold them."""
    hosts: tuple[HostsFile, ...] = ()
    """Files of names that the tester gave."""
    content: pl.DataFrame | None = None
    """CONTENT; None where payloads were not searched."""
    undecoded: pl.DataFrame | None = None
    """UNDECODED, likewise."""
    interrupted: tuple[str, ...] = ()
    """What was left unread because the user stopped reading, one sentence each; empty: all was read."""
    redacted: Redaction | None = None
    """How private data were replaced (``harness.stages.redaction``); None: they were not."""

    @property
    def flows(self) -> pl.DataFrame:
        """FLOWS, all in memory; made anew at each call."""
        return collect(self.facts.flows)

    @property
    def handshakes(self) -> pl.DataFrame:
        """HANDSHAKES, as ``flows``."""
        return collect(self.facts.handshakes)

    @property
    def round_trips(self) -> pl.DataFrame:
        """ROUND_TRIPS, as ``flows``."""
        return collect(self.facts.round_trips)

    @property
    def names(self) -> pl.DataFrame:
        """NAMES, as ``flows``."""
        return collect(self.facts.names)

    @property
    def hellos(self) -> pl.DataFrame:
        """HELLOS, as ``flows``."""
        return collect(self.facts.hellos)

    @property
    def dns_services(self) -> pl.DataFrame:
        """DNS_SERVICES, as ``flows``."""
        return collect(self.facts.dns_services)

    @property
    def protocols(self) -> pl.DataFrame:
        """PROTOCOLS, as ``flows``."""
        return collect(self.facts.protocols)

    @property
    def requests(self) -> pl.DataFrame:
        """REQUESTS, as ``flows``."""
        return collect(self.facts.requests)

    @property
    def proxy_failures(self) -> pl.DataFrame:
        """PROXY_FAILURES, as ``flows``."""
        return collect(self.facts.proxy_failures)

    @property
    def tls_sessions(self) -> pl.DataFrame:
        """TLS_SESSIONS, as ``flows``."""
        return collect(self.facts.tls_sessions)

    @property
    def mqtt_messages(self) -> pl.DataFrame:
        """MQTT_MESSAGES, as ``flows``."""
        return collect(self.facts.mqtt_messages)

    @property
    def minutes(self) -> pl.DataFrame | None:
        """MINUTES, as ``flows``; None where they were not asked for."""
        return None if self.facts.minutes is None else collect(self.facts.minutes)
