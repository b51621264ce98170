"""Assurances: published tests, certificates and sentences about what a product sends, as their sources state them.

Every fact says what it rests on. What no source states stays so (``Basis.NOT_STATED``) and is
never filled in: a test of "version not stated" covers no version in particular. Nothing here says
whether an assurance is right, or why it was given.

``harness.rules.assurances`` makes these from YAML and is where mistakes are told.

Blind spots: regions are the countries where a source places a test; few sources say where traffic
left from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

ANY = "any"
"""Value of a bound that is stated to be none: worldwide, every version."""
NO_EGRESS = "none"
"""Value of a test's regions where nothing was seen on its way to the internet."""


class Basis(StrEnum):
    """What a fact rests on."""

    PRIMARY = "primary"
    """The report, certificate or statement itself was read."""
    SECONDARY = "secondary"
    """Others say it of the report: press, resellers, a vendor's own account of somebody else's report."""
    NOT_STATED = "not_stated"
    """No source that was read states it."""


class AssuranceKind(StrEnum):
    """What a file describes."""

    TEST = "test"
    """Somebody looked at a product, and something of it was published."""
    CERTIFICATE = "certificate"
    """Somebody certified something."""
    SENTENCE = "sentence"
    """A public sentence on where data go, and the bounds that it is said for."""


class ProductClass(StrEnum):
    """What a product is, so that it can be said what a certificate does not cover."""

    AIRCRAFT = "aircraft"
    CONTROLLER = "controller"
    APP = "app"
    CLOUD = "cloud"
    """A service that the vendor runs."""
    OTHER = "other"
    """Anything else: a library, a radio protocol, a household device."""


class Publication(StrEnum):
    """What of a report the public can read."""

    FULL = "full_report"
    SUMMARY = "summary_only"
    """A summary is public, the report is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What one field says, and what that rests on."""

    values: tuple[str, ...] = ()
    """In the author's order; empty exactly where no source states it."""
    basis: Basis = Basis.NOT_STATED
    sources: tuple[str, ...] = ()
    """Ids of sources in the same file; empty exactly where no source states it."""

    def __post_init__(self) -> None:
        stated = self.basis is not Basis.NOT_STATED
        if bool(self.values) != stated or bool(self.sources) != stated:
            raise ValueError("a fact has values and sources exactly where it is stated")

    @property
    def bounds(self) -> tuple[str, ...]:
        """Values of a bound; empty: not bounded, be it stated or not.

        >>> Fact().bounds
        ()
        """
        return () if self.values == (ANY,) else self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where facts were read; None: not stated where it is named."""

    id: str
    title: str | None
    publisher: str | None
    date: str | None
    """Year, month or day, as far as stated."""
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product by its name; the same in every file."""

    vendor: str | None
    """None: no source that was read names it."""
    model: str
    product_class: ProductClass

    @property
    def key(self) -> tuple[str, str]:
        """What makes two mentions the same product; case does not matter."""
        return ((self.vendor or "").casefold(), self.model.casefold())

    @property
    def name(self) -> str:
        """Vendor and model."""
        return f"{self.vendor} {self.model}" if self.vendor else self.model


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredProduct:
    """A product that a test or certificate names, and its versions there."""

    product: Product
    basis: Basis
    sources: tuple[str, ...]
    versions: Fact
    """Of firmware or app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """What every kind of file has."""

    id: str
    title: str
    path: str
    as_of: str
    """Day on which the author looked: ``YYYY-MM-DD``."""
    sources: tuple[Source, ...]

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """Every fact by the name of its field, in order of the form; products and scope apart."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Fact):
                yield field.name, value


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTest(Assurance):
    """A published test."""

    tested_by: Fact
    paid_by: Fact
    vendor_involvement: Fact
    began: Fact
    ended: Fact
    published: Fact
    products: tuple[CoveredProduct, ...]
    settings: Fact
    regions: Fact
    """ISO 3166-1 alpha-2, or NO_EGRESS."""
    combinations: Fact
    """``every``: each product was tested with each setting in each region."""
    vantage_points: Fact
    account_regions: Fact
    bearer: Fact
    method: Fact
    phases: Fact
    sample: Fact
    endpoints: Fact
    endpoint_countries: Fact
    limits: Fact
    corrected: Fact
    left_out: Fact
    findings: Fact
    vendor_reply: Fact
    publication: Fact
    remarks: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Assurance):
    """A certificate."""

    standard: Fact
    issued_by: Fact
    issued: Fact
    products: tuple[CoveredProduct, ...]
    not_covered: Fact
    limits: Fact
    vendor_reply: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertedScope:
    """Bounds that a sentence is said for; a bound that is not stated is none."""

    products: tuple[Product, ...]
    """Empty: not bounded."""
    product_names: Fact
    """The same by name, with what that rests on."""
    versions: Fact
    settings: Fact
    regions: Fact
    phases: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence(Assurance):
    """A public sentence."""

    said: Fact
    """The sentence: a short quotation or paraphrase."""
    said_by: Fact
    date: Fact
    scope: AssertedScope
    rests_on: Fact
    """Ids of tests that are said to support it."""


def earliest(date: str) -> str:
    """First day of a year, a month or a day, to be compared as text.

    >>> earliest("2019"), earliest("2018-04")
    ('2019-01-01', '2018-04-01')
    """
    return date + "-01-01"[len(date) - 4 :] if len(date) < 10 else date


def latest(date: str) -> str:
    """Last day, to be compared as text; no month is longer than 31 days.

    >>> latest("2019"), latest("2018-04")
    ('2019-12-31', '2018-04-31')
    """
    return date + "-12-31"[len(date) - 4 :] if len(date) < 10 else date
