"""Flows -> flows with the far side as server: *up* is what was sent to it, whoever opened the flow.

Of a flow between two internet addresses it may not be known which side is ours. Who opens
flows to the internet at a vantage point is taken for ours; where both sides do, or
neither, nothing tells, and the flow is there once for each side.

Blind spots: a flow that is turned on the word of its openers alone, or given for both sides,
has no packet with payload for the side that FLOWS did not take for the remote one, and
its contact level there is told from octets alone: ``data`` or ``connected``.
"""

from __future__ import annotations

import polars as pl

from harness.model.words import ContactLevel, Remote
from harness.stages.least_round_trips import FAR, NEAR
from harness.tables.frames import without

_TURNED = (
    *((f"{field}_up", f"{field}_down") for field in ("packets", "ip_octets", "payload_octets", "tcp_flags")),
    ("client_ip", "server_ip"),
    ("client_mac", "server_mac"),
    (NEAR, FAR),
)
"""Columns that change places."""
_OF_DATA = ("data_up_packet", "data_up_capture", "data_up_ns")
_REMOTE = pl.col("remote")


def towards_remote(flows: pl.DataFrame, openers: pl.DataFrame | None = None) -> pl.DataFrame:
    """Turn flows so that the server's columns are the far side's.

    Args:
        flows: FLOWS rows, or some of their columns: at least ``vantage``, ``client_ip``, ``server_ip``,
            ``server_port``, ``remote``, ``contact`` and ``payload_octets_down``.
        openers: From ``gather_openers`` of all flows, where these are a part of them.

    Returns:
        The columns given and ``remote_known`` (Boolean): the server is certain to be the far side. Every flow is
        there once, one of unknown sides twice. No order is promised. A far side that opened the flow has a null
        ``server_port``: its port means nothing; ``client_port`` is always ours.
    """
    if flows.filter(_REMOTE != Remote.SERVER).is_empty():  # the rule by far: nothing is copied
        return flows.with_columns(remote_known=pl.lit(value=True))
    certain = flows.filter(_REMOTE.is_in([Remote.SERVER.value, Remote.CLIENT.value])).with_columns(
        remote_known=pl.lit(value=True), told=_REMOTE == Remote.CLIENT
    )
    known = gather_openers(flows) if openers is None else openers
    both = pl.concat([certain, _judged(flows, known)], rechunk=False)
    forward = both.filter(_REMOTE != Remote.CLIENT)
    backward = _turned(both.filter((_REMOTE == Remote.CLIENT) | ~pl.col("remote_known")))
    return without(pl.concat([forward, backward], rechunk=False), "told")


def gather_openers(flows: pl.DataFrame) -> pl.DataFrame:
    """Addresses that open flows between internet addresses, by vantage point; each once."""
    likely = flows.filter(_REMOTE == Remote.LIKELY_SERVER)
    return likely.select("vantage", ip="client_ip").unique()


def _judged(flows: pl.DataFrame, openers: pl.DataFrame) -> pl.DataFrame:
    """Flows between internet addresses, judged by who opens flows there."""
    client_opens, server_opens = pl.col("client_opens"), pl.col("server_opens")
    unknown = _REMOTE == Remote.UNKNOWN
    opened_inwards = (_REMOTE == Remote.LIKELY_SERVER) & server_opens
    return (
        _with_openers(flows, openers)
        .with_columns(
            remote=pl.when(unknown & server_opens & ~client_opens)
            .then(pl.lit(Remote.CLIENT.value))
            .otherwise("remote"),
            remote_known=~((unknown & (client_opens == server_opens)) | opened_inwards),
            told=pl.lit(value=False),
        )
        .drop("client_opens", "server_opens")
    )


def _with_openers(flows: pl.DataFrame, openers: pl.DataFrame) -> pl.DataFrame:
    """Flows between internet addresses, and whether each end opens such flows at this vantage point."""
    doubtful = flows.lazy().filter(_REMOTE.is_in([Remote.LIKELY_SERVER.value, Remote.UNKNOWN.value]))
    for end in ("client", "server"):
        found = openers.lazy().with_columns(pl.lit(value=True).alias(f"{end}_opens"))
        doubtful = doubtful.join(
            found, left_on=["vantage", f"{end}_ip"], right_on=["vantage", "ip"], how="left"
        ).with_columns(pl.col(f"{end}_opens").fill_null(value=False))
    return doubtful.collect()


def _turned(flows: pl.DataFrame) -> pl.DataFrame:
    """Flows seen from the other side; ``told`` where FLOWS already has contact and data of that side."""
    told = pl.col("told")
    sent = pl.when(pl.col("payload_octets_down") > 0)
    level = sent.then(pl.lit(ContactLevel.DATA.value)).otherwise(pl.lit(ContactLevel.CONNECTED.value))
    changes = {"contact": pl.when(told).then("contact").otherwise(level)}
    changes["server_port"] = pl.lit(None, dtype=pl.UInt16)
    if "client_port" in flows.columns:
        changes["client_port"] = pl.col("server_port")
    for one, other in _TURNED:
        if one in flows.columns:
            changes |= {one: pl.col(other), other: pl.col(one)}
    changes |= {name: pl.when(told).then(name).otherwise(None) for name in _OF_DATA if name in flows.columns}
    return flows.with_columns(**changes)
