"""Sorts of name sources: which name an address in so many words, and which are only hearsay."""

from __future__ import annotations

from typing import Final

from harness.model.words import NameSource

ANSWERS: Final = (
    NameSource.DNS,
    NameSource.DNS_CNAME,
    NameSource.DNS_HINT,
    NameSource.PTR,
    NameSource.MDNS,
    NameSource.LLMNR,
)
"""A message that was sent to a client tells name and address; all others tie a name to an end of their flow."""
IN_FLOW: Final = (NameSource.SNI, NameSource.QUIC_SNI, NameSource.DECRYPTED_HOST, NameSource.HTTP_HOST)
"""The client itself told the name, in the flow to whom it named so."""
HEARSAY: Final = (NameSource.MDNS, NameSource.LLMNR, NameSource.PTR, NameSource.CAPTURE_NRB)
"""Best first. What somebody calls an address, and no name that a client asked for or told: shown, and never evidence."""
