"""A scenario in; a sheet to print and fill in by hand while its cells are run, as plain text, out.

At most 80 columns. Every line to fill in names the key of the scenario file that it goes to,
and says what a later verdict needs it for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from harness.model.scenario import Cell, CellRole, Scenario, VantagePoint
from harness.model.subject import EgressState
from harness.reports.text import shown

WIDTH = 80
_MOMENT = "____-__-__T__:__:__Z"
_RULE = "-" * WIDTH


@dataclass(frozen=True, slots=True)
class _Action:
    """One line of the sheet: what is done, in which cells, and what for."""

    title: str
    kind: str | None
    """Kind of step in the scenario file; None: goes elsewhere."""
    roles: frozenset[CellRole]
    needs: str


_TEST, _BASELINE, _CONTROL = (
    frozenset({CellRole.TEST}),
    frozenset({CellRole.BASELINE}),
    frozenset({CellRole.CONTROL}),
)
_ACTIONS = (
    _Action(
        "clock check",
        None,
        _TEST | _BASELINE | _CONTROL,
        "Compare every capturing clock with UTC and write the difference to clock_offset_ms. Packets count for the "
        "step that they fall into; with a wrong clock, steps are unproven.",
    ),
    _Action(
        "baseline without the app",
        "baseline",
        _TEST | _BASELINE,
        "The same devices, the app not installed, as long as the longest step. What they contact here is not held "
        "against the app; without it, traffic of the system can neither be blamed nor cleared.",
    ),
    _Action(
        "control with the mode off",
        "control",
        _TEST | _CONTROL,
        "The same rig, the mode under test off: every device has to be seen sending. Without it, silence could be a "
        "dead radio or the wrong interface.",
    ),
    _Action(
        "install",
        "install",
        _TEST,
        "Capture runs before. The package's version goes to subject_version.",
    ),
    _Action(
        "decline", "decline", _TEST, "Refuse every consent question; what is sent all the same shows here."
    ),
    _Action("accept", "accept", _TEST, "The answers go to consent of the cell."),
    _Action(
        "login",
        "login",
        _TEST,
        "The account's country goes to account_region. Evidence: the login host, as contacted.",
    ),
    _Action(
        "flight", "flight", _TEST, "Evidence: octets that the controller or phone sent from take-off on."
    ),
    _Action("sync", "sync", _TEST, "Flight records, media: start it by hand, wait for its end."),
    _Action("update check", "update_check", _TEST, "Ask for updates of app and firmware by hand."),
    _Action(
        "idle after flight",
        "idle",
        _TEST,
        "Touch nothing, at least as long as the flight. Late uploads show here.",
    ),
    _Action(
        "restart",
        "restart",
        _TEST,
        "Restart devices and app while capturing. Stop the capture only when the network is quiet.",
    ),
)


def run_sheet(scenario: Scenario) -> str:
    """The sheet: one page for the campaign, one for each cell, in the order of the file."""
    lines = [*_cover(scenario)]
    for cell in scenario.cells:
        lines += ["\f", *_page(scenario, cell)]
    return "\n".join(line.rstrip(" ") for line in lines) + "\n"


def _cover(scenario: Scenario) -> Iterator[str]:
    yield _fit(f"RUN SHEET  {shown(scenario.id)}: {shown(scenario.title)}")
    yield _fit(f"Product: {shown(scenario.subject.vendor)}, {shown(scenario.subject.product)}")
    yield _RULE
    yield from _told(
        "Fill in by hand while the cell is run; every time in UTC. Then write it into the scenario file under the key "
        "named beside it. What is not written down counts as not known, and what is not known forbids PASS."
    )
    yield ""
    yield "Ways out of the product (subject: egress). Unobserved ones forbid PASS."
    for egress in scenario.subject.egresses:
        state = egress.state.value
        where = f" at {', '.join(egress.vantage_points)}" if egress.state is EgressState.TAPPED else ""
        yield _fit(f"  [ ] {egress.id} ({egress.kind}): {state}{shown(where)}")
        yield "      how verified: " + _blank(38) + " who: " + _blank(16)
    yield ""
    yield "Devices under test (devices: addresses, macs). A wrong address shows nothing."
    for device in scenario.devices:
        yield _fit(f"  [ ] {device.id} ({shown(device.role)})")
        yield "      addresses: " + _blank(63)
        yield "      MACs:      " + _blank(63)
    yield ""
    yield "Cells"
    for cell in scenario.cells:
        yield _fit(f"  [ ] {cell.id}: {cell.role.value}, egress {cell.egress_region}, {shown(cell.settings)}")


def _page(scenario: Scenario, cell: Cell) -> Iterator[str]:
    yield _fit(f"CELL {cell.id}  ({cell.role.value})   scenario {scenario.id}")
    yield _RULE
    yield _fit(
        f"version {shown(cell.subject_version)}   settings {shown(cell.settings)}   session {cell.session}"
    )
    yield _fit(
        f"egress {cell.egress_region}   account {cell.account_region}   bearer {shown(cell.bearer)}   "
        f"consent {shown(cell.consent)}"
    )
    versions = " and ".join(f"IPv{version}" for version in cell.ip_versions)
    yield _fit(f"[ ] access network offers {versions} (ip_versions)")
    yield ""
    yield from _egresses(scenario)
    yield ""
    yield from _captures(scenario, cell)
    yield ""
    yield "STEPS (steps)"
    wanted = [action for action in _ACTIONS if cell.role in action.roles]
    for number, action in enumerate(wanted, 1):
        yield from _step(number, action, cell)


def _egresses(scenario: Scenario) -> Iterator[str]:
    yield "WAYS OUT, as verified for this cell (egress)"
    for egress in scenario.subject.egresses:
        yield _fit(f"  [ ] {egress.id}, {egress.state.value}. How verified, evidence, who:")
        yield "      " + _blank(74)


def _captures(scenario: Scenario, cell: Cell) -> Iterator[str]:
    yield "CAPTURES (captures): begin before the first step, end after the last"
    for point in _planned(scenario, cell):
        yield _fit(f"  [ ] {point.id} ({point.tap.value})   path: {_blank(44)}")
        yield f"      from: {_MOMENT}   to: {_MOMENT}"
        yield f"      tool and version: {_blank(19)}   filter ('all' if none): {_blank(10)}"
        yield f"      drops, packets lost: {_blank(8)}   clock_offset_ms: {_blank(8)}   who: {_blank(9)}"
        yield "      resolvers given by DHCP or RA: " + _blank(43)
        yield "      sha256: " + _blank(64)


def _planned(scenario: Scenario, cell: Cell) -> list[VantagePoint]:
    """Vantage points of listed captures, else those of the cell's region."""
    listed = {capture.vantage_point for capture in cell.captures}
    return [
        point
        for point in scenario.vantage_points
        if (point.id in listed if listed else point.region == cell.egress_region)
    ]


def _step(number: int, action: _Action, cell: Cell) -> Iterator[str]:
    elsewhere = _elsewhere(action, cell)
    kind = f"kind: {action.kind}" if action.kind else "goes to: captures"
    yield _fit(f"{number:>3} [ ] {action.title.upper():<29}{elsewhere or kind:>43}")
    if elsewhere is None:
        yield f"      from: {_MOMENT}   to: {_MOMENT}   who: {_blank(9)}"
        yield "      evidence: " + _blank(64)
    yield from wrap(
        f"needs: {action.needs}", WIDTH, initial_indent="      ", subsequent_indent="             "
    )


def _elsewhere(action: _Action, cell: Cell) -> str | None:
    """The cell that a test's baseline or control is run in; None for what is done in this one."""
    if cell.role is not CellRole.TEST or action.kind not in ("baseline", "control"):
        return None
    name = cell.baseline if action.kind == "baseline" else cell.control
    return f"run before this, in cell {name}" if name else f"no cell named under '{action.kind}'"


def _told(text: str) -> list[str]:
    return wrap(text, WIDTH)


def _blank(length: int) -> str:
    return "_" * length


def _fit(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 3] + "..."
