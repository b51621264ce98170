"""Subjects, ways out, tools, other devices and claims of made-up scenarios."""

from __future__ import annotations

from typing import Any

from harness.model.claims import Claim, ClaimKind, Grade, Scope
from harness.model.subject import Boundary, Egress, EgressState, OtherDevice, OwnTool, Subject
from harness.model.words import ContactLevel


def subject(boundary: Boundary = Boundary.DEVICE, *egresses: Egress) -> Subject:
    return Subject(vendor="Example Aero", product="Skylark", boundary=boundary, egresses=egresses)


def egress(name: str = "wifi", state: EgressState = EgressState.TAPPED, *points: str) -> Egress:
    verified = "photo 12" if state is EgressState.DISABLED else None
    return Egress(id=name, kind=name, state=state, verified=verified, vantage_points=points)


def tool(name: str = "clock", **given: Any) -> OwnTool:
    fields: dict[str, Any] = {"addresses": ("192.168.1.1",), "macs": (), "servers": (), "ports": (123,)}
    return OwnTool(name=name, **(fields | given))


def other(name: str = "television", *addresses: str, macs: tuple[str, ...] = ()) -> OtherDevice:
    return OtherDevice(name=name, addresses=addresses, macs=macs)


def claim(kind: ClaimKind = ClaimKind.LOCATION, **given: Any) -> Claim:
    scope = Scope(**{key: given.pop(key) for key in tuple(given) if key in Scope.__dataclass_fields__})
    fields: dict[str, Any] = {
        "id": f"{kind.value}-claim", "kind": kind, "text": "None.", "source": None,
        "countries": ("CN",) if kind is ClaimKind.LOCATION else (), "group": None, "level": ContactLevel.DATA,
        "attribution": Grade.DEVICE, "floor_ratio": 1.0, "scope": scope, "permitted_services": (),
        "permitted_hosts": (), "line": 1,
    }  # fmt: skip
    return Claim(**(fields | given))
