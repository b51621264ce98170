"""The matrix of assurances: cells of product, region, version and setting, and who published that they looked there.

A cell says that a test looked there; it says nothing of what the test found. Where nobody is
known to have looked, the cell holds the day on which the author had looked for tests: "no
published test found as of", never "none exists". A row cannot be made without one or the other.

Blind spots: tests that were never published, or that no author of a file has read of.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from harness.model.assurances import (
    Basis,
    Certificate,
    Product,
    ProductClass,
    PublishedTest,
    Sentence,
)

DRONE = (ProductClass.AIRCRAFT, ProductClass.CONTROLLER, ProductClass.APP)
"""Classes of what a user flies with."""


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """One combination that a published test looked at; None: not stated by any source."""

    test: str
    product: Product
    region: str | None
    version: str | None
    setting: str | None
    bases: tuple[Basis, Basis, Basis, Basis]
    """Of product, region, version and setting."""
    together: bool
    """False: several of each were tested, and no source says which with which."""

    @property
    def place(self) -> tuple[tuple[str, str], str | None, str | None, str | None]:
        """What makes two cells the same."""
        return self.product.key, self.region, self.version, self.setting


@dataclass(frozen=True, slots=True)
class AssertedCell:
    """One combination that a sentence is said for; None: not bounded, so it stands for every one."""

    product: Product | None
    region: str | None
    version: str | None
    setting: str | None
    phase: str | None

    @property
    def bounded(self) -> bool:
        """Whether a finite list of tests could cover it."""
        return None not in (self.product, self.region, self.version, self.setting, self.phase)


class Extent(StrEnum):
    """How much of what is asserted has a published test behind it."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertedCover:
    """One asserted combination and the tests behind it."""

    asserted: AssertedCell
    tests: tuple[str, ...]
    """Ids of tests that looked there, or at some of it where it is not bounded."""
    unsure: tuple[str, ...]
    """Ids of tests that may have: no source says which product was tested with which setting."""
    regions: tuple[str | None, ...] = ()
    """Where all of these are placed, sorted; None, at the end: not stated."""

    @property
    def extent(self) -> Extent:
        """Whole only where it is bounded and a test is known to have looked at just that."""
        if self.tests and self.asserted.bounded:
            return Extent.WHOLE
        return Extent.PART if self.tests or self.unsure else Extent.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCover:
    """A sentence and what is behind it."""

    sentence: Sentence
    parts: tuple[AssertedCover, ...]
    """One for each asserted combination; never empty."""

    @property
    def extent(self) -> Extent:
        """Over all combinations."""
        extents = {part.extent for part in self.parts}
        return extents.pop() if len(extents) == 1 else Extent.PART


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCell:
    """A test cell of a scenario of one's own."""

    scenario: str
    cell: str
    vendor: str
    model: str
    region: str
    """That it reaches the internet from."""
    account_region: str
    version: str
    setting: str
    phases: tuple[str, ...]
    run: bool
    """False: planned."""

    @property
    def place(self) -> tuple[tuple[str, str], str | None, str | None, str | None]:
        """As of a ``PublishedCell``."""
        return (self.vendor.casefold(), self.model.casefold()), self.region, self.version, self.setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One cell of the matrix."""

    name: str | None
    """Vendor and model; None: every product that is not named."""
    product_class: ProductClass | None
    """None: the product is that of a scenario, or not named."""
    region: str | None
    version: str | None
    setting: str | None
    other: tuple[str, ...] = ()
    """Of region, version and setting: those that are not bounded, so that the row stands for every other one."""
    tests: tuple[PublishedCell, ...] = ()
    asserted_by: tuple[str, ...] = ()
    """Ids of sentences said for it."""
    own: tuple[OwnCell, ...] = ()
    as_of: str | None = None
    """Day on which an author had looked for tests and found none; None exactly where there is one."""

    def __post_init__(self) -> None:
        if bool(self.tests) != (self.as_of is None):
            raise ValueError("a row holds a test, or the day on which none was found")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBeside:
    """One scenario beside what was published."""

    scenario: str
    name: str
    """Vendor and product of its subject."""
    cells: tuple[tuple[OwnCell, tuple[PublishedCell, ...]], ...]
    """Each test cell, and the published tests of the same."""
    published_only: tuple[PublishedCell, ...]
    """Of the same product: cells that no cell of the scenario is alike."""
    named: bool
    """Whether a published test names the product at all."""
    near: tuple[str, ...]
    """Names of published products that are written much alike, where it is not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Everything that the report shows."""

    as_of: str
    """Earliest day on which an author of a file looked."""
    rows: tuple[Row, ...]
    tests: tuple[PublishedTest, ...]
    certificates: tuple[Certificate, ...]
    sentences: tuple[SentenceCover, ...]
    own: tuple[OwnBeside, ...] = ()
    products: tuple[str, ...] = ()
    """What was asked for; empty: all."""
    regions: tuple[str, ...] = ()
