"""What hides the name or the content of single flows, by kind of blind spot.

What each kind is stands at ``harness.model.blind_spots``, and in docs/names.md.

Flows are those beyond the local network, and those to local proxies, tunnels and hidden resolvers: names and
data go on from there.

Blind spots: SRTP and SRT keep their headers in clear: with the payload encrypted they are not told from RTP and SRT without.
Whether a body that a protocol in clear carries can be read is not asked here.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.protocols import MALFORMED, TUNNELS, Protocol
from harness.model.rules import Category
from harness.model.words import ContactLevel, Scope
from harness.stages.onward import by_number, by_scope
from harness.stages.proxied import TARGET
from harness.tables.frames import joined_left

BITS: Final = {
    kind: 1 << number
    for number, kind in enumerate(
        (
            BlindSpotKind.NO_NAME,
            BlindSpotKind.NO_SNI,
            BlindSpotKind.ECH,
            BlindSpotKind.ENCRYPTED_DNS,
            BlindSpotKind.HTTPDNS,
            BlindSpotKind.MALFORMED_HELLO,
            BlindSpotKind.OPAQUE,
            BlindSpotKind.TUNNEL,
            BlindSpotKind.UNDECODED,
            BlindSpotKind.CA_NOT_ACCEPTED,
            BlindSpotKind.PINNED,
        )
    )
}
"""A bit for each kind: flows in which the same kinds lie are summed together."""
_TUNNELS: Final = [protocol.value for protocol in TUNNELS]
_RESOLVING: Final = [Protocol.DOH.value, Protocol.DOT.value]
_SEALED: Final = [
    *(protocol.value for protocol in (Protocol.TLS, Protocol.QUIC, Protocol.DTLS, Protocol.MQTTS)),
    *(Protocol.OPAQUE.value, *_RESOLVING, *_TUNNELS),
]
"""Protocols that show nothing of what they carry."""
_DNS_PORT: Final = 853
"""DNS over TLS (RFC 7858 §3.1) and over QUIC (RFC 9250 §4.1.1)."""
_CLEAR_DNS_PORT: Final = 53
_HTTPS_PORT: Final = 443
_DNS_ALPN: Final = ("dot", "doq")
_HEARSAY_GRADE: Final = "E"


def marks_of(
    said: pl.DataFrame, hellos: pl.DataFrame, protocols: pl.DataFrame, other_names: pl.Series
) -> pl.DataFrame:
    """Say of flows what their payloads show that bears on what is hidden.

    Args:
        said: From ``harness.stages.spoken.spoken``.
        hellos: ``flow_id``, ``sni``, ``alpn``, ``ech`` and ``complete`` of HELLOS rows.
        protocols: ``flow_id``, ``protocol`` and ``key`` of PROTOCOLS rows.
        other_names: From ``harness.stages.resolvers.find_resolvers``.

    Returns:
        ``flow_id``, each once, and Booleans; flows that show nothing are not there.
    """
    protocol, key, sni = pl.col("protocol"), pl.col("key"), pl.col("sni")
    by_protocol = said.group_by("flow_id").agg(
        clear=(~protocol.is_in(_SEALED)).any(),
        sealed=protocol.is_in(_SEALED).any(),
        tunnel=protocol.is_in(_TUNNELS).any(),
        opaque=(protocol == Protocol.OPAQUE.value).any(),
        over_http=(protocol == Protocol.HTTPDNS.value).any(),
        resolving=protocol.is_in(_RESOLVING).any(),
    )
    by_key = (
        protocols.filter(key.is_in([TARGET, MALFORMED]))
        .group_by("flow_id")
        .agg(handed_on=(key == TARGET).any(), malformed=(key == MALFORMED).any())
    )
    by_hello = (
        # Whoever sent it: where the side taken for the server did, the sides are likely wrong.
        hellos.group_by("flow_id").agg(
            nameless=(sni.is_null() & pl.col("complete")).any(),
            cut=(~pl.col("complete")).any(),
            ech=pl.col("ech").any(),
            dns_alpn=pl.any_horizontal(pl.col("alpn").list.contains(word) for word in _DNS_ALPN).any(),
            elsewhere=sni.is_in(other_names.implode()).fill_null(value=False).all(),
            greeted=pl.lit(value=True),
        )
    )
    return joined_left(joined_left(by_protocol, by_key, on=["flow_id"]), by_hello, on=["flow_id"])


MARKS: Final = (
    *("clear", "sealed", "tunnel", "opaque", "over_http", "resolving", "handed_on", "malformed"),
    *("nameless", "cut", "ech", "dns_alpn", "elsewhere", "greeted"),
)
"""Columns of ``marks_of``, all of which the expressions below need, without nulls."""


def sent() -> pl.Expr:
    """Whether payload went either way; records may tell that it did and not how much."""
    counted = (pl.col("payload_octets_up") > 0) | (pl.col("payload_octets_down") > 0)
    return counted | (pl.col("contact") == ContactLevel.DATA.value)


def asks_unseen() -> pl.Expr:
    """Kind of a flow in which names are asked for where nobody sees it, as its bit; null for others.

    Needs flows towards their remote side, ``resolver`` of the endpoint and ``MARKS``.
    """
    asked = (pl.col("payload_octets_up") > 0) | (pl.col("contact") == ContactLevel.DATA.value)
    port, resolver = pl.col("server_port"), pl.col("resolver")
    there = asked & ~pl.col("elsewhere")
    over_http = pl.col("over_http") | (
        there & (resolver == Category.HTTPDNS.value) & (port != _CLEAR_DNS_PORT)
    ).fill_null(value=False)
    by_port = asked & (port == _DNS_PORT)
    by_resolver = (
        there
        & (resolver == Category.DNS.value)
        & (pl.col("greeted") | (port == _HTTPS_PORT).fill_null(value=False))
    )
    encrypted = pl.col("dns_alpn") | pl.col("resolving") | (by_port | by_resolver).fill_null(value=False)
    return (
        pl.when(over_http)
        .then(_bit(BlindSpotKind.HTTPDNS))
        .when(encrypted)
        .then(_bit(BlindSpotKind.ENCRYPTED_DNS))
    )


def leads_on() -> pl.Expr:
    """Whether a flow carries what is meant for others; needs ``proxied`` and ``scope_kind`` of the endpoint besides."""
    return pl.col("tunnel") | (sent() & (by_number() | by_scope() | pl.col("proxied")))


def is_meant(leading: pl.Expr, unseen: pl.Expr) -> pl.Expr:
    """Whether a flow is one of those that may hide something."""
    return (pl.col("scope").ne_missing(Scope.LOCAL.value)) | leading | unseen.is_not_null()


def kinds_of(leading: pl.Expr, unseen: pl.Expr) -> pl.Expr:
    """Kinds that lie in a flow as a sum of ``BITS``; what hangs on a doubt about its client is left to ``harness.stages.doubts``.

    Needs ``MARKS``, ``name_grade`` of the endpoint, ``remote_known``, and of the flow ``opened``, ``unread``, ``told_ech`` (its
    encrypted hello may be real, wherever its client asked for names) and ``refused`` (a bit, or null).

    Args:
        leading: As ``leads_on``.
        unseen: As ``asks_unseen``.
    """
    nameless = pl.col("name_grade").is_null() | (pl.col("name_grade") == _HEARSAY_GRADE)
    # Of a flow whose sides are not known neither is whose lookups count.
    real_ech = pl.col("told_ech") | (pl.col("ech") & ~pl.col("remote_known"))
    unread = pl.col("sealed") | pl.col("handed_on") | ~pl.col("clear")
    told = (
        (BlindSpotKind.NO_NAME, nameless),
        (BlindSpotKind.NO_SNI, pl.col("nameless")),
        (BlindSpotKind.ECH, real_ech),
        (BlindSpotKind.MALFORMED_HELLO, pl.col("cut") | pl.col("malformed")),
        (BlindSpotKind.OPAQUE, pl.col("opaque")),
        (BlindSpotKind.TUNNEL, leading),
        (BlindSpotKind.UNDECODED, sent() & ((unread & ~pl.col("opened")) | pl.col("unread"))),
    )
    zero = pl.lit(0, dtype=pl.UInt16)
    bits = [pl.when(condition).then(_bit(kind)).otherwise(zero) for kind, condition in told]
    return pl.sum_horizontal(*bits, unseen.fill_null(zero), pl.col("refused").fill_null(zero))


def may_be_real() -> pl.Expr:
    """Whether an encrypted hello may be real hangs on where its client asked for names."""
    return pl.col("ech") & ~pl.col("told_ech") & pl.col("remote_known")


def _bit(kind: BlindSpotKind) -> pl.Expr:
    return pl.lit(BITS[kind], dtype=pl.UInt16)
