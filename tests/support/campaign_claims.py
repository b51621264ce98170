"""The claims that a made-up campaign is judged on."""

from __future__ import annotations

from dataclasses import replace

from harness.model.claims import Claim, ClaimKind, Grade, PermittedService
from harness.model.claims import Scope as ClaimScope
from harness.model.selectors import EndpointSelector
from harness.model.subject import Boundary
from harness.model.words import ContactLevel
from tests.support.campaign_world import LOG_HOST, LOG_IP, World


def claims_of(world: World) -> tuple[Claim, ...]:
    """Location, control and name claims, and one of silence where the world has it."""
    grade = Grade.DIFFERENCE if world.boundary is Boundary.APP else Grade.DEVICE
    location = Claim(
        id="no-data-to-cn", kind=ClaimKind.LOCATION, text="No data to CN.", source=None, countries=("CN",),
        group=None, level=ContactLevel.DATA, attribution=grade, floor_ratio=1.0, scope=ClaimScope(),
        permitted_services=(), permitted_hosts=(), line=1,
    )  # fmt: skip
    silence = Claim(
        id="silent", kind=ClaimKind.SILENCE, text="Sends nothing.", source=None, countries=(), group=None,
        level=ContactLevel.DATA, attribution=grade, floor_ratio=1.0, scope=ClaimScope(),
        permitted_services=(PermittedService.DHCP,), permitted_hosts=("permitted.example",), line=2,
    )  # fmt: skip
    control = replace(
        location, id="no-data-to-cn-companies", kind=ClaimKind.CONTROL, text="No data to companies of CN."
    )
    log = EndpointSelector(hosts=(LOG_HOST,), cidrs=(f"{LOG_IP}/32",))
    names = replace(
        location, id="never-the-log-host", kind=ClaimKind.NAME, text="Never.", countries=(), never=(log,)
    )
    return (location, silence, control, names) if world.silence else (location, control, names)
