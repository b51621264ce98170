"""Endpoints + names -> the names of each endpoint, best supported first, and what tells the best one.

Every name seen for the address is kept but those that only a certificate tells: nobody checked it, so what rests on
names (classes, contacts, findings) must not rest on these. The best is chosen by support: told in this
endpoint's own flows (SNI of TLS or QUIC, then a decrypted Host, then one in clear, then the only name of its certificate) before
all others; where these tell none, what a client of it asked for last before it went there (decision 0145); then what other ports
of the address tell, DNS, asked before aliases, hints and
glue; a wildcard, or one of several related names of its certificate, behind all of these; among
equals the one told in flows that sent most, then the first by alphabet, so that order of input is irrelevant.
Hearsay (``harness.model.name_sources``) is kept apart, and names an endpoint only where nothing else does (decision 0121).

A certificate that serves unrelated names has none for the endpoint, nor is what is no host name (decision 0117).

Blind spots: a name from DNS is tied to an address by any client of the vantage point; that
this very flow used it is likely, not seen. What a proxy told of a request over HTTP/3 counts as told of another port.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from harness.model.name_sources import HEARSAY, TOLD
from harness.model.words import CertificateRange, NameSource
from harness.stages.adding import Adding
from harness.stages.asked_before import last_asked
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.frames import joined_left, only, without
from harness.tables.parts import Frames, Parts, rows_between

_OF_NAMES = (
    *("vantage", "server_ip", "server_port", "name", "source", "asked", "certificate", "flow_id"),
    *("time_ns", "capture", "packet"),
)
"""Columns of NAMES that name endpoints."""
_GLUE = 10
_BY_ADDRESS = 100
_UNCERTAIN = 1_000
"""Ranks are support, plus this for records that answer no question, plus this for other ports' names, plus this
for names of certificates that need not be that of the connection."""
_HEARSAY = 10_000
"""Rank of the best hearsay: behind everything else, whatever is added."""
_NO_FLOW = 2**64 - 1
_FIRMEST = (NameSource.SNI, NameSource.QUIC_SNI, NameSource.DTLS_SNI)
SUPPORT = (
    _FIRMEST,
    (NameSource.DECRYPTED_HOST,),
    tuple(source for source in TOLD if source not in (*_FIRMEST, NameSource.DECRYPTED_HOST)),
    (NameSource.CERTIFICATE,),
    (NameSource.DNS, NameSource.HTTPDNS),
    (NameSource.DNS_CNAME,),
    (NameSource.DNS_HINT,),
)
"""Sources of names, firmest first; those beside each other are equally firm."""
_RANKS = {source.value: rank for rank, sources in enumerate(SUPPORT) for source in sources} | {
    source.value: _HEARSAY + rank for rank, source in enumerate(HEARSAY)
}
_WILDCARD = "*."
_HOST = r"^(\*\.)?([a-z0-9_-]+\.)+[a-z0-9_-]*[a-z_-][a-z0-9_-]*$"
"""Labels with dots, the last of which is no number (RFC 3696 §2); perhaps a wildcard before them (RFC 6125 §6.4.3)."""


def rank_names(endpoints: pl.DataFrame, names: Frames, flows: Parts, hellos: Frames) -> pl.DataFrame:
    """Say which names each endpoint has, and which is the best.

    Args:
        endpoints: ``ENDPOINT_KEY``, ``clients`` and ``first_ns``.
        names: NAMES rows, in any order.
        flows: FLOWS rows, in any order.
        hellos: HELLOS rows of these flows, in any order.

    Returns:
        ``ENDPOINT_KEY``, the columns of ENDPOINTS that begin with ``name`` less the grade, ``hearsay_names``, ``own`` (the best is
        told in the endpoint's own flows) and ``in_clear`` (in one of them without an encrypted hello).
    """
    told = _told(names, flows, _with_ech(hellos))
    return _ranked_names(endpoints, told, last_asked(_silent_on_names(endpoints, told), names))


def _silent_on_names(endpoints: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Endpoints whose own flows tell no one name."""
    own = told.filter(pl.col("server_port").is_not_null() & (pl.col("rank") < _BY_ADDRESS))
    return endpoints.join(own, on=["vantage", "server_ip", "server_port", "transport"], how="anti")


def _tied(endpoints: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """What was told of each endpoint, by its own flows and by its address; arguments as of ``_ranked_names``."""
    keys = only(endpoints, ENDPOINT_KEY)
    # SNI and Host belong to the endpoint of their flow; they also name the address's other ports, less firmly.
    # A certificate says nothing of other ports.
    in_own_flows = keys.join(
        told.filter(pl.col("server_port").is_not_null()),
        on=["vantage", "server_ip", "server_port", "transport"],
        how="inner",
    )
    by_address = keys.join(
        without(told, "server_port", "transport")
        .filter(pl.col("source") != NameSource.CERTIFICATE.value)
        .with_columns(rank=pl.col("rank") + _BY_ADDRESS),
        on=["vantage", "server_ip"],
        how="inner",
    )
    columns = (*ENDPOINT_KEY, "name", "source", "rank", "octets", "in_clear", "shown")
    return pl.concat([only(in_own_flows, columns), only(by_address, columns)])


def _ranked_names(endpoints: pl.DataFrame, told: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Names of each endpoint, best supported first, with the best and its source apart.

    Args:
        endpoints: ``ENDPOINT_KEY``.
        told: From ``_told``.
        asked: From ``last_asked``, of endpoints whose own flows tell no name.
    """
    found = (
        _tied(endpoints, told)
        .group_by(*ENDPOINT_KEY, "name")
        .agg(
            pl.col("rank").min(),
            pl.col("octets").sum(),
            pl.col("source", "shown").sort_by("rank", "source", "shown").first(),
            in_clear=pl.col("in_clear").filter(pl.col("rank") < _BY_ADDRESS).any(),
            seen=(pl.col("source") != NameSource.CERTIFICATE.value).any(),
        )
    )
    return (
        joined_left(found, asked, on=(*ENDPOINT_KEY, "name"), nulls_equal=True)
        .with_columns(source=pl.coalesce("asked_source", "source"), shown=pl.coalesce("asked_shown", "shown"))
        .sort("asked_shown", "rank", "octets", "name", descending=[True, False, True, False], nulls_last=True)
        .group_by(ENDPOINT_KEY, maintain_order=True)
        .agg(
            pl.col("in_clear", "name").first(),
            name_source=pl.col("source").first(),
            name_capture=pl.col("shown").first().struct["capture"],
            name_packet=pl.col("shown").first().struct["packet"],
            names=pl.col("name").filter(pl.col("seen") & (pl.col("rank") < _HEARSAY)),
            hearsay_names=pl.col("name").filter(pl.col("rank") >= _HEARSAY),
            own=pl.col("rank").first() < _BY_ADDRESS,
        )
    )


def _told(names: Frames, flows: Parts, ech: pl.DataFrame) -> pl.DataFrame:
    """Each distinct name of an address, how well supported, and over what and with how many octets sent it was told."""
    rank = _rank()
    key = ("vantage", "server_ip", "transport", "server_port", "name", "source", "rank")
    told = Adding(lambda rows: rows.group_by(key).agg(*_told_together()))
    decrypted = pl.col("source") == NameSource.DECRYPTED_HOST.value  # meant, whatever the hello hides
    for every in names.frames(_OF_NAMES):
        part = every.filter(_may_be_the_endpoint_s())
        octets, transport = _carriers(part["flow_id"], flows)
        ech_here = rows_between(ech, part["flow_id"])["flow_id"]
        sealed = pl.col("flow_id").is_in(ech_here.implode()).fill_null(value=False)
        in_clear = decrypted | ~sealed if len(ech_here) else pl.lit(value=True)
        shown = pl.struct("time_ns", "capture", "packet")
        seen = part.with_columns(
            rank=rank, octets=octets, transport=transport, in_clear=in_clear, shown=shown
        )
        told.take(seen.group_by(key).agg(*_told_together()))
    return told.result()


@cache  # of the same expressions each time: making them takes longer than working them out for a few names
def _rank() -> pl.Expr:
    support = pl.col("source").replace_strict(_RANKS, return_dtype=pl.Int64)
    glue = pl.col("asked").not_().fill_null(value=False).cast(pl.Int64)
    return support + glue * _GLUE + _is_uncertain().cast(pl.Int64) * _UNCERTAIN


@cache
def _told_together() -> tuple[pl.Expr, ...]:
    """What observations of one name by one means come to; the packet shown is the earliest."""
    return pl.col("octets").sum(), pl.col("in_clear").any(), pl.col("shown").sort().first()


@cache
def _may_be_the_endpoint_s() -> pl.Expr:
    """All but names of certificates for many, and what is no host name there."""
    reach = pl.col("certificate")
    return reach.is_null() | ((reach != CertificateRange.SEVERAL.value) & pl.col("name").str.contains(_HOST))


def _is_uncertain() -> pl.Expr:
    """Which of a certificate's names the connection was for is not told."""
    kin = (pl.col("certificate") == CertificateRange.KIN.value).fill_null(value=False)
    wildcard = pl.col("certificate").is_not_null() & pl.col("name").str.starts_with(_WILDCARD)
    return kin | wildcard


def _with_ech(hellos: Frames) -> pl.DataFrame:
    """``flow_id``, in order, of flows whose hello has the extension of an encrypted one, GREASE or not."""
    found = [without(part.filter("ech"), "ech") for part in hellos.frames(("flow_id", "ech"))]
    return pl.concat(found).unique().sort("flow_id")


def _carriers(flow_ids: pl.Series, flows: Parts) -> tuple[pl.Series, pl.Series]:
    """Octets sent in each flow and its transport, null for none and for one that is not there."""
    flow_ids, columns = flow_ids.fill_null(_NO_FLOW), ("flow_id", "payload_octets_up", "transport")
    sent = flows.of_flows(flow_ids.unique().sort(), columns).sort("flow_id")
    if sent.is_empty():
        nulls = pl.repeat(None, len(flow_ids), eager=True)
        return nulls.cast(pl.UInt64), nulls.cast(pl.String)
    known = sent["flow_id"]
    places = known.search_sorted(flow_ids).clip(upper_bound=len(known) - 1)
    absent = known.gather(places) != flow_ids
    octets, transport = (sent[name].gather(places).set(absent, None) for name in columns[1:])
    return octets, transport
