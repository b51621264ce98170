"""Values of a proxy's records -> what they stand for: ends of connections, times, failures, request fields.

What is missing or of another type is None: a record of another version tells less, and is no damage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

from harness.wire.request_url import media_type, short_text
from harness.wire.told_times import BrokenValueError, ns_of

End = tuple[str | None, int | None]
"""Address and port."""
NO_END: Final[End] = (None, None)
NOT_TRUSTED: Final = (
    *("does not trust", "unknown ca", "certificate unknown", "bad certificate"),
    *("self-signed certificate", "self signed certificate", "unable to get local issuer certificate"),
)
"""Words by which a client refuses a certificate: mitmproxy's, those of the alerts of TLS (RFC 8446 §6.2), and those that OpenSSL says why in, which
clients of QUIC send along (RFC 9000 §19.19)."""


def end_of(value: Any) -> End:
    """An end of a connection as ``[address, port, ...]``; an IPv4 address in an IPv6 one is taken out (RFC 4291 §2.5.5.2).

    >>> end_of(["::ffff:192.0.2.1", 443, 0, 0]), end_of(["host.example", 443])
    (('192.0.2.1', 443), (None, 443))
    """
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)) or len(value) < 2:
        return NO_END
    port = value[1]
    number = port if isinstance(port, int) and not isinstance(port, bool) and 0 <= port < 65_536 else None
    return address_in(value[0]), number


def address_in(value: Any) -> str | None:
    """An address in canonical form; None where it is none, a host name included."""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return None
    try:
        found = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def text_in(value: Any) -> str | None:
    """A text that is not empty."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    return value if isinstance(value, str) and value else None


def octets_in(value: Any) -> bytes | None:
    """A text or octets that are not empty, as octets."""
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogateescape" if _has_escapes(value) else "surrogatepass")
    return value if isinstance(value, bytes) and value else None


def _has_escapes(text: str) -> bool:
    surrogates = [character for character in text if "\ud800" <= character <= "\udfff"]
    return all("\udc80" <= character <= "\udcff" for character in surrogates)


def count_in(value: Any) -> int | None:
    """A whole number that is not negative and fits into 63 bits."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return value if whole else None


def mapping_in(value: Any) -> Mapping[str, Any]:
    """A dictionary, empty where it is none."""
    return value if isinstance(value, dict) else {}


def time_in(value: Any) -> int | None:
    """Seconds since the epoch, as a number or its text -> ns."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        return None
    try:
        return ns_of(value if isinstance(value, str) else format(Decimal(value), "f")[:64])
    except (BrokenValueError, InvalidOperation, ValueError):
        return None


def milliseconds_in(value: Any) -> int | None:
    """A time in ms that is not negative -> ns."""
    seconds = time_in(value)
    return None if seconds is None or seconds < 0 else seconds // 1_000


def headers_in(value: Any) -> dict[bytes, bytes]:
    """Headers as pairs, or as objects with ``name`` and ``value`` -> by lower-case name; the first of each counts."""
    found: dict[bytes, bytes] = {}
    for told in value if isinstance(value, list) else ():
        pair = [told.get("name"), told.get("value")] if isinstance(told, dict) else told
        if isinstance(pair, list) and len(pair) == 2 and (name := octets_in(pair[0])) is not None:
            found.setdefault(name.lower(), octets_in(pair[1]) or b"")
    return found


def content_type_in(headers: Mapping[bytes, bytes]) -> str | None:
    """Type of a body by its headers."""
    return media_type(headers.get(b"content-type"))


def user_agent_in(headers: Mapping[bytes, bytes]) -> str | None:
    """What the client calls itself."""
    agent = headers.get(b"user-agent")
    return short_text(agent) if agent else None
