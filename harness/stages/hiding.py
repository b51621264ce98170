"""What hides the name or the content of single flows, by kind of blind spot.

=================  ======================================================================================================
no_name            nothing names the endpoint, or only hearsay does
no_sni             a ClientHello without a name
ech                an encrypted hello that may be real (``harness.stages.encrypted_hellos``)
encrypted_dns      names asked for in encrypted DNS: by port 853, by ALPN, or to a resolver known to the catalogue
httpdns            names asked for over HTTP, past every resolver
malformed_hello    a hello that is cut or cannot be decoded
opaque             no header in clear and no pattern
tunnel             carries what is meant for others
undecoded          payload of no protocol in clear, that no key or proxy opened
ca_not_accepted    a client that did not accept the certificate of an intercepting proxy, or left as soon as it had seen it
pinned             likewise, where the proxy's CA is known to be in the system's store
=================  ======================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.protocols import MALFORMED, TUNNELS, Protocol
from harness.model.rules import Category
from harness.stages.encrypted_hellos import EchRecords, may_hide
from harness.stages.onward import by_number
from harness.stages.spoken import spoken
from harness.tables.parts import Parts

KINDS: Final = pl.Enum([kind.value for kind in BlindSpotKind])
_SEALED: Final = [
    protocol.value
    for protocol in (Protocol.TLS, Protocol.QUIC, Protocol.DTLS, Protocol.OPAQUE, Protocol.DOT, *TUNNELS)
]
"""Protocols that show nothing of what they carry."""
_WITH_HELLOS: Final = (Protocol.TLS.value, Protocol.QUIC.value)
_TUNNELS: Final = [protocol.value for protocol in TUNNELS]
_DNS_PORT: Final = 853
"""DNS over TLS (RFC 7858 §3.1) and over QUIC (RFC 9250 §4.1.1)."""
_DNS_ALPN: Final = ("dot", "doq")
_HEARSAY_GRADE: Final = "E"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of flows beyond their own rows."""

    hellos: Parts
    names: Parts
    protocols: Parts
    records: EchRecords
    proxied: pl.Series
    """``flow_id`` of flows to proxies."""
    opened: pl.Series
    """``flow_id`` of flows that a key or a proxy opened."""
    refused: pl.DataFrame
    """``flow_id`` and ``kind`` of flows whose client did not accept an intercepting proxy."""


def asks_unseen(flows: pl.DataFrame, hints: Hints) -> pl.DataFrame:
    """Say in which flows names were asked for where nobody sees it.

    Args:
        flows: FLOWS rows towards their remote side, with ``category``.
        hints: Of these flows.

    Returns:
        ``flow_id``, ``vantage``, ``client_ip`` and ``kind``.
    """
    said, told = _said(flows, hints), _hellos(flows, hints)
    ids = said.filter(pl.col("protocol") == Protocol.HTTPDNS.value)["flow_id"]
    by_alpn = told.filter(pl.col("alpn").list.eval(pl.element().is_in(_DNS_ALPN)).list.any())["flow_id"]
    sealed = pl.col("flow_id").is_in(told["flow_id"].implode())
    has_data = pl.col("payload_octets_up") > 0
    encrypted = (
        (has_data & (pl.col("server_port") == _DNS_PORT))
        | pl.col("flow_id").is_in(by_alpn.implode())
        | (sealed & (pl.col("category") == Category.DNS.value))
    )
    over_http = (
        pl.col("flow_id").is_in(ids.implode())
        | (has_data & (pl.col("category") == Category.HTTPDNS.value) & (pl.col("server_port") != 53))
    )  # fmt: skip
    kind = (
        pl.when(over_http.fill_null(value=False))
        .then(pl.lit(BlindSpotKind.HTTPDNS.value))
        .when(encrypted.fill_null(value=False))
        .then(pl.lit(BlindSpotKind.ENCRYPTED_DNS.value))
    )
    return (
        flows.select("flow_id", "vantage", "client_ip", kind=kind)
        .drop_nulls("kind")
        .with_columns(pl.col("kind").cast(KINDS))
    )


def hiding(flows: pl.DataFrame, unseen: pl.DataFrame, hints: Hints) -> pl.DataFrame:
    """Say what hides the name or content of some flows.

    Args:
        flows: FLOWS rows towards their remote side, with ``name_grade``.
        unseen: ``vantage`` and ``client_ip`` of clients that asked for names where nobody sees it; each once.
        hints: Of these flows.

    Returns:
        ``flow_id`` and ``kind``, each pair once.
    """
    found = [
        part.select("flow_id", kind=pl.lit(kind.value, dtype=KINDS))
        for kind, part in (
            *_of_names(flows),
            *_of_hellos(flows, unseen, hints),
            *_of_protocols(flows, hints),
        )
    ]
    refused = hints.refused.filter(pl.col("flow_id").is_in(flows["flow_id"].implode()))
    return pl.concat([*found, refused], rechunk=False).unique()


def _of_names(flows: pl.DataFrame) -> Iterator[tuple[BlindSpotKind, pl.DataFrame]]:
    nameless = pl.col("name_grade").is_null() | (pl.col("name_grade") == _HEARSAY_GRADE)
    yield BlindSpotKind.NO_NAME, flows.filter(nameless)


def _of_hellos(
    flows: pl.DataFrame, unseen: pl.DataFrame, hints: Hints
) -> Iterator[tuple[BlindSpotKind, pl.DataFrame]]:
    told = _hellos(flows, hints)
    yield BlindSpotKind.NO_SNI, told.filter(pl.col("sni").is_null() & pl.col("complete"))
    yield BlindSpotKind.MALFORMED_HELLO, told.filter(~pl.col("complete"))
    sealed = told.filter("ech").join(
        flows.select("flow_id", "vantage", "client_ip", "server_ip"), on="flow_id"
    )
    yield BlindSpotKind.ECH, may_hide(sealed, unseen, hints.records)


def _of_protocols(flows: pl.DataFrame, hints: Hints) -> Iterator[tuple[BlindSpotKind, pl.DataFrame]]:
    said = _said(flows, hints)
    malformed = pl.col("protocol").is_in(_WITH_HELLOS) & (pl.col("key") == MALFORMED)
    yield BlindSpotKind.MALFORMED_HELLO, said.filter(malformed)
    yield BlindSpotKind.OPAQUE, said.filter(pl.col("protocol") == Protocol.OPAQUE.value)
    yield BlindSpotKind.TUNNEL, said.filter(pl.col("protocol").is_in(_TUNNELS))
    sent = flows.filter((pl.col("payload_octets_up") > 0) | (pl.col("payload_octets_down") > 0))
    yield BlindSpotKind.TUNNEL, sent.filter(by_number() | pl.col("flow_id").is_in(hints.proxied.implode()))
    in_clear = spoken(_ids(flows), hints.hellos, hints.names, hints.protocols).filter(
        ~pl.col("protocol").is_in(_SEALED)
    )
    known = pl.concat([in_clear["flow_id"], hints.opened]).unique()
    yield BlindSpotKind.UNDECODED, sent.filter(~pl.col("flow_id").is_in(known.implode()))


def _ids(flows: pl.DataFrame) -> pl.Series:
    return flows["flow_id"].unique().sort()


def _said(flows: pl.DataFrame, hints: Hints) -> pl.DataFrame:
    return hints.protocols.of_flows(_ids(flows), ("flow_id", "protocol", "key"))


def _hellos(flows: pl.DataFrame, hints: Hints) -> pl.DataFrame:
    columns = ("flow_id", "by_client", "sni", "alpn", "ech", "ech_config_id", "complete")
    return hints.hellos.of_flows(_ids(flows), columns).filter("by_client")
