"""Facts of assurances -> words: what is stated with its basis, what is not as not stated."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from harness.model.assurance_matrix import OwnCell, PublishedCell
from harness.model.assurances import NO_EGRESS, Basis, Fact, Product, ProductClass
from harness.reports.lines import Line, Style, wrapped

NOT_STATED: Final = "not stated"
ANY_OTHER: Final = "any other"
BASIS_LETTERS: Final = MappingProxyType({Basis.PRIMARY: "p", Basis.SECONDARY: "s", Basis.NOT_STATED: "-"})
_NAMES: Final = MappingProxyType(
    {
        "vendor_involvement": "vendor's part in it",
        "vendor_reply": "vendor's reply",
        "left_out": "left out of the summary",
        "not_covered": "not covered, by the source",
        "publication": "what can be read",
    }
)


def field_name(field: str) -> str:
    """A field in words.

    >>> field_name("paid_by"), field_name("vendor_reply")
    ('paid by', "vendor's reply")
    """
    return _NAMES.get(field, field.replace("_", " "))


def basis_words(basis: Basis) -> str:
    """``primary``, ``secondary`` or ``not stated``."""
    return basis.value.replace("_", " ")


def fact_words(fact: Fact) -> str:
    """What is stated and its basis, or ``not stated``."""
    if fact.basis is Basis.NOT_STATED:
        return NOT_STATED
    values = (
        "; ".join(fact.values).replace("full_report", "full report").replace("summary_only", "summary only")
    )
    return f"{values} ({basis_words(fact.basis)})"


def fact_lines(field: str, fact: Fact, width: int, *, indent: str = "  ") -> Iterator[Line]:
    """One fact by its name; what is not stated is dimmed."""
    style = Style.DIM if fact.basis is Basis.NOT_STATED else Style.PLAIN
    yield from wrapped(
        f"{field_name(field)}: {fact_words(fact)}", width, first=indent, rest=indent + "  ", style=style
    )


def product_words(name: str | None, kind: ProductClass | None) -> str:
    """A product and its class."""
    if name is None:
        return "Every other product"
    return name if kind is None else f"{name} ({kind.value})"


def named(product: Product) -> str:
    """A product and its class."""
    return product_words(product.name, product.product_class)


def region_words(region: str | None) -> str:
    """A region of a published test."""
    if region is None:
        return NOT_STATED
    return "no egress" if region == NO_EGRESS else region


def not_found(as_of: str) -> str:
    """The one way to say that no test is known; never that none exists."""
    return f"no published test found as of {as_of}"


def test_words(cell: PublishedCell) -> str:
    """Id of a test; marked where no source says what was tested together."""
    return cell.test if cell.together else f"{cell.test} ?"


def own_words(own: OwnCell) -> str:
    """A cell of one's own."""
    state = "run" if own.run else "planned, not run"
    steps = f"; steps {', '.join(own.phases)}" if own.phases else "; no steps"
    return f"{own.scenario}/{own.cell} ({state}; account region {own.account_region}{steps})"
