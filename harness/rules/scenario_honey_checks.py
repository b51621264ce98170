"""Planted values of a scenario in; faults between their keys and between two of them out. No message repeats a value."""

from __future__ import annotations

from collections.abc import Iterator

from harness.errors import Fault
from harness.model.honey import HoneyKind
from harness.rules.scenario_honey_forms import HoneyForm
from harness.rules.scenario_parts import Parts, Placed

_DIGITS = {
    HoneyKind.IMEI: (14, 16),
    HoneyKind.IMSI: (14, 15),
    HoneyKind.ICCID: (18, 20),
    HoneyKind.PHONE: (7, 15),
}
"""3GPP TS 23.003 sections 6.2 and 2.2, ITU-T E.118, E.164: digits at least and at most."""


def honey_faults(parts: Parts) -> Iterator[Fault]:
    """What each kind needs, and values that stand twice."""
    first: dict[str, Placed[HoneyForm]] = {}
    for placed in parts.honey.placed:
        yield from _kind_faults(placed)
        for at, value in enumerate(placed.form.values):
            other = first.setdefault(value.casefold(), placed)
            if other is not placed or value.casefold() in [one.casefold() for one in placed.form.values[:at]]:
                yield placed.entry.fault(
                    f"values: this one is planted in line {other.line} already, keep one", "values", at
                )


def _kind_faults(placed: Placed[HoneyForm]) -> Iterator[Fault]:
    form, entry = placed.form, placed.entry
    if form.kind is HoneyKind.HOME_POINT:
        for key in ("position", "radius_m"):
            if getattr(form, key) is None:
                yield entry.fault(f"missing key '{key}': a home_point has a position and a radius_m")
        if form.values:
            yield entry.fault("values: a home_point has a position instead: remove it", "values")
        if form.position is not None and abs(form.position[0]) > 90:
            yield entry.fault(
                "position: the first number is no latitude: write latitude first, -90 to 90, then longitude",
                "position",
                0,
            )
        return
    if not form.values:
        yield entry.fault(f"missing key 'values': write what was planted as {form.kind}, at least one value")
    for key in ("position", "radius_m"):
        if getattr(form, key) is not None:
            yield entry.fault(f"{key}: only on a home_point, this is {form.kind}: remove it", key)
    for at, value in enumerate(form.values):
        if problem := _form_problem(form.kind, value):
            yield entry.fault(f"values: {problem}", "values", at)


def _form_problem(kind: HoneyKind, value: str) -> str | None:
    """Why a value is none of its kind; a mistyped one would never be found, and that would look like a PASS."""
    if kind is HoneyKind.ACCOUNT_EMAIL and value.count("@") != 1:
        return "this is no e-mail address: write name@host"
    if kind in _DIGITS:
        least, most = _DIGITS[kind]
        digits = sum(character.isdigit() for character in value)
        if not least <= digits <= most:
            return f"this has {digits} digits: {kind} has {least} to {most}"
    if kind is HoneyKind.MAC and sum(character in "0123456789abcdefABCDEF" for character in value) != 12:
        return "this is no MAC: write it like 02:00:5e:10:00:01"
    return None
