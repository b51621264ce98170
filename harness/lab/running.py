"""A run of the lab in one region, inside its namespaces: built, captured, done, ended.

``python -m harness.lab.running REGION FOLDER OPTIONS`` is the first process of the namespaces; everything ends with it.
FOLDER gets the captures, what the app says that it did, certificates, logs, and ``run.json`` with the times that each
part took.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from harness.errors import HarnessError, MachineError
from harness.lab import taps
from harness.lab.app import Options
from harness.lab.building import build
from harness.lab.namespaces import Namespaces
from harness.lab.processes import Background
from harness.lab.script import full
from harness.lab.trust import make
from harness.lab.world import REGIONS, answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is run."""

    app: Options = field(default_factory=Options)
    blocked: tuple[str, ...] = ()
    """Hosts that the gateway refuses connections to."""
    buffer_mib: int = taps.BUFFER_MIB
    """Of each capture."""


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


def run(lab: Namespaces, region: str, folder: Path, plan: Plan) -> dict[str, float]:
    """Do all of it; how long each part took.

    Args:
        lab: Empty.
        region: A key of ``REGIONS``.
        folder: Exists and is empty.
        plan: What is run.

    Raises:
        MachineError: Something cannot be started; says what.
    """
    clock, background = Clock(), Background(lab, folder / "logs")
    with clock.part("certificates"):
        files = make(folder, dt.datetime.now(dt.UTC))
        shutil.copyfile(files.authority, folder / "trusted.pem")
    with clock.part("network"):
        build(lab, REGIONS[region], background)
        _block(lab, region, plan.blocked)
    with clock.part("servers"):
        background.start("servers", "isp", [sys.executable, "-m", "harness.lab.servers", region, str(folder)])
        background.ready("servers", "ready")
    with clock.part("captures"):
        began_ns = time.time_ns()
        taps.start(background, folder, region, buffer_mib=plan.buffer_mib)
    with clock.part("app"):
        command = [sys.executable, "-m", "harness.lab.app", str(folder), json.dumps(asdict(plan.app))]
        done = lab.run("isp", command, timeout_s=120 + 2 * plan.app.seconds)
        if not done.ok:
            raise MachineError(f"lab: the app failed: {done.why}")
    with clock.part("ending"):
        taps.stop(lab, background, folder, REGIONS[region])
    said = {
        "region": region,
        "from_ns": began_ns,
        "to_ns": time.time_ns(),
        "interference": [],
        "took_s": clock.took_s,
    }
    (folder / "run.json").write_text(json.dumps(said, indent=1) + "\n", encoding="ascii")
    return clock.took_s


def _block(lab: Namespaces, region: str, blocked: tuple[str, ...]) -> None:
    """Refuse connections to hosts at the gateway, by address, as a firewall does that knows nothing of names."""
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


def main(region: str, folder: Path, options: dict[str, object]) -> int:
    """Run, and leave with 0, or say what is wrong and leave with 1."""
    app = dict(options.pop("app"))  # type: ignore[call-overload]
    app["steps"] = tuple(app["steps"])
    plan = Plan(app=Options(**app), blocked=tuple(options["blocked"]), buffer_mib=int(options["buffer_mib"]))  # type: ignore[call-overload,arg-type]
    try:
        run(Namespaces(), region, folder, plan)
    except HarnessError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3]))
    sys.stderr.flush()
    # As the first process of its namespaces it takes all others with it.
    os._exit(status)
