"""Small made-up files of place data, one in each form, and a way to read them."""

from __future__ import annotations

import json
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from harness.model.declared_sources import declared
from harness.sources.geo_files import DataFile
from harness.sources.geo_import.found import Found, TooManyFaults
from harness.sources.geo_import.importing import Wanted, import_files
from harness.sources.geo_import.recognise import FORMATS
from tests.support.mmdb_writer import mmdb_of

RIR = b"""\
#made up
2.3|apnic|20261101|4|19830613|20261031|+1000
apnic|*|ipv4|*|2|summary
apnic|CN|ipv4|192.0.2.0|96|20110811|allocated|A1
apnic|HK|ipv6|2001:db8::|32|20110811|assigned|A2
apnic||ipv4|198.51.100.0|256||available|
apnic|AU|asn|64496|1|20110811|allocated|A3
"""
IPTOASN = b"""\
192.0.2.0\t192.0.2.255\t64496\tCN\tONE-AS One, Inc.
198.51.100.0\t198.51.100.255\t0\tNone\tNot routed
203.0.113.0\t203.0.113.255\t64497\tNone\tTWO
2001:db8::\t2001:db8::ffff\t64496\tCN\tONE-AS One, Inc.
"""
GEOFEED = b"""\
# made up
192.0.2.0/24,CN,CN-HK,Hong Kong,
198.51.100.0/24,us,US-CA,,
203.0.113.0/24,,,,
2001:db8::/32,DE,,,
"""
PFX2AS = b"192.0.2.0\t24\t64496\n198.51.100.0\t24\t64497_64498\n203.0.113.0\t24\t64499,64500\n"
CSV = b"""\
192.0.2.0,192.0.2.255,DE
192.0.2.64,192.0.2.127,TR
198.51.100.0,198.51.100.255,EU
2001:db8::,2001:db8::ff,HK
"""
NUMBERS = f"""\
"0","16777215","-","-"
"3221225984","3221226239","CN","China"
"281470681743360","281470698520575","-","-"
"{0xFFFF_C633_6400}","{0xFFFF_C633_64FF}","DE","Germany"
"{int(IPv6Address("2001:db8::"))}","{int(IPv6Address("2001:db8::ff"))}","HK","Hong Kong"
""".encode()
ASN = f"""\
{int(IPv4Address("192.0.2.0"))},{int(IPv4Address("192.0.2.255"))},64496,"One, Inc."
192.0.2.128,192.0.2.191,64497,Two
""".encode()
AWS = json.dumps(
    {
        "syncToken": "1",
        "createDate": "2026-11-01-20-07-04",
        "prefixes": [
            {
                "ip_prefix": "192.0.2.0/24",
                "region": "ap-east-1",
                "service": "EC2",
                "network_border_group": "ap-east-1",
            },
            {
                "ip_prefix": "192.0.2.0/24",
                "region": "ap-east-1",
                "service": "AMAZON",
                "network_border_group": "ap-east-1",
            },
            {
                "ip_prefix": "198.51.100.0/24",
                "region": "us-east-1",
                "service": "EC2",
                "network_border_group": "us-east-1-bue-1",
            },
            {
                "ip_prefix": "203.0.113.0/24",
                "region": "GLOBAL",
                "service": "GLOBALACCELERATOR",
                "network_border_group": "GLOBAL",
            },
        ],
        "ipv6_prefixes": [
            {
                "ipv6_prefix": "2001:db8::/32",
                "region": "cn-north-1",
                "service": "EC2",
                "network_border_group": "cn-north-1",
            }
        ],
    }
).encode()
GCP = json.dumps(
    {
        "syncToken": "1",
        "creationTime": "2026-11-02T20:07:04.2",
        "prefixes": [
            {"ipv4Prefix": "192.0.2.0/24", "service": "Google Cloud", "scope": "asia-east2"},
            {"ipv6Prefix": "2001:db8::/32", "service": "Google Cloud", "scope": "global"},
        ],
    }
).encode()
AZURE = json.dumps(
    {
        "changeNumber": 391,
        "cloud": "Public",
        "values": [
            {
                "name": "AzureCloud.eastasia",
                "properties": {"region": "eastasia", "addressPrefixes": ["192.0.2.0/24"]},
            },
            {
                "name": "AzureFrontDoor.Frontend",
                "properties": {"region": "", "addressPrefixes": ["198.51.100.0/24"]},
            },
            {"name": "Sql", "properties": {"region": "", "addressPrefixes": ["192.0.2.0/25"]}},
        ],
    }
).encode()
ORACLE = json.dumps(
    {
        "last_updated_timestamp": "2026-11-03T10:00:00.1",
        "regions": [{"region": "eu-frankfurt-1", "cidrs": [{"cidr": "192.0.2.0/24", "tags": ["OCI"]}]}],
    }
).encode()
FASTLY = b'{"addresses":["192.0.2.0/24"],"ipv6_addresses":["2001:db8::/32"]}'
CLOUDFLARE = b"192.0.2.0/24\n2001:db8::/32\n"
DIGITALOCEAN = b"192.0.2.0/24,SG,SG-05,Singapore,18\n198.51.100.0/24,NL,NL-NH,Amsterdam,1098\n"
MMDB = mmdb_of({"192.0.2.0/24": {"country_code": "DE"}, "2001:db8::/32": {"country_code": "HK"}})

SAMPLES: dict[str, bytes] = {
    "mmdb": MMDB, "csv": CSV, "iptoasn": IPTOASN, "rir": RIR, "geofeed": GEOFEED, "pfx2as": PFX2AS, "aws": AWS, "gcp": GCP,
    "azure": AZURE, "oracle": ORACLE, "fastly": FASTLY, "cloudflare": CLOUDFLARE, "digitalocean": DIGITALOCEAN,
}  # fmt: skip
"""One file in each form, by its word."""


def read(form: str, octets: bytes, *, keep_pseudo: bool = False) -> Found:
    """What a file says, faults too."""
    found = Found(file="f", keep_pseudo=keep_pseudo)
    with suppress(TooManyFaults):
        FORMATS[form](octets, found)
    return found


def told(found: Found) -> dict[str, object]:
    """First and last address of each row as text, and its value as a plain tuple without what is not said."""
    kinds = {4: IPv4Address, 6: IPv6Address}
    return {
        f"{kinds[version](row.start)}-{kinds[version](row.end)}": tuple(part for part in row.value if part)
        for version, rows in found.rows.items()
        for row in rows
    }


def taken_in(folder: Path, octets: bytes, source: str, day: str) -> DataFile:
    """A table of one source and date, imported into ``data`` of a folder."""
    (folder / "f").write_bytes(octets)
    wanted = Wanted(sets=declared(source), date=day)
    return import_files([folder / "f"], wanted, folder / "data")[0].data_set
