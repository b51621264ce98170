"""What `harness geo update` may fetch: one frozen recipe per data set, with addresses, licence and bounds.

Addresses and layouts are the vendors', collected from their documentation in November 2026; which were tried and which
not stands in docs/geodata-update.md. Bounds are some times the sizes known then: a file beyond them is no file of that kind.

Blind spots: a vendor may move a file or change its terms; a recipe knows only what was published when it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from harness.sources.geo_recipe import MIB, MONTH, Access, Dated, Digest, Form, Recipe, Wrapping

IPINFO_TOKEN: Final = "HARNESS_IPINFO_TOKEN"  # noqa: S105 - the name of a variable
MAXMIND_ACCOUNT: Final = "HARNESS_MAXMIND_ACCOUNT"
MAXMIND_KEY: Final = "HARNESS_MAXMIND_KEY"
TOKENS: Final = (IPINFO_TOKEN, MAXMIND_ACCOUNT, MAXMIND_KEY)
_NO_LICENCE: Final = "none stated; published by the operator for use"


def _geolite(edition: str, source: str, meaning: str) -> Recipe:
    return Recipe(
        source=source,
        title=f"MaxMind GeoLite2 {edition}",
        addresses=(
            f"https://download.maxmind.com/geoip/databases/GeoLite2-{edition}/download?suffix=tar.gz",
        ),
        wrapping=Wrapping.TAR_GZIP,
        form=Form.MMDB,
        meaning=meaning,
        licence="GeoLite2 EULA",
        attribution="This product includes GeoLite Data created by MaxMind, available from https://www.maxmind.com.",
        terms="https://www.maxmind.com/en/geolite2/eula",
        dated=Dated.CONTENT,
        digest=Digest.SHA256,
        access=Access.BASIC,
        tokens=(MAXMIND_ACCOUNT, MAXMIND_KEY),
        limit_octets=64 * MIB,
        expanded_octets=128 * MIB,
        older_kept=False,
    )


_REGISTRIES: Final = (
    "ftp.afrinic.net/pub/stats/afrinic/delegated-afrinic",
    "ftp.apnic.net/stats/apnic/delegated-apnic",
    "ftp.arin.net/pub/stats/arin/delegated-arin",
    "ftp.lacnic.net/pub/stats/lacnic/delegated-lacnic",
    "ftp.ripe.net/pub/stats/ripencc/delegated-ripencc",
)
_DELEGATED: Final = Recipe(
    source="rir-delegated",
    title="delegated addresses of all five registries, extended",
    addresses=tuple(f"https://{place}-extended-latest" for place in _REGISTRIES),
    form=Form.DELEGATED,
    meaning="registered",
    licence="terms of each registry; none stated with the files",
    attribution="Contains delegation statistics of the Number Resource Organization (nro.net), modified.",
    terms="https://www.nro.net/about/rirs/statistics/",
    dated=Dated.CONTENT,
    digest=Digest.MD5,
    limit_octets=128 * MIB,
    expanded_octets=512 * MIB,
)


def _cloud(
    source: str,
    operator: str,
    *addresses: str,
    dated: Dated,
    terms: str,
    form: Form = Form.JSON,
    meaning: str = "cloud_region",
) -> Recipe:
    return Recipe(
        source=source,
        title=f"{operator}: published address ranges",
        addresses=addresses,
        form=form,
        meaning=meaning,
        licence=_NO_LICENCE,
        attribution=f"Address ranges published by {operator}.",
        terms=terms,
        dated=dated,
    )


_DBIP: Final = Recipe(
    source="dbip-country",
    title="DB-IP Lite, country, monthly",
    addresses=(f"https://download.db-ip.com/free/dbip-country-lite-{MONTH}.mmdb.gz",),
    wrapping=Wrapping.GZIP,
    form=Form.MMDB,
    meaning="geolocated",
    licence="CC-BY-4.0",
    attribution="IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0, modified.",
    terms="https://db-ip.com/db/download/ip-to-country-lite",
    dated=Dated.NAME,
    limit_octets=64 * MIB,
    expanded_octets=128 * MIB,
)
_IPINFO: Final = Recipe(
    source="ipinfo-lite",
    title="IPinfo Lite",
    addresses=("https://ipinfo.io/data/ipinfo_lite.mmdb",),
    form=Form.MMDB,
    meaning="geolocated",
    licence="CC-BY-SA-4.0",
    attribution="IP address data powered by IPinfo (https://ipinfo.io), CC BY-SA 4.0, modified.",
    terms="https://ipinfo.io/lite",
    dated=Dated.CONTENT,
    digest=Digest.CHECKSUMS,
    access=Access.QUERY,
    tokens=(IPINFO_TOKEN,),
    limit_octets=512 * MIB,
    expanded_octets=512 * MIB,
)
_IPTOASN: Final = Recipe(
    source="iptoasn",
    title="IPtoASN: origin AS of each announced range, IPv4 and IPv6",
    addresses=("https://iptoasn.com/data/ip2asn-combined.tsv.gz",),
    wrapping=Wrapping.GZIP,
    form=Form.TSV,
    meaning="operator",
    licence="PDDL-1.0",
    attribution="",
    terms="https://iptoasn.com/",
    dated=Dated.SERVER,
    limit_octets=64 * MIB,
    expanded_octets=256 * MIB,
)
_AZURE: Final = Recipe(
    source="azure-ranges",
    title="Microsoft Azure: IP ranges and service tags",
    addresses=(),
    form=Form.JSON,
    meaning="cloud_region",
    licence=_NO_LICENCE,
    attribution="Address ranges published by Microsoft.",
    terms="https://www.microsoft.com/en-us/download/details.aspx?id=56519",
    dated=Dated.CONTENT,
    by_hand="the address changes weekly: save ServiceTags_Public_*.json from the page above, then "
    "`harness geo import ServiceTags_Public_*.json --as azure-ranges`",
)

_ALL: Final = (
    _DBIP,
    _IPINFO,
    _geolite("Country", "geolite2-country", "geolocated"),
    _geolite("ASN", "geolite2-asn", "operator"),
    _IPTOASN,
    _DELEGATED,
    _cloud(
        "aws-ranges",
        "Amazon Web Services",
        "https://ip-ranges.amazonaws.com/ip-ranges.json",
        dated=Dated.CONTENT,
        terms="https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-ranges.html",
    ),
    _cloud(
        "gcp-ranges",
        "Google Cloud",
        "https://www.gstatic.com/ipranges/cloud.json",
        dated=Dated.CONTENT,
        terms="https://support.google.com/a/answer/10026322",
    ),
    _cloud(
        "oracle-ranges",
        "Oracle Cloud",
        "https://docs.oracle.com/iaas/tools/public_ip_ranges.json",
        dated=Dated.CONTENT,
        terms="https://docs.oracle.com/iaas/Content/General/Concepts/addressranges.htm",
    ),
    _cloud(
        "cloudflare-ranges",
        "Cloudflare",
        "https://www.cloudflare.com/ips-v4",
        "https://www.cloudflare.com/ips-v6",
        form=Form.PREFIXES,
        meaning="anycast",
        dated=Dated.SERVER,
        terms="https://www.cloudflare.com/ips/",
    ),
    _cloud(
        "fastly-ranges",
        "Fastly",
        "https://api.fastly.com/public-ip-list",
        meaning="anycast",
        dated=Dated.SERVER,
        terms="https://www.fastly.com/documentation/reference/api/utils/public-ip-list/",
    ),
    _cloud(
        "digitalocean-ranges",
        "DigitalOcean",
        "https://digitalocean.com/geo/google.csv",
        form=Form.CSV,
        dated=Dated.SERVER,
        terms="https://docs.digitalocean.com/platform/",
    ),
    _AZURE,
)

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType({recipe.source: recipe for recipe in _ALL})
"""Every recipe by its source, in the order in which they are fetched."""
