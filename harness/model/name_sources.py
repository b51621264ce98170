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
HEARSAY: Final = (
    NameSource.HOSTS_FILE,
    NameSource.MDNS,
    NameSource.LLMNR,
    NameSource.PTR,
    NameSource.CAPTURE_NRB,
)
"""Best first: what the tester says on purpose, then what is said of oneself, then of others. What somebody calls an address, and no name that a client asked for or told: shown, and never evidence."""
