"""The files that a gateway left in an evidence folder -> what a scenario says by them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.live.sealing.folder import GATEWAY
from harness.live.sealing.gateway_files import FLOWS, KEY_LOG, PROXY_LOG
from harness.live.sealing.sums import digest_of
from harness.machine.flow_events import parse_flow_events
from harness.machine.own_flows import own_flows
from harness.model.gateway_state import GatewayState
from harness.model.subject import OwnTool

_UNKNOWN: Final = (
    "what the gateway itself spoke is not known, so that nothing on the WAN side is excluded as its own"
)
_MOST_TOLD: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayKept:
    """What the files say."""

    keylog: tuple[str, str] | None = None
    """Path and digest of the TLS keys that a proxy logged; None: there are none."""
    records: tuple[str, str] | None = None
    """Path and digest of what the proxy wrote of each connection; None: there is nothing."""
    tools: tuple[OwnTool, ...] = ()
    """What the gateway itself spoke with, and nobody else."""
    notes: tuple[str, ...] = ()
    """What the reader must know of that."""


NOTHING_KEPT: Final = GatewayKept()


def gateway_kept(folder: Path, state: GatewayState | None) -> GatewayKept:
    """Read what is there; an empty file says nothing."""
    if state is None:
        return NOTHING_KEPT
    tools, notes = _own(folder, state)
    return GatewayKept(
        keylog=_listed(folder, KEY_LOG), records=_listed(folder, PROXY_LOG), tools=tools, notes=notes
    )


def _listed(folder: Path, name: str) -> tuple[str, str] | None:
    path = folder / GATEWAY / name
    try:
        return (f"{GATEWAY}/{name}", digest_of(path)) if path.stat().st_size else None
    except OSError:
        return None


def _own(folder: Path, state: GatewayState) -> tuple[tuple[OwnTool, ...], tuple[str, ...]]:
    try:
        text = (folder / GATEWAY / FLOWS).read_text(encoding="ascii", errors="backslashreplace")
    except OSError:
        return (), (f"no record of the gateway's flows is kept: {_UNKNOWN}",)
    record = parse_flow_events(text.splitlines())
    if not record.complete:
        return (), (f"events were lost in the record of the gateway's flows: {_UNKNOWN}",)
    found = own_flows(record.flows, state)
    shared = [f"{address} port {port}" for address, port, _ in found.shared]
    if not shared:
        return found.tools, ()
    told = f"{', '.join(shared[:_MOST_TOLD])}{' and more' if len(shared) > _MOST_TOLD else ''}"
    return found.tools, (f"the gateway and a device both spoke with {told}: not excluded",)
