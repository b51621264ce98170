"""Forms of assurances that hold in; their model out."""

from __future__ import annotations

from typing import Any

from harness.model.assurances import (
    ANY,
    AssertedScope,
    Assurance,
    Basis,
    Certificate,
    CoveredProduct,
    Fact,
    Product,
    PublishedTest,
    Sentence,
    Source,
)
from harness.rules.assurance_base import BoundedProductsFact, CoveredProductForm, FactForm, ProductForm
from harness.rules.assurance_forms import AssertedForm, CertificateForm, HeadForm, SentenceForm, TestForm


def assurance_of(form: HeadForm, path: str) -> Assurance:
    """The model of a file without a fault."""
    head = _head(form, path)
    if isinstance(form, TestForm):
        return PublishedTest(**head, **_facts(form), products=_covered(form.products))
    if isinstance(form, CertificateForm):
        return Certificate(**head, **_facts(form), products=_covered(form.products))
    if isinstance(form, SentenceForm):
        return Sentence(**head, **_facts(form), scope=_scope(form.scope))
    raise AssertionError(f"no model for {type(form).__name__}")


def _head(form: HeadForm, path: str) -> dict[str, Any]:
    return {
        "id": form.id,
        "title": form.title,
        "path": path,
        "as_of": form.as_of,
        "sources": tuple(
            Source(id=one.id, title=one.title, publisher=one.publisher, date=one.date, url=one.url)
            for one in form.sources
        ),
    }


def _facts(form: HeadForm | AssertedForm) -> dict[str, Any]:
    """Every fact of a form by its field's name; products apart."""
    told = ((name, getattr(form, name)) for name in type(form).model_fields)
    return {
        name: fact_of(fact)
        for name, fact in told
        if isinstance(fact, FactForm) and not isinstance(fact, BoundedProductsFact)
    }


def fact_of(form: FactForm) -> Fact:
    """One fact; an empty list is a bound that is stated to be none."""
    value = getattr(form, "value", None)
    if value is None:
        return Fact()
    values = tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)
    return Fact(values=values or (ANY,), basis=form.basis, sources=tuple(form.sources))


def product_of(form: ProductForm) -> Product:
    """A product."""
    return Product(vendor=form.vendor, model=form.model, product_class=form.product_class)


def _covered(forms: list[CoveredProductForm]) -> tuple[CoveredProduct, ...]:
    return tuple(
        CoveredProduct(
            product=product_of(form),
            basis=form.basis,
            sources=tuple(form.sources),
            versions=fact_of(form.versions),
        )
        for form in forms
    )


def _scope(form: AssertedForm) -> AssertedScope:
    products = tuple(product_of(one) for one in form.products.value or ())
    names = Fact()
    if form.products.basis is not Basis.NOT_STATED:
        names = Fact(
            values=tuple(one.name for one in products) or (ANY,),
            basis=form.products.basis,
            sources=tuple(form.products.sources),
        )
    return AssertedScope(products=products, product_names=names, **_facts(form))
