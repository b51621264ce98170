"""Planted values: what each kind needs; no fault repeats a value."""

from __future__ import annotations

import pytest

from harness.model.honey import Honey, HoneyKind, Place
from tests.support.scenario_files import GOOD, checked

_HONEY = GOOD[GOOD.index("honey:") :]


def with_honey(*items: str) -> str:
    lines = "".join(f"- {{{item}}}\n" for item in items)
    return GOOD.replace(_HONEY, f"honey:\n{lines}")


def told(*items: str) -> list[str]:
    scenario, faults = checked(with_honey(*items))
    assert (scenario is None) == bool(faults)
    return [fault.message for fault in faults]


def test_good_honey_becomes_the_model() -> None:
    scenario, faults = checked(GOOD)
    assert scenario is not None, faults
    assert scenario.honey == (
        Honey(id="account", kind=HoneyKind.ACCOUNT_EMAIL, values=("pilot.one@lab.example",)),
        Honey(
            id="field", kind=HoneyKind.HOME_POINT, place=Place(latitude=39.04, longitude=-77.49, radius_m=300)
        ),
    )
    assert "pilot" not in repr(scenario.honey)
    assert "39.04" not in repr(scenario.honey)


def test_without_honey_there_is_none() -> None:
    scenario, _ = checked(GOOD.replace(_HONEY, ""))
    assert scenario is not None
    assert scenario.honey == ()


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("id: a, kind: ssid, values: [lab5g]", "at least 6"),
        ("id: a, kind: ssid, values: [' lab network']", "spaces"),
        ("id: a, kind: ssid", "missing key 'values'"),
        ("id: a, kind: account_email, values: [pilot.one.lab]", "no e-mail address"),
        ('id: a, kind: imei, values: ["4901542032375"]', "has 13 digits"),
        ('id: a, kind: mac, values: ["02:00:5e:10:00"]', "no MAC"),
        ("id: a, kind: home_point, radius_m: 10", "missing key 'position'"),
        ("id: a, kind: home_point, position: [1, 2]", "missing key 'radius_m'"),
        ("id: a, kind: home_point, position: [91, 2], radius_m: 5", "no latitude"),
        ("id: a, kind: home_point, position: [1, 2], radius_m: 5, values: [field one]", "instead"),
        ("id: a, kind: serial, values: [ABC12345], radius_m: 5", "only on a home_point"),
        ("id: a, kind: home_point, position: [1], radius_m: 5", "position"),
        ("id: a, kind: home_point, position: [1, 2], radius_m: 0", "radius_m"),
        ("id: a, kind: secret, values: [ABC12345]", "kind"),
    ],
)
def test_faults(item: str, words: str) -> None:
    (message,) = told(item)
    assert words in message


def test_ids_and_values_stand_once() -> None:
    (message,) = told("id: a, kind: serial, values: [ABC12345]", "id: a, kind: serial, values: [XYZ12345]")
    assert "taken" in message
    (message,) = told("id: a, kind: serial, values: [ABC12345]", "id: b, kind: text, values: [abc12345]")
    assert "planted in line" in message
    (message,) = told("id: a, kind: serial, values: [ABC12345, abc12345]")
    assert "already" in message


def test_no_fault_repeats_a_value() -> None:
    messages = told(
        "id: a, kind: account_email, values: [topsecret1]",
        "id: b, kind: imei, values: [topsecret2]",
        "id: c, kind: mac, values: [topsecret3]",
        "id: d, kind: text, values: [topsecret4, TOPSECRET4]",
        "id: e, kind: text, values: [' topsecret5']",
    )
    assert len(messages) == 5
    assert "secret" not in " ".join(messages).lower()
