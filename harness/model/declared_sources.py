"""Declared: what each importable data set answers, what it means, who copies whom, and under which licence it stands.

The word after ``--as`` names an entry of ``IMPORTS``; one file may hold several data sets, since a vendor's table may answer several questions.
A data set that nobody declared here can be imported all the same, with its meaning, lineage and licence given by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from harness.model.lineages import PUBLISHED_LIST, REGISTRY_AND_GEOFEED


class Answers(StrEnum):
    """What the codes of a data set are."""

    COUNTRY = "country"
    ASN = "asn"
    ORGANISATION = "organisation"
    """Names of AS numbers; no ranges."""
    CLOUD = "cloud"
    """Cloud, region, country, whether anycast."""
    ANYCAST = "anycast"


class Meaning(StrEnum):
    """Which question a data set answers; only ``geolocated`` and ``cloud_region`` say where."""

    REGISTERED = "registered"
    OPERATOR = "operator"
    GEOLOCATED = "geolocated"
    CLOUD_REGION = "cloud_region"
    ANYCAST = "anycast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One data set."""

    source: str
    answers: Answers
    meaning: Meaning
    lineage: str
    licence: str
    attribution: str = ""
    known_faults: tuple[str, ...] = ()
    routed: bool = False
    """Whether a row says that somebody announces the block."""
    kept: bool = True
    """Whether old dates may be kept; else the file is dropped when a newer one comes, and the side-car stays."""


NRO: Final = (
    "Contains delegation statistics of the Number Resource Organization (nro.net), CC BY 4.0, modified."
)
DBIP: Final = "IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0, modified."
ROUTEVIEWS: Final = "Contains data of the RouteViews project (routeviews.org), CC BY 4.0, modified."
IPINFO: Final = "IP address data powered by IPinfo (https://ipinfo.io), CC BY-SA 4.0, modified."
IP2LOCATION: Final = (
    "This site or product includes IP2Location LITE data available from https://lite.ip2location.com."
)
MAXMIND: Final = (
    "This product includes GeoLite Data created by MaxMind, available from https://www.maxmind.com."
)
CAIDA: Final = "The CAIDA UCSD Routeviews Prefix-to-AS mappings Dataset, https://www.caida.org; modified."
_HOLDER: Final = "Legal base of the holder, never a place."
_OPERATOR: Final = "Country of the origin AS: CN for nearly all of Alibaba and Tencent abroad. Never a place."
_EULA: Final = "Old versions are to be destroyed within 30 days of a new one (GeoLite2 EULA): digest and answers are kept, the file is not."
_SHARE: Final = "Whether it takes in the clouds' own lists and geofeeds is not stated."

_COUNTRY: Final = Declared(
    source="",
    answers=Answers.COUNTRY,
    meaning=Meaning.GEOLOCATED,
    lineage="",
    licence="",
)
_DBIP: Final = replace(
    _COUNTRY,
    source="dbip-country",
    lineage="db-ip",
    licence="CC-BY-4.0",
    attribution=DBIP,
    known_faults=(_SHARE,),
)
_GEOLITE2: Final = replace(
    _COUNTRY,
    source="geolite2-country",
    lineage="maxmind",
    licence="LicenseRef-GeoLite2-EULA",
    attribution=MAXMIND,
    known_faults=(_SHARE, _EULA),
    kept=False,
)
_IPINFO: Final = replace(
    _COUNTRY,
    source="ipinfo-lite",
    lineage="ipinfo",
    licence="CC-BY-SA-4.0",
    attribution=IPINFO,
    known_faults=(_SHARE,),
)
_IP2LOCATION: Final = replace(
    _COUNTRY,
    source="ip2location-lite",
    lineage="ip2location",
    licence="CC-BY-SA-4.0",
    attribution=IP2LOCATION,
    known_faults=(
        "Agrees with the clouds' own lists for some 60 % of addresses, where other vendors do for 90 % and more.",
    ),
)
_GEO_WHOIS: Final = replace(
    _COUNTRY,
    source="geo-whois",
    lineage=REGISTRY_AND_GEOFEED,
    licence="CC-BY-4.0",
    attribution=NRO,
    known_faults=(
        "Says CN for nearly all of AWS Hong Kong: its CN is no answer where a published list says HK, MO or TW.",
    ),
)
_GEOFEED: Final = replace(
    _GEO_WHOIS,
    source="geofeed",
    licence="LicenseRef-none-stated",
    attribution="",
    known_faults=("The holder's own word (RFC 8805), which nobody checks.",),
)
_REGISTERED: Final = replace(
    _COUNTRY,
    source="rir-delegated",
    meaning=Meaning.REGISTERED,
    lineage="rir-delegations",
    licence="LicenseRef-RIR-terms",
    attribution=NRO,
    known_faults=(_HOLDER,),
)
_IPTOASN: Final = replace(
    _COUNTRY,
    source="iptoasn-country",
    meaning=Meaning.OPERATOR,
    lineage="iptoasn",
    licence="PDDL-1.0",
    known_faults=(_OPERATOR, "A block announced after the date counts as unrouted."),
    routed=True,
)


def _numbers(of: Declared, source: str) -> tuple[Declared, Declared]:
    """The AS numbers of a table, and the names of their holders."""
    asn = replace(
        of, source=source, answers=Answers.ASN, meaning=Meaning.OPERATOR, known_faults=(), routed=False
    )
    names = "as-org" if source == "asn" else f"{source.removesuffix('-asn')}-org"
    told = ("Names as the vendor writes them; a name is not a legal entity.",)
    return asn, replace(asn, source=names, answers=Answers.ORGANISATION, known_faults=told)


_PFX2AS: Final = replace(
    _numbers(_IPTOASN, "routeviews-pfx2as")[0],
    lineage="routeviews",
    licence="LicenseRef-CAIDA-AUA",
    attribution=f"{CAIDA} {ROUTEVIEWS}",
    known_faults=("Of several origins the first is taken.",),
    routed=True,
)
_FILLED_IN: Final = replace(
    _numbers(_GEO_WHOIS, "asn")[0],
    lineage="routeviews-rir-dbip",
    attribution=f"{ROUTEVIEWS} {DBIP} {NRO}",
    known_faults=(
        "Fills gaps in routing with registry and vendor data: an AS number here does not mean that the block is routed.",
    ),
)


def _cloud(name: str) -> Declared:
    return Declared(
        source=f"{name}-ranges",
        answers=Answers.CLOUD,
        meaning=Meaning.CLOUD_REGION,
        lineage=PUBLISHED_LIST,
        licence="LicenseRef-none-stated",
        attribution=f"Address list published by {name}.",
        known_faults=("Prefixes listed for a region may serve other places for managed services.",),
    )


CLOUDS: Final = ("aws", "azure", "cloudflare", "digitalocean", "fastly", "gcp", "oracle")
"""Clouds whose own lists can be imported, each as ``CLOUD-ranges``."""

IMPORTS: Mapping[str, tuple[Declared, ...]] = MappingProxyType(
    {
        "dbip-country": (_DBIP,),
        "dbip-asn": _numbers(_DBIP, "dbip-asn"),
        "geolite2-country": (_GEOLITE2,),
        "geolite2-asn": _numbers(_GEOLITE2, "geolite2-asn"),
        "ipinfo-lite": (_IPINFO, *_numbers(_IPINFO, "ipinfo-lite-asn")),
        "ip2location-lite": (_IP2LOCATION,),
        "geo-whois": (_GEO_WHOIS,),
        "geofeed": (_GEOFEED,),
        "iptoasn": (_IPTOASN, *_numbers(_IPTOASN, "iptoasn-asn")),
        "iptoasn-country": (_IPTOASN,),
        "asn": (
            _FILLED_IN,
            replace(
                _numbers(_GEO_WHOIS, "asn")[1], lineage=_FILLED_IN.lineage, attribution=_FILLED_IN.attribution
            ),
        ),
        "asn-country": (replace(_REGISTERED, source="asn-country", licence="CC-BY-4.0"),),
        "rir-delegated": (_REGISTERED,),
        "routeviews-pfx2as": (_PFX2AS,),
        **{f"{name}-ranges": (_cloud(name),) for name in CLOUDS},
    }
)
"""Data sets of a file by the word that it is imported as."""

GEOFEED_OF: Final = "geofeed-"
"""Feeds of several operators stand beside each other as ``geofeed-NAME``."""


def declared(word: str) -> tuple[Declared, ...]:
    """What a file imported as this word holds; nothing where nobody declared it.

    >>> [one.source for one in declared("iptoasn")]
    ['iptoasn-country', 'iptoasn-asn', 'iptoasn-org']
    """
    if word.startswith(GEOFEED_OF):
        return (replace(_GEOFEED, source=word),)
    return IMPORTS.get(word, ())


def declared_set(source: str) -> Declared | None:
    """What a data set is by its own id."""
    every = (one for several in IMPORTS.values() for one in several)
    return next((one for one in (*every, *declared(source)) if one.source == source), None)
