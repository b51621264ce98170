"""facts -> SIGNS: what flows told, of that which rules ask for; and put together by endpoint or contact.

Only values that some rule asks for are gathered (``RuleIndex.asks``), and only flows that tell such are looked up: whatever
no rule asks for costs nothing. What is said in a flow to a proxy is of the server behind it, so names, ALPN and fingerprints of such flows are left out.

What an intercepting proxy said in the product's place, at a vantage point behind it, is no sign of the product either.

Blind spots: ALPN is what a client offered; what the server took is encrypted from TLS 1.3 on. A fingerprint is that of
whoever opened the connection; behind an intercepting proxy those of connections that it passed through are left out with its own. All senders of a vantage point count, whoever they are. Names of certificates
for many unrelated hosts tell none (decision 0117), and nobody checked any certificate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import polars as pl

from harness.model.matches import Way
from harness.model.privacy import Privacy
from harness.model.seen import JA4_FIRST, Signs, name_tails
from harness.model.words import CertificateRange, NameSource
from harness.stages.proxied import own_names
from harness.stages.remotes import gather_openers, towards_remote
from harness.stages.spoken import HELLO_WORDS, NAME_WORDS, spoken
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.hellos import HELLOS
from harness.tables.names import NAMES
from harness.tables.parts import FactParts, Parts
from harness.tables.protocols import PROTOCOLS
from harness.tables.schema import Column, Table, conform

SIGNS = Table(
    "signs",
    "one thing that a flow told and some rule asks for, by flow, key and text",
    {
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that told it."),
        "way": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Key of rules that it answers: `sni`, `certificate`, `alpn`, `protocol`, `ja4`.",
        ),
        "text": Column(dtype=pl.String, private=Privacy.TEXT, doc="Name, protocol or fingerprint."),
    },
)
"""Between stages only: it goes into no document."""

_FLOW: Final = (
    *("flow_id", "vantage", "client_ip", "server_ip", "transport", "server_port"),
    *("remote", "contact", "payload_octets_down"),
)
_SNI: Final = [source.value for source in (NameSource.SNI, NameSource.QUIC_SNI, NameSource.DTLS_SNI)]
_OF_NAMES: Final = ("flow_id", "source", "name", "certificate")
_FIELDS: Final = (Way.SNI, Way.CERTIFICATE, Way.ALPN, Way.PROTOCOL, Way.JA4)
"""Keys in the order of the fields of ``Signs``."""
Asks = Mapping[Way, frozenset[str]]


def gather_signs(
    facts: FactParts, proxied: pl.Series, asks: Asks, behind_proxy: Collection[str] = ()
) -> pl.DataFrame:
    """Gather what rules ask for.

    Args:
        facts: Hellos, names and protocols.
        proxied: ``flow_id`` of flows to proxies, in order.
        asks: Values that some rule asks for, by key; of names, whatever lies below them is meant too.
        behind_proxy: Vantage points where hellos are an intercepting proxy's own.

    Returns:
        SIGNS rows; of values that nobody asks for there are none.
    """
    told = pl.concat([SIGNS.empty(), *_told(facts, proxied, asks, behind_proxy)]).unique()
    return conform(told.sort("flow_id", "way", "text"), SIGNS)


def signs_of_endpoints(signs: pl.DataFrame, flows: Parts, endpoints: pl.DataFrame) -> dict[int, Signs]:
    """Put together what the flows to each endpoint told.

    Args:
        signs: SIGNS rows.
        flows: FLOWS rows.
        endpoints: ENDPOINTS rows of these flows.

    Returns:
        By position of the endpoint; those of which nothing was told are not there.
    """
    if signs.is_empty():
        return {}
    opening = ("vantage", "client_ip", "remote")
    openers = pl.concat([gather_openers(part) for part in flows.frames(opening)]).unique()
    told = flows.of_flows(signs["flow_id"].unique().sort(), _FLOW)
    known = endpoints.select(*ENDPOINT_KEY).with_row_index("of")
    return signs_by(signs, towards_remote(told, openers).join(known, on=ENDPOINT_KEY, nulls_equal=True))


def signs_by(signs: pl.DataFrame, flows: pl.DataFrame) -> dict[int, Signs]:
    """Put together what the flows of each of some things told.

    Args:
        signs: SIGNS rows.
        flows: ``flow_id`` and ``of``, the number of the thing that the flow belongs to.

    Returns:
        By that number, texts sorted; things of which nothing was told are not there.
    """
    if conform(signs, SIGNS).is_empty():
        return {}
    told = flows.select("flow_id", "of").join(signs, on="flow_id").sort("text")
    lists = [
        pl.col("text").filter(pl.col("way") == way.value).unique(maintain_order=True).alias(way.value)
        for way in _FIELDS
    ]
    rows = told.group_by("of").agg(lists).iter_rows()
    return {of: Signs(*map(tuple, texts)) for of, *texts in rows}


def _told(
    facts: FactParts, proxied: pl.Series, asks: Asks, behind_proxy: Collection[str]
) -> Iterator[pl.DataFrame]:
    """``flow_id``, ``way`` and ``text`` of what is asked for."""
    own = ~pl.col("flow_id").is_in(proxied.implode())
    if asks.keys() & {Way.ALPN, Way.JA4}:
        product_s = ~pl.col("vantage").is_in(list(behind_proxy))
        for part in facts.hellos.frames(("flow_id", "vantage", "alpn", "ja4")):
            hellos = part.filter(own & product_s)
            yield _fingerprints(hellos, asks.get(Way.JA4, frozenset()))
            offered = hellos.select("flow_id", text="alpn").explode("text")
            yield _words(offered, Way.ALPN, pl.col("text").is_in(asks.get(Way.ALPN, frozenset())))
    if asks.keys() & {Way.SNI, Way.CERTIFICATE}:
        for part in facts.names.frames(_OF_NAMES):
            names = own_names(part, proxied).select("flow_id", "source", "certificate", text="name")
            several = pl.col("certificate") == CertificateRange.SEVERAL.value
            shown = pl.col("certificate").is_not_null() & ~several
            yield _below(names.filter(pl.col("source").is_in(_SNI)), Way.SNI, asks)
            yield _below(names.filter(shown), Way.CERTIFICATE, asks)
    if wanted := asks.get(Way.PROTOCOL):
        yield from _protocols(facts, wanted)


def _fingerprints(hellos: pl.DataFrame, asked: frozenset[str]) -> pl.DataFrame:
    first = pl.col("text").str.head(JA4_FIRST)
    return _words(
        hellos.select("flow_id", text="ja4"), Way.JA4, pl.col("text").is_in(asked) | first.is_in(asked)
    )


def _below(names: pl.DataFrame, way: Way, asks: Asks) -> pl.DataFrame:
    """Names at or below those asked for."""
    values = asks.get(way, frozenset())
    found = [
        name
        for name in (names["text"].unique() if values else ())
        if any(tail in values for tail in name_tails(name))
    ]
    return _words(names, way, pl.col("text").is_in(found))


def _protocols(facts: FactParts, wanted: frozenset[str]) -> Iterator[pl.DataFrame]:
    """Protocols that are spoken; hellos and names, of which there are many, are asked only for what they may tell."""
    hellos, names, protocols = HELLOS.empty(), NAMES.empty(), PROTOCOLS.empty()
    said = []
    if HELLO_WORDS & wanted:
        said += [spoken(part, names, protocols) for part in facts.hellos.frames(("flow_id", "transport"))]
    if NAME_WORDS & wanted:
        said += [spoken(hellos, part, protocols) for part in facts.names.frames(("flow_id", "source"))]
    said += [spoken(hellos, names, part) for part in facts.protocols.frames(("flow_id", "protocol"))]
    for part in said:
        yield _words(part.select("flow_id", text="protocol"), Way.PROTOCOL, pl.col("text").is_in(wanted))


def _words(frame: pl.DataFrame, way: Way, asked: pl.Expr) -> pl.DataFrame:
    kept = frame.drop_nulls(["flow_id", "text"]).filter(asked)
    return kept.select("flow_id", way=pl.lit(way.value), text="text")
