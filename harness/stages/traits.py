"""facts + endpoints + resolvers -> TRAITS and OBSCURED: what is spoken, and what hides names or content.

Flows are gone through once, some thousands at a time.

Blind spots: all senders of a vantage point count, whoever they are.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.stages.adding import Adding
from harness.stages.hidden_sums import HiddenSums, summarize
from harness.stages.hiding import MARKS, asks_unseen, is_meant, kinds_of, leads_on, marks_of, may_be_real
from harness.stages.remotes import gather_openers, towards_remote
from harness.stages.resolvers import Resolvers
from harness.stages.spoken import PORT_WORDS, spoken
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.parts import FactParts, batches, rows_between
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

_NEEDED: Final = (
    *("flow_id", "capture", "vantage", "client_ip", "server_ip", "server_port", "transport", "start_ns"),
    *("payload_octets_up", "payload_octets_down", "remote", "contact", "client_mac", "server_mac"),
    *("first_packet", "data_up_packet", "data_up_capture"),
)
_OF_HELLOS: Final = ("flow_id", "transport", "sni", "alpn", "ech", "complete")
_TEXTS: Final = ("protocols", "proxy_targets")
_NO_TEXTS: Final = pl.lit([], dtype=pl.List(pl.String))
_LEADING, _UNSEEN = pl.col("leading"), pl.col("unseen")


def gather_traits(
    facts: FactParts, endpoints: pl.DataFrame, resolvers: Resolvers, proxied: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say what is spoken with each endpoint and what hides what.

    Args:
        facts: Flows, hellos, names, protocols and DNS services.
        endpoints: ENDPOINTS rows.
        resolvers: Of these.
        proxied: From ``harness.stages.proxied.proxied_flows``.

    Returns:
        TRAITS rows in the order of endpoints; OBSCURED rows by vantage point and kind.
    """
    known = _known(endpoints, resolvers)
    opening = ("vantage", "client_ip", "remote")
    openers = pl.concat([gather_openers(part) for part in facts.flows.frames(opening)]).unique()
    texts, sums = Adding(pl.DataFrame.unique), HiddenSums()
    for part in batches(facts.flows.frames(_NEEDED)):
        towards = towards_remote(part, openers).join(known, on=ENDPOINT_KEY, how="left", nulls_equal=True)
        ids, asked = part["flow_id"].sort(), rows_between(proxied, part["flow_id"])
        said, marks = _shown(ids, facts, resolvers.other_names)
        texts.take(_texts(towards, said, asked))
        sums.take(_judged(towards, marks, asked, _with_keys(ids, facts)))
    hidden = sums.by_kind()
    traits = _traits(known, texts.result(), hidden)
    return traits, summarize(hidden, sums.octets_of_endpoints(), known.select("endpoint", "vantage"))


def _known(endpoints: pl.DataFrame, resolvers: Resolvers) -> pl.DataFrame:
    """What flows are judged by, of each endpoint, with its number."""
    named = endpoints.select(*ENDPOINT_KEY, "scope", "scope_kind", "name_grade").with_row_index("endpoint")
    return named.join(
        resolvers.endpoints, on=ENDPOINT_KEY, how="left", nulls_equal=True, maintain_order="left"
    )


def _shown(
    flow_ids: pl.Series, facts: FactParts, other_names: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Protocols of some flows, and marks of them."""
    hellos = facts.hellos.of_flows(flow_ids, _OF_HELLOS)
    names = facts.names.of_flows(flow_ids, ("flow_id", "source"))
    protocols = facts.protocols.of_flows(flow_ids, ("flow_id", "protocol", "key"))
    said = spoken(hellos, names, protocols)
    return said, marks_of(said, hellos, protocols, other_names)


def _with_keys(flow_ids: pl.Series, facts: FactParts) -> pl.Series:
    """Those of some flows in which a DNS record gave keys for encrypted hellos."""
    return facts.dns_services.of_flows(flow_ids, ("flow_id", "ech")).filter("ech")["flow_id"]


def _texts(towards: pl.DataFrame, said: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Protocols and targets of endpoints, one a row."""
    ends = towards.select("flow_id", "endpoint", proxy_ip="server_ip")
    targets = ends.join(asked, on=["flow_id", "proxy_ip"])
    return pl.concat(
        [
            ends.join(said, on="flow_id").select("endpoint", what=pl.lit(_TEXTS[0]), text="protocol"),
            targets.select("endpoint", what=pl.lit(_TEXTS[1]), text="target"),
        ]
    ).unique()


def _judged(
    towards: pl.DataFrame, marks: pl.DataFrame, asked: pl.DataFrame, with_keys: pl.Series
) -> pl.DataFrame:
    """Flows with all that ``HiddenSums`` takes."""
    proxies = asked.select("flow_id", server_ip="proxy_ip").unique().with_columns(proxied=pl.lit(value=True))
    return (
        towards.join(marks, on="flow_id", how="left")
        .join(proxies, on=["flow_id", "server_ip"], how="left")
        .with_columns(pl.col(*MARKS, "proxied").fill_null(value=False), opened=pl.lit(value=False))
        .with_columns(leading=leads_on(), unseen=asks_unseen())
        .with_columns(
            meant=is_meant(_LEADING, _UNSEEN),
            kinds=kinds_of(_LEADING, _UNSEEN),
            doubtful=may_be_real(),
            asking=_UNSEEN.is_not_null() | pl.col("flow_id").is_in(with_keys.implode()),
            payload_octets=pl.col("payload_octets_up") + pl.col("payload_octets_down"),
            capture=pl.coalesce("data_up_capture", "capture"),
            packet=pl.coalesce("data_up_packet", "first_packet"),
        )
    )


def _traits(known: pl.DataFrame, texts: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    lists = [
        texts.filter(pl.col("what") == what).group_by("endpoint").agg(pl.col("text").sort().alias(what))
        for what in _TEXTS
    ]
    lists.append(hidden.group_by("endpoint").agg(obscured=pl.col("kind").sort()))
    traits = known.select("endpoint", *ENDPOINT_KEY)
    for one in lists:
        traits = traits.join(one, on="endpoint", how="left", maintain_order="left")
    traits = traits.with_columns(pl.col(*_TEXTS, "obscured").fill_null(_NO_TEXTS)).join(
        PORT_WORDS, on=["transport", "server_port"], how="left", maintain_order="left"
    )
    suggested = pl.when(pl.col("protocols").list.len() == 0).then("port_protocol")
    return conform(traits.drop("endpoint").with_columns(port_protocol=suggested), TRAITS)
