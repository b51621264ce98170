"""protocols + names -> flows whose server was asked to reach another, and the names that are its own.

What a client says in such a flow (Host, SNI) and what comes back (certificates) are of what lies behind the proxy,
never of the proxy. A request in absolute form may go to the server itself too (RFC 9112 §3.2.2): it does where a
lookup led from the name to the address.

Blind spots: a proxy that is spoken to inside TLS or another tunnel; one that a lookup names as the target.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.name_sources import LOOKUPS, TOLD
from harness.model.words import NameSource
from harness.tables.parts import Frames

TARGET: Final = "target"
"""Key of PROTOCOLS rows: host and port that a proxy was asked for (``harness.wire.told_http``)."""
ABSOLUTE_FORM: Final = "absolute_form"
"""Likewise of a request whose target holds its host; perhaps the server itself."""
_OF_FLOW: Final = [source.value for source in (*TOLD, NameSource.CERTIFICATE)]
_LOOKUPS: Final = [source.value for source in LOOKUPS]
_TIE: Final = ("vantage", "server_ip", "name")


def proxied_flows(protocols: Frames, names: Frames) -> pl.DataFrame:
    """Flows to proxies.

    Args:
        protocols: PROTOCOLS rows, in any order.
        names: NAMES rows, in any order.

    Returns:
        ``flow_id`` and ``target``, as a host and port; each pair once, in order.
    """
    asked = [
        part.filter(pl.col("key").is_in([TARGET, ABSOLUTE_FORM])).select("flow_id", "key", target="value")
        for part in protocols.frames(("flow_id", "key", "value"))
    ]
    targets = pl.concat(asked)
    doubtful = targets.filter(pl.col("key") == ABSOLUTE_FORM)["flow_id"].unique()
    origins = _origins(doubtful, names) if len(doubtful) else doubtful
    to_origin = (pl.col("key") == ABSOLUTE_FORM) & pl.col("flow_id").is_in(origins.implode())
    return targets.filter(~to_origin).select("flow_id", "target").unique().sort("flow_id", "target")


def _origins(flow_ids: pl.Series, names: Frames) -> pl.Series:
    """Those of some flows whose Host a lookup tied to their server."""
    columns = (*_TIE, "flow_id", "source")
    hosts = pl.concat(
        part.filter(
            (pl.col("source") == NameSource.HTTP_HOST.value) & pl.col("flow_id").is_in(flow_ids.implode())
        )
        for part in names.frames(columns)
    )
    looked_up = pl.concat(
        part.filter(pl.col("source").is_in(_LOOKUPS)).join(hosts, on=_TIE, how="semi").select(_TIE)
        for part in names.frames(columns)
    ).unique()
    return hosts.join(looked_up, on=_TIE, how="semi")["flow_id"].unique()


def own_names_of(names: Frames, proxied: pl.DataFrame) -> Frames:
    """NAMES rows but those that belong to what lies behind a proxy.

    Args:
        names: NAMES rows, in any order.
        proxied: From ``proxied_flows``.
    """
    return names if proxied.is_empty() else _OwnNames(names, proxied["flow_id"].unique())


@dataclass(frozen=True, slots=True)
class _OwnNames:
    """NAMES without those that belong to what lies behind a proxy."""

    names: Frames
    proxied: pl.Series
    """``flow_id`` of the flows to proxies."""

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Frames``."""
        needed = None if columns is None else list(dict.fromkeys((*columns, "flow_id", "source")))
        for part in self.names.frames(needed):
            own = own_names(part, self.proxied)
            yield own if columns is None else own.select(columns)


def own_names(names: pl.DataFrame, proxied: pl.Series) -> pl.DataFrame:
    """The rows of some names that do not belong to what lies behind a proxy."""
    if proxied.is_empty():
        return names
    in_flow = pl.col("flow_id").is_in(proxied.implode()) & pl.col("source").is_in(_OF_FLOW)
    return names.filter(~in_flow.fill_null(value=False))
