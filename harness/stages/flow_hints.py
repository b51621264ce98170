"""facts -> what is known of single flows beyond their own rows, for some flows at a time.

What a proxy or a key opened, what refused a proxy, who was asked to reach another, and which encrypted hellos may be real
for what records of DNS told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.words import ProxyFailure, RequestSeenBy
from harness.stages.encrypted_hellos import EchRecords, ech_records, may_hide
from harness.stages.hiding import BITS
from harness.tables.frames import joined_left, only, with_mark
from harness.tables.parts import FactParts, Frames, rows_between, some

_NO_FLOWS: Final = pl.DataFrame(schema={"flow_id": pl.UInt64})
_NONE_REFUSED: Final = pl.DataFrame(schema={"flow_id": pl.UInt64, "refused": pl.UInt16})
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
        marked = with_mark(flows, "proxied", proxies, on=["flow_id", "server_ip"])
        marked = with_mark(marked, "opened", near["opened"], on=["flow_id"])
        marked = with_mark(marked, "unread", near["unread"], on=["flow_id"])
        marked = with_mark(marked, "told_ech", self._told_ech(flows, hellos), on=["flow_id"])
        return joined_left(marked, near["refused"], on=["flow_id"])

    def _told_ech(self, flows: pl.DataFrame, hellos: pl.DataFrame) -> pl.DataFrame:
        """``flow_id`` of flows whose encrypted hellos may be real for what records told."""
        sealed = only(hellos.filter("ech"), ("flow_id", "sni", "ech_config_id"))
        if sealed.is_empty():
            return only(sealed, ["flow_id"])
        ends = only(flows, ("flow_id", "vantage", "client_ip", "server_ip"))
        return only(may_hide(sealed.join(ends, on="flow_id"), _NOBODY, self.records), ["flow_id"])


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
        for part in some(requests.frames(("flow_id", "seen_by")))
    ]
    read += [
        part.filter(pl.col("opened") & (pl.col("messages") > 0)).select("flow_id")
        for part in some(sessions.frames(("flow_id", "opened", "messages")))
    ]
    return _flows_of(read)


def _unread(undecoded: Frames) -> pl.DataFrame:
    return _flows_of([part.drop_nulls() for part in some(undecoded.frames(("flow_id",)))])


def _flows_of(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts).unique().sort("flow_id") if parts else _NO_FLOWS


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
    parts = [part.select("flow_id", refused=bit).drop_nulls() for part in some(failures.frames(columns))]
    if not parts:
        return _NONE_REFUSED
    return pl.concat(parts).unique().group_by("flow_id").agg(pl.col("refused").sum()).sort("flow_id")
