"""endpoints + names + flows -> how well each endpoint's best name is supported, as a letter.

=====  ======================================================================================================
A      told in flows to this very endpoint (SNI of TLS or QUIC, Host, decrypted or in clear, URI, what a proxy or a HAR tells of the request)
B      the same where each hello could hide another name (encrypted_client_hello, mostly GREASE); or the only name of a
       certificate that it sent, which nobody checked
C      whatever else tells the name: a DNS answer to a question for the name led there, seen for a client of this endpoint before one of its
       flows began and not older than its TTL
D      told otherwise: to another client, at another time or port, by a hint, by a record nobody asked for, or by a certificate with others
E      hearsay (``harness.model.name_sources``)
=====  ======================================================================================================

Blind spots: a client may keep an address past its TTL, and one flow within it is enough for C.
"""

from __future__ import annotations

import polars as pl

from harness.model.name_sources import HEARSAY, LOOKUPS, TOLD
from harness.model.words import NameSource
from harness.stages.adding import Adding
from harness.stages.remotes import towards_remote
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.frames import only, with_mark, without
from harness.tables.parts import Frames

_TOLD = [source.value for source in TOLD]
_ANSWERED = [NameSource.DNS_CNAME.value, *(source.value for source in LOOKUPS)]
_HEARSAY = [source.value for source in HEARSAY]
_TIE = ("vantage", "server_ip", "name")
"""A name of an address; several endpoints may share it, and then have one number ``tie``."""
_OF_CLIENT = ("tie", "client_ip")
_ANSWER = ("vantage", "client_ip", "server_ip", "name", "source", "asked", "time_ns", "ttl_s")
_FLOW = (*ENDPOINT_KEY, "client_ip", "remote", "contact", "payload_octets_down", "start_ns")
_NS = 1_000_000_000
_LATEST_NS = 2**62
"""Later times are not those of packets; a TTL added to them could overflow."""


def grade_names(endpoints: pl.DataFrame, names: Frames, flows: Frames, openers: pl.DataFrame) -> pl.DataFrame:
    """Add ``name_grade``, null where there is no name.

    Args:
        endpoints: ``ENDPOINT_KEY``, ``name``, ``name_source``, ``own`` (told in the endpoint's own flows) and ``in_clear`` (in
            one of them without an encrypted hello).
        names: NAMES rows, in any order.
        flows: FLOWS rows, in any order.
        openers: From ``gather_openers`` of all flows.
    """
    source = pl.col("name_source")
    told_here = source.is_in(_TOLD) & pl.col("own")
    certified = (source == NameSource.CERTIFICATE.value) & pl.col("own")
    candidates = only(
        endpoints.filter(~told_here & ~certified & ~source.is_in(_HEARSAY)), (*ENDPOINT_KEY, "name")
    )
    fresh = _fresh(candidates, names, flows, openers)
    grade = (
        pl.when(source.is_null())
        .then(None)
        .when(told_here & pl.col("in_clear"))
        .then(pl.lit("A"))
        .when(told_here | certified)
        .then(pl.lit("B"))
        .when(source.is_in(_HEARSAY))
        .then(pl.lit("E"))
        .when("fresh")
        .then(pl.lit("C"))
        .otherwise(pl.lit("D"))
    )
    graded = with_mark(endpoints, "fresh", fresh, on=ENDPOINT_KEY, nulls_equal=True)
    return without(graded.with_columns(name_grade=grade.cast(pl.String)), "fresh")


def _fresh(candidates: pl.DataFrame, names: Frames, flows: Frames, openers: pl.DataFrame) -> pl.DataFrame:
    """Keys of the candidates that a flow began to within the TTL of an answer for its client."""
    found = Adding(pl.DataFrame.unique)
    found.take(only(candidates, ENDPOINT_KEY).clear())
    if candidates.is_empty():
        return found.result()
    ties = candidates.select(_TIE).unique().with_row_index("tie")
    wanted = candidates.join(ties, on=_TIE).select(*ENDPOINT_KEY, "tie")
    answers = _answers(ties, names).sort("from_ns")
    for part in flows.frames(_FLOW):
        began = towards_remote(part, openers).join(wanted, on=ENDPOINT_KEY, nulls_equal=True)
        within = (
            began.select(*ENDPOINT_KEY, *_OF_CLIENT, "start_ns")
            .sort("start_ns")
            .join_asof(
                answers, left_on="start_ns", right_on="from_ns", by=list(_OF_CLIENT), check_sortedness=False
            )
            .filter(pl.col("start_ns") <= pl.col("until_ns"))
        )
        found.take(within.select(ENDPOINT_KEY).unique())
    return found.result()


def _answers(ties: pl.DataFrame, names: Frames) -> pl.DataFrame:
    """Spans in which a client could use a name's address by the answers that it was given; those of one never overlap."""
    time, ttl_ns = pl.col("time_ns"), pl.col("ttl_s").cast(pl.Int64) * _NS
    spans = Adding(_merged)
    for part in names.frames(_ANSWER):
        told = part.filter(pl.col("source").is_in(_ANSWERED) & pl.col("asked"))
        told = told.join(ties, on=_TIE)
        until = pl.when(time < _LATEST_NS).then(time + ttl_ns).otherwise(time)
        spans.take(_merged(told.select(*_OF_CLIENT, from_ns=time, until_ns=until)))
    return spans.result()


def _merged(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans that overlap made one."""
    before = pl.col("until_ns").cum_max().shift().over(_OF_CLIENT)
    return (
        spans.sort(*_OF_CLIENT, "from_ns", "until_ns")
        .with_columns(apart=(pl.col("from_ns") > before).fill_null(value=False))
        .with_columns(number=pl.col("apart").cum_sum().over(_OF_CLIENT))
        .group_by(*_OF_CLIENT, "number")
        .agg(pl.col("from_ns").min(), pl.col("until_ns").max())
        .drop("number")
    )
