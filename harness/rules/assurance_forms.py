"""The forms of an assurance: one for each kind of file; what each key means to an author."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from harness.model.assurances import AssuranceKind
from harness.rules.assurance_base import (
    MAX_ITEMS,
    AssuranceForm,
    BoundedCountriesFact,
    BoundedNamesFact,
    BoundedProductsFact,
    CountriesFact,
    CoveredProductForm,
    DateFact,
    EveryFact,
    IdsFact,
    NamesFact,
    PublicationFact,
    RegionsFact,
    SourceForm,
    TextFact,
    TextsFact,
)
from harness.rules.scenario_base import Date, Id, Text


class HeadForm(AssuranceForm):
    """What every kind of file begins with."""

    schema_version: Literal[1] = Field(description="1")
    id: Id = Field(description="permanent id, never renamed, for example example-lab-2026")
    kind: Annotated[AssuranceKind, Field(strict=False)] = Field(description="test, certificate or sentence")
    title: Text = Field(description="one line for people")
    as_of: Date = Field(description="day on which you looked, like 2026-11-27")
    sources: list[SourceForm] = Field(
        min_length=1, max_length=MAX_ITEMS, description="where facts were read, at least one"
    )


class TestForm(HeadForm):
    """A published test; every key is needed, a fact that no source states is {basis: not_stated}."""

    __test__ = False  # no test of ours, whatever pytest makes of its name

    tested_by: NamesFact = Field(description="organisations that tested; no names of people")
    paid_by: NamesFact = Field(description="organisations that paid for it")
    vendor_involvement: TextFact = Field(description="what the vendor did in it")
    began: DateFact = Field(description="first day of the test")
    ended: DateFact = Field(description="last day of the test")
    published: DateFact = Field(description="date that the report bears, or of its publication")
    products: list[CoveredProductForm] = Field(
        min_length=1, max_length=MAX_ITEMS, description="what was tested, at least one product"
    )
    settings: NamesFact = Field(description="settings and modes that were tested")
    regions: RegionsFact = Field(
        description="countries that the source places the test in; none: nothing was seen on its way to the internet"
    )
    combinations: EveryFact = Field(
        description="every: the source says that each product was tested with each setting in each region"
    )
    vantage_points: TextFact = Field(description="where traffic was seen and left from, as the source has it")
    account_regions: CountriesFact = Field(description="countries of the accounts that were used")
    bearer: NamesFact = Field(description="kinds of access that were used: wifi, mobile, ethernet")
    method: TextsFact = Field(
        description="capture of what, static or dynamic analysis, interception of encrypted traffic"
    )
    phases: NamesFact = Field(description="steps that were tested: login, flight, idle ...")
    sample: TextFact = Field(description="how long, how many flights, how much code")
    endpoints: TextsFact = Field(description="hosts, addresses and operators that were seen")
    endpoint_countries: CountriesFact = Field(description="countries that the source places them in")
    limits: TextsFact = Field(description="what the report itself says that it does not cover")
    corrected: TextsFact = Field(description="what was corrected while the test or its publication went on")
    left_out: TextsFact = Field(description="what of that the public summary leaves out")
    findings: TextsFact = Field(description="what was found")
    vendor_reply: TextFact = Field(description="what the vendor answered")
    publication: PublicationFact = Field(description="what the public can read: full_report or summary_only")
    remarks: TextsFact = Field(description="what else is stated of the test, its report and its publication")


class CertificateForm(HeadForm):
    """A certificate; every key is needed, a fact that no source states is {basis: not_stated}."""

    standard: NamesFact = Field(description="what it certifies by")
    issued_by: NamesFact = Field(description="organisation that issued it")
    issued: DateFact = Field(description="date of issue")
    products: list[CoveredProductForm] = Field(
        min_length=1, max_length=MAX_ITEMS, description="what it covers, at least one product"
    )
    not_covered: TextsFact = Field(description="what it does not cover, as the source says")
    limits: TextsFact = Field(description="level, site or date that it is bound to")
    vendor_reply: TextFact = Field(description="what the holder says of that")


class AssertedForm(AssuranceForm):
    """Bounds that a sentence is said for; what is not stated bounds nothing."""

    products: BoundedProductsFact = Field(description="products that it is said for")
    versions: BoundedNamesFact = Field(description="versions that it is said for")
    settings: BoundedNamesFact = Field(description="settings that it is said for")
    regions: BoundedCountriesFact = Field(description="countries that it is said for")
    phases: BoundedNamesFact = Field(description="steps that it is said for")


class SentenceForm(HeadForm):
    """A public sentence; every key is needed, a fact that no source states is {basis: not_stated}."""

    said: TextFact = Field(description="the sentence: a few words of it, or a paraphrase")
    said_by: NamesFact = Field(description="organisation that said it; no names of people")
    date: DateFact = Field(description="when it was said")
    scope: AssertedForm = Field(description="bounds that it is said for")
    rests_on: IdsFact = Field(description="ids of tests that are said to support it")


FORMS: Mapping[AssuranceKind, type[HeadForm]] = MappingProxyType(
    {
        AssuranceKind.TEST: TestForm,
        AssuranceKind.CERTIFICATE: CertificateForm,
        AssuranceKind.SENTENCE: SentenceForm,
    }
)
"""The form of each kind of file."""
