"""What a gateway is asked to be: the options of ``harness gateway up`` as one value."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.gateway_state import InterceptionMode, Ipv6Mode, QuicPolicy
from harness.model.words import CaStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The options."""

    lan: str
    """Interface that devices are at."""
    wan: str
    """Interface that leads to the internet."""
    interception: InterceptionMode = InterceptionMode.NONE
    dhcp: bool = False
    """Whether devices get addresses and a resolver from the gateway."""
    quic: QuicPolicy = QuicPolicy.PASS
    ca_store: CaStore | None = None
    """Where devices hold the proxy's CA, as whoever put it there says; None: not said, and then nothing is called pinned."""
    ipv6: Ipv6Mode | None = None
    """None: forwarded where the WAN side has a default route of it, else off."""
    yes: bool = False
    """Whether to go on where the user's own connection may break."""
