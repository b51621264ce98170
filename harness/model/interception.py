"""What interception changes in what is observed, and how the record of a proxy says what it changed in what the product does.

The first holds whatever the product does and blocks nothing by itself; the second is ``Interference``, which a cell states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from harness.model.scenario import Interference

_SAID: Final = "interference: "
_PASSED: Final = "passed through unopened, because the proxy stood in the way: "
LONGEST: Final = 1_000
"""Characters of a comment."""
_ROOM: Final = len(", 99 more")


class Effect(StrEnum):
    """What interception changes in what is observed; public, in the events of the add-on."""

    LAN_TIMES = "lan_times"
    """On the devices' side round trips end at the proxy."""
    LAN_HELLOS = "lan_server_hellos"
    """On the devices' side certificates and answers of TLS are the proxy's."""
    WAN_FINGERPRINT = "wan_fingerprint"
    """On the internet's side hellos, and with them JA4 and ALPN, are the proxy's, but for what it passes through."""
    CONNECTED_FIRST = "connected_first"
    """A client is connected with the proxy at once, be the server's port open or not, and the server before the client speaks."""
    NO_SNI = "no_sni"
    """A server asked without a name is believed by its address: where its certificate has only names, the client gets an error once, and is then
    passed through."""
    WHOLE_BODIES = "whole_bodies"
    """Bodies of HTTP are held until they are whole, but for kinds that are streams by their type: what else comes bit by bit comes late, or never."""
    QUIC_MISSING = "quic_blocked"
    """Clients that would speak QUIC fall back to TCP, some after a wait."""
    QUIC_PASSES = "quic_unopened"
    """QUIC passes by the proxy, unopened."""


def interference_text(words: Iterable[str]) -> str:
    """How a record says what was changed; words that are none of ``Interference`` are left out.

    >>> interference_text(["quic_blocked", "nonsense", "tls_interception"])
    'interference: quic_blocked, tls_interception'
    """
    known = {one.value for one in Interference}
    return _SAID + ", ".join(sorted(known.intersection(words)))


def interference_said(comments: Iterable[str]) -> frozenset[Interference]:
    """What comments of a record say was changed: the other way round.

    >>> sorted(interference_said(["by hand", "interference: quic_blocked, tls_interception"]))
    [<Interference.QUIC_BLOCKED: 'quic_blocked'>, <Interference.TLS_INTERCEPTION: 'tls_interception'>]
    """
    words = {
        word for text in comments if text.startswith(_SAID) for word in text.removeprefix(_SAID).split(", ")
    }
    return frozenset(one for one in Interference if one.value in words)


def passed_through_text(counts: Mapping[str, int]) -> str:
    """How a record says what its proxy passed through: as many as one comment holds, and how many there are besides.

    Args:
        counts: Names, else address and port, as text without spaces, to how often.

    >>> passed_through_text({"a.example": 2, "198.51.100.7:443": 1})
    'passed through unopened, because the proxy stood in the way: a.example (2), 198.51.100.7:443 (1)'
    """
    text, listed = _PASSED, 0
    for name, times in counts.items():
        added = f"{', ' if listed else ''}{name} ({times:,})"
        if len(text) + len(added) + _ROOM > LONGEST:
            continue
        text, listed = text + added, listed + 1
    left = len(counts) - listed
    more = f"{', ' if listed else ''}{left} more" if left else ""
    return text + more


def passed_through_said(comments: Iterable[str]) -> frozenset[str]:
    """Names, else addresses and ports, that comments of a record say were passed through: the other way round; not those only counted.

    >>> sorted(passed_through_said([passed_through_text({"a.example": 2, "198.51.100.7:443": 1})]))
    ['198.51.100.7:443', 'a.example']
    """
    told = (text.removeprefix(_PASSED).split(" ") for text in comments if text.startswith(_PASSED))
    # Names hold no space, so they alternate with how often: whatever else they hold, none can pass for another.
    pairs = (pair for words in told for pair in zip(words[::2], words[1::2], strict=False))
    return frozenset(name for name, times in pairs if times.startswith("("))
