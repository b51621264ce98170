"""Round trips by address -> which of them bound a distance, and why the others do not.

A round trip bounds the distance of whoever answered, and that need not be the server: transparent proxies, local VPNs that capture,
accelerators of satellite and mobile networks all answer in its name, from nearby. What looks like that is never used, neither to
exclude a country nor to confirm one; a larger round trip of the same address that does not may be.

    unspent TTL          the answer has the TTL that systems start with (64, 128, 255), so it crossed no router
    near everywhere      three or more networks on the internet, of all or of those on one port, and each answered within 2 ms
    far below hello      TCP answered in less than half of the time of the hello, and 2 ms before it
    far below handshake  likewise a hello, where a local VPN answers SYNs only after the server: then the VPN opens TLS
    what is known        interception, capture by a local VPN, certificates of a proxy's own authority, another clock; the proxy's own times to
                         the server, where its clock cannot be set, are none of these

A sample that is in doubt for one reason never frees another of a doubt: where samples are held against each other, those in doubt count
for whatever raises more. So a further doubt never leaves more usable.

Blind spots: a second proxy beyond one that timed its connections. An accelerator whose own far side is quick, or that opens TLS, a VPN server that ends TCP: with these the hello comes no later than
the handshake. A proxy some routers away for what has no hello, unless all that it answers for is within 2 ms. An authority that is not known by its
name is not seen, nor is one in TLS 1.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from harness.model.addresses import scope_of
from harness.model.sites import Doubt, LocalVpn, Rig
from harness.model.words import Scope

SAMPLE: Final = ("vantage", "server_ip", "server_port", "kind", "basis", "unspent")
"""What samples of a flow and kind are told apart by; ``unspent``: the answer's first packet had a TTL that systems start with."""
UNSPENT: Final = (64, 128, 255)
_NEAR_NS: Final = 2_000_000
_NETWORKS: Final = 3
_LATER_NS: Final = 2_000_000
"""More than servers need for a hello costs nothing wrong: then the hello bounds the distance, not the handshake (decision 0148)."""
_HELLOS: Final = ("tls_hello", "quic_initial")
_TRANSPORT: Final = ("tcp_handshake", "data_ack")
_BY_ITSELF: Final = ("unspent_ttl", "vpn_capture", "intercepted", "local_authority", "other_clock")
_NETWORK_FORMS: Final = (r"^(\d+\.\d+)\.", r"^(64:ff9b::[0-9a-f]+)", r"^([0-9a-f]*:[0-9a-f]*):")
"""Half of an IPv4 address, also of one behind the well-known NAT64 prefix (RFC 6052 §2.1); 32 bits of an IPv6 address."""
_AUTHORITIES: Final = re.compile(
    r"mitmproxy|charles proxy|fiddler|burp|portswigger|owasp zap|proxyman|http ?toolkit|polarproxy|sslsplit|zscaler|fortinet|fortigate|"
    r"kaspersky|avast|bitdefender|eset ssl filter|netskope|palo alto|blue ?coat|sophos|pcapdroid|packet capture|httpcanary",
    re.IGNORECASE,
)
"""Names that programs which open TLS give to their own authority."""


def is_local_authority(issuer: str) -> bool:
    """Whether a certificate's issuer is the authority of a program that opens TLS, by its name.

    >>> is_local_authority("CN=mitmproxy,O=mitmproxy"), is_local_authority("C=US,O=Let's Encrypt,CN=R11")
    (True, False)
    """
    return _AUTHORITIES.search(issuer) is not None


def with_doubts(samples: pl.DataFrame, rigs: Mapping[str, Rig]) -> pl.DataFrame:
    """Add ``doubts``: why each sample bounds no distance; empty where it does.

    Args:
        samples: ``SAMPLE`` and ``rtt_ns``; other columns are kept.
        rigs: What is known of each vantage point.
    """
    marked = samples.with_columns(**_by_itself(rigs))
    marked = marked.with_columns(certain=~pl.any_horizontal(*map(pl.col, _BY_ITSELF)))
    for group in (["vantage", "kind"], ["vantage", "kind", "server_port"]):
        found = _near_everywhere(marked, group).rename({"near": f"near_of_{len(group)}"})
        marked = marked.join(found, on=group, how="left", nulls_equal=True)
    for name, kinds in (("hello_ns", _HELLOS), ("handshake_ns", ("tcp_handshake",))):
        marked = marked.join(_least_certain(marked, kinds, name), on=["vantage", "server_ip"], how="left")
    asks_first = pl.col("vantage").is_in(_captured_by(rigs, LocalVpn.AFTER_THE_SERVER))
    marked = marked.with_columns(
        near_everywhere=pl.any_horizontal("near_of_2", "near_of_3").fill_null(value=False),
        far_below_hello=pl.col("kind").is_in(_TRANSPORT) & _far_below("hello_ns"),
        far_below_handshake=asks_first & pl.col("kind").is_in(_HELLOS) & _far_below("handshake_ns"),
    )
    said = [pl.when(doubt.value).then(pl.lit(doubt.value)) for doubt in sorted(Doubt)]
    return marked.select(*samples.columns, doubts=pl.concat_list(said).list.drop_nulls())


def _by_itself(rigs: Mapping[str, Rig]) -> dict[str, pl.Expr]:
    """Doubts that need no other sample, ``_BY_ITSELF``.

    Where a local VPN captured, packets never were on a wire, and their TTLs tell nothing; unless one of them is spent, so that they were.
    """
    kind, vantage = pl.col("kind"), pl.col("vantage")
    local_vpn = vantage.is_in(_captured_by(rigs, *LocalVpn))
    # The proxy that stands between here and the server has timed what lies beyond it.
    by_proxy = pl.col("basis") == "upstream_steady"
    at_once = vantage.is_in(_captured_by(rigs, LocalVpn.AT_ONCE))
    return {
        "unspent_ttl": pl.col("unspent") & ~(local_vpn & pl.col("unspent").all().over("vantage")),
        "vpn_capture": (local_vpn & (kind == "data_ack")) | (at_once & (kind == "tcp_handshake")),
        "intercepted": vantage.is_in(_vantages_with(Doubt.INTERCEPTED, rigs)) & ~by_proxy,
        "local_authority": vantage.is_in(_vantages_with(Doubt.LOCAL_AUTHORITY, rigs)) & ~by_proxy,
        "other_clock": pl.col("basis") == "upstream",
    }


def _captured_by(rigs: Mapping[str, Rig], *ways: LocalVpn) -> list[str]:
    return [vantage for vantage, rig in rigs.items() if rig.local_vpn in ways]


def _vantages_with(doubt: Doubt, rigs: Mapping[str, Rig]) -> list[str]:
    return [vantage for vantage, rig in rigs.items() if doubt in rig.doubts]


def _near_everywhere(samples: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    """Groups of samples in which everything on the internet is near: no network that is certainly far, and at least three near."""
    addresses = samples["server_ip"].unique()
    outside = [
        address for address in addresses if scope_of(address)[0] is Scope.INTERNET
    ]  # a slow local host frees nothing
    far = (pl.col("least_ns") >= _NEAR_NS) & pl.col("certain")
    return (
        samples.filter(pl.col("server_ip").is_in(outside))
        .group_by(
            *group, network=pl.coalesce(pl.col("server_ip").str.extract(form) for form in _NETWORK_FORMS)
        )
        .agg(pl.col("certain").any(), least_ns=pl.col("rtt_ns").min())
        .group_by(group)
        .agg(near=((pl.col("least_ns") < _NEAR_NS).sum() >= _NETWORKS) & ~far.any())
    )


def _least_certain(samples: pl.DataFrame, kinds: Sequence[str], name: str) -> pl.DataFrame:
    """The least sample of some kinds of each address; where all are in doubt, the greatest, which doubts most."""
    times, certain = pl.col("rtt_ns"), pl.col("certain")
    chosen = samples.filter(pl.col("kind").is_in(kinds)).group_by("vantage", "server_ip")
    return chosen.agg(pl.coalesce(times.filter(certain).min(), times.max()).alias(name))


def _far_below(name: str) -> pl.Expr:
    """Whether a sample is far below another kind's."""
    other, own = pl.col(name), pl.col("rtt_ns")
    return ((other > 2 * own) & (other - own > _LATER_NS)).fill_null(value=False)
