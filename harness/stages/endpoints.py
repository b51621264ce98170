"""Flows and names -> ENDPOINTS: one row per vantage point, remote address, transport and port.

Every name seen for the address is kept but those that only a certificate tells: nobody checked it, so what rests on
names (classes, contacts, findings) must not rest on these. The best is chosen by support: told in this
endpoint's own flows (SNI of TLS or QUIC, then a decrypted Host, then one in clear, then the only name of its certificate) before DNS, asked before aliases, hints and
glue; a wildcard, or one of several related names of its certificate, behind all of these; among
equals the one told in flows that sent most, then the first by alphabet, so that order of input is irrelevant.
Hearsay (``harness.model.name_sources``) is kept apart, and names an endpoint only where nothing else does (decision 0121).

A certificate that serves unrelated names has none for the endpoint, nor is what is no host name (decision 0117).

Blind spots: a name from DNS is tied to an address by any client of the vantage point; that
this very flow used it is likely, not seen. What a proxy told of a request over HTTP/3 counts as told of another port.
"""

from __future__ import annotations

import polars as pl

from harness.model.name_sources import HEARSAY, TOLD
from harness.model.words import CertificateRange, ContactLevel, NameSource
from harness.stages.adding import Adding
from harness.stages.endpoint_scopes import with_scopes
from harness.stages.least_round_trips import least_by_endpoint, least_of, with_round_trips
from harness.stages.name_grades import grade_names
from harness.stages.remotes import gather_openers, towards_remote
from harness.tables.endpoints import ENDPOINT_KEY, ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.hellos import HELLOS
from harness.tables.names import NAMES
from harness.tables.parts import Frames, Parts, Whole, rows_between
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import conform

_SUMS = ("packets", "ip_octets", "payload_octets")
_NEEDED = (
    *("capture", "vantage", "client_ip", "server_ip", "server_port", "transport", "start_ns", "end_ns"),
    *(f"{field}_{way}" for field in _SUMS for way in ("up", "down")),
    *("flow_id", "remote", "contact", "first_packet", "data_up_packet", "data_up_capture"),
)
"""Columns of FLOWS that endpoints are made of."""
_NO_ROUND_TRIPS = ROUND_TRIPS.empty()
_NO_HELLOS = HELLOS.empty()
_SUMMED = [f"{field}_{way}" for field in _SUMS for way in ("up", "down")]
_LEVELS = pl.Enum([level.value for level in ContactLevel])
_AFTER_ALL_TIMES_NS = 2**62
"""Puts flows that sent nothing behind all that did: the year 2116."""
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


def gather_endpoints(
    flows: pl.DataFrame,
    names: pl.DataFrame,
    round_trips: pl.DataFrame = _NO_ROUND_TRIPS,
    hellos: pl.DataFrame = _NO_HELLOS,
) -> pl.DataFrame:
    """As ``gather_endpoints_of_parts``, of tables in one frame."""
    return gather_endpoints_of_parts(
        Whole(conform(flows, FLOWS)),
        Whole(conform(names, NAMES)),
        Whole(conform(round_trips, ROUND_TRIPS)),
        Whole(conform(hellos, HELLOS)),
    )


def gather_endpoints_of_parts(
    flows: Parts, names: Frames, round_trips: Parts, hellos: Frames
) -> pl.DataFrame:
    """Sum flows by remote endpoint and give each its names.

    Args:
        flows: FLOWS rows, in any order.
        names: NAMES rows, in any order.
        round_trips: ROUND_TRIPS rows of these flows, in any order.
        hellos: HELLOS rows of these flows, in any order.

    Returns:
        ENDPOINTS rows, most payload sent first, then by key. Sums are UInt64. Registrable domains
        are all null: ``with_domains`` fills them in from reference data.
    """
    opening = ("vantage", "client_ip", "remote")
    openers = pl.concat([gather_openers(part) for part in flows.frames(opening)]).unique()
    endpoints = _sums(flows, round_trips, openers)
    ranked = _ranked_names(endpoints, _told(names, flows, _with_ech(hellos)))
    named = endpoints.join(ranked, on=ENDPOINT_KEY, how="left", nulls_equal=True)
    named = named.with_columns(own=pl.col("rank") < _BY_ADDRESS).drop("rank")
    frame = (
        grade_names(named, names, flows, openers)
        .drop("own", "in_clear")
        .with_columns(registrable_domain=pl.lit(None, dtype=pl.String))
        .with_columns(pl.col("names", "hearsay_names").fill_null(pl.lit([], dtype=pl.List(pl.String))))
        .pipe(with_scopes, names)
        .sort("payload_octets_up", *ENDPOINT_KEY, descending=[True] + [False] * len(ENDPOINT_KEY))
    )
    return conform(frame, ENDPOINTS)


def _sums(flows: Parts, round_trips: Parts, openers: pl.DataFrame) -> pl.DataFrame:
    """Sums, spans, the packet to look at and the least round trip, per endpoint."""
    sums, least = Adding(_added), Adding(least_of)
    for part in flows.frames(_NEEDED):
        towards = towards_remote(with_round_trips(part, round_trips), openers)
        sums.take(_part_sums(towards))
        least.take(least_by_endpoint(towards))
    told = least.result().with_columns(pl.col("rtt_kind").cast(pl.String))
    summed = sums.result().join(told, on=ENDPOINT_KEY, how="left", nulls_equal=True, maintain_order="left")
    # A flow in doubt takes nothing from what certain ones show.
    level = pl.coalesce("known_level", "level").cast(pl.String)
    return summed.with_columns(
        pl.col("clients").list.sort(),
        contact=level,
        capture=pl.col("shown").struct["capture"],
        packet=pl.col("shown").struct["packet"],
    ).drop("known_level", "level", "shown")


def _added(sums: pl.DataFrame) -> pl.DataFrame:
    """Sums of the flows of several parts."""
    return sums.group_by(ENDPOINT_KEY).agg(
        pl.col(_SUMMED).sum(),
        pl.col("clients").explode().unique(),
        pl.col("flows").sum(),
        pl.col("remote_known").any(),
        pl.col("known_level", "level").max(),
        pl.col("first_ns").min(),
        pl.col("last_ns").max(),
        pl.col("shown").sort().first(),
    )


def _part_sums(flows: pl.DataFrame) -> pl.DataFrame:
    """The same of some flows, with what joining them to others needs."""
    # The packet to look at is in the first flow that sent payload, else in the first flow.
    silent = pl.col("data_up_packet").is_null()
    level = pl.col("contact").cast(_LEVELS)
    shown = pl.struct(
        rank=pl.col("start_ns") + silent.cast(pl.Int64) * _AFTER_ALL_TIMES_NS,
        capture=pl.coalesce("data_up_capture", "capture"),
        packet=pl.coalesce("data_up_packet", "first_packet"),
    )
    return flows.group_by(ENDPOINT_KEY).agg(
        pl.col(_SUMMED).sum(),
        clients=pl.col("client_ip").unique(),
        flows=pl.len().cast(pl.UInt64),
        remote_known=pl.col("remote_known").any(),
        known_level=level.filter(pl.col("remote_known")).max(),
        level=level.max(),
        first_ns=pl.col("start_ns").min(),
        last_ns=pl.col("end_ns").max(),
        shown=shown.sort().first(),
    )


def _ranked_names(endpoints: pl.DataFrame, told: pl.LazyFrame) -> pl.DataFrame:
    """Names of each endpoint, best supported first, with the best and its source apart."""
    keys = endpoints.lazy().select(ENDPOINT_KEY)
    # SNI and Host belong to the endpoint of their flow; they also name the address's other ports, less firmly.
    # A certificate says nothing of other ports.
    in_own_flows = keys.join(
        told.filter(pl.col("server_port").is_not_null()),
        on=["vantage", "server_ip", "server_port", "transport"],
        how="inner",
    )
    by_address = keys.join(
        told.filter(pl.col("source") != NameSource.CERTIFICATE.value)
        .with_columns(rank=pl.col("rank") + _BY_ADDRESS)
        .drop("server_port", "transport"),
        on=["vantage", "server_ip"],
        how="inner",
    )
    columns = (*ENDPOINT_KEY, "name", "source", "rank", "octets", "in_clear")
    return (
        pl.concat([in_own_flows.select(columns), by_address.select(columns)])
        .group_by(*ENDPOINT_KEY, "name")
        .agg(
            pl.col("rank").min(),
            pl.col("octets").sum(),
            source=pl.col("source").sort_by("rank", "source").first(),
            in_clear=pl.col("in_clear").filter(pl.col("rank") < _BY_ADDRESS).any(),
            seen=(pl.col("source") != NameSource.CERTIFICATE.value).any(),
        )
        .sort("rank", "octets", "name", descending=[False, True, False])
        .group_by(ENDPOINT_KEY, maintain_order=True)
        .agg(
            pl.col("name").first().alias("name"),
            pl.col("source").first().alias("name_source"),
            pl.col("rank", "in_clear").first(),
            pl.col("name").filter(pl.col("seen") & (pl.col("rank") < _HEARSAY)).alias("names"),
            pl.col("name").filter(pl.col("rank") >= _HEARSAY).alias("hearsay_names"),
        )
        .collect()
    )


def _told(names: Frames, flows: Parts, ech: pl.DataFrame) -> pl.LazyFrame:
    """Each distinct name of an address, how well supported, and over what and with how many octets sent it was told."""
    support = pl.col("source").replace_strict(_RANKS, return_dtype=pl.Int64)
    glue = pl.col("asked").not_().fill_null(value=False).cast(pl.Int64)
    key = ("vantage", "server_ip", "transport", "server_port", "name", "source", "rank")
    columns = ("vantage", "server_ip", "server_port", "name", "source", "asked", "certificate", "flow_id")
    told = Adding(lambda rows: rows.group_by(key).agg(pl.col("octets").sum(), pl.col("in_clear").any()))
    decrypted = pl.col("source") == NameSource.DECRYPTED_HOST.value  # meant, whatever the hello hides
    for every in names.frames(columns):
        part = every.filter(_may_be_the_endpoint_s())
        octets, transport = _carriers(part["flow_id"], flows)
        rank = support + glue * _GLUE + _is_uncertain().cast(pl.Int64) * _UNCERTAIN
        sealed = pl.col("flow_id").is_in(rows_between(ech, part["flow_id"])["flow_id"].implode())
        in_clear = decrypted | ~sealed.fill_null(value=False)
        seen = part.with_columns(rank=rank, octets=octets, transport=transport, in_clear=in_clear)
        told.take(seen.select(*key, "octets", "in_clear"))
    return told.result().lazy()


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
    found = [part.filter("ech").select("flow_id") for part in hellos.frames(("flow_id", "ech"))]
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
