"""Names in; whether a registry may have sold a domain for them out: what the Public Suffix List leaves to its reader.

The list says what a public suffix is, and for names that it does not know gives a rule that fits none of those below
(https://publicsuffix.org/list/, "If no rules match, the prevailing rule is *").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

UNREGISTERED: Final = frozenset(
    {
        *("invalid", "localhost"),  # RFC 6761 §6.3, §6.4
        *("corp", "home", "internal", "intranet", "lan", "local", "private"),  # RFC 6762 §3 and appendix G
        "alt",  # RFC 9476
        "arpa",  # infrastructure, reverse names among it: RFC 3172 §2
    }
)
"""Last labels that no registry sells names under, listed or not."""

_MOST_CHARACTERS: Final = 253
"""RFC 1035 §2.3.4: 255 octets with the lengths of first label and root."""
_NAME: Final = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")
"""Underscores stand in names of services and hosts (RFC 8552 §1.1), never in a registered label."""
_DOMAIN: Final = re.compile(r"(?:(?!-)[a-z0-9-]+(?<!-)(?:\.|$))+")
"""RFC 1123 §2.1."""


def may_have_domain(host: str) -> bool:
    """Whether a name, which is no address and no wildcard, can lie under a registered domain."""
    if len(host) > _MOST_CHARACTERS or not _NAME.fullmatch(host):
        return False
    return last_label(host) not in UNREGISTERED


def registrable_domain(host: str, suffix_and_one_label: Callable[[str], str | None]) -> str | None:
    """The domain that somebody registered; None where there can be none.

    Args:
        host: Lower case, no address.
        suffix_and_one_label: What the list says: a name's public suffix and one label more, None for a suffix itself.
    """
    domain = suffix_and_one_label(host) if may_have_domain(host) else None
    return domain if domain is not None and _DOMAIN.fullmatch(domain) else None


def last_label(host: str) -> str:
    """What stands behind the last dot."""
    return host[host.rfind(".") + 1 :]
