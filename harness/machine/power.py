"""Power: whether the machine runs on a battery, how full that is, and whether it may fall asleep while it captures.

Blind spots: a desktop's own settings, which may send a machine to sleep too, are not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SUPPLIES: Final = Path("/sys/class/power_supply")
_FIELDS: Final = ("type", "online", "status", "capacity", "scope")
SLEEP_TARGETS: Final = ("sleep.target", "suspend.target")
_UNITS: Final = Path("/etc/systemd/system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """Where the power comes from."""

    batteries: int
    """Of the machine itself; those of mice and the like do not count."""
    on_battery: bool
    """A battery is being emptied."""
    percent: int | None
    """Of the emptiest battery; None: there is none, or it does not say."""
    sleep_masked: bool
    """An administrator has forbidden sleep."""


def read_power() -> Power:
    """Ask now."""
    try:
        folders = sorted(_SUPPLIES.iterdir())
    except OSError:
        folders = []
    return of_supplies([_fields(folder) for folder in folders], sleep_masked=_is_masked())


def of_supplies(supplies: Iterable[Mapping[str, str]], *, sleep_masked: bool) -> Power:
    """What fields of ``/sys/class/power_supply`` say (kernel documentation, ABI/testing/sysfs-class-power)."""
    batteries = [one for one in supplies if one.get("type") == "Battery" and one.get("scope") != "Device"]
    levels = [one.get("capacity", "") for one in batteries]
    told = [min(int(level[:3]), 100) for level in levels if level.isascii() and level.isdecimal()]
    return Power(
        batteries=len(batteries),
        on_battery=any(one.get("status") == "Discharging" for one in batteries),
        percent=min(told, default=None),
        sleep_masked=sleep_masked,
    )


def _fields(folder: Path) -> dict[str, str]:
    found = {}
    for name in _FIELDS:
        try:
            found[name] = (folder / name).read_text(encoding="utf-8", errors="backslashreplace").strip()
        except OSError:
            continue
    return found


def _is_masked() -> bool:
    return all(str((_UNITS / name).resolve()) == "/dev/null" for name in SLEEP_TARGETS)
