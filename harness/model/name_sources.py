"""Sorts of name sources: which name an address in so many words, and which are only hearsay."""

from __future__ import annotations

from typing import Final

from harness.model.words import NameSource

TOLD: Final = (
    NameSource.SNI,
    NameSource.QUIC_SNI,
    NameSource.DTLS_SNI,
    NameSource.DECRYPTED_HOST,
    NameSource.HTTP_HOST,
    NameSource.HTTP2_AUTHORITY,
    NameSource.RTMP_URL,
    NameSource.RTSP_URI,
    NameSource.SIP_URI,
    NameSource.PROXY,
)
"""A client told the peer of this very flow whom it takes it for."""
ANSWERS: Final = (
    NameSource.DNS,
    NameSource.DNS_CNAME,
    NameSource.DNS_HINT,
    NameSource.PTR,
    NameSource.MDNS,
    NameSource.LLMNR,
    NameSource.HTTPDNS,
)
"""A message that was sent to a client tells name and address; all others tie a name to an end of their flow."""
LOOKUPS: Final = (NameSource.DNS, NameSource.HTTPDNS)
"""Of these, a client asked for the name to learn the address."""
HEARSAY: Final = (
    NameSource.HOSTS_FILE,
    NameSource.MDNS,
    NameSource.LLMNR,
    NameSource.PTR,
    NameSource.CAPTURE_NRB,
)
"""Best first: what the tester says on purpose, then what is said of oneself, then of others. What somebody calls an address, and no name that a client asked for or told: shown, and never evidence."""

GRADES: Final = {
    **dict.fromkeys(TOLD, "A"),
    NameSource.CERTIFICATE: "B",
    **dict.fromkeys((*LOOKUPS, NameSource.DNS_CNAME), "C"),
    NameSource.DNS_HINT: "D",
    **dict.fromkeys(HEARSAY, "E"),
}
"""The best grade that a name of each source can have (``harness.stages.name_grades``)."""
