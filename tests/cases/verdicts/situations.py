"""Situations that some case must be about, and which are. ``case.yaml`` of each lists them under ``shows``."""

from __future__ import annotations

SITUATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "mid-test-fix": (
        "what was found is mended while the test goes on",
        (
            "finding-fixed-by-retest",
            "finding-fixed-by-statement",
            "finding-not-seen-since",
            "finding-came-back",
        ),
    ),
    "region-only-endpoint": (
        "an endpoint that is contacted from one region only",
        ("endpoint-of-one-region-only", "account-region-decides"),
    ),
    "geodns": ("one name that leads elsewhere from elsewhere", ("name-leads-to-two-countries",)),
    "cdn-front": (
        "a delivery network in front of the vendor's host",
        ("delivery-network-in-front", "delivery-network-hides-who-is-behind", "named-by-alias"),
    ),
    "anycast": (
        "an address announced from many places at once",
        ("anycast", "anycast-that-answered-from-nearby"),
    ),
    "hk-versus-cn": (
        "Hong Kong is not mainland China, and may count with it",
        ("hong-kong-is-not-mainland", "hong-kong-in-the-group", "cn-or-hong-kong-in-the-group"),
    ),
    "ipv6-only": ("an access network without IPv4", ("ipv6-only-network", "link-ipv6")),
    "nat": (
        "a tap behind address translation, or a translator on the way",
        ("behind-address-translation", "which-side-is-ours", "nat64-to-cn", "cgnat-peer"),
    ),
    "interception": (
        "a proxy that opened TLS",
        (
            "interception",
            "interception-refused-with-a-ca-of-the-system",
            "witness-under-interference",
            "quic-blocked-beside-passive",
        ),
    ),
    "pcapdroid": ("captured on the phone by a local VPN", ("pcapdroid", "vpn-capture")),
    "truncated": ("a file that breaks off, or packets that are cut", ("truncated-file", "cut-packets")),
    "lossy": (
        "packets that the capture missed",
        ("packet-loss-counted", "loss-stated", "loss-unknown", "second-vantage-point-is-lossy"),
    ),
    "clock-skew": (
        "a capturing clock that is wrong or was set, stated or not",
        ("clock-offset-stated", "clock-offset-unstated", "clock-skew-between-two-taps", "clock-set-back"),
    ),
}
"""Word to what it means and its cases."""
