"""The form of a cell: what was done, with which settings, and what was captured."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from harness.model.scenario import CellRole, Interference
from harness.model.words import CaStore
from harness.rules.scenario_base import (
    MAX_ITEMS,
    AccountRegion,
    Country,
    Form,
    Host,
    Id,
    Name,
    Path,
    Sha256,
    Text,
    Time,
    items,
)

Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=40)]
MOST_OFFSET_MS = 3_000_000_000_000
"""About 95 years: a clock that was never set."""


MOST_CAPTURES = 2_000
"""Of one cell: a week of files of ten minutes at one vantage point."""


class CaptureForm(Form):
    """One capture file; what is left out is not known."""

    path: Path = Field(description="the file, relative to the scenario's folder")
    vantage_point: Id = Field(description="id of the vantage point that it was taken at")
    sha256: Sha256 | None = Field(default=None, description="64 hex digits; the file is compared with it")
    keylog: Path | None = Field(
        default=None,
        description="TLS key log for it, relative to the scenario's folder; tshark opens what it has keys for",
    )
    keylog_sha256: Sha256 | None = Field(
        default=None, description="64 hex digits; the key log is compared with it"
    )
    hosts: Path | None = Field(
        default=None,
        description="hosts file, relative to the scenario's folder: names that you give to addresses at its vantage point; "
        "no evidence",
    )
    hosts_sha256: Sha256 | None = Field(
        default=None, description="64 hex digits; the hosts file is compared with it"
    )
    tool: Name | None = Field(default=None, description="what captured, with its version")
    filter: Text | None = Field(default=None, description="the capture filter; all where there was none")
    drops: Annotated[int, Field(ge=0, le=2**62)] | None = Field(
        default=None, description="packets that the tool counted as lost"
    )
    ring: Id | None = Field(
        default=None,
        description="with files that one run of the tool wrote one after the other: a name for that run, the same in each. "
        "'drops', the same in each too, are then those of all its files together",
    )
    from_: Time | None = Field(
        default=None, alias="from", description="when capturing began, like 2026-11-02T10:00:00Z"
    )
    to: Time | None = Field(default=None, description="when capturing ended")
    clock_offset_ms: float = Field(
        default=0.0,
        ge=-MOST_OFFSET_MS,
        le=MOST_OFFSET_MS,
        description="added to packet times to give true time, in ms",
    )
    clock_set_ms: float | None = Field(
        default=None,
        ge=-MOST_OFFSET_MS,
        le=MOST_OFFSET_MS,
        description="by how much the capturing clock was set while capturing went on, in ms, as whoever watched it saw: forward is positive; "
        "0 where it was watched and nobody set it",
    )


class SentForm(Form):
    """Evidence by octets."""

    device: Id = Field(description="id of the device that sent")
    octets: int = Field(ge=1, le=2**62, description="least octets of payload that it sent in the step")


class EvidenceForm(Form):
    """One sign that a step happened; exactly one of the three keys."""

    contacted: Host | None = Field(
        default=None, description="host that a device under test contacted in the step; names below it count"
    )
    sent: SentForm | None = Field(default=None, description="octets that a device sent in the step")
    stated: Text | None = Field(default=None, description="who says so: log line, photo, video")


class StepForm(Form):
    """Something that was done; needs devices or evidence."""

    id: Id = Field(description="a short name, once in its cell")
    kind: Word = Field(
        description="baseline, install, decline, accept, login, flight, sync, update_check, idle, restart "
        "or another word"
    )
    from_: Time = Field(alias="from", description="when it began, like 2026-11-02T10:01:00Z")
    to: Time = Field(description="when it ended, not included; after 'from'")
    devices: list[Id] = Field(
        default=[], max_length=200, description="ids of the devices that must be seen sending in it"
    )
    evidence: list[EvidenceForm] = Field(
        default=[], max_length=50, description="signs that it happened; captures have to show at least one"
    )


class CellForm(Form):
    """Version x settings x regions x bearer x consent x session, and what was captured for it."""

    id: Id = Field(description="a short name, for example us-v1")
    role: Annotated[CellRole, Field(strict=False)] = Field(description="what the cell is for")
    subject_version: Name = Field(description="version of the product, in quotes: '1.0'")
    settings: Name = Field(description="name of the settings, for example default or local-data-mode")
    egress_region: Country = Field(description="country that traffic leaves from, that of its vantage points")
    account_region: AccountRegion = Field(description="country of the account, or none without an account")
    bearer: Name = Field(description="wifi, ethernet, mobile or another word")
    consent: Name = Field(description="answers to consent questions: accepted, declined, not_asked ...")
    session: int = Field(default=1, ge=1, le=100_000, description="number of the repetition, from 1")
    independent: bool = Field(
        default=False,
        description="true: this session began anew (reset, new account), so it counts as a trial",
    )
    ip_versions: list[Literal[4, 6]] = Field(
        min_length=1,
        max_length=2,
        description="IP versions that the access network offered: [4], [6] or [4, 6]",
    )
    interference: list[Annotated[Interference, Field(strict=False)]] = Field(
        default=[], max_length=20, description="what the rig changed in what the product does"
    )
    ca_store: Annotated[CaStore, Field(strict=False)] | None = Field(
        default=None,
        description="with tls_interception only: where devices under test held the proxy's CA. Only what refuses a CA in the "
        "system's store is pinned; left out: not known",
    )
    baseline: Id | None = Field(
        default=None, description="id of the cell of role baseline: the same devices without the app"
    )
    control: Id | None = Field(
        default=None, description="id of the cell of role control: the same rig with the mode off"
    )
    captures: list[Any] = Field(
        default=[],
        max_length=MOST_CAPTURES,
        description="files; none: the cell is planned and was not run",
        json_schema_extra=items("capture"),
    )
    steps: list[Any] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="what was done, without overlap",
        json_schema_extra=items("step"),
    )
