"""Unmatched -> a JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from harness.model.unmatched import Unknown, Unmatched
from harness.reports.whole_document import whole_document

SCHEMA: Final = "harness-endpoints-unmatched"


def unmatched_document(found: Unmatched, stubs: str, catalogue_sha256: str) -> Iterator[bytes]:
    """Write the JSON document; ``stubs`` is the rule file that is proposed."""
    return whole_document(
        SCHEMA,
        {
            "catalogue_sha256": catalogue_sha256,
            "endpoints": found.endpoints,
            "inside": found.inside,
            "known": found.ruled,
            "unmatched": [_object(one) for one in found.unknown],
            "stubs": stubs,
        },
    )


def _object(one: Unknown) -> dict[str, Any]:
    return {
        "by": one.by.value,
        "key": one.key,
        "octets": one.octets,
        "octets_up": one.octets_up,
        "octets_down": one.octets_down,
        "hosting_rule": one.hosting,
        "names": sorted({name for seen in one.seen for name in seen.names}),
        "endpoints": [
            {
                "vantage": seen.vantage,
                "server_ip": seen.address,
                "transport": seen.transport,
                "server_port": seen.port,
                "capture": seen.capture,
            }
            for seen in one.seen
        ],
    }
