"""Names that are known to stand outside encrypted hellos, whatever records of DNS were seen.

What a server publishes as ``public_name`` (RFC 9849 §4), as far as its operator says so. Public: a hello that asks for one of
these and has the extension may hide any site of that operator.

Blind spots: operators that are not here, which is most; names change.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

KNOWN_PUBLIC_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cloudflare-ech.com": "https://developers.cloudflare.com/ssl/edge-certificates/ech/",
    }
)
"""Name, as names are spelled -> where it is said."""
