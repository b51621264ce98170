"""Groups, claims, accepted limits and expectations of a scenario in; faults between their keys out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from harness.errors import Fault
from harness.model.claims import ClaimKind
from harness.model.country_groups import ALIASES, COUNTRY_GROUPS, named_group
from harness.rules.entries import Entry
from harness.rules.scenario_claim_forms import ClaimForm, ExpectForm
from harness.rules.scenario_parts import Parts, Placed
from harness.rules.scenario_refs import reference_fault
from harness.rules.scenario_selector_checks import data_faults, selector_faults
from harness.rules.scenario_values import did_you_mean, shown

_ABOUT_COUNTRIES = (ClaimKind.LOCATION, ClaimKind.CONTROL)
_KEYS_OF_KINDS: Mapping[str, tuple[ClaimKind, ...]] = MappingProxyType(
    {
        "permitted": (ClaimKind.SILENCE,),
        "about": (ClaimKind.NAME,),
        "never": (ClaimKind.NAME,),
        "only": (ClaimKind.NAME, ClaimKind.CONTENT),
        "data": (ClaimKind.CONTENT,),
    }
)


def group_faults(parts: Parts) -> Iterator[Fault]:
    """Groups of the author's own: under a name that is free, each country once."""
    for group in parts.groups.placed:
        if named_group(group.form.id) is not None:
            yield group.entry.fault(f"id: '{group.form.id}' is built in: choose another", "id")
        yield from _twice(group.entry, group.form.countries, "countries")


def claim_faults(parts: Parts) -> Iterator[Fault]:
    """What a claim's kind needs and what it excludes."""
    groups = parts.groups.ids()
    for claim in parts.claims.placed:
        name = claim.form.group
        if name is not None and named_group(name) is None and name not in groups:
            known = [*COUNTRY_GROUPS, *groups, *ALIASES]
            yield claim.entry.fault(f"group: {shown(name)} is no group: {did_you_mean(name, known)}", "group")
        yield from _country_faults(claim)
        yield from _kind_faults(claim)
        yield from selector_faults(claim)
        yield from data_faults(claim, parts)
        yield from _product_faults(claim, parts)
        for at, accepted in enumerate(claim.form.accepted):
            for number, cell in enumerate(accepted.cells):
                place = ("accepted", at, "cells", number)
                yield from reference_fault(claim.entry, "cells", "cell", cell, parts.cell_ids(), *place)


def _kind_faults(claim: Placed[ClaimForm]) -> Iterator[Fault]:
    """Keys that only some kinds of claim have."""
    for key, kinds in _KEYS_OF_KINDS.items():
        if getattr(claim.form, key) and claim.form.kind not in kinds:
            named = " or ".join(kinds)
            yield claim.entry.fault(
                f"{key}: only on a claim of kind {named}, this is {claim.form.kind}: remove it", key
            )


def _product_faults(claim: Placed[ClaimForm], parts: Parts) -> Iterator[Fault]:
    products = claim.form.scope.products
    if parts.subject is not None and products and parts.subject.form.product not in products:
        own = parts.subject.form.product
        yield claim.entry.fault(
            f"products: the subject {shown(own)} is none of them: write it there too, or remove the claim",
            "scope",
            "products",
        )
    yield from _twice(claim.entry, products, "scope", "products")


def _country_faults(claim: Placed[ClaimForm]) -> Iterator[Fault]:
    form, entry = claim.form, claim.entry
    if form.kind in _ABOUT_COUNTRIES:
        if not form.countries and form.group is None:
            yield entry.fault(
                f"missing key 'countries': write those that a claim of kind {form.kind} is about, [CN], or 'group'"
            )
        if form.countries and form.group is not None:
            yield entry.fault("group: beside 'countries': keep one of the two", "group")
    else:
        for key in ("countries", "group"):
            if getattr(form, key):
                yield entry.fault(
                    f"{key}: only on claims of kind location and control, this is {form.kind}: remove it", key
                )
    yield from _twice(entry, form.countries, "countries")


def _twice(entry: Entry, values: list[str], *steps: str) -> Iterator[Fault]:
    for at, value in enumerate(values):
        if value in values[:at]:
            yield entry.fault(f"{steps[-1]}: '{value}' stands here twice, keep one", *steps, at)


def limit_faults(parts: Parts) -> Iterator[Fault]:
    """Cells that an accepted limit names."""
    known = parts.cell_ids()
    for limit in parts.limits.placed:
        for at, name in enumerate(limit.form.cells):
            yield from reference_fault(limit.entry, "cells", "cell", name, known, "cells", at)


def expectation_faults(parts: Parts) -> Iterator[Fault]:
    """Claims that expectations name, once each, and the findings that they need."""
    known = parts.claims.ids()
    first: dict[str, int] = {}
    for expectation in parts.expect.placed:
        form, entry = expectation.form, expectation.entry
        yield from reference_fault(entry, "claim", "claim", form.claim, known, "claim")
        if first.setdefault(form.claim, expectation.line) != expectation.line:
            yield entry.fault(
                f"claim: '{form.claim}' has its expectation in line {first[form.claim]} already, keep one",
                "claim",
            )
        yield from _finding_faults(form, entry)


def _finding_faults(form: ExpectForm, entry: Entry) -> Iterator[Fault]:
    if "FAIL" in (form.as_tested, form.as_asserted) and not form.findings:
        yield entry.fault(
            "missing key 'findings': FAIL is expected of findings, list them as "
            f"'{form.claim}/HOST'; `harness verify` prints their ids"
        )
    for at, finding in enumerate(form.findings):
        if not finding.startswith(f"{form.claim}/") or finding == f"{form.claim}/":
            yield entry.fault(
                f"findings: '{finding[:80]}' is no finding of this claim: write '{form.claim}/HOST'",
                "findings",
                at,
            )
    yield from _twice(entry, form.findings, "findings")
    for at, finding in enumerate(form.not_seen_since):
        if finding not in form.findings:
            yield entry.fault(
                f"not_seen_since: '{finding[:80]}' is not among the findings expected; list it there too, or take it out here",
                "not_seen_since",
                at,
            )
    yield from _twice(entry, form.not_seen_since, "not_seen_since")
