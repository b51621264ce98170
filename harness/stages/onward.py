"""endpoints + traits -> which of them pass on what is sent there, to servers that are not seen.

By content first (it was asked to reach another, or speaks the protocol of a tunnel), then by transport, port or
address block. A relay of which nothing tells is not known (standing limits).
"""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from harness.model.protocols import TUNNELS
from harness.model.words import Onward
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.frames import only, without

TUNNEL_TRANSPORTS: Final = ("ah", "esp", "gre", "ip-97", "ip-115", "ip6", "ipip")
"""IP protocols that carry other packets and were not opened."""
TUNNEL_PORTS: Final = (500, 1080, 1194, 1701, 2152, 3128, 3544, 4500, 4789, 6081, 51820)
"""IKE, SOCKS, OpenVPN, L2TP, GTP-U, HTTP proxies, Teredo, IPsec NAT traversal, VXLAN, Geneve, WireGuard: by IANA, or
as commonly used. L2TP and GTP-U only where they could not be opened."""
_STAND_IN: Final = "benchmarking"
_RESERVED: Final = "reserved"
"""Kinds of blocks as in ``harness.model.addresses``."""
_TUNNELS: Final = [protocol.value for protocol in TUNNELS]


def with_onward(endpoints: pl.DataFrame, traits: pl.DataFrame) -> pl.DataFrame:
    """Add ``onward``, a value of ``Onward``, null where nothing tells that it passes anything on.

    Args:
        endpoints: ``ENDPOINT_KEY`` and ``scope_kind``, perhaps more.
        traits: TRAITS rows of these.
    """
    told = only(traits, (*ENDPOINT_KEY, "protocols", "proxy_targets"))
    joined = endpoints.join(told, on=ENDPOINT_KEY, how="left", nulls_equal=True, maintain_order="left")
    return without(joined.with_columns(onward=_word()), "protocols", "proxy_targets")


@cache  # made once: it takes longer than to work it out for a few endpoints
def _word() -> pl.Expr:
    speaks = pl.col("protocols").list.set_intersection(_TUNNELS).list.len() > 0
    return (
        pl.when(pl.col("proxy_targets").list.len() > 0)
        .then(pl.lit(Onward.PROXY.value))
        .when(speaks)
        .then(pl.lit(Onward.TUNNEL.value))
        .when(by_number())
        .then(pl.lit(Onward.LIKELY_TUNNEL.value))
        .when(pl.col("scope_kind") == _STAND_IN)
        .then(pl.lit(Onward.STAND_IN.value))
        .when(pl.col("scope_kind") == _RESERVED)
        .then(pl.lit(Onward.RESERVED.value))
    )


def by_number() -> pl.Expr:
    """Whether transport or port are those of tunnels and proxies; false where there is no port."""
    port = pl.col("server_port").is_in(TUNNEL_PORTS).fill_null(value=False)
    return pl.col("transport").is_in(TUNNEL_TRANSPORTS) | port


def by_scope() -> pl.Expr:
    """Whether the address is of a block that stands for others; needs ``scope_kind``."""
    return pl.col("scope_kind").is_in([_STAND_IN, _RESERVED]).fill_null(value=False)
