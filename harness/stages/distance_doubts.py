"""Round trips by address -> which of them bound a distance, and why the others do not.

A round trip bounds the distance of whoever answered, and that need not be the server: transparent proxies, local VPNs that capture,
accelerators of satellite and mobile networks all answer in its name, from nearby. What looks like that is never used, neither to
exclude a country nor to confirm one; a larger round trip of the same address that does not may be.

    unspent TTL          the answer has the TTL that systems start with (64, 128, 255), so it crossed no router
    near everywhere      three or more networks, and each answered within 2 ms
    far below hello      TCP answered in less than half of the time of the hello, and 20 ms before it
    what is known        interception, capture by a local VPN, certificates of a proxy's own authority, another clock

Blind spots: an accelerator whose own far side is quick, a proxy some routers away that does not open TLS, a VPN server that ends TCP: with
these the hello comes no later than the handshake. An authority that is not known by its name is not seen, nor is one in TLS 1.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from harness.model.sites import Doubt, LocalVpn, Rig

SAMPLE: Final = ("vantage", "server_ip", "kind", "basis", "unspent")
"""What samples of a flow and kind are told apart by; ``unspent``: the answer's first packet had a TTL that systems start with."""
UNSPENT: Final = (64, 128, 255)
_NEAR_NS: Final = 2_000_000
_NETWORKS: Final = 3
_LATER_NS: Final = 20_000_000
_HELLOS: Final = ("tls_hello", "quic_initial")
_TRANSPORT: Final = ("tcp_handshake", "data_ack")
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
    kind, vantage = pl.col("kind"), pl.col("vantage")
    transport = kind.is_in(_TRANSPORT)
    local_vpn = vantage.is_in([name for name, rig in rigs.items() if rig.local_vpn])
    at_once = vantage.is_in([name for name, rig in rigs.items() if rig.local_vpn is LocalVpn.AT_ONCE])
    by_the_vpn = (local_vpn & (kind == "data_ack")) | (at_once & (kind == "tcp_handshake"))
    marked = samples.with_columns(
        unspent_ttl=pl.col("unspent") & ~local_vpn,  # its packets never were on a wire
        vpn_capture=by_the_vpn,
        intercepted=vantage.is_in(_vantages_with(Doubt.INTERCEPTED, rigs)),
        local_authority=vantage.is_in(_vantages_with(Doubt.LOCAL_AUTHORITY, rigs)),
        other_clock=pl.col("basis") == "upstream",
    )
    certain = ~pl.any_horizontal(
        "unspent_ttl", "vpn_capture", "intercepted", "local_authority", "other_clock"
    )
    marked = marked.join(_near_everywhere(marked.filter(certain)), on=["vantage", "kind"], how="left")
    marked = marked.join(_hellos(marked.filter(certain)), on=["vantage", "server_ip"], how="left")
    later = (pl.col("hello_ns") > 2 * pl.col("rtt_ns")) & (pl.col("hello_ns") - pl.col("rtt_ns") > _LATER_NS)
    marked = marked.with_columns(
        near_everywhere=pl.col("near_everywhere").fill_null(value=False),
        far_below_hello=(transport & later).fill_null(value=False),
    )
    said = [pl.when(doubt.value).then(pl.lit(doubt.value)) for doubt in sorted(Doubt)]
    return marked.select(*samples.columns, doubts=pl.concat_list(said).list.drop_nulls())


def _vantages_with(doubt: Doubt, rigs: Mapping[str, Rig]) -> list[str]:
    return [vantage for vantage, rig in rigs.items() if doubt in rig.doubts]


def _near_everywhere(samples: pl.DataFrame) -> pl.DataFrame:
    """Vantage points and kinds of sample for which everything is near."""
    network = pl.col("server_ip").str.replace(r"^(\d+\.\d+)\..*$|^([0-9a-f]*:[0-9a-f]*):.*$", "$1$2")
    return (
        samples.group_by("vantage", "kind", network=network)
        .agg(pl.col("rtt_ns").min())
        .group_by("vantage", "kind")
        .agg(near_everywhere=(pl.len() >= _NETWORKS) & (pl.col("rtt_ns").max() < _NEAR_NS))
    )


def _hellos(samples: pl.DataFrame) -> pl.DataFrame:
    """The least hello of each address."""
    hellos = samples.filter(pl.col("kind").is_in(_HELLOS))
    return hellos.group_by("vantage", "server_ip").agg(hello_ns=pl.col("rtt_ns").min())
