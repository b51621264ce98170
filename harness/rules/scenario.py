"""A scenario file in; its model, or every fault at once, out.

Checks run from the bytes inwards: YAML, each item by itself, then what shows only between
items. Whether captures are there is for the run that reads them.

Blind spots: a YAML syntax fault hides all that stands below it; a fault in an item hides what
shows only between that item and others.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import Fault, ScenarioError
from harness.model.scenario import Scenario
from harness.rules.filetext import MAX_OCTETS, FileWords

if TYPE_CHECKING:
    from harness.rules.scenario_forms import ScenarioForm
    from harness.rules.scenario_parts import Parts

_FILE = FileWords(
    begin="'schema_version: 1', 'id:', 'title:' and 'subject:' (`harness campaign init` writes a whole one)",
    split="make several scenarios of it",
    levels="a scenario needs eight, write values without needless brackets",
)


def load_scenario(path: Path) -> Scenario:
    """Read and check one scenario file.

    Raises:
        ScenarioError: It has faults, or cannot be read; every fault is in it.
    """
    if path.is_dir():
        raise _unread(path, "this is a folder: name the scenario file in it")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_OCTETS + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its name holds a NUL"
        raise _unread(path, f"cannot be read ({why}): check the path and its permissions") from error
    return checked_scenario(data, str(path), str(path.parent))


def checked_scenario(data: bytes, path: str, folder: str) -> Scenario:
    """As ``check_scenario``.

    Raises:
        ScenarioError: It has faults; every one is in it.
    """
    scenario, faults = check_scenario(data, path, folder)
    if faults or scenario is None:
        raise ScenarioError(tuple(faults))
    return scenario


def check_scenario(data: bytes, path: str, folder: str) -> tuple[Scenario | None, list[Fault]]:
    """Check the content of a scenario file.

    Args:
        data: Octets of the file.
        path: Named in faults.
        folder: That paths of captures are relative to.

    Returns:
        The scenario, or None where there is a fault; and every fault by line and column.
    """
    # Imported here: pydantic and the YAML reader cost 0.2 s, which --help must not wait for.
    from harness.rules.claim_library import load_library  # noqa: PLC0415
    from harness.rules.scenario_checks import faults_between  # noqa: PLC0415
    from harness.rules.scenario_parts import parts_of  # noqa: PLC0415
    from harness.rules.yamltree import read_tree  # noqa: PLC0415

    tree, faults = read_tree(data, path, _FILE)
    if tree is None:
        return None, faults
    # Reading the library costs as much as a small scenario, and few name it.
    parts = parts_of(tree, path, load_library() if b"library" in data else {})
    faults += [*parts.own_faults(), *faults_between(parts)]
    faults.sort(key=lambda fault: (fault.line, fault.column, fault.message))
    if faults or parts.head is None:
        return None, faults
    return _scenario(parts, parts.head, data, path, folder), faults


def _scenario(parts: Parts, head: ScenarioForm, data: bytes, path: str, folder: str) -> Scenario:
    """The model of parts without a fault."""
    from harness.rules import scenario_model as to  # noqa: PLC0415 - see check_scenario

    if parts.subject is None:
        raise AssertionError("a scenario without a subject has a fault")
    subject = to.subject_of(parts.subject.form)
    return Scenario(
        id=head.id,
        title=head.title,
        path=path,
        folder=folder,
        sha256=hashlib.sha256(data).hexdigest(),
        subject=subject,
        devices=tuple(to.device_of(form) for form in parts.devices.forms()),
        tools=tuple(to.tool_of(form) for form in parts.tools.forms()),
        others=tuple(to.other_of(form) for form in parts.others.forms()),
        vantage_points=tuple(to.vantage_point_of(form) for form in parts.vantage_points.forms()),
        honey=tuple(to.honey_of(form) for form in parts.honey.forms()),
        cells=tuple(
            to.cell_of(
                cell.form,
                [to.capture_of(one.form, one.line) for one in part.captures.placed],
                [to.step_of(form) for form in part.steps.forms()],
                cell.line,
            )
            for part, cell in parts.placed_cells()
        ),
        claims=tuple(
            to.claim_of(one.form, parts.groups.forms(), parts.honey.forms(), subject.boundary, one.line)
            for one in parts.claims.placed
        ),
        accepted_limits=(
            *(to.limit_of(one.form, one.line) for one in parts.limits.placed),
            *(
                to.limit_of(form, one.line, one.form.id)
                for one in parts.claims.placed
                for form in one.form.accepted
            ),
        ),
        vendor_statements=tuple(to.statement_of(form) for form in parts.statements.forms()),
        expect=tuple(to.expectation_of(one.form, one.line) for one in parts.expect.placed),
        max_data_age_days=head.max_data_age_days,
        endpoint_rules=tuple(head.endpoint_rules),
    )


def _unread(path: Path, message: str) -> ScenarioError:
    return ScenarioError((Fault(path=str(path), line=1, column=1, message=message),))
