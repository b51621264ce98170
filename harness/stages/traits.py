"""facts + endpoints + resolvers -> TRAITS and OBSCURED: what is spoken, and what hides names or content.

Flows are gone through once, some thousands at a time.

Blind spots: all senders of a vantage point count, whoever they are.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.stages.adding import Adding
from harness.stages.flow_hints import gather_hints
from harness.stages.hidden_sums import HiddenSums, summarize
from harness.stages.hiding import MARKS, asks_unseen, is_meant, kinds_of, leads_on, marks_of, may_be_real
from harness.stages.remotes import gather_openers, towards_remote
from harness.stages.resolvers import Resolvers
from harness.stages.spoken import PORT_WORDS, spoken
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.frames import joined_left, only, without
from harness.tables.parts import FactParts, batches, rows_between
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

_NEEDED: Final = (
    *("flow_id", "capture", "vantage", "client_ip", "server_ip", "server_port", "transport", "start_ns"),
    *("payload_octets_up", "payload_octets_down", "remote", "contact", "client_mac", "server_mac"),
    *("first_packet", "data_up_packet", "data_up_capture"),
)
_OF_HELLOS: Final = ("flow_id", "transport", "sni", "alpn", "ech", "ech_config_id", "complete")
_TEXTS: Final = ("protocols", "proxy_targets")
_NO_TEXTS: Final = pl.lit([], dtype=pl.List(pl.String))
_LEADING, _UNSEEN = pl.col("leading"), pl.col("unseen")
_FIRST: Final = [leads_on().alias("leading"), asks_unseen().alias("unseen")]
_SECOND: Final = [
    is_meant(_LEADING, _UNSEEN).alias("meant"),
    kinds_of(_LEADING, _UNSEEN).alias("kinds"),
    may_be_real().alias("doubtful"),
    _UNSEEN.is_not_null().alias("asking"),
    (pl.col("payload_octets_up") + pl.col("payload_octets_down")).alias("payload_octets"),
    pl.coalesce("data_up_capture", "capture").alias("capture"),
    pl.coalesce("data_up_packet", "first_packet").alias("packet"),
]
"""What ``HiddenSums`` takes of flows; made once, which takes longer than to work them out for a few flows."""


def gather_traits(
    facts: FactParts, endpoints: pl.DataFrame, resolvers: Resolvers, proxied: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say what is spoken with each endpoint and what hides what.

    Args:
        facts: All but handshakes, round trips and minutes.
        endpoints: ENDPOINTS rows.
        resolvers: Of these.
        proxied: From ``harness.stages.proxied.proxied_flows``.

    Returns:
        TRAITS rows in the order of endpoints; OBSCURED rows by vantage point and kind.
    """
    known, hints = _known(endpoints, resolvers), gather_hints(facts, proxied)
    opening = ("vantage", "client_ip", "remote")
    openers = pl.concat([gather_openers(part) for part in facts.flows.frames(opening)]).unique()
    texts, sums = Adding(pl.DataFrame.unique), HiddenSums()
    for part in batches(facts.flows.frames(_NEEDED)):
        towards = towards_remote(part, openers).join(known, on=ENDPOINT_KEY, how="left", nulls_equal=True)
        ids = part["flow_id"].sort()
        hellos = facts.hellos.of_flows(ids, _OF_HELLOS)
        protocols = facts.protocols.of_flows(ids, ("flow_id", "protocol", "key"))
        said = spoken(hellos, facts.names.of_flows(ids, ("flow_id", "source")), protocols)
        texts.take(_texts(towards, said, rows_between(proxied, ids)))
        marks = marks_of(said, hellos, protocols, resolvers.other_names)
        sums.take(_judged(hints.added(towards, hellos), marks))
    hidden = sums.by_kind()
    traits = _traits(known, texts.result(), hidden)
    return traits, summarize(hidden, sums.octets_of_endpoints(), only(known, ("endpoint", "vantage")))


def _known(endpoints: pl.DataFrame, resolvers: Resolvers) -> pl.DataFrame:
    """What flows are judged by, of each endpoint, with its number."""
    named = endpoints.select(*ENDPOINT_KEY, "scope", "scope_kind", "name_grade").with_row_index("endpoint")
    return named.join(
        resolvers.endpoints, on=ENDPOINT_KEY, how="left", nulls_equal=True, maintain_order="left"
    )


def _texts(towards: pl.DataFrame, said: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Protocols and targets of endpoints, one a row."""
    ends = towards.select("flow_id", "endpoint", proxy_ip="server_ip")
    texts = [ends.join(said, on="flow_id").select("endpoint", what=pl.lit(_TEXTS[0]), text="protocol")]
    if asked.height:
        targets = ends.join(asked, on=["flow_id", "proxy_ip"])
        texts.append(targets.select("endpoint", what=pl.lit(_TEXTS[1]), text="target"))
    return pl.concat(texts).unique()


def _judged(hinted: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Flows with all that ``HiddenSums`` takes."""
    return (
        joined_left(hinted, marks, on=["flow_id"])
        .with_columns(pl.col(MARKS).fill_null(value=False))
        .with_columns(_FIRST)
        .with_columns(_SECOND)
    )


def _traits(known: pl.DataFrame, texts: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    lists = [
        texts.filter(pl.col("what") == what).group_by("endpoint").agg(pl.col("text").sort().alias(what))
        for what in _TEXTS
    ]
    lists.append(hidden.group_by("endpoint").agg(obscured=pl.col("kind").sort()))
    traits = only(known, ("endpoint", *ENDPOINT_KEY))
    for one in lists:
        traits = joined_left(traits, one, on=["endpoint"])
    traits = traits.with_columns(pl.col(*_TEXTS, "obscured").fill_null(_NO_TEXTS)).join(
        PORT_WORDS, on=["transport", "server_port"], how="left", maintain_order="left"
    )
    suggested = pl.when(pl.col("protocols").list.len() == 0).then("port_protocol")
    return conform(without(traits, "endpoint").with_columns(port_protocol=suggested), TRAITS)
