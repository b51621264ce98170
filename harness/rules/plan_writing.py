"""A plan + the file of its scenario -> what to write into the file, and in which line.

A new cell is written whole, without captures: it loads as a planned cell (tested).

Blind spots: a file that was changed after it was loaded has other lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from harness.model.plans import Action, Plan
from harness.model.scenario import Cell, Scenario
from harness.model.ways import LimitKind, Way
from harness.model.writings import Writing, Writings
from harness.rules.yaml_text import flow, scalar
from harness.rules.yamltree import Node, read_tree

_LISTS: Final = ("vantage_points", "cells", "claims", "devices")


class Lines:
    """Where keys and items of a scenario file stand."""

    def __init__(self, data: bytes, path: str) -> None:
        top, _ = read_tree(data, path)
        self._lines: dict[str, int] = {}
        if top is not None and isinstance(top.value, dict):
            self._lines = {key: place[0] for key, place in top.keys.items()}
            for key in _LISTS:
                self._enter(key, top.value.get(key))
            subject = top.value.get("subject")
            if subject is not None and isinstance(subject.value, dict):
                self._enter("subject.egress", subject.value.get("egress"))

    def _enter(self, key: str, items: Node | None) -> None:
        if items is None or not isinstance(items.value, list):
            return
        for item in items.value:
            if isinstance(item.value, dict) and (name := item.value.get("id")) is not None:
                self._lines[f"{key}[{name.value}]"] = item.line

    def of(self, key: str) -> int | None:
        """Line of a key, as ``cells[us-v1].captures``: of the longest beginning of it that is there."""
        while key not in self._lines and "." in key:
            key = key.rpartition(".")[0]
        return self._lines.get(key)


def writings(plan: Plan, scenario: Scenario, data: bytes) -> Writings:
    """Say what to write for each action and limit of a plan.

    Args:
        plan: Of the scenario.
        scenario: As it was loaded.
        data: Octets of its file.
    """
    lines = Lines(data, scenario.path)
    kinds = dict(plan.kinds)
    found = {}
    for action in plan.actions:
        own = {kinds[gap.spot] for gap in action.gaps if gap.act == action.act}
        found[action.number] = tuple(_OF_WAY[action.act.way](action, scenario, lines, own))
    scopes: Mapping[LimitKind, tuple[Writing, ...]] = {
        limit.kind: tuple(_writing(lines, f"claims[{claim}].scope") for claim in limit.claims)
        for limit in plan.limits
        if limit.kind in (LimitKind.ANY_VALUE, LimitKind.OTHER_PRODUCT)
    }
    return Writings(found, scopes)


def _writing(lines: Lines, key: str, *text: str, needed: str = "") -> Writing:
    return Writing(key, lines.of(key), text, needed)


_Of = Callable[[Action, Scenario, Lines, set[str]], Iterator[Writing]]


def _captures(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    """What each capture of a cell does not state, of what is asked."""
    del lines
    for cell in scenario.cells:
        for file in cell.captures if cell.id == action.act.target else ():
            text = []
            if "filter_unknown" in kinds and file.filter is None:
                text.append("filter: all  # CHANGE, unless there was none")
            if "loss_unknown" in kinds and file.drops is None:
                text.append("drops: 0  # CHANGE: what the tool counted")
            if text:
                yield Writing(f"cells[{cell.id}].captures[{file.path}]", file.line, tuple(text))


def _steps(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    text = ["# of each step:"] if "no_steps" not in kinds else []
    if "no_steps" in kinds:
        text += ["steps:", "- id: login  # CHANGE, as all that follows", "  kind: login"]
        text += ["  from: 2026-11-02T10:10:00Z", "  to: 2026-11-02T10:12:00Z"]
    pad = "  " if "no_steps" in kinds else ""
    text.append(f"{pad}devices: {flow(device.id for device in scenario.devices)}  # that must be seen in it")
    text.append(f"{pad}evidence: [{{contacted: login.vendor.example}}]  # CHANGE")
    yield _writing(lines, f"cells[{action.act.target}].steps", *text)


def _resolvers(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    del scenario, kinds
    text = "resolvers: []  # CHANGE: as DHCP or RA gave; [] for none"
    yield _writing(lines, f"vantage_points[{action.act.target}].resolvers", text)


def _senders(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    """Whose list an address or MAC goes to; one that is listed already needs the MAC that its frames bear."""
    del kinds
    addresses = flow(action.act.target.split(", "))
    for device in scenario.devices:
        yield _writing(lines, f"devices[{device.id}].macs", needed=f"or addresses, if it is {device.id}")
    yield _writing(lines, "tools", needed="with servers and ports, if it is our own")
    lists = (scenario.devices, scenario.tools, scenario.others)
    listed = {text for items in lists for one in items for text in one.addresses}
    text = f"- {{name: CHANGE, addresses: {addresses}, macs: []}}"
    stub = () if listed & set(action.act.target.split(", ")) else (text,)
    yield _writing(lines, "others", *stub, needed="if it is not under test")


def _again(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    del scenario, kinds
    yield _writing(lines, f"cells[{action.act.target}].captures")


def _new(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    """Cells, and the vantage point that their region lacks."""
    del kinds
    if not action.cells:
        yield from _again(action, scenario, lines, set())
        return
    regions = {point.region for point in scenario.vantage_points}
    for region in sorted({cell.egress_region for cell in action.cells} - regions):
        yield _writing(
            lines,
            "vantage_points",
            f"- {{id: {region.lower()}, tap: gateway-lan, region: {scalar(region)}, coordinates: [0.0, 0.0],",
            "   error_km: 20040, egress: isp}  # CHANGE: where it is",
        )
        yield _writing(
            lines,
            "subject.egress",
            f"# and {region.lower()} to 'vantage_points' of each way out tapped there",
        )
    yield _writing(lines, "cells", *(line for cell in action.cells for line in cell_text(cell)))


def _partner(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    """A baseline or control, and the cell that is to name it."""
    yield from _new(action, scenario, lines, kinds)
    key = action.act.way.value
    for made in action.cells:
        for cell in scenario.cells:
            named = getattr(cell, key) is None and cell.role == "test" and cell.captures
            same = (cell.egress_region, cell.bearer) == (made.egress_region, made.bearer)
            if named and same and action.act.target in (cell.id, f"{made.egress_region} {made.bearer}"):
                text = f"{key}: {made.id}  # once that was run"
                yield _writing(lines, f"cells[{cell.id}].{key}", text)


def _egress(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    del scenario, kinds
    key = f"subject.egress[{action.act.target}]"
    yield _writing(
        lines, key, "state: tapped", "vantage_points: [CHANGE]", needed="once it is tapped in every cell"
    )
    yield _writing(
        lines, key, "state: disabled", "verified: CHANGE", needed="only where it was off in every cell"
    )


def _rule(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    del action, scenario, kinds
    yield _writing(
        lines, "endpoint_rules", "endpoint_rules: [rules.yaml]  # CHANGE: beside those that are there"
    )


def _beyond(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    del action, scenario, kinds
    yield _writing(lines, "vantage_points")


def _nothing(action: Action, scenario: Scenario, lines: Lines, kinds: set[str]) -> Iterator[Writing]:
    del action, scenario, lines, kinds
    return iter(())


_OF_WAY: Final[Mapping[Way, _Of]] = MappingProxyType(
    {
        Way.STATE_CAPTURE: _captures,
        Way.STATE_STEPS: _steps,
        Way.STATE_RESOLVERS: _resolvers,
        Way.STATE_SENDER: _senders,
        Way.ADD_RULE: _rule,
        Way.PLACE_DATA: _nothing,
        Way.DATED_DATA: _nothing,
        Way.RECAPTURE: _again,
        Way.RECAPTURE_UID: _again,
        Way.RECAPTURE_KEYS: _again,
        Way.RUN_PLANNED: _again,
        Way.NEW_CELLS: _new,
        Way.BASELINE: _partner,
        Way.CONTROL: _partner,
        Way.TAP_EGRESS: _egress,
        Way.TAP_BEYOND: _beyond,
    }
)
"""Every way has its entry."""


def cell_text(cell: Cell) -> Iterator[str]:
    """A planned cell as an item of ``cells``; what only a run tells is left out."""
    yield f"- id: {scalar(cell.id)}"
    yield f"  role: {cell.role.value}"
    for key in ("subject_version", "settings", "egress_region", "account_region", "bearer", "consent"):
        yield f"  {key}: {scalar(getattr(cell, key))}"
    yield f"  session: {cell.session}"
    yield f"  ip_versions: {flow(cell.ip_versions)}"
    for key in ("baseline", "control"):
        if (name := getattr(cell, key)) is not None:
            yield f"  {key}: {scalar(name)}"
    yield "  captures: []"
