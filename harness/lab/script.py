"""What the app does: a plain table, by step.

Where a name leads is the zone's matter (``harness.lab.world``), so the same table gives other endpoints in another
region. An act with ``otherwise`` is tried there when it fails, as apps do that are blocked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harness.lab.world import DOMAIN


def full(host: str) -> str:
    """A host's full name."""
    return f"{host}.{DOMAIN}"


STEPS: Final = ("idle", "login", "flight", "sync")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that a device does in a step."""

    id: str
    step: str
    device: str = "phone"
    speech: str
    """A key of ``harness.lab.speech.SPEECHES``, or ``quic``."""
    host: str
    """Below the lab's domain; the id of a device where it is local."""
    port: int
    version: int = 4
    """Of IP."""
    tls: str | None = None
    octets: int = 400
    pinned: bool = False
    """Trusts the lab's authority alone, whatever else the device trusts."""
    by_doh: bool = False
    """Asks for the name over HTTPS, not the resolver that it was given."""
    otherwise: str | None = None
    """Host that is contacted where this one fails."""
    quiet: bool = False
    """Also done in local data mode."""
    local: bool = False
    """Goes to a device on the same network."""
    again: bool = False
    """Done again and again while the step lasts."""

    @property
    def udp(self) -> bool:
        """Whether it goes over datagrams."""
        return self.speech in ("sip", "mavlink", "ntp", "quic")


ACTS: Final = (
    Act(id="clock", step="idle", speech="ntp", host="clock", port=123, quiet=True),
    Act(
        id="clock-aircraft",
        step="idle",
        device="aircraft",
        speech="ntp",
        host="clock",
        port=123,
        version=6,
        quiet=True,
    ),
    Act(id="firmware", step="idle", speech="firmware", host="firmware", port=80, octets=60_000),
    Act(id="login", step="login", speech="http", host="login", port=443, tls="1.3", octets=700),
    Act(id="login-v6", step="login", speech="http", host="login", port=443, tls="1.2", version=6, octets=700),
    Act(id="pinned", step="login", speech="http", host="pin", port=443, tls="1.3", pinned=True),
    Act(id="hidden", step="login", speech="http", host="hidden", port=443, tls="1.3", by_doh=True),
    Act(id="platform", step="login", device="aircraft", speech="sip", host="platform", port=5060),
    Act(id="telemetry", step="flight", speech="quic", host="quic", port=443, octets=9_000, again=True),
    Act(
        id="positions",
        step="flight",
        speech="mqtt",
        host="mqtt",
        port=8883,
        tls="1.2",
        octets=900,
        again=True,
    ),
    Act(id="positions-clear", step="flight", speech="mqtt", host="mqtt", port=1883, octets=500, version=6),
    Act(id="video", step="flight", device="aircraft", speech="rtmp", host="video", port=1935, octets=300_000),
    Act(
        id="relay", step="flight", device="aircraft", speech="mavlink", host="relay", port=14550, octets=4_000
    ),
    Act(
        id="to-phone",
        step="flight",
        device="aircraft",
        speech="mavlink",
        host="phone",
        port=14550,
        octets=4_000,
        quiet=True,
        local=True,
        again=True,
    ),
    Act(
        id="log",
        step="sync",
        speech="http",
        host="log",
        port=443,
        tls="1.3",
        octets=40_000,
        otherwise="backup",
    ),
    Act(id="api", step="sync", speech="http", host="api", port=80, version=6, octets=2_000, again=True),
)


def acts(step: str, *, silent: bool = False) -> tuple[Act, ...]:
    """What is done in a step; in local data mode (silent) only what is quiet."""
    return tuple(act for act in ACTS if act.step == step and (act.quiet or not silent))
