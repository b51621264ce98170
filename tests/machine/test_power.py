"""Batteries, told from those of mice; and sleep that is forbidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.machine import power
from harness.machine.power import Power, of_supplies, read_power

MAINS = {"type": "Mains", "online": "0"}
BATTERY = {"type": "Battery", "status": "Discharging", "capacity": "63"}
MOUSE = {"type": "Battery", "status": "Discharging", "capacity": "5", "scope": "Device"}


def test_the_emptiest_of_the_machine_s_own_counts() -> None:
    second = {"type": "Battery", "status": "Full", "capacity": "100"}
    found = of_supplies([MAINS, BATTERY, second, MOUSE], sleep_masked=False)
    assert found == Power(batteries=2, on_battery=True, percent=63, sleep_masked=False)


def test_a_mouse_alone_is_no_battery() -> None:
    assert of_supplies([MOUSE], sleep_masked=True) == Power(
        batteries=0, on_battery=False, percent=None, sleep_masked=True
    )


@given(st.lists(st.dictionaries(st.sampled_from(["type", "status", "capacity", "scope"]), st.text())))
def test_any_fields_are_read(supplies: list[dict[str, str]]) -> None:
    of_supplies([one | {"type": "Battery"} for one in supplies], sleep_masked=False)


def test_files_of_the_kernel_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    supplies, units = tmp_path / "power_supply", tmp_path / "system"
    (supplies / "BAT0").mkdir(parents=True)
    units.mkdir()
    for name, value in BATTERY.items():
        (supplies / "BAT0" / name).write_text(f"{value}\n")
    monkeypatch.setattr(power, "_SUPPLIES", supplies)
    monkeypatch.setattr(power, "_UNITS", units)
    assert read_power() == Power(batteries=1, on_battery=True, percent=63, sleep_masked=False)
    for name in power.SLEEP_TARGETS:
        (units / name).symlink_to("/dev/null")
    assert read_power().sleep_masked
    monkeypatch.setattr(power, "_SUPPLIES", tmp_path / "none")
    assert read_power().batteries == 0
