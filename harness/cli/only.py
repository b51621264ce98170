"""``--only VARIABLE=VALUE[,VALUE]`` and ``--firmware``: which cells are asked about, checked against the scenarios."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from harness.errors import UsageError
from harness.model.scenario import Cell, CellRole, Scenario
from harness.model.selection import VARIABLES, Selection

_FIRMWARE = "subject.version"


def selection(texts: Sequence[str], firmware: Sequence[str] = ()) -> Selection:
    """Read every ``--only`` into one selection.

    Args:
        texts: Each ``--only`` as given.
        firmware: Each ``--firmware`` as given: the versions that ``--only subject.version=`` would name.

    Raises:
        UsageError: A text is wrong; all of them told together.

    >>> str(selection(["egress.region=US,DE", "settings=default"]))
    'egress.region=US,DE settings=default'
    >>> str(selection([], ["1.0,1.1"]))
    'subject.version=1.0,1.1'
    """
    wanted: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    for text in texts:
        variable, equals, values = (part.strip() for part in text.partition("="))
        listed = values_of(values)
        if variable not in VARIABLES:
            faults.append(f"--only {text!r}: {_unknown(variable)}")
        elif not equals or "" in listed:
            faults.append(
                f"--only {text!r}: give at least one value, as in {variable}=VALUE or {variable}=A,B"
            )
        elif variable in wanted:
            faults.append(
                f"--only {text!r}: {variable} is given twice; write {variable}=A,B for either of two"
            )
        else:
            wanted[variable] = listed
    for text in firmware:
        listed = values_of(text)
        if "" in listed:
            faults.append(f"--firmware {text!r}: give at least one version, as in --firmware A,B")
        elif _FIRMWARE in wanted:
            faults.append(
                f"--firmware {text!r}: {_FIRMWARE} is given twice; write --firmware A,B for either of two"
            )
        else:
            wanted[_FIRMWARE] = listed
    if faults:
        raise UsageError("\n".join(faults))
    return Selection(tuple(wanted.items()))


def values_of(text: str) -> tuple[str, ...]:
    """The values that commas part, each once; an empty one where something is left out.

    >>> values_of("US, DE,US")
    ('US', 'DE')
    """
    return tuple(dict.fromkeys(value.strip() for value in text.split(",")))


def _unknown(variable: str) -> str:
    text = variable.lower().replace("_", ".")
    parts = [name for name in VARIABLES if text in name.split(".")]
    near = parts if len(parts) == 1 else difflib.get_close_matches(text, VARIABLES, n=1, cutoff=0.6)
    if near:
        return f"no variable {variable!r}; did you mean {near[0]}?"
    return f"no variable {variable!r}; there are {', '.join(VARIABLES)}"


def check_values(wanted: Selection, scenarios: Iterable[Scenario]) -> None:
    """Refuse a selection that no test cell of any scenario answers to.

    Raises:
        UsageError: A value that no test cell has, with those that there are; or values that no
            single cell has together.
    """
    cells = [cell for scenario in scenarios for cell in scenario.cells if cell.role is CellRole.TEST]
    faults = [
        _no_such(variable, value, cells)
        for variable, values in wanted.wanted
        for value in values
        if value not in {VARIABLES[variable](cell) for cell in cells}
    ]
    if faults:
        raise UsageError("\n".join(faults))
    if wanted.wanted and not any(wanted.holds(cell) for cell in cells):
        raise UsageError(f"--only: no test cell has all of {wanted}; ask for less at once")


def _no_such(variable: str, value: str, cells: Sequence[Cell]) -> str:
    there = sorted({VARIABLES[variable](cell) for cell in cells})
    return f"--only {variable}={value}: no test cell has it; there {'is' if len(there) == 1 else 'are'} {', '.join(there)}"
