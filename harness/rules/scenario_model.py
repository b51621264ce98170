"""Checked forms of a scenario in; the values of the model out. Nothing is checked here."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.claims import Claim, ClaimKind, Grade, Scope
from harness.model.country_groups import named_group
from harness.model.honey import Honey, Place
from harness.model.scenario import (
    AcceptedLimit,
    Believed,
    CaptureFile,
    Cell,
    Evidence,
    EvidenceKind,
    Expectation,
    Step,
    VantagePoint,
    VendorStatement,
)
from harness.model.sites import Landmark, Site
from harness.model.subject import Boundary, Device, Egress, OtherDevice, OwnTool, Subject
from harness.model.verdicts import Verdict
from harness.rules.scenario_cell_forms import CaptureForm, CellForm, EvidenceForm, StepForm
from harness.rules.scenario_claim_forms import (
    AcceptedForm,
    ClaimForm,
    ExpectForm,
    GroupForm,
    ScopeForm,
    StatementForm,
)
from harness.rules.scenario_forms import DeviceForm, OtherForm, SubjectForm, ToolForm, VantagePointForm
from harness.rules.scenario_honey_forms import HoneyForm
from harness.rules.scenario_selector_forms import selector_of
from harness.rules.scenario_values import as_date, time_ns

_NS_PER_MS = 1_000_000


def subject_of(form: SubjectForm) -> Subject:
    """The product under test."""
    return Subject(
        vendor=form.vendor,
        product=form.product,
        boundary=form.boundary,
        egresses=tuple(
            Egress(
                id=one.id,
                kind=one.kind,
                state=one.state,
                verified=one.verified,
                vantage_points=tuple(one.vantage_points),
            )
            for one in form.egress
        ),
    )


def device_of(form: DeviceForm) -> Device:
    """A device under test."""
    return Device(id=form.id, role=form.role, addresses=tuple(form.addresses), macs=tuple(form.macs))


def tool_of(form: ToolForm) -> OwnTool:
    """Traffic of our own."""
    return OwnTool(
        name=form.name,
        addresses=tuple(form.addresses),
        macs=tuple(form.macs),
        servers=tuple(form.servers),
        ports=tuple(form.ports),
    )


def other_of(form: OtherForm) -> OtherDevice:
    """A device that is not under test."""
    return OtherDevice(name=form.name, addresses=tuple(form.addresses), macs=tuple(form.macs))


def vantage_point_of(form: VantagePointForm) -> VantagePoint:
    """Where packets were seen."""
    return VantagePoint(
        id=form.id,
        tap=form.tap,
        region=form.region,
        latitude=form.coordinates[0],
        longitude=form.coordinates[1],
        error_km=form.error_km,
        egress=form.egress,
        resolvers=None if form.resolvers is None else tuple(form.resolvers),
        subject_only=form.subject_only,
        believed=Believed(**form.believed.model_dump()),
        landmarks=tuple(
            Landmark(str(one.address), Site(one.coordinates[0], one.coordinates[1], one.error_km))
            for one in form.landmarks
        ),
    )


def honey_of(form: HoneyForm) -> Honey:
    """A planted value."""
    place = None
    if form.position is not None and form.radius_m is not None:
        latitude, longitude = form.position
        place = Place(latitude=latitude, longitude=longitude, radius_m=form.radius_m)
    return Honey(id=form.id, kind=form.kind, values=tuple(form.values), place=place)


def cell_of(form: CellForm, captures: Sequence[CaptureFile], steps: Sequence[Step], line: int) -> Cell:
    """A cell with its captures and steps; steps in the order of time."""
    return Cell(
        id=form.id,
        role=form.role,
        subject_version=form.subject_version,
        settings=form.settings,
        egress_region=form.egress_region,
        account_region=form.account_region,
        bearer=form.bearer,
        consent=form.consent,
        session=form.session,
        independent=form.independent,
        ip_versions=tuple(sorted(form.ip_versions)),
        interference=tuple(form.interference),
        ca_store=form.ca_store,
        baseline=form.baseline,
        control=form.control,
        captures=tuple(captures),
        steps=tuple(sorted(steps, key=lambda step: (step.from_ns, step.to_ns))),
        line=line,
    )


def capture_of(form: CaptureForm, line: int) -> CaptureFile:
    """One file as listed."""
    return CaptureFile(
        path=form.path,
        vantage_point=form.vantage_point,
        sha256=form.sha256,
        keylog=form.keylog,
        keylog_sha256=form.keylog_sha256,
        hosts=form.hosts,
        hosts_sha256=form.hosts_sha256,
        tool=form.tool,
        filter=form.filter,
        drops=form.drops,
        ring=form.ring,
        from_ns=None if form.from_ is None else time_ns(form.from_),
        to_ns=None if form.to is None else time_ns(form.to),
        clock_offset_ns=round(form.clock_offset_ms * _NS_PER_MS),
        clock_set_ns=None if form.clock_set_ms is None else round(form.clock_set_ms * _NS_PER_MS),
        line=line,
    )


def step_of(form: StepForm) -> Step:
    """Something that was done."""
    return Step(
        id=form.id,
        kind=form.kind,
        from_ns=time_ns(form.from_),
        to_ns=time_ns(form.to),
        devices=tuple(form.devices),
        evidence=tuple(_evidence_of(one) for one in form.evidence),
    )


def _evidence_of(form: EvidenceForm) -> Evidence:
    if form.contacted is not None:
        return Evidence(kind=EvidenceKind.CONTACTED, host=form.contacted)
    if form.sent is not None:
        return Evidence(kind=EvidenceKind.SENT, device=form.sent.device, octets=form.sent.octets)
    return Evidence(kind=EvidenceKind.STATED, text=form.stated)


def claim_of(
    form: ClaimForm,
    groups: Sequence[GroupForm],
    honey: Sequence[HoneyForm],
    boundary: Boundary,
    line: int,
) -> Claim:
    """A claim; groups and kinds of data are taken apart, and what the subject's boundary decides is filled in."""
    codes: Sequence[str] = form.countries
    if form.group is not None:
        own = {group.id: group.countries for group in groups}
        built_in = named_group(form.group)
        codes = own[form.group] if built_in is None else built_in.codes
    usual = Grade.DIFFERENCE if boundary is Boundary.APP else Grade.DEVICE
    return Claim(
        id=form.id,
        kind=form.kind,
        text=form.text,
        source=form.source,
        countries=tuple(sorted(codes)),
        group=form.group,
        level=form.level,
        attribution=form.attribution or usual,
        floor_ratio=form.floor,
        scope=_scope_of(form.scope),
        permitted_services=tuple(form.permitted.services) if form.permitted else (),
        permitted_hosts=tuple(form.permitted.hosts) if form.permitted else (),
        about=tuple(selector_of(one) for one in form.about),
        only=tuple(selector_of(one) for one in form.only),
        never=tuple(selector_of(one) for one in form.never),
        data=_data_of(form, honey),
        line=line,
    )


def _data_of(form: ClaimForm, honey: Sequence[HoneyForm]) -> tuple[str, ...]:
    """Ids of planted values that a content claim is about, in the order of the file."""
    if form.kind is not ClaimKind.CONTENT:
        return ()
    return tuple(one.id for one in honey if not form.data or {one.id, one.kind.value} & set(form.data))


def _scope_of(form: ScopeForm) -> Scope:
    return Scope(
        egress_regions=tuple(form.egress_regions or ()),
        account_regions=tuple(form.account_regions or ()),
        subject_versions=tuple(form.subject_versions or ()),
        settings=tuple(form.settings or ()),
        steps=tuple(form.steps or ()),
        products=tuple(form.products),
        consents=tuple(form.consents),
    )


def limit_of(form: AcceptedForm, line: int, claim: str | None = None) -> AcceptedLimit:
    """A blind spot that somebody accepts, for one claim or for all."""
    return AcceptedLimit(
        kind=form.kind,
        reason=form.reason,
        expires=as_date(form.expires),
        cells=tuple(form.cells),
        claim=claim,
        line=line,
    )


def statement_of(form: StatementForm) -> VendorStatement:
    """A vendor's word."""
    return VendorStatement(host=form.host, text=form.text, source=form.source, version=form.version)


def expectation_of(form: ExpectForm, line: int) -> Expectation:
    """What a claim is known to come to."""
    return Expectation(
        claim=form.claim,
        as_tested=Verdict[form.as_tested],
        as_asserted=Verdict[form.as_asserted],
        findings=tuple(sorted(form.findings)),
        not_seen_since=tuple(sorted(form.not_seen_since)),
        line=line,
    )
