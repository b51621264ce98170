"""Claims about names and content in; faults in the endpoints and the planted values that they list out."""

from __future__ import annotations

from collections.abc import Iterator

from harness.errors import Fault
from harness.model.claims import ClaimKind
from harness.model.honey import HoneyKind
from harness.rules.scenario_claim_forms import ClaimForm
from harness.rules.scenario_parts import Parts, Placed
from harness.rules.scenario_selector_forms import is_empty
from harness.rules.scenario_values import did_you_mean, shown

_LISTS = ("about", "only", "never")


def selector_faults(claim: Placed[ClaimForm]) -> Iterator[Fault]:
    """Lists of endpoints: a name claim has one that allows or one that forbids, and no item takes everything."""
    form, entry = claim.form, claim.entry
    if form.kind is ClaimKind.NAME:
        if form.only and form.never:
            yield entry.fault("never: beside 'only': keep one of the two, or make two claims of it", "never")
        if not form.only and not form.never:
            yield entry.fault(
                "missing key 'only': list the endpoints allowed, [{host: [api.vendor.example]}], "
                "or those forbidden under 'never'"
            )
    for key in _LISTS:
        for at, selector in enumerate(getattr(form, key)):
            if is_empty(selector):
                yield entry.fault(
                    f"{key}: this selector takes every endpoint: name at least one host, suffix, operator or category",
                    key,
                    at,
                )


def data_faults(claim: Placed[ClaimForm], parts: Parts) -> Iterator[Fault]:
    """Planted values of a content claim; without any there is nothing to look for, and that must not look like a PASS."""
    form, entry = claim.form, claim.entry
    if form.kind is not ClaimKind.CONTENT:
        return
    if not parts.honey.entries:
        yield entry.fault(
            "kind: a content claim needs planted values: list under 'honey' what was planted", "kind"
        )
        return
    kinds = {one.kind.value for one in parts.honey.forms()}
    known = [*parts.honey.ids(), *kinds]
    for at, name in enumerate(form.data):
        if name in known:
            continue
        if name in list(HoneyKind):
            yield entry.fault(
                f"data: no {name} was planted: plant one under 'honey', or remove it", "data", at
            )
        else:
            yield entry.fault(f"data: {shown(name)} was not planted: {did_you_mean(name, known)}", "data", at)
