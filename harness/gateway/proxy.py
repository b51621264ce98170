"""What the gateway needs to know of a proxy that opens TLS, to start it and to send it traffic; ``harness.interception`` knows the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TUN: Final = "harness-tun"
"""The proxy's interface in TUN mode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyPlan:
    """How it is started, and where it writes."""

    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    ready: str
    """As for ``harness.gateway.steps.Start``."""
    log: str
    """What its add-on writes, one JSON object a line."""
    key_log: str | None
    ca_certificate: str | None
    uid: int | None
    """User that it becomes; None: it stays who the gateway is."""
