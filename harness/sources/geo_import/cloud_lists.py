"""A cloud's own list of its prefixes in, as the cloud publishes it; rows of ``CloudValue`` out.

AWS ``ip-ranges.json``, Google ``cloud.json``, Azure ``ServiceTags_Public_*.json``, Oracle ``public_ip_ranges.json``, Fastly
``public-ip-list``, Cloudflare ``ips-v4`` and ``ips-v6``, DigitalOcean's geofeed. Each form is described by the cloud's own pages.

Blind spots: a region says where the cloud says that it runs, and a managed service of a region may answer from elsewhere. Prefixes that
customers bring are in no list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from harness.sources.geo_import.cloud_regions import country_of_region
from harness.sources.geo_import.cloud_rows import Listed, cloud_rows
from harness.sources.geo_import.csv_ranges import fields_of
from harness.sources.geo_import.found import Found, lines_of, quoted, span_of_prefix
from harness.sources.geo_import.geofeed import territory

Entry = tuple[str, Any, str | None, str | None, bool]
"""Where in the document it stands; prefix, region, country, whether it is anycast."""

ANYCAST_REGIONS: Final = frozenset(
    {("aws", "GLOBAL"), ("gcp", "global"), ("cloudflare", None), ("fastly", None)}
)
"""Regions that stand for "announced from many places"."""
ANYCAST_SERVICES: Final = ("AZUREFRONTDOOR.FRONTEND", "AZUREFRONTDOOR.FIRSTPARTY")
"""Azure service tags whose addresses are anycast, by Azure Front Door's documentation."""
_DAY: Final = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})")


class _Odd(Exception):  # noqa: N818 - becomes a located fault
    """The document is of another form."""


def is_anycast(cloud: str, region: str | None, service: str) -> bool:
    """Whether a cloud announces what it lists so from many places."""
    return (cloud, region) in ANYCAST_REGIONS or (
        cloud == "azure" and service.upper().startswith(ANYCAST_SERVICES)
    )


def read_json_list(cloud: str) -> Callable[[bytes, Found], None]:
    """The reader of a cloud whose list is one JSON document."""
    entries, date = _JSON[cloud]

    def read(octets: bytes, found: Found) -> None:
        try:
            document = json.loads(octets)
            if date is not None and (day := _DAY.match(str(document.get(date)))):
                found.dated("-".join(day.groups()), "vendor_stated")
            _add(cloud, entries(document), found)
        except json.JSONDecodeError as fault:
            found.fault(fault.lineno, f"no JSON: {fault.msg}")
        except (ValueError, RecursionError, UnicodeDecodeError):
            found.fault(1, "no JSON")
        except (KeyError, TypeError, AttributeError, _Odd) as fault:
            found.fault(1, f"no list of {cloud}: {type(fault).__name__} {ascii(str(fault))[:60]}")

    return read


def _add(cloud: str, entries: Iterator[Entry], found: Found) -> None:
    """Take all prefixes; an entry that is none is a fault, located by its place in the document."""
    listed = []
    for place, prefix, region, country, anycast in entries:
        span = span_of_prefix(prefix) if isinstance(prefix, str) else f"{quoted(str(prefix))} is no prefix"
        if isinstance(span, str):
            found.fault(1, f"{place}: {span}")
        elif region is not None and not isinstance(region, str):
            found.fault(1, f"{place}: {quoted(str(region))} is no region")
        else:
            listed.append(Listed(cloud, span, region or None, country, anycast))
    for version, rows in cloud_rows(listed).items():
        found.rows[version] += rows


def _list(of: Any, key: str) -> list[Any]:
    value = of.get(key, [])
    if not isinstance(value, list):
        raise _Odd(f"{key} is no list")
    return value


def _aws(document: Any) -> Iterator[Entry]:
    for key, name in (("prefixes", "ip_prefix"), ("ipv6_prefixes", "ipv6_prefix")):
        for at, one in enumerate(_list(document, key)):
            # A local zone is named by its group, and stands elsewhere than its parent region, sometimes in another country.
            region = one.get("network_border_group") or one["region"]
            anycast = is_anycast("aws", one["region"], "")
            yield f"{key}[{at}]", one[name], region, country_of_region("aws", region), anycast


def _gcp(document: Any) -> Iterator[Entry]:
    for at, one in enumerate(_list(document, "prefixes")):
        region = one.get("scope")
        prefix = one.get("ipv4Prefix") or one.get("ipv6Prefix")
        yield (
            f"prefixes[{at}]",
            prefix,
            region,
            country_of_region("gcp", region),
            is_anycast("gcp", region, ""),
        )


def _azure(document: Any) -> Iterator[Entry]:
    for at, tag in enumerate(_list(document, "values")):
        about = tag["properties"]
        region = about.get("region") or None
        anycast = is_anycast("azure", region, str(tag.get("name", "")))
        for number, prefix in enumerate(_list(about, "addressPrefixes")):
            place = f"values[{at}].addressPrefixes[{number}]"
            yield place, prefix, region, country_of_region("azure", region), anycast


def _oracle(document: Any) -> Iterator[Entry]:
    for at, one in enumerate(_list(document, "regions")):
        region = one["region"]
        for number, block in enumerate(_list(one, "cidrs")):
            place = f"regions[{at}].cidrs[{number}]"
            yield place, block["cidr"], region, country_of_region("oracle", region), False


def _fastly(document: Any) -> Iterator[Entry]:
    for key in ("addresses", "ipv6_addresses"):
        for at, prefix in enumerate(_list(document, key)):
            yield f"{key}[{at}]", prefix, None, None, True


_JSON: Final[dict[str, tuple[Callable[[Any], Iterator[Entry]], str | None]]] = {
    "aws": (_aws, "createDate"),
    "gcp": (_gcp, "creationTime"),
    "azure": (_azure, None),
    "oracle": (_oracle, "last_updated_timestamp"),
    "fastly": (_fastly, None),
}
"""How the entries of each document are read, and the key of its date."""


def read_cloudflare(octets: bytes, found: Found) -> None:
    """Read a list of prefixes, one in each line; every one of them is anycast."""
    _lines("cloudflare", octets, found, lambda _: (None, None, True))


def read_digitalocean(octets: bytes, found: Found) -> None:
    """Read DigitalOcean's geofeed, whose regions are subdivisions of ISO 3166-2."""

    def told(fields: list[str]) -> tuple[str | None, str | None, bool]:
        country = territory(fields[1], fields[2])
        return fields[2] or country or None, found.country(country, 1), False

    _lines("digitalocean", octets, found, told)


def _lines(
    cloud: str,
    octets: bytes,
    found: Found,
    told: Callable[[list[str]], tuple[str | None, str | None, bool]],
) -> None:
    """Take a prefix from the start of each line, and what the rest tells of it."""
    listed = []
    for number, line in lines_of(octets, found):
        fields = [*fields_of(line), "", "", ""]
        span = span_of_prefix(fields[0])
        if isinstance(span, str):
            found.fault(number, span)
        else:
            listed.append(Listed(cloud, span, *told(fields)))
    for version, rows in cloud_rows(listed).items():
        found.rows[version] += rows
