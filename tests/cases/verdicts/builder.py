"""The shared base of the cases: one phone, one network, one login, a US server; and how a case departs from it.

A case is a function that changes a ``Case``. What it becomes stands alone in its directory.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.cases.verdicts.base_documents import (
    DAY,
    SCENARIO,
    SILENCE_CLAIM,
    SITUATION,
    US_2,
    WHERE,
    Document,
    at,
)

CN, CN_2, CN_3 = "114.80.0.7", "61.129.0.9", "202.96.209.5"
"""China Telecom, Shanghai: both databases say CN."""
HOST = "log.skylark.example"
"""The app's log host."""
TIME = "time.phoneos.example"
"""The phone's own time server."""


def later(clock: str, seconds: int) -> str:
    """A clock time so many seconds later."""
    return (datetime.fromisoformat(f"{DAY}T{clock}") + timedelta(seconds=seconds)).strftime("%H:%M:%S")


@dataclass(slots=True)
class Case:
    """One case while it is being built."""

    name: str
    guards: str
    """What is done, and which wrong verdict would follow without the rule: two sentences."""
    situation: Document = field(default_factory=lambda: deepcopy(SITUATION))
    scenario: Document = field(default_factory=lambda: deepcopy(SCENARIO))
    copies: dict[str, str] = field(default_factory=dict)
    """File to the forged file that it is a copy of."""
    rules: dict[str, Document] = field(default_factory=dict)
    """Files of endpoint rules by name, which the scenario adds to the catalogue."""
    files: dict[str, str] = field(default_factory=dict)
    """Further files of the case, by name."""
    origin: str = ""
    """Where its captures are from, if the forge did not make them of the situation."""
    asked: Document = field(default_factory=dict)
    """What is asked of its captures, if no scenario stands behind them."""

    @property
    def network(self) -> Document:
        """The network of the only test cell of the base."""
        return self.situation["networks"][0]

    @property
    def cell(self) -> Document:
        """The only test cell of the base."""
        return self.scenario["cells"][0]

    @property
    def capture(self) -> Document:
        """Its capture."""
        return self.cell["captures"][0]

    @property
    def step(self) -> Document:
        """Its login."""
        return self.cell["steps"][0]

    @property
    def point(self) -> Document:
        """The vantage point of the base."""
        return self.scenario["vantage_points"][0]

    @property
    def claim(self) -> Document:
        """The first claim."""
        return self.scenario["claims"][0]

    def host(self, name: str, *addresses: str, where: str = "us") -> None:
        """A server, and where its answers come from."""
        self.situation["hosts"].append(
            {"id": name, "addresses": list(addresses), "coordinates": WHERE[where]}
        )

    def named(self, name: str, host: str) -> None:
        """A name that leads to a host."""
        self.situation["names"].append({"name": name, "answers": [{"host": host}]})

    def talk(self, to: str, at_s: float = 40, **keys: Any) -> None:
        """A conversation of the phone; with payload where nothing else is said."""
        entry: Document = {"kind": "tls", "device": "phone", "to": to, "at_s": at_s}
        if keys.get("kind", "tls") in ("tls", "tcp", "http", "udp") and keys.get("level", "data") == "data":
            entry |= {"octets_up": 400, "octets_down": 200}
        self.situation["traffic"].append(entry | keys)

    def known(
        self, operator: str, country: str | None, category: str = "vendor-first-party", **keys: Any
    ) -> None:
        """A rule that says who runs the names below a suffix; firm where nothing else is said."""
        suffix = keys.pop("suffix", "skylark.example")
        stem = suffix.partition(".")[0]
        self.rules[f"{stem}.yaml"] = {
            "operator": operator,
            "control_country": country,
            "rules": [
                {
                    "id": f"{stem}.all",
                    "kind": "service",
                    "match": {"suffix": [suffix]},
                    "category": category,
                    "reasoning": "Made up with the names of this case, whose operator is invented too.",
                    "sources": ["this case, 2026-11-27"],
                    "confidence": "documented",
                    "examples": {"positive": [f"a.{suffix}"], "negative": [f"not{suffix}"]},
                }
                | keys
            ],
        }
        self.scenario["endpoint_rules"] = sorted(self.rules)

    def about(self, kind: str, name: str, text: str, **keys: Any) -> None:
        """Make the claim one of another kind, asserted for the same."""
        scope = self.claim["scope"]
        self.scenario["claims"] = [{"id": name, "kind": kind, "text": text, **keys, "scope": scope}]

    def log_at(self, address: str, *, where: str = "cn", **keys: Any) -> None:
        """The app's log host, at an address, contacted in the login."""
        self.host("log", address, where=where)
        self.named("log.skylark.example", "log")
        self.talk("log.skylark.example", **keys)

    def add_cell(self, name: str, clock: str, **keys: Any) -> Document:
        """Another cell like the first, captured at the same vantage point from another time on."""
        network = deepcopy(self.network) | {"id": name, "start": at(clock)}
        network.pop("file", None)
        self.situation["networks"].append(network)
        cell: Document = deepcopy(self.cell) | {"id": name}
        cell["captures"] = [deepcopy(self.capture) | {"path": f"{name}.pcapng"}]
        cell["steps"][0] |= {"from": at(later(clock, 20)), "to": at(later(clock, 80))}
        self.scenario["cells"].append(cell | keys)
        return self.scenario["cells"][-1]

    def app(self, *, with_baseline: bool = True) -> None:
        """Test an app: what the phone sends without it is captured first."""
        self.scenario["subject"]["boundary"] = "app"
        self.host("os", US_2)
        for kind in ("time", "check", "push"):
            self.named(f"{kind}.phoneos.example", "os")
        words = {kind: f"{kind}.phoneos.example" for kind in ("time", "check", "push")}
        self.situation["background"] = [{"device": "phone", **words, "from_s": 22}]
        for traffic in self.situation["traffic"]:
            traffic["networks"] = ["us-v1"]
        if with_baseline:
            cell = self.add_cell("without-app", "09:00:00", role="baseline")
            cell["steps"][0] |= {"id": "lying-there", "kind": "baseline", "evidence": [{"stated": "sheet 1"}]}
            self.cell["baseline"] = "without-app"

    def silence(self, *, with_control: bool = True) -> None:
        """Test that a mode sends nothing, with a control in which the mode is off."""
        self.scenario["claims"] = [deepcopy(SILENCE_CLAIM)]
        self.scenario["expect"] = []
        for cell in self.scenario["cells"]:
            cell["settings"] = "local-mode"
        for traffic in self.situation["traffic"]:
            traffic["networks"] = ["mode-off"]
        self.situation["traffic"].append({"kind": "dhcp", "device": "phone", "at_s": 25})
        self.step.update({"id": "idle", "kind": "idle", "evidence": [{"stated": "screen recording 4"}]})
        if with_control:
            cell = self.add_cell("mode-off", "09:00:00", role="control", settings="default")
            cell["steps"][0] |= {"from": at("09:00:20"), "to": at("09:01:20")}
            self.cell["control"] = "mode-off"
        else:
            self.situation["traffic"] = self.situation["traffic"][-1:]

    def expect(self, as_tested: str, as_asserted: str | None = None, *hosts: str) -> None:
        """What the first claim comes to."""
        claim = self.claim["id"]
        found = {"claim": claim, "as_tested": as_tested, "as_asserted": as_asserted or as_tested}
        if hosts:
            found |= {"findings": [f"{claim}/{host}" for host in hosts]}
        self.scenario["expect"].append(found)


CASES: dict[str, tuple[str, Callable[[Case], None]]] = {}
"""Name to what it guards against, and what it changes."""


def case(name: str, guards: str) -> Callable[[Callable[[Case], None]], Callable[[Case], None]]:
    """Enter a case."""

    def enter(change: Callable[[Case], None]) -> Callable[[Case], None]:
        if name in CASES:
            raise ValueError(f"two cases of the name {name}")
        CASES[name] = (guards, change)
        return change

    return enter
