"""Endpoints -> the permanent links that open their pages.

``#e=vantage,address,transport,port`` stays the same from run to run, unlike any number of a row. Each part is percent-encoded
(RFC 3986 section 2.1), commas too, so that two endpoints never have one link.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

_AS_IT_IS = "/:"
"""Allowed in a fragment (RFC 3986 section 3.5), and no part's end."""


def endpoint_key(vantage: str, address: str, transport: str, port: int | None) -> str:
    """The key; injective.

    >>> endpoint_key("sg-v1/lan", "2001:db8::1", "tcp", 443), endpoint_key("a,b", "192.0.2.1", "icmp", None)
    ('sg-v1/lan,2001:db8::1,tcp,443', 'a%2Cb,192.0.2.1,icmp,')
    """
    parts = (vantage, address, transport, "" if port is None else str(port))
    return ",".join(quote(part, safe=_AS_IT_IS, errors="surrogatepass") for part in parts)


def key_of(row: dict[str, Any]) -> tuple[str, str, str, int | None]:
    """Key of an endpoint's row in any table that has one."""
    return row["vantage"], row["server_ip"], row["transport"], row["server_port"]
