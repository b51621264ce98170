"""Prefixes and AS numbers whose holders say that they announce them from many places.

The published cloud lists add their own (AWS GLOBAL, Google ``global``, Azure Front Door,
all of Cloudflare). What is not listed counts as unicast: a wrong "unicast" can make a
witness out of a far node's database answer, a wrong "anycast" only weakens a witness to
"possible". So an operator whose pages contradict each other is listed.
"""

from __future__ import annotations

PREFIXES: tuple[tuple[str, str, str], ...] = (
    # prefix, who, what says so
    ("8.8.8.0/24", "Google Public DNS", "Google Public DNS FAQ: anycast routing"),
    ("8.8.4.0/24", "Google Public DNS", "Google Public DNS FAQ: anycast routing"),
    ("2001:4860:4860::/48", "Google Public DNS", "Google Public DNS FAQ: anycast routing"),
    ("223.5.5.0/24", "AliDNS", "Alibaba Public DNS: nodes at home and abroad behind BGP anycast"),
    ("223.6.6.0/24", "AliDNS", "Alibaba Public DNS: nodes at home and abroad behind BGP anycast"),
    ("2400:3200::/48", "AliDNS", "Alibaba Public DNS: nodes at home and abroad behind BGP anycast"),
    ("2400:3200:baba::/48", "AliDNS", "Alibaba Public DNS: nodes at home and abroad behind BGP anycast"),
    (
        "119.29.29.0/24",
        "DNSPod Public DNS",
        "DNSPod: BGP anycast; its pages differ on nodes outside the mainland",
    ),
    ("45.90.28.0/24", "NextDNS", "NextDNS set-up guide: anycast addresses"),
    ("45.90.30.0/24", "NextDNS", "NextDNS set-up guide: anycast addresses"),
    ("192.31.196.0/24", "AS112", "RFC 7535 section 3.1"),
    ("192.175.48.0/24", "AS112", "RFC 7534 section 3.1"),
    ("2001:4:112::/48", "AS112", "RFC 7535 section 3.1"),
    ("2620:4f:8000::/48", "AS112", "RFC 7534 section 3.1"),
    ("192.52.193.0/24", "AMT relays", "RFC 7450 section 7"),
    ("2001:3::/32", "AMT relays", "RFC 7450 section 7"),
    ("192.88.99.0/24", "6to4 relays", "RFC 3068 section 2.3, deprecated by RFC 7526"),
    ("192.0.0.9/32", "PCP servers", "RFC 7723 section 4.1"),
    ("192.0.0.10/32", "TURN servers", "RFC 8155 section 8.1"),
    ("2001:1::1/128", "PCP servers", "RFC 7723 section 4.2"),
    ("2001:1::2/128", "TURN servers", "RFC 8155 section 8.2"),
    ("2001:1::3/128", "DNS-SD registration", "RFC 9665 section 10.7"),
    *(
        (
            f"{address}/{128 if ':' in address else 32}",
            "DNS root",
            "root-servers.org: every letter is anycast",
        )
        for address in [
            "198.41.0.4",
            "170.247.170.2",
            "192.33.4.12",
            "199.7.91.13",
            "192.203.230.10",
            "192.5.5.241",
            "192.112.36.4",
            "198.97.190.53",
            "192.36.148.17",
            "192.58.128.30",
            "193.0.14.129",
            "199.7.83.42",
            "202.12.27.33",
            "2001:503:ba3e::2:30",
            "2801:1b8:10::b",
            "2001:500:2::c",
            "2001:500:2d::d",
            "2001:500:a8::e",
            "2001:500:2f::f",
            "2001:500:12::d0d",
            "2001:500:1::53",
            "2001:7fe::53",
            "2001:503:c27::2:30",
            "2001:7fd::1",
            "2001:500:9f::42",
            "2001:dc3::35",
        ]
    ),
)

AS_NUMBERS: dict[int, tuple[str, str]] = {
    13335: ("Cloudflare", "Cloudflare reference architecture: every service on every anycast node"),
    209242: ("Cloudflare", "Cloudflare Spectrum and customer prefixes on the same anycast network"),
    19281: ("Quad9", "Quad9: global anycast network"),
    36692: ("OpenDNS", "Cisco Umbrella: global anycast network"),
    54113: ("Fastly", "Fastly documentation: anycast addresses for shared and dedicated services"),
    212772: ("AdGuard DNS", "AdGuard DNS: anycast servers"),
}
"""AS numbers all of whose announced addresses count as anycast, expanded to ranges at build time."""
