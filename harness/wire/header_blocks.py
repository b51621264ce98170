"""Header blocks of HTTP/2 -> header fields (RFC 7541): a thin layer over the package `hpack`.

Whoever needs it imports this module when the first block is there, because a capture without any need not wait for the
library (decision 0104).

Blind spots: a client that keeps a table of more than ``MAX_TABLE_OCTETS`` is not followed.
"""

from __future__ import annotations

from typing import Final

from hpack import Decoder, HPACKError

MAX_LIST_OCTETS: Final = 32_768
"""Octets of one decoded list, 32 for each field added (RFC 7541 §4.1): twice of what is held of a stream."""
MAX_TABLE_OCTETS: Final = 65_536
"""Octets that the dynamic table may grow to. What the server allowed stands in its own stream; clients stay at 4,096 mostly."""

Fields = list[tuple[bytes, bytes]]


class HeaderBlocks:
    """The blocks of one connection's client, in order: each may refer to those before it."""

    def __init__(self) -> None:
        """Begin with an empty table."""
        self._decoder = Decoder(max_header_list_size=MAX_LIST_OCTETS)
        self._decoder.max_allowed_table_size = MAX_TABLE_OCTETS

    def fields(self, block: bytes) -> Fields | None:
        """Decode the next block; None where it is at fault, and then nothing behind it can be decoded."""
        try:
            return [(bytes(name), bytes(value)) for name, value in self._decoder.decode(block, raw=True)]
        except HPACKError:
            return None
