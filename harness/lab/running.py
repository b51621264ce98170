"""A run of the lab in one region, inside its namespaces: built, captured, done, ended.

``python -m harness.lab.running REGION FOLDER PLAN`` is the first process of the namespaces; everything ends with it.
FOLDER gets the captures, what the app says that it did, certificates, logs, and ``run.json`` with the times that each
part took, and with the counts of the load where there was one.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import HarnessError, MachineError
from harness.lab import taps
from harness.lab.app import Options
from harness.lab.intercepting import intercept
from harness.lab.namespaces import Namespaces
from harness.lab.processes import Background
from harness.lab.script import full
from harness.lab.shell import open_lab
from harness.lab.world import NEAR, REGIONS, answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is run."""

    app: Options = field(default_factory=Options)
    blocked: tuple[str, ...] = ()
    """Hosts that the gateway refuses TLS to."""
    load_mbit: int = 0
    """Mixed traffic besides the app, while it runs: megabits of payload a second, for ``app.seconds``."""
    buffer_mib: int = taps.BUFFER_MIB
    """Of each capture."""
    intercepted: bool = False
    """Whether TLS is opened at the gateway."""


def plan_of(given: dict[str, Any]) -> Plan:
    """A plan from JSON."""
    app = Options(**{**given["app"], "steps": tuple(given["app"]["steps"])})
    return Plan(**{**given, "app": app, "blocked": tuple(given["blocked"])})


class Clock:
    """How long each part took."""

    def __init__(self) -> None:
        self.took_s: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Measure one."""
        began = time.monotonic()
        yield
        self.took_s[name] = round(time.monotonic() - began, 3)


def run(lab: Namespaces, region: str, folder: Path, plan: Plan) -> dict[str, Any]:
    """Do all of it, and hand back what ``run.json`` holds.

    Args:
        lab: Empty.
        region: A key of ``REGIONS``.
        folder: Exists and is empty.
        plan: What is run.

    Raises:
        MachineError: Something cannot be started; says what.
    """
    clock = Clock()
    with clock.part("building"):
        background = open_lab(lab, region, folder, gateway=True)
        _block(lab, region, plan.blocked)
        if plan.load_mbit:
            background.start("load-taken", "near", _load("take", *NEAR))
            background.ready("load-taken", "ready")
    proxy = None
    if plan.intercepted:
        with clock.part("proxy"):
            proxy = intercept(lab, folder, region)
    with clock.part("captures"):
        began_ns = time.time_ns()
        taps.start(background, folder, region, buffer_mib=plan.buffer_mib)
    with clock.part("app"):
        load = _act(lab, background, folder, plan)
    with clock.part("ending"):
        taps.stop(lab, background, folder, REGIONS[region])
        if proxy is not None and (problem := proxy.stop()):
            raise MachineError(f"lab: {problem}")
    said = {
        "region": region,
        "from_ns": began_ns,
        "to_ns": time.time_ns(),
        "interference": [] if proxy is None else [word.value for word in proxy.setup.interference],
        "took_s": clock.took_s,
        "load": load,
    }
    (folder / "run.json").write_text(json.dumps(said, indent=1) + "\n", encoding="ascii")
    return said


def _load(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "harness.lab.load", *arguments]


def _act(lab: Namespaces, background: Background, folder: Path, plan: Plan) -> dict[str, Any] | None:
    """Let the app do its steps, with the load beside it; the load's counts, None where there is none."""
    if plan.load_mbit:
        given = _load("give", str(plan.load_mbit), str(plan.app.seconds), *NEAR)
        background.start("load-given", "phone", given)
    command = [sys.executable, "-m", "harness.lab.app", str(folder), json.dumps(asdict(plan.app))]
    done = lab.run("isp", command, timeout_s=120 + 2 * plan.app.seconds)
    if not done.ok:
        raise MachineError(f"lab: the app failed: {done.why}")
    if not plan.load_mbit:
        return None
    background.finish("load-given", within_s=60 + 2 * plan.app.seconds)
    background.end("load-taken")
    # The last line: the far end has said before that it is ready.
    return {
        name: json.loads(background.log(f"load-{name}").read_text(encoding="ascii").splitlines()[-1])
        for name in ("given", "taken")
    }


def _block(lab: Namespaces, region: str, blocked: tuple[str, ...]) -> None:
    """Refuse TLS to hosts at the gateway, by address, as a firewall does that knows nothing of names."""
    if not blocked:
        return
    lines = []
    for host in blocked:
        for version, word in ((4, "ip"), (6, "ip6")):
            if address := answer(full(host), region, version=version):
                lines.append(f"  {word} daddr {address} tcp dport 443 reject with tcp reset")
    head = "table inet blocked {\n chain way {\n  type filter hook forward priority 0\n"
    done = lab.run("gw", ("nft", "-f", "-"), stdin=head + "\n".join(lines) + "\n }\n}\n")
    if not done.ok:
        raise MachineError(f"nft refuses to block {', '.join(blocked)}: {done.why}")


def main(region: str, folder: Path, plan: Plan) -> int:
    """Run, and leave with 0, or say what is wrong and leave with 1."""
    try:
        run(Namespaces(), region, folder, plan)
    except HarnessError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1], Path(sys.argv[2]), plan_of(json.loads(sys.argv[3])))
    sys.stderr.flush()
    # As the first process of its namespaces it takes all others with it.
    os._exit(status)
