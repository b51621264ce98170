"""What stands where on the command line: a path, or a URL; and a URL as it may be shown.

A URL may carry secrets: user and password before the host, a signature or token in the query.
Neither leaves this program: they are not in messages, tables or documents.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_WEB: Final = ("http", "https")
_HOST_V6: Final = re.compile(r"//([^/?#]*@)?\[[0-9A-Fa-f:.%]*\]")


def is_url(path: str) -> bool:
    """Whether it begins as a URL does (RFC 3986 §3)."""
    return _URL.match(path) is not None


def is_web(url: str) -> bool:
    """Whether one request fetches it as a stream, and ``?`` begins a query."""
    return url.partition("://")[0].lower() in _WEB


def is_chained(url: str) -> bool:
    """Whether it names one file system inside another (``zip://a::s3://b``)."""
    return "::" in _HOST_V6.sub("//", url)


def is_pattern(url: str) -> bool:
    """Whether it holds a ``*``, and that not in a query. Other signs are part of many names."""
    return "*" in (url.partition("?")[0] if is_web(url) else url)


def shown(path: str) -> str:
    """A URL without user, password, query and fragment; anything else as it is.

    >>> shown("https://user:secret@example.com/a.pcap?X-Amz-Signature=00#x")
    'https://example.com/a.pcap'
    """
    if not is_url(path):
        return path
    try:
        parts = urlsplit(path)
    except ValueError:  # a host in brackets that is no address
        return f"{path.partition('://')[0]}://"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
