"""The form of a claim, and of what is said beside claims: limits, statements, expectations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import ClaimKind, Grade, PermittedService
from harness.model.words import ContactLevel
from harness.rules.scenario_base import (
    MAX_ITEMS,
    AccountRegion,
    Bounds,
    Country,
    Date,
    Form,
    Host,
    HostOrAddress,
    Id,
    Name,
    Text,
    items,
    worded,
)
from harness.rules.scenario_selector_forms import MAX_SELECTORS, SelectorForm

VerdictName = Literal["PASS", "FAIL", "INCONCLUSIVE", "NONE", "ERROR"]
Reason = Annotated[str, Field(min_length=8, max_length=500)]
_Names = Annotated[list[Name], Field(max_length=100)] | None


class ScopeForm(Form):
    """Bounds that a claim is asserted for; what is left out is not bounded, which no list of cells can cover."""

    egress_regions: Annotated[Annotated[list[Country], Field(max_length=250)] | None, Bounds] = Field(
        default=None,
        description="countries that traffic leaves from",
        json_schema_extra=worded("`worldwide` or list of text"),
    )
    account_regions: Annotated[Annotated[list[AccountRegion], Field(max_length=250)] | None, Bounds] = Field(
        default=None, description="countries of accounts", json_schema_extra=worded("`any` or list of text")
    )
    subject_versions: Annotated[_Names, Bounds] = Field(
        default=None, description="versions of the product", json_schema_extra=worded("`any` or list of text")
    )
    settings: Annotated[_Names, Bounds] = Field(
        default=None, description="names of settings", json_schema_extra=worded("`any` or list of text")
    )
    steps: Annotated[_Names, Bounds] = Field(
        default=None, description="kinds of steps", json_schema_extra=worded("`any` or list of text")
    )
    products: list[Name] = Field(
        default=[], max_length=100, description="products; none: the subject's own product"
    )
    consents: list[Name] = Field(
        default=[], max_length=20, description="answers to consent questions; none: not told apart"
    )


class PermittedForm(Form):
    """What a silence claim lets pass."""

    services: list[Annotated[PermittedService, Field(strict=False)]] = Field(
        default=[], max_length=20, description="by service, wherever it goes"
    )
    hosts: list[Host] = Field(
        default=[], max_length=100, description="by host name, each with everything below it"
    )


class AcceptedForm(Form):
    """A blind spot that somebody accepts, for one claim or for all; it is shown with the verdict and still blocks."""

    kind: Annotated[BlindSpotKind, Field(strict=False)] = Field(description="kind of blind spot")
    reason: Reason = Field(description="why it is accepted, at least a few words")
    expires: Date = Field(description="until when, like 2027-03-01")
    cells: list[Id] = Field(default=[], max_length=MAX_ITEMS, description="ids of cells; none: every cell")


class GroupForm(Form):
    """A group of countries of your own; verdicts list its countries."""

    id: Id = Field(description="a short name, none of the built-in ones, for example adversaries")
    countries: list[Country] = Field(min_length=1, max_length=250, description="countries in it, [CN, RU]")
    source: Text = Field(
        description="what says that these are the countries, for example a law with its paragraph"
    )


_Selectors = Annotated[list[SelectorForm], Field(max_length=MAX_SELECTORS)]


class ClaimForm(Form):
    """One claim; with ``library`` every key that is left out is that of the ready claim."""

    library: Id | None = Field(
        default=None,
        description="id of a ready claim, as `harness claims` lists them; keys given here stand in place of its own",
    )

    id: Id = Field(description="permanent id, never renamed, for example no-data-to-cn")
    kind: Annotated[ClaimKind, Field(strict=False)] = Field(description="what the claim is about")
    text: Text = Field(description="the claim as the vendor says it, or as tested")
    source: Text | None = Field(default=None, description="where it is said, and when that was read")
    countries: list[Country] = Field(
        default=[],
        max_length=250,
        description="location, control: countries that data or companies may not be in or under",
    )
    group: Id | None = Field(
        default=None,
        description="location, control: named group of countries instead of 'countries', built in or under 'groups'",
    )
    level: Annotated[ContactLevel, Field(strict=False)] = Field(
        default=ContactLevel.DATA, description="contact that refutes; less blocks PASS and is listed"
    )
    attribution: Annotated[Grade, Field(strict=False)] | None = Field(
        default=None,
        description="weakest attribution that refutes; left out: difference for boundary app, else device",
        json_schema_extra=worded("word"),
    )
    floor: float = Field(default=1.0, gt=0, le=1, description="least share of packets seen for PASS, 0..1")
    scope: ScopeForm = Field(default=ScopeForm(), description="bounds that it is asserted for")
    permitted: PermittedForm | None = Field(
        default=None, description="silence only: what may be sent", json_schema_extra=worded("mapping")
    )
    about: _Selectors = Field(
        default=[],
        description="name only: endpoints that the claim speaks of; none: all",
        json_schema_extra=items("selector"),
    )
    only: _Selectors = Field(
        default=[],
        description="name: the endpoints allowed; content: those that may be sent the data",
        json_schema_extra=items("selector"),
    )
    never: _Selectors = Field(
        default=[], description="name only: the endpoints forbidden", json_schema_extra=items("selector")
    )
    data: list[Id] = Field(
        default=[],
        max_length=200,
        description="content only: ids or kinds of planted values; none: all that were planted",
    )
    accepted: list[AcceptedForm] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="blind spots that are accepted for this claim; they still block",
        json_schema_extra=items("accepted limit"),
    )


class StatementForm(Form):
    """A vendor's word that a finding was fixed."""

    host: HostOrAddress = Field(description="host name of the finding, or its address where it has no name")
    text: Text = Field(description="what the vendor says")
    source: Reason = Field(description="where and when it was said")
    version: Name = Field(description="first version that is said to hold the fix, in quotes: '1.1'")


class ExpectForm(Form):
    """What a claim of this scenario is known to come to; anything else is news."""

    claim: Id = Field(description="id of the claim")
    as_tested: VerdictName = Field(
        description="verdict over the cells: PASS, FAIL, INCONCLUSIVE, NONE or ERROR"
    )
    as_asserted: VerdictName = Field(description="verdict over the claim's own scope")
    findings: list[Text] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="ids of findings: claim id, slash, host; needed for FAIL",
    )
    not_seen_since: list[Text] = Field(
        default=[],
        max_length=MAX_ITEMS,
        description="those of the findings that later cells are known not to show although no fix is recorded",
    )
