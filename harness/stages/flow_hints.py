"""facts -> what is known of single flows beyond their own rows, for some flows at a time.

What a proxy or a key opened, what refused a proxy, who was asked to reach another, and which encrypted hellos may be real
for what records of DNS told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.words import ProxyFailure, RequestSeenBy
from harness.stages.encrypted_hellos import EchRecords, ech_records, may_hide
from harness.stages.hiding import BITS
from harness.tables.parts import FactParts, Frames, rows_between

_TOLD: Final = pl.lit(value=True)
_NOBODY: Final = pl.DataFrame(schema={"vantage": pl.String, "client_ip": pl.String})


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowHints:
    """Of all flows; frames by ``flow_id``."""

    records: EchRecords
    proxied: pl.DataFrame
    """From ``harness.stages.proxied.proxied_flows``."""
    opened: pl.DataFrame
    """``flow_id`` of flows that a key or a proxy opened."""
    unread: pl.DataFrame
    """``flow_id`` of flows whose content was searched, and not all could be read."""
    refused: pl.DataFrame
    """``flow_id`` and ``refused``, the bits of what kept an intercepting proxy out."""

    def added(self, flows: pl.DataFrame, hellos: pl.DataFrame) -> pl.DataFrame:
        """Add ``proxied`` (the server was asked to reach another), ``opened``, ``unread``, ``told_ech`` and ``refused``.

        Args:
            flows: FLOWS rows towards their remote side.
            hellos: HELLOS rows of these.
        """
        near = {name: rows_between(getattr(self, name), flows["flow_id"]) for name in _BY_FLOW}
        proxies = near["proxied"].select("flow_id", server_ip="proxy_ip").unique()
        ends = flows.select("flow_id", "vantage", "client_ip", "server_ip")
        sealed = hellos.filter("ech").select("flow_id", "sni", "ech_config_id").join(ends, on="flow_id")
        told = (sealed if sealed.is_empty() else may_hide(sealed, _NOBODY, self.records)).select("flow_id")
        return (
            flows.join(proxies.with_columns(proxied=_TOLD), on=["flow_id", "server_ip"], how="left")
            .join(near["opened"].with_columns(opened=_TOLD), on="flow_id", how="left")
            .join(near["unread"].with_columns(unread=_TOLD), on="flow_id", how="left")
            .join(told.with_columns(told_ech=_TOLD), on="flow_id", how="left")
            .join(near["refused"], on="flow_id", how="left")
            .with_columns(pl.col("proxied", "opened", "unread", "told_ech").fill_null(value=False))
        )


_BY_FLOW: Final = ("proxied", "opened", "unread", "refused")


def gather_hints(facts: FactParts, proxied: pl.DataFrame) -> FlowHints:
    """Gather what is known of flows.

    Args:
        facts: DNS services, names, requests, TLS sessions, failures of proxies, and content that was not read.
        proxied: From ``harness.stages.proxied.proxied_flows``.
    """
    return FlowHints(
        records=ech_records(facts.dns_services, facts.names),
        proxied=proxied,
        opened=_opened(facts.requests, facts.tls_sessions),
        unread=_unread(facts.undecoded),
        refused=_refused(facts.proxy_failures),
    )


def _opened(requests: Frames, sessions: Frames) -> pl.DataFrame:
    """Flows that a key or a proxy opened."""
    read = [
        part.filter(pl.col("seen_by") != RequestSeenBy.CLEAR.value).select("flow_id").drop_nulls()
        for part in requests.frames(("flow_id", "seen_by"))
    ]
    read += [
        part.filter(pl.col("opened") & (pl.col("messages") > 0)).select("flow_id")
        for part in sessions.frames(("flow_id", "opened", "messages"))
    ]
    return pl.concat(read).unique().sort("flow_id")


def _unread(undecoded: Frames) -> pl.DataFrame:
    read = [part.drop_nulls() for part in undecoded.frames(("flow_id",))]
    return pl.concat(read).unique().sort("flow_id")


def _refused(failures: Frames) -> pl.DataFrame:
    """Flows whose client did not accept an intercepting proxy, and what that is called."""
    pinned = pl.col("ca_in_system_store").fill_null(value=False)
    refused = pl.col("reason") != ProxyFailure.HANDSHAKE_FAILED.value
    bit = (
        pl.when(refused & pinned)
        .then(pl.lit(BITS[BlindSpotKind.PINNED], dtype=pl.UInt16))
        .when(refused)
        .then(pl.lit(BITS[BlindSpotKind.CA_NOT_ACCEPTED], dtype=pl.UInt16))
    )
    columns = ("flow_id", "reason", "ca_in_system_store")
    parts = [part.select("flow_id", refused=bit).drop_nulls() for part in failures.frames(columns)]
    return pl.concat(parts).unique().group_by("flow_id").agg(pl.col("refused").sum()).sort("flow_id")
