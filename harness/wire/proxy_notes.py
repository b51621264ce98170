"""Events of the gateway add-on that are of no connection alone -> what the file says of itself: the rig, what was changed, what was left alone.

``began`` opens each file of the add-on (``harness.interception.addon.hooks``), and again where another run goes on in it. Files of other writers
have none, and say nothing of themselves.

Blind spots: all of it is hearsay of the program that wrote the file. What is told of a planted value is where it was seen, never the value; no claim is judged by it: that takes the
key log and the captures, or the flow file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from harness.model.interception import LONGEST, Effect, interference_text, passed_through_text
from harness.wire.proxy_values import count_in, end_of, octets_in, text_in
from harness.wire.text import host_text

MOST: Final = 64
"""Different names or values kept of one kind."""
_SHOWN: Final = 5
_SHORT: Final = 64


class ProxyNotes:
    """Collects them, event by event."""

    def __init__(self) -> None:
        self.tool: str | None = None
        """Who wrote the file, as it says; None where it does not."""
        self._comments: dict[str, None] = {}
        self._rigs: dict[str, None] = {}
        self._changed: dict[str, None] = {}
        self._effects: dict[str, None] = {}
        self._passed: dict[str, int] = {}
        self._planted: dict[str, int] = {}
        self._unsearched = 0
        self._lost = 0
        self._faults = 0

    def take(self, name: str, event: Mapping[str, Any]) -> None:
        """Read one event."""
        self._lost += count_in(event.get("lost_before")) or 0
        match name:
            case "began":
                self._began(event)
            case "tls_clienthello" if event.get("passthrough") is True:
                sni, address = octets_in(event.get("sni")), end_of(event.get("server"))
                at = host_text(sni) if sni else ":".join(str(part) for part in address if part is not None)
                _count(self._passed, at or "unnamed")
            case "content":
                self._content(event)
            case "addon_error":
                self._faults += 1

    def statements(self) -> tuple[str, ...]:
        """What the file says of itself, as comments: printable ASCII, at most 1,000 characters each."""
        found = [*self._comments, *self._rigs]
        if self._changed:
            found.append(interference_text(self._changed))
        if self._passed:
            found.append(passed_through_text(self._passed))
        if self._planted:
            found.append(f"planted values seen by the add-on: {_listed(self._planted)}")
        if self._unsearched:
            found.append(f"octets that the add-on did not search: {self._unsearched:,}")
        if self._lost:
            found.append(f"events that could not be written: {self._lost:,}")
        if self._faults:
            found.append(f"events lost by a fault of the add-on: {self._faults:,}")
        if self._effects:
            found.append(f"what interception changes in what is observed: {', '.join(self._effects)}")
        return tuple(text[:LONGEST] for text in found)

    def _began(self, event: Mapping[str, Any]) -> None:
        version = _short(event.get("mitmproxy"))
        if version is not None:
            self.tool = f"mitmproxy {version}, add-on of harness"
        if (comment := text_in(event.get("comment"))) is not None:
            _keep(self._comments, _plain(comment)[:LONGEST])
        told = {name: _short(event.get(name)) for name in ("mode", "quic", "ca_store")}
        said = ", ".join(f"{name} {word}" for name, word in told.items() if word is not None)
        if said:
            _keep(self._rigs, f"proxy: {said}")
        known = {one.value for one in Effect}
        for one in _words(event.get("interference")):
            _keep(self._changed, one)
        for one in _words(event.get("effects")):
            if one in known:
                _keep(self._effects, one)

    def _content(self, event: Mapping[str, Any]) -> None:
        self._unsearched += count_in(event.get("unsearched")) or 0
        needle, way, where = (_short(event.get(name)) for name in ("needle", "way", "where"))
        if needle is not None:
            _count(self._planted, " ".join(filter(None, (needle, way, where))))


def _words(value: Any) -> Sequence[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _short(value: Any) -> str | None:
    """A word of a file."""
    text = text_in(value)
    return None if text is None else _plain(text)[:_SHORT]


def _plain(text: str) -> str:
    """Printable ASCII, everything else as Python's escapes."""
    return text[:LONGEST].encode("unicode_escape").decode("ascii")


def _keep(kept: dict[str, None], text: str) -> None:
    if len(kept) < MOST:
        kept.setdefault(text)


def _count(counts: dict[str, int], text: str) -> None:
    if text in counts or len(counts) < MOST:
        counts[text] = counts.get(text, 0) + 1


def _listed(counts: Mapping[str, int]) -> str:
    """The first of them, and how many there are besides."""
    first = [f"{text} ({times:,})" for text, times in list(counts.items())[:_SHOWN]]
    left = len(counts) - len(first)
    return ", ".join([*first, *([f"{left} more"] if left else [])])
