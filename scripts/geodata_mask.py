"""Take one known fault out of a locator: CN where a cloud itself publishes HK, MO or TW.

The registry-and-geofeed set says CN for nearly all of AWS Hong Kong and for none of
Google's; the likely cause is a geofeed region such as ``CN-HK`` read as the country CN.
Where the cloud's own list puts a range in HK, MO or TW, that set's CN is therefore not an
answer. Nothing is put in its place: the locator is silent there. Outside published ranges
its CN stands, and disagreement with the other locator shows as a dispute.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from ipaddress import IPv4Address, IPv6Address, summarize_address_range

from harness.sources.geo_import.ranges import Ranges, Row, flatten


def mask_cn(locator: Ranges, published: Sequence[tuple[int, int]], bits: int) -> tuple[Ranges, list[str]]:
    """Silence a locator's CN inside published ranges.

    Args:
        locator: Starts and values of the faulty set.
        published: Disjoint inclusive ranges that a cloud places in HK, MO or TW.
        bits: 32 or 128.

    Returns:
        The masked set, and the prefixes where it was silenced, ascending.
    """
    starts, values = locator
    spans = [span for first, last in published for span in _cn_inside(starts, values, first, last)]
    ends = [*(start - 1 for start in starts[1:]), 2**bits - 1]
    rows = [
        Row(start, end, value, 1) for start, end, value in zip(starts, ends, values, strict=True) if value
    ]
    rows += [Row(first, last, "", 0) for first, last in spans]
    cleaned, answers = flatten(rows)
    return _without_blanks(cleaned, answers), _prefixes(spans, bits)


def _cn_inside(starts: list[int], values: list[Hashable], first: int, last: int) -> list[tuple[int, int]]:
    """Parts of one range for which the locator says CN."""
    found = []
    index = bisect_right(starts, first) - 1
    while index < len(starts) and starts[index] <= last:
        end = starts[index + 1] - 1 if index + 1 < len(starts) else last
        if values[index] == "CN":
            found.append((max(first, starts[index]), min(last, end)))
        index += 1
    return found


def _without_blanks(starts: list[int], values: list[Hashable]) -> Ranges:
    """Turn blanks into None and merge them with the gaps beside them."""
    kept_starts: list[int] = []
    kept: list[Hashable] = []
    for start, value in zip(starts, values, strict=True):
        answer = value or None
        if not kept or kept[-1] != answer:
            kept_starts.append(start)
            kept.append(answer)
    return kept_starts, kept


def _prefixes(spans: list[tuple[int, int]], bits: int) -> list[str]:
    kind = IPv4Address if bits == 32 else IPv6Address
    networks = [
        net for first, last in sorted(spans) for net in summarize_address_range(kind(first), kind(last))
    ]
    return [str(net) for net in networks]
