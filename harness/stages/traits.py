"""facts + endpoints + classes -> TRAITS and OBSCURED: what is spoken, and what hides names or content.

Flows are gone through twice: who asked for names unseen must be known before an encrypted hello is judged.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.blind_spots import BLIND_SPOTS, BlindSpotKind
from harness.model.words import ProxyFailure, RequestSeenBy, Scope
from harness.stages.adding import Adding
from harness.stages.encrypted_hellos import ech_records
from harness.stages.hiding import KINDS, Hints, asks_unseen, hiding
from harness.stages.remotes import gather_openers, towards_remote
from harness.stages.spoken import PORT_WORDS, spoken
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.obscured import OBSCURED
from harness.tables.parts import FactParts, Frames
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

_CLIENT: Final = ("vantage", "client_ip")
_NEEDED: Final = (
    *("flow_id", "capture", "vantage", "client_ip", "server_ip", "server_port", "transport", "start_ns"),
    *("payload_octets_up", "payload_octets_down", "remote", "contact"),
    *("first_packet", "data_up_packet", "data_up_capture"),
)
_TEXTS: Final = pl.List(pl.String)
_NO_TEXTS: Final = pl.lit([], dtype=_TEXTS)


def gather_traits(
    facts: FactParts, endpoints: pl.DataFrame, classes: pl.DataFrame, proxied: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say what is spoken with each endpoint and what hides what.

    Args:
        facts: Flows, hellos, names, protocols and DNS services.
        endpoints: ENDPOINTS rows.
        classes: CLASSES rows of these.
        proxied: From ``harness.stages.proxied.proxied_flows``.

    Returns:
        TRAITS rows in the order of endpoints; OBSCURED rows by vantage point and kind.
    """
    known = endpoints.select(*ENDPOINT_KEY, "scope", "name_grade").join(
        classes.select(*ENDPOINT_KEY, "category"), on=ENDPOINT_KEY, how="left", nulls_equal=True
    )
    hints = Hints(
        hellos=facts.hellos,
        names=facts.names,
        protocols=facts.protocols,
        records=ech_records(facts.dns_services, facts.names),
        proxied=proxied["flow_id"].unique(),
        opened=_opened(facts.requests, facts.tls_sessions),
        refused=_refused(facts.proxy_failures),
    )
    openers = pl.concat([gather_openers(part) for part in facts.flows.frames((*_CLIENT, "remote"))]).unique()
    unseen = Adding(pl.DataFrame.unique)
    for part in facts.flows.frames(_NEEDED):
        asked = asks_unseen(_beyond(part, openers, known), hints)
        unseen.take(asked.select("flow_id", *_CLIENT, "kind"))
    return _gathered(facts, known, openers, unseen.result(), hints, proxied)


def _gathered(
    facts: FactParts,
    known: pl.DataFrame,
    openers: pl.DataFrame,
    unseen: pl.DataFrame,
    hints: Hints,
    proxied: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    said, hidden, carried = Adding(_texts_added), Adding(_hidden_added), Adding(_octets_added)
    clients = unseen.select(_CLIENT).unique()
    for part in facts.flows.frames(_NEEDED):
        towards = towards_remote(part, openers)
        said.take(_said(towards, facts, proxied))
        flows = _beyond(part, openers, known)
        kinds = pl.concat([hiding(flows, clients, hints), unseen.select("flow_id", "kind")]).unique()
        hidden.take(_hidden(flows, kinds))
        carried.take(_octets_added(flows.select("vantage", payload_octets=_payload())))
    obscured = hidden.result()
    return _traits(known, said.result(), obscured), _summary(obscured, carried.result())


def _beyond(flows: pl.DataFrame, openers: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Flows towards their remote side beyond the local network, with what is known of it."""
    return (
        towards_remote(flows, openers)
        .join(known, on=ENDPOINT_KEY, how="left", nulls_equal=True)
        .filter(pl.col("scope") != Scope.LOCAL.value)
    )


def _opened(requests: Frames, sessions: Frames) -> pl.Series:
    """Flows that a key or a proxy opened."""
    read = [
        part.filter(pl.col("seen_by") != RequestSeenBy.CLEAR.value)["flow_id"].drop_nulls()
        for part in requests.frames(("flow_id", "seen_by"))
    ]
    read += [
        part.filter(pl.col("opened") & (pl.col("messages") > 0))["flow_id"]
        for part in sessions.frames(("flow_id", "opened", "messages"))
    ]
    return pl.concat(read).unique()


def _refused(failures: Frames) -> pl.DataFrame:
    """Flows whose client did not accept an intercepting proxy, and what that is called."""
    pinned = pl.col("ca_in_system_store").fill_null(value=False)
    refused = pl.col("reason") != ProxyFailure.HANDSHAKE_FAILED.value
    kind = (
        pl.when(refused & pinned)
        .then(pl.lit(BlindSpotKind.PINNED.value))
        .when(refused)
        .then(pl.lit(BlindSpotKind.CA_NOT_ACCEPTED.value))
    )
    columns = ("flow_id", "reason", "ca_in_system_store")
    parts = [part.select("flow_id", kind=kind.cast(KINDS)).drop_nulls() for part in failures.frames(columns)]
    return pl.concat(parts).unique()


def _said(flows: pl.DataFrame, facts: FactParts, proxied: pl.DataFrame) -> pl.DataFrame:
    """Protocols and targets of endpoints, one a row."""
    ids = flows["flow_id"].unique().sort()
    protocols = spoken(ids, facts.hellos, facts.names, facts.protocols)
    keys = flows.select("flow_id", *ENDPOINT_KEY)
    told = pl.concat(
        [
            protocols.select("flow_id", what=pl.lit("protocols"), text="protocol"),
            proxied.select("flow_id", what=pl.lit("proxy_targets"), text="target"),
        ]
    )
    return keys.join(told, on="flow_id").drop("flow_id").unique()


def _texts_added(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.unique()


def _payload() -> pl.Expr:
    return pl.col("payload_octets_up") + pl.col("payload_octets_down")


def _hidden(flows: pl.DataFrame, kinds: pl.DataFrame) -> pl.DataFrame:
    """Sums of what is hidden, by endpoint and kind."""
    shown = pl.struct(
        at="start_ns",
        capture=pl.coalesce("data_up_capture", "capture"),
        packet=pl.coalesce("data_up_packet", "first_packet"),
    )
    rows = flows.join(kinds, on="flow_id").select(
        *ENDPOINT_KEY, "kind", flows=pl.lit(1, dtype=pl.UInt64), payload_octets=_payload(), shown=shown
    )
    return _hidden_added(rows)


def _hidden_added(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by(*ENDPOINT_KEY, "kind").agg(
        pl.col("flows", "payload_octets").sum(), pl.col("shown").sort().first()
    )


def _octets_added(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("vantage").agg(pl.col("payload_octets").sum())


def _traits(known: pl.DataFrame, said: pl.DataFrame, obscured: pl.DataFrame) -> pl.DataFrame:
    lists = [
        said.filter(pl.col("what") == what)
        .group_by(ENDPOINT_KEY)
        .agg(pl.col("text").unique().sort().alias(what))
        for what in ("protocols", "proxy_targets")
    ]
    lists.append(obscured.group_by(ENDPOINT_KEY).agg(obscured=pl.col("kind").cast(pl.String).unique().sort()))
    traits = known.select(ENDPOINT_KEY)
    for one in lists:
        traits = traits.join(one, on=ENDPOINT_KEY, how="left", nulls_equal=True, maintain_order="left")
    traits = traits.with_columns(pl.col("protocols", "proxy_targets", "obscured").fill_null(_NO_TEXTS)).join(
        PORT_WORDS, on=["transport", "server_port"], how="left", maintain_order="left"
    )
    suggested = pl.when(pl.col("protocols").list.len() == 0).then("port_protocol")
    return conform(traits.with_columns(port_protocol=suggested), TRAITS)


def _summary(obscured: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """One row for each vantage point and kind."""
    blinds = {kind.value: sorted(one.value for one in BLIND_SPOTS[kind].blinds) for kind in BlindSpotKind}
    table = pl.DataFrame(
        {
            "kind": pl.Series(list(blinds), dtype=KINDS),
            "blinds": pl.Series(list(blinds.values()), dtype=_TEXTS),
        }
    )
    total = carried.select("vantage", total="payload_octets")
    share = pl.when(pl.col("total") > 0).then(pl.col("payload_octets") / pl.col("total"))
    frame = (
        obscured.group_by("vantage", "kind")
        .agg(
            pl.len().cast(pl.UInt64).alias("endpoints"),
            pl.col("flows", "payload_octets").sum(),
            pl.col("shown").sort().first(),
        )
        .join(table, on="kind", how="left")
        .join(total, on="vantage", how="left")
        .with_columns(
            pl.col("kind").cast(pl.String),
            octets_ratio=share,
            capture=pl.col("shown").struct["capture"],
            packet=pl.col("shown").struct["packet"],
        )
        .sort("vantage", "kind")
    )
    return conform(frame.drop("shown", "total"), OBSCURED)
