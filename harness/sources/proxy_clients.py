"""Events of the gateway's proxy -> which clients let it open their TLS, and which refused its certificate.

Blind spots: a client that is in neither list sent nothing that needed TLS, or nothing yet. An app may refuse what others of the same
device accept. Of a long file the first part is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import CaptureError
from harness.model.malformed import Malformed
from harness.model.record_facts import FailureRecord, RecordFact, RequestRecord
from harness.model.words import ProxyFailure
from harness.wire.proxy_events import ProxyEvents

MOST_OCTETS: Final = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyClients:
    """Addresses of clients, each list sorted as text."""

    accepted: tuple[str, ...]
    """They asked for something inside TLS that the proxy opened, so its CA is trusted by some app of theirs."""
    refused: tuple[str, ...]
    """They refused its certificate at least once; they may be in both."""
    whole: bool
    """Whether the file was read to its end."""


def read_clients(path: Path) -> ProxyClients:
    """Read what the proxy's add-on wrote so far.

    Raises:
        CaptureError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            octets = file.read(MOST_OCTETS + 1)
    except OSError as fault:
        raise CaptureError(f"{path}: cannot be read: {fault.strerror}") from fault
    accepted, refused = set(), set()
    for fact in _facts(octets[:MOST_OCTETS]):
        if isinstance(fact, RequestRecord) and fact.fact.scheme in {"https", "wss"}:
            accepted.add(fact.ends.client_ip)
        elif isinstance(fact, FailureRecord) and fact.reason == ProxyFailure.CA_NOT_ACCEPTED.value:
            refused.add(fact.ends.client_ip)
    return ProxyClients(
        accepted=tuple(sorted(one for one in accepted if one)),
        refused=tuple(sorted(one for one in refused if one)),
        whole=len(octets) <= MOST_OCTETS,
    )


def _facts(octets: bytes) -> Iterator[RecordFact]:
    events, number = ProxyEvents(), 0
    # What stands behind the last end of a line is still being written.
    for number, line in enumerate(octets.split(b"\n")[:-1], start=1):
        facts = events.take(line, number)
        yield from () if isinstance(facts, Malformed) else facts
    # Requests that are not answered yet.
    yield from events.finish(number)
