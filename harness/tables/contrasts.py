"""CONTRASTS and CONTRAST_ENDPOINTS: what the product contacted while the rig changed what it does, beside what it contacts unchanged.

Both stand only where a cell has interference. They say what was seen in which cell, never why: what is in one alone may come of
the interference, or of chance, time or a step.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

UNDER: Final = "under"
"""Ending of columns that tell of the cell with interference."""
WITHOUT: Final = "without"
"""Likewise of its twins together."""
_NO_TWIN = "it has no twin"
_TEXTS = pl.List(pl.String)


def _both(name: str, **column: object) -> dict[str, Column]:
    """A column for either side; ``{}`` in what it says stands for the side."""
    sides = ((UNDER, "under interference"), (WITHOUT, "without"))
    return {
        f"{name}_{side}": Column(
            **{
                key: text.replace("{}", words) if isinstance(text, str) else text
                for key, text in column.items()
            }  # type: ignore[arg-type]
        )
        for side, words in sides
    }


CONTRASTS = Table(
    "contrasts",
    "one cell with interference whose captures were read, in order of the scenario",
    {
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "interference": Column(
            dtype=_TEXTS,
            private=Privacy.PUBLIC,
            doc="What was changed in it, stated or shown by its captures.",
        ),
        "twins": Column(
            dtype=_TEXTS,
            private=Privacy.TEXT,
            doc="Cells that are like it and without interference, in order of the scenario: role, version, settings, regions, bearer and "
            "consent are the same, and their captures were read.",
        ),
        "wanted": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Which cell would have to be captured, or why one that is there cannot be used; one sentence.",
            null="it has a twin",
        ),
        "unlike": Column(
            dtype=_TEXTS,
            private=Privacy.TEXT,
            doc="What besides the interference is not alike in cell and twins, or could hide a contact in one of them; one sentence each.",
        ),
        "both": Column(dtype=pl.UInt64, doc="Endpoints that were seen in both.", null=_NO_TWIN),
        "only_under": Column(dtype=pl.UInt64, doc="Those seen only under interference.", null=_NO_TWIN),
        "only_without": Column(dtype=pl.UInt64, doc="Those seen only without.", null=_NO_TWIN),
    },
)

_NOT_SEEN = "it was not seen {}"

CONTRAST_ENDPOINTS = Table(
    "contrast_endpoints",
    "one endpoint that was contacted in a cell with interference or in its twins, by name, else address, with transport and port; by "
    "cell, then those seen in one alone first. Our own tools and devices that are not under test are left out",
    {
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="The cell with interference."),
        "name": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Name that flows tell, or the only one that their sender asked for the address.",
            null="no name is certain: known by its address",
        ),
        "possible_names": Column(
            dtype=_TEXTS,
            private=Privacy.NAME,
            doc="Names that may have been meant, as in contacts, sorted. Empty where `name` is certain, or no name was seen.",
        ),
        "server_ips": Column(
            dtype=_TEXTS,
            private=Privacy.ADDRESS,
            doc="Every address that it was contacted at on either side, sorted.",
        ),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in flows."),
        "server_port": Column(dtype=pl.UInt16, doc="As in contacts.", null="as in contacts"),
        "seen_in": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`only_under`, `only_without` or `both`. Not seen is not 'not there'.",
        ),
        "perhaps_both": Column(
            dtype=pl.Boolean,
            doc="Seen in one alone, but the other has a contact at its address, transport and port that may be it: one "
            "without a name or with this among several, or, where this one has no certain name, one with a name that it may have.",
        ),
        "by_address": Column(
            dtype=pl.Boolean,
            doc="On one side no name is certain: it is held for this one, the only name that the other has at its address, transport and port.",
        ),
        "twins": Column(
            dtype=_TEXTS, private=Privacy.TEXT, doc="Twins that it was seen in, in order of the scenario."
        ),
        **_both(
            "flows",
            dtype=pl.UInt64,
            doc="Flows {}; of several twins together. What several vantage points of a cell saw go to one address counts once, by the one that saw most.",
        ),
        **_both("payload_octets_up", dtype=pl.UInt64, unit="octets", doc="Sent to it {}, counted likewise."),
        **_both(
            "payload_octets_down",
            dtype=pl.UInt64,
            unit="octets",
            doc="Received from it {}, counted likewise.",
        ),
        **_both(
            "contact",
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Firmest level of contact {}, as in contacts.",
            null=_NOT_SEEN,
        ),
        **_both(
            "protocols",
            dtype=_TEXTS,
            private=Privacy.PUBLIC,
            doc="Protocols that payloads showed {}, as in traits, sorted.",
        ),
        **_both(
            "steps", dtype=_TEXTS, private=Privacy.TEXT, doc="Kinds of steps that its flows touch {}, sorted."
        ),
        "instead": Column(
            dtype=_TEXTS,
            private=Privacy.PUBLIC,
            doc="Transports by which the side that it was not seen on contacted the same name (else address) and port, sorted: `tcp` where a "
            "client that spoke QUIC fell back to TLS.",
        ),
        "refusals": Column(
            dtype=_TEXTS,
            private=Privacy.PUBLIC,
            doc="How clients showed under interference that they would not speak through the proxy, sorted: `ca_not_accepted`, `suspected_pinned` "
            "(left without a word as soon as the certificate was seen), `pinned` (either, where the proxy's CA is known to be in the system's "
            "store), `handshake_failed`.",
        ),
        "passed_through": Column(
            dtype=pl.Boolean,
            doc="The proxy's record says that it passed clients of this name (else address and port) through unopened. False also where no record "
            "says it.",
        ),
        **_both(
            "capture",
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Capture of the packet to look at {}.",
            null=_NOT_SEEN,
        ),
        **_both("packet", dtype=pl.UInt64, doc="Packet to look at {}: of its first contact.", null=_NOT_SEEN),
    },
)
