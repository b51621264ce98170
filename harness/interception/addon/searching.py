"""Messages -> events of planted values in them: URL, headers and body of HTTP, and streams, over the borders of their messages.

Of a finding are told: the value's id, the way, where, the place and the octets; never what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from . import told
from .needles import SEARCHED, Needles

HELD: Final = 4_096
"""Connections whose last octets are held for what begins in them."""


class Searching:
    """Looks for planted values in what passes."""

    def __init__(self, needles: Needles) -> None:
        self.needles = needles
        self._held: dict[tuple[str, str], tuple[int, bytes]] = {}
        """By connection and way: octets of the stream so far, and the last of them."""

    def of_exchange(self, message: Any, way: str) -> Iterator[dict[str, Any]]:
        """Planted values in one request or answer; nothing at all is looked at without any."""
        if not len(self.needles):
            return
        url = told.field_of(message, "pretty_url")
        yield from self._in(
            "url", url.encode("utf-8", "surrogateescape") if isinstance(url, str) else b"", way
        )
        fields = told.field_of(message, "headers", "fields")
        lines = [b": ".join(pair) for pair in fields or () if all(isinstance(one, bytes) for one in pair)]
        yield from self._in("header", b"\n".join(lines), way)
        yield from self._in("body", _body(message), way)

    def of_stream(self, key: str, data: bytes, way: str) -> Iterator[dict[str, Any]]:
        """Planted values in the next octets of a stream."""
        if not len(self.needles):
            return
        so_far, before = self._held.pop((key, way), (0, b""))
        yield from self._in("message", before + data, way, len(before), so_far - len(before))
        last = (before + data)[-self.needles.overlap :] if self.needles.overlap else b""
        self._held[key, way] = (so_far + len(data), last)
        if len(self._held) > HELD:
            del self._held[next(iter(self._held))]

    def forget(self, key: str) -> None:
        """A connection ended."""
        for way in ("up", "down"):
            self._held.pop((key, way), None)

    def _in(
        self, where: str, data: bytes, way: str, old: int = 0, first: int = 0
    ) -> Iterator[dict[str, Any]]:
        for needle, place, octets in self.needles.found(data, old):
            yield {"needle": needle, "way": way, "where": where, "at": first + place, "octets": octets}
        if len(data) > SEARCHED:
            yield {"needle": None, "way": way, "where": where, "unsearched": len(data) - SEARCHED}


def _body(message: Any) -> bytes:
    """The body without its content encoding; as it was sent where that cannot be undone."""
    try:
        found = message.get_content(strict=False)
    except Exception:  # noqa: BLE001 - what cannot be undone is searched as it is
        found = told.field_of(message, "raw_content")
    return found if isinstance(found, bytes) else b""
