"""Made-up tests and sentences as values, and strategies that draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from harness.model.assurances import (
    AssertedScope,
    Assurance,
    Basis,
    CoveredProduct,
    Fact,
    Product,
    ProductClass,
    PublishedTest,
    Sentence,
)
from tests.support.assurance_files import assurances

NAMES = ("aircraft one", "app one", "app two")
REGIONS = ("US", "DE", "SG")
VERSIONS = ("1.0", "1.1")
SETTINGS = ("default", "quiet")
_DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")


@cache
def _good() -> tuple[Assurance, ...]:
    """Read once: tests draw thousands."""
    return assurances()


def stated(*values: str) -> Fact:
    """A fact; not stated without values."""
    return Fact(values=values, basis=Basis.SECONDARY, sources=("news",)) if values else Fact()


def product(name: str) -> Product:
    """One product by its model."""
    kind = ProductClass.AIRCRAFT if name.startswith("aircraft") else ProductClass.APP
    return Product(vendor="Example Aero", model=name, product_class=kind)


def a_test(
    names: Sequence[str],
    regions: Sequence[str],
    versions: Sequence[str] = (),
    settings: Sequence[str] = (),
    as_of: str = "2026-11-20",
) -> PublishedTest:
    """A test; what is left out is not stated."""
    lab = _good()[0]
    if not isinstance(lab, PublishedTest):
        raise TypeError(lab)
    products = tuple(
        CoveredProduct(
            product=product(name), basis=Basis.SECONDARY, sources=("news",), versions=stated(*versions)
        )
        for name in names
    )
    return replace(lab, products=products, regions=stated(*regions), settings=stated(*settings), as_of=as_of)


def sentence(
    names: Sequence[str],
    regions: Sequence[str],
    versions: Sequence[str] = (),
    settings: Sequence[str] = (),
    phases: Sequence[str] = (),
    as_of: str = "2026-11-22",
) -> Sentence:
    """A sentence; what is left out is not bounded."""
    said = _good()[2]
    if not isinstance(said, Sentence):
        raise TypeError(said)
    products = tuple(map(product, names))
    scope = AssertedScope(
        products=products,
        product_names=stated(*(one.name for one in products)),
        versions=stated(*versions),
        settings=stated(*settings),
        regions=stated(*regions),
        phases=stated(*phases),
    )
    return replace(said, scope=scope, as_of=as_of)


def _some(values: Sequence[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=2, unique=True)


def drawn_tests() -> st.SearchStrategy[PublishedTest]:
    """Tests of at least one product."""
    return st.builds(
        a_test, _some(NAMES, 1), _some(REGIONS), _some(VERSIONS), _some(SETTINGS), st.sampled_from(_DAYS)
    )


def sentences() -> st.SearchStrategy[Sentence]:
    """Sentences, bounded or not."""
    return st.builds(
        sentence,
        _some(NAMES),
        _some(REGIONS),
        _some(VERSIONS),
        _some(SETTINGS),
        _some(("login", "flight")),
        st.sampled_from(_DAYS),
    )
