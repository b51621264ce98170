"""protocols + names + flows -> flows whose peer was asked to reach another, and the names that are its own.

What a client says in such a flow (Host, SNI) and what comes back (certificates) are of what lies behind the proxy,
never of the proxy. A request in absolute form may go to the server itself too (RFC 9112 §3.2.2): it does where its
host is the server's address, or a lookup led from the one to the other.

Blind spots: whether a proxy did what it was asked is not seen; one that refuses was sent what was meant for another all the
same. A proxy that is spoken to inside TLS or another tunnel; one that a lookup names as the target. A TURN relay of which
only numbered channels were seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.name_sources import LOOKUPS, TOLD
from harness.model.protocols import Protocol
from harness.model.words import NameSource
from harness.tables.parts import Frames, Parts, rows_between

TARGET: Final = "target"
"""Key of PROTOCOLS rows: host and port that a proxy or relay was asked for (``harness.wire.told_http``)."""
ABSOLUTE_FORM: Final = "absolute_form"
"""Likewise of a request whose target holds its host; perhaps the server itself."""
_OF_FLOW: Final = [source.value for source in (*TOLD, NameSource.CERTIFICATE)]
_LOOKUPS: Final = [source.value for source in LOOKUPS]
_TIE: Final = ("vantage", "server_ip", "name")
_HOST: Final = r"^\[?([^\]]*?)\]?(?::\d+)?$"
"""Host of a target; the brackets of IPv6 are none of it (RFC 3986 §3.2.2)."""


def proxied_flows(protocols: Frames, names: Frames, flows: Parts) -> pl.DataFrame:
    """Flows to proxies and relays.

    Args:
        protocols: PROTOCOLS rows, in any order.
        names: NAMES rows, in any order.
        flows: FLOWS rows.

    Returns:
        ``flow_id``, ``proxy_ip``: the end of the flow that was asked, and ``target``: the host and port that it was asked
        for; each once, in order.
    """
    columns = ("flow_id", "by_client", "protocol", "key", "value")
    asked = [
        part.filter(pl.col("key").is_in([TARGET, ABSOLUTE_FORM])).select(columns)
        for part in protocols.frames(columns)
    ]
    targets = pl.concat(asked, rechunk=False)
    ids = targets["flow_id"].unique().sort()
    ends = flows.of_flows(ids, ("flow_id", "vantage", "client_ip", "server_ip"))
    # Both ends of TURN name peers, and the relay is the server; whoever sends a request to a proxy asks the other end.
    client_asked = ~pl.col("by_client") & (pl.col("protocol") != Protocol.STUN.value)
    told = targets.join(ends, on="flow_id").select(
        "flow_id",
        "vantage",
        proxy_ip=pl.when(client_asked).then("client_ip").otherwise("server_ip"),
        target="value",
        doubtful=pl.col("key") == ABSOLUTE_FORM,
        host=pl.col("value").str.extract(_HOST),
    )
    return _without_origins(told, names).select("flow_id", "proxy_ip", "target").unique().sort(pl.all())


def _without_origins(told: pl.DataFrame, names: Frames) -> pl.DataFrame:
    """All but requests in absolute form that went to the server that they name."""
    to_address = pl.col("doubtful") & (pl.col("host") == pl.col("proxy_ip")).fill_null(value=False)
    told = told.filter(~to_address)
    doubtful = told.filter("doubtful").select("vantage", server_ip="proxy_ip", name="host").unique()
    if doubtful.is_empty():
        return told
    found = [
        part.filter(pl.col("source").is_in(_LOOKUPS)).join(doubtful, on=_TIE, how="semi").select(_TIE)
        for part in names.frames((*_TIE, "source"))
    ]
    origins = pl.concat(found).unique().with_columns(doubtful=pl.lit(value=True))
    place = ["vantage", "proxy_ip", "host", "doubtful"]
    return told.join(origins, left_on=place, right_on=[*_TIE, "doubtful"], how="anti")


def own_names_of(names: Frames, proxied: pl.DataFrame) -> Frames:
    """NAMES rows but those that belong to what lies behind a proxy.

    Args:
        names: NAMES rows, in any order.
        proxied: From ``proxied_flows``.
    """
    return names if proxied.is_empty() else _OwnNames(names, proxied["flow_id"].unique().sort())


@dataclass(frozen=True, slots=True)
class _OwnNames:
    """NAMES without those that belong to what lies behind a proxy."""

    names: Frames
    proxied: pl.Series
    """``flow_id`` of the flows to proxies, in order."""

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Frames``."""
        needed = None if columns is None else list(dict.fromkeys((*columns, "flow_id", "source")))
        for part in self.names.frames(needed):
            own = own_names(part, self.proxied)
            yield own if columns is None else own.select(columns)


def own_names(names: pl.DataFrame, proxied: pl.Series) -> pl.DataFrame:
    """The rows of some names that do not belong to what lies behind a proxy.

    Args:
        names: NAMES rows.
        proxied: ``flow_id`` of the flows to proxies, in order.
    """
    near = rows_between(proxied.to_frame("flow_id"), names["flow_id"])["flow_id"]
    if near.is_empty():
        return names
    in_flow = pl.col("flow_id").is_in(near.implode()) & pl.col("source").is_in(_OF_FLOW)
    return names.filter(~in_flow.fill_null(value=False))
