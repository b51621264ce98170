"""facts + endpoints -> SIGNS: what flows to each endpoint told, of that which rules ask for.

Only what some rule asks for is gathered (``RuleIndex.asks``); where none asks, no flow is gone through and the table is
empty. What is said in a flow to a proxy is of the server behind it, so names, ALPN and fingerprints of such flows are left out.

Blind spots: ALPN is what a client offered; what the server took is encrypted from TLS 1.3 on. A fingerprint is that of
whoever opened the connection. All senders of a vantage point count, whoever they are. Names of certificates
for many unrelated hosts tell none (decision 0117), and nobody checked any certificate.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.matches import Way
from harness.model.words import CertificateRange, NameSource
from harness.stages.adding import Adding
from harness.stages.proxied import own_names
from harness.stages.remotes import gather_openers, towards_remote
from harness.stages.spoken import spoken
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.parts import FactParts, batches
from harness.tables.schema import Column, Table, conform

SIGNS = Table(
    "signs",
    "one endpoint of which something was told that rules ask for, in the order of endpoints",
    {
        "endpoint": Column(dtype=pl.UInt32, doc="Position in endpoints."),
        "sni": Column(dtype=pl.List(pl.String), doc="Names in hellos of its flows, sorted."),
        "certificate": Column(
            dtype=pl.List(pl.String), doc="Names in certificates that it sent in clear, sorted."
        ),
        "alpn": Column(dtype=pl.List(pl.String), doc="Protocols offered to it, sorted."),
        "protocol": Column(
            dtype=pl.List(pl.String), doc="Protocols that payloads of its flows show, sorted."
        ),
        "ja4": Column(dtype=pl.List(pl.String), doc="Fingerprints of hellos in its flows, sorted."),
    },
)
"""Columns that no rule asks for hold empty lists."""

_FLOW: Final = (
    *("flow_id", "vantage", "client_ip", "server_ip", "transport", "server_port"),
    *("remote", "contact", "payload_octets_down"),
)
_SNI: Final = [source.value for source in (NameSource.SNI, NameSource.QUIC_SNI, NameSource.DTLS_SNI)]
_OF_NAMES: Final = ("flow_id", "source", "name", "certificate")


def gather_signs(
    facts: FactParts, endpoints: pl.DataFrame, proxied: pl.Series, asks: frozenset[Way]
) -> pl.DataFrame:
    """Gather what rules ask for.

    Args:
        facts: Flows, hellos, names and protocols.
        endpoints: ENDPOINTS rows.
        proxied: ``flow_id`` of flows to proxies, in order.
        asks: What some rule asks for.

    Returns:
        SIGNS rows.
    """
    if not asks:
        return SIGNS.empty()
    known = endpoints.select(*ENDPOINT_KEY).with_row_index("endpoint")
    opening = ("vantage", "client_ip", "remote")
    openers = pl.concat([gather_openers(part) for part in facts.flows.frames(opening)]).unique()
    told = Adding(pl.DataFrame.unique)
    for part in batches(facts.flows.frames(_FLOW)):
        ends = towards_remote(part, openers).join(known, on=ENDPOINT_KEY, nulls_equal=True)
        words = _told(facts, part["flow_id"].sort(), proxied, asks)
        told.take(ends.select("flow_id", "endpoint").join(words, on="flow_id").drop("flow_id").unique())
    return _table(told.result())


def _told(facts: FactParts, ids: pl.Series, proxied: pl.Series, asks: frozenset[Way]) -> pl.DataFrame:
    """``flow_id``, ``way`` and ``text`` of what some flows told."""
    found = [pl.DataFrame(schema={"flow_id": pl.UInt64, "way": pl.String, "text": pl.String})]
    own = ~pl.col("flow_id").is_in(proxied.implode())
    if asks & {Way.ALPN, Way.JA4}:
        hellos = facts.hellos.of_flows(ids, ("flow_id", "alpn", "ja4")).filter(own)
        found.append(_words(hellos.select("flow_id", text="ja4"), Way.JA4))
        found.append(_words(hellos.select("flow_id", text="alpn").explode("text"), Way.ALPN))
    if asks & {Way.SNI, Way.CERTIFICATE}:
        names = own_names(facts.names.of_flows(ids, _OF_NAMES), proxied)
        by_sni = names.filter(pl.col("source").is_in(_SNI))
        several = pl.col("certificate") == CertificateRange.SEVERAL.value
        shown = names.filter(pl.col("certificate").is_not_null() & ~several)
        found += [_words(by_sni.select("flow_id", text="name"), Way.SNI)]
        found += [_words(shown.select("flow_id", text="name"), Way.CERTIFICATE)]
    if Way.PROTOCOL in asks:
        said = spoken(
            facts.hellos.of_flows(ids, ("flow_id", "transport")),
            facts.names.of_flows(ids, ("flow_id", "source")),
            facts.protocols.of_flows(ids, ("flow_id", "protocol")),
        )
        found.append(_words(said.select("flow_id", text="protocol"), Way.PROTOCOL))
    return pl.concat(found).filter(pl.col("way").is_in([way.value for way in asks]))


def _words(frame: pl.DataFrame, way: Way) -> pl.DataFrame:
    return frame.drop_nulls("text").select("flow_id", way=pl.lit(way.value), text="text")


def _table(told: pl.DataFrame) -> pl.DataFrame:
    columns = [name for name in SIGNS.columns if name != "endpoint"]
    lists = [pl.col("text").filter(pl.col("way") == name).sort().alias(name) for name in columns]
    return conform(told.group_by("endpoint").agg(lists).sort("endpoint"), SIGNS)
