"""Needs + endpoints -> what a probe may contact: TCP ports that were seen, with the names that packets asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from harness.model.active import HOST_NAME, ActiveTarget
from harness.model.geo_needs import Lack, Need
from harness.model.words import NameSource, Scope

Row = dict[str, Any]

_ASKED: Final = (NameSource.SNI.value, NameSource.PROXY.value, NameSource.DECRYPTED_HOST.value)
"""A name that a TLS hello to this endpoint held; names of other sources say nothing of TLS."""
_HTTPS: Final = 443


def targets_of(needs: Iterable[Need], endpoints: Sequence[Row]) -> Iterator[ActiveTarget]:
    """What to contact for addresses that are open, most octets sent first; each once.

    Only TCP endpoints are contacted that a product itself spoke to. Addresses of the access network, and what was seen over
    UDP alone, are left out.
    """
    tcp: dict[tuple[str, str], list[Row]] = {}
    for row in endpoints:
        if row["transport"] == "tcp" and row["scope"] == Scope.INTERNET.value and row["server_port"]:
            tcp.setdefault((row["vantage"], row["server_ip"]), []).append(row)
    found: dict[ActiveTarget, None] = {}
    for need in needs:
        for row in () if Lack.CARRIER in need.lacks else tcp.get((need.vantage, need.server_ip), ()):
            sni = (
                row["name"]
                if row["name_source"] in _ASKED and HOST_NAME.fullmatch(row["name"] or "")
                else None
            )
            tls = sni is not None or row["server_port"] == _HTTPS
            found.setdefault(ActiveTarget(row["server_ip"], row["server_port"], sni, tls))
    yield from found
