"""Connections that went wrong because a proxy stands between -> which of the next are left alone, and why.

A client is passed through when it comes back: to the same address and port, asking for the same name. So the product keeps working, and its
own TLS reaches the server unopened. Four things count:

    ca_not_accepted      the client refused the proxy's certificate (alerts of RFC 8446 §6.2, as mitmproxy tells them)
    closed_without_data  the handshake was completed and the client left without a word, and no other client was ever heard behind one
    handshake_failed     the handshake with the client ended otherwise, and likewise: clients that refuse need not say so
    upstream_refused     the proxy could not speak TLS with the server: the client had got along without the proxy's judgement

What is refused over QUIC counts for TCP too, where such clients go next; over QUIC itself nothing is passed through (``told.can_pass``).

Blind spots: a connection that is opened in advance and never used looks like the second, and what comes after it is not opened.
An application that does not come back is never passed through.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

CA_NOT_ACCEPTED: Final = "ca_not_accepted"
CLOSED_WITHOUT_DATA: Final = "closed_without_data"
HANDSHAKE_FAILED: Final = "handshake_failed"
UPSTREAM_REFUSED: Final = "upstream_refused"
MOST: Final = 65_536
"""Destinations that are remembered; of what goes beyond the oldest are forgotten."""
NOT_TRUSTED: Final = (
    *("does not trust", "unknown ca", "certificate unknown", "bad certificate"),
    *("self-signed certificate", "self signed certificate", "unable to get local issuer certificate"),
)
"""Words of mitmproxy, of alerts, and of clients of QUIC, who say it in words of their own (RFC 9000 §19.19): OpenSSL's."""
GUESS: Final = "may indicate"
"""Stands where mitmproxy only guesses: the client left in the middle of the handshake."""


def is_distrust(error: object) -> bool:
    """Whether a failed handshake's error says that the client does not accept the certificate.

    >>> is_distrust("The client does not trust the proxy's certificate for a.example (tlsv1 alert unknown ca)")
    True
    >>> is_distrust("The client disconnected. This may indicate that the client does not trust the certificate.")
    False
    """
    said = error.lower() if isinstance(error, str) else ""
    return GUESS not in said and any(words in said for words in NOT_TRUSTED)


class Refusals:
    """What is remembered of destinations; each is whatever tells it from others."""

    def __init__(self) -> None:
        self._why: dict[Hashable, str] = {}
        self._heard: dict[Hashable, None] = {}

    def why(self, destination: Hashable) -> str | None:
        """Why the next connection there is left alone; None where it is not."""
        return self._why.get(destination)

    def heard(self, destination: Hashable) -> None:
        """Something was said behind a handshake with the proxy: whoever leaves silently later refuses nothing by it."""
        self._heard[destination] = None
        if len(self._heard) > MOST:
            del self._heard[next(iter(self._heard))]

    def refused(self, destination: Hashable, why: str) -> None:
        """A connection there went wrong."""
        if why in (CLOSED_WITHOUT_DATA, HANDSHAKE_FAILED) and destination in self._heard:
            return
        self._why.setdefault(destination, why)
        if len(self._why) > MOST:
            del self._why[next(iter(self._why))]
