"""The scenario of the hand-written Verification: six test cells, two claims. All made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Claim, ClaimKind, Grade, PermittedService, Scope
from harness.model.scenario import (
    AcceptedLimit,
    Believed,
    CaptureFile,
    Cell,
    CellRole,
    Evidence,
    EvidenceKind,
    Expectation,
    Interference,
    Scenario,
    Step,
    Tap,
    VantagePoint,
    VendorStatement,
)
from harness.model.subject import Boundary, Device, Egress, EgressState, OtherDevice, OwnTool, Subject
from harness.model.verdicts import Verdict
from harness.model.words import ContactLevel

START = 1_793_613_600_000_000_000  # 2026-11-02 10:00:00 UTC
MINUTE = 60_000_000_000
ESC = "\x1b[31m"
POINTS = {"ashburn": "US", "saopaulo": "BR", "singapore": "SG", "frankfurt": "DE", "tokyo": "JP"}


def scenario() -> Scenario:
    """Texts that authors write hold ESC, direction marks and line breaks here and there."""
    return Scenario(
        id="four-regions",
        title=f"One drone app {ESC}from\nfour regions",
        path="scenarios/four-regions/scenario.yaml",
        folder="scenarios/four-regions",
        sha256="5c" * 32,
        subject=_subject(),
        devices=(
            Device(id="phone", role="phone", addresses=("192.168.8.20",), macs=()),
            Device(id="aircraft", role="aircraft", addresses=("192.168.8.30",), macs=()),
        ),
        tools=(OwnTool(name="gateway clock", addresses=("192.168.8.1",), macs=(), servers=(), ports=(123,)),),
        others=(OtherDevice(name="lab television", addresses=(), macs=("02:00:00:00:08:77",)),),
        vantage_points=tuple(_point(id_, region) for id_, region in POINTS.items()),
        cells=_cells(),
        claims=_claims(),
        accepted_limits=(
            AcceptedLimit(
                kind=BlindSpotKind.LOSS_UNKNOWN,
                reason="the phone's capture app has no counter\u202e",
                expires=date(2026, 11, 30),
                cells=("de-v1",),
                line=90,
            ),
        ),
        vendor_statements=(
            VendorStatement(
                host="crash.skylark.example", text="removed", source="mail of 2026-10-05", version="1.1"
            ),
        ),
        expect=(
            Expectation(
                claim="no-data-to-cn",
                as_tested=Verdict.FAIL,
                as_asserted=Verdict.FAIL,
                findings=("no-data-to-cn/log.skylark.example",),
                line=99,
            ),
        ),
        max_data_age_days=180,
    )


def _subject() -> Subject:
    return Subject(
        vendor="Example Aero\u202e",
        product="Skylark app",
        boundary=Boundary.APP,
        egresses=(
            Egress(
                id="phone-wifi",
                kind="wifi",
                state=EgressState.TAPPED,
                verified=None,
                vantage_points=tuple(POINTS),
            ),
            Egress(
                id="phone-sim",
                kind="sim",
                state=EgressState.DISABLED,
                verified="SIM removed,\nphoto 12",
                vantage_points=(),
            ),
            Egress(
                id="aircraft-4g",
                kind="dongle",
                state=EgressState.UNOBSERVED,
                verified=None,
                vantage_points=(),
            ),
        ),
    )


def _point(id_: str, region: str) -> VantagePoint:
    return VantagePoint(
        id=id_,
        tap=Tap.GATEWAY_LAN,
        region=region,
        latitude=1.0,
        longitude=2.0,
        error_km=25.0,
        egress="isp",
        resolvers=("192.168.8.1",),
        subject_only=False,
        believed=Believed(app_store=region),
    )


def _cells() -> tuple[Cell, ...]:
    return (
        _cell("us-base", "US", "ashburn", role=CellRole.BASELINE, steps=()),
        _cell("us-v1", "US", "ashburn", baseline="us-base"),
        _cell("br-v1", "BR", "saopaulo", account_region="BR", interference=(Interference.TLS_INTERCEPTION,)),
        _cell("sg-v1", "SG", "singapore", account_region="SG"),
        _cell("sg-v1.1", "SG", "singapore", account_region="SG", subject_version="1.1"),
        _cell("de-v1", "DE", "frankfurt", account_region="DE", settings=f"local data{ESC}\nmode"),
        _cell("jp-v1", "JP", "tokyo", account_region="JP", captures=()),
    )


def _cell(id_: str, region: str, point: str, **given: Any) -> Cell:
    file = CaptureFile(
        path=f"{id_}.pcapng",
        vantage_point=point,
        sha256=None,
        tool="dumpcap",
        filter="all",
        drops=0,
        from_ns=START,
        to_ns=START + 30 * MINUTE,
        clock_offset_ns=-1_500_000_000 if id_ == "sg-v1" else 0,
        line=40,
    )
    step = Step(
        id="login",
        kind="login",
        from_ns=START + MINUTE,
        to_ns=START + 3 * MINUTE,
        devices=("phone",),
        evidence=(Evidence(kind=EvidenceKind.CONTACTED, host="login.skylark.example"),),
    )
    known: dict[str, Any] = {
        "role": CellRole.TEST, "subject_version": "1.0", "settings": "default", "egress_region": region,
        "account_region": "US", "bearer": "wifi", "consent": "accepted", "session": 1, "independent": False,
        "ip_versions": (4, 6), "interference": (), "baseline": None, "control": None, "captures": (file,),
        "steps": (step,), "line": 30,
    }  # fmt: skip
    return Cell(id=id_, **(known | given))


def _claims() -> tuple[Claim, ...]:
    return (
        Claim(
            id="no-data-to-cn",
            kind=ClaimKind.LOCATION,
            text=f"No user data {ESC}goes to mainland China.",
            source="https://example.example/trust\u2066, read 2026-10-01",
            countries=("CN",),
            group="mainland-china",
            level=ContactLevel.DATA,
            attribution=Grade.DIFFERENCE,
            floor_ratio=0.99,
            scope=Scope(settings=("default",)),
            permitted_services=(),
            permitted_hosts=(),
            line=60,
        ),
        Claim(
            id="local-mode-silent",
            kind=ClaimKind.SILENCE,
            text="Local data mode sends nothing.",
            source=None,
            countries=(),
            group=None,
            level=ContactLevel.DATA,
            attribution=Grade.DEVICE,
            floor_ratio=0.999,
            scope=Scope(settings=(f"local data{ESC}\nmode",), steps=("flight", "idle")),
            permitted_services=(PermittedService.DHCP, PermittedService.NTP),
            permitted_hosts=("connectivity.example",),
            line=70,
        ),
    )
