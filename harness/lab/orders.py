"""Running the lab from outside: a fresh set of namespaces for each region, and a scenario of all that was captured.

Each region gets a folder of its own, which must not be there yet. What a run leaves is listed with digests, and with the
drops that dumpcap itself told (its last line for each interface), or none where it told nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.lab.intercepting import FOLDER
from harness.lab.isolation import start_inside
from harness.lab.running import Plan
from harness.lab.scenario import SCENARIO, Done, File, scenario
from harness.lab.taps import TAPS
from harness.machine.programs import run

_DROPPED: Final = re.compile(r"received/dropped on interface '.*': (\d+)/(\d+)")
_SAID: Final = 2_000


def run_regions(regions: Sequence[str], folder: Path, plan: Plan) -> Path:
    """Run the lab in each region, one after the other; the scenario's file.

    Args:
        regions: Keys of ``harness.lab.world.REGIONS``.
        folder: Made where it is missing; holds no run of these regions.
        plan: What is run.

    Raises:
        MachineError: There are no namespaces here, or a run failed; tells what it said.
        FileExistsError: A region's folder is there already; nothing was run.
    """
    folders = {region: folder / region.lower() for region in regions}
    for there in folders.values():
        there.mkdir(parents=True)
    for region, there in folders.items():
        _run(region, there, plan)
    runs = [done(region, there) for region, there in folders.items()]
    target = folder / SCENARIO
    with target.open("x", encoding="utf-8") as file:
        file.write(scenario(runs, silent=plan.app.silent))
    return target


def _run(region: str, folder: Path, plan: Plan) -> None:
    command = [sys.executable, "-m", "harness.lab.running", region, str(folder), json.dumps(asdict(plan))]
    with start_inside(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        _, said = process.communicate()
    if process.returncode != 0:
        raise MachineError(f"the lab in region {region} failed: {said.strip()[-_SAID:]}")


def done(region: str, folder: Path) -> Done:
    """What a run left, as it is listed in a scenario beside its folder."""
    said = json.loads((folder / "run.json").read_text(encoding="ascii"))
    proxy = folder / FOLDER
    files = [
        File(
            tap=tap,
            path=f"{folder.name}/{tap}.pcapng",
            sha256=_digest(folder / f"{tap}.pcapng"),
            drops=dropped((folder / "logs" / f"dumpcap-{tap}.log").read_text(encoding="utf-8")),
            tool=tool(),
            keylog=f"{folder.name}/{FOLDER}/keys.log" if said["interference"] else None,
        )
        for tap in TAPS
    ]
    if said["interference"]:
        path = f"{folder.name}/{FOLDER}/events.jsonl"
        told = _digest(proxy / "events.jsonl")
        files.append(File(tap="gateway-lan", path=path, sha256=told, drops=0, tool="mitmproxy"))
    return Done(
        region=region,
        began_ns=said["from_ns"],
        ended_ns=said["to_ns"],
        steps=tuple(json.loads((folder / "steps.json").read_text(encoding="ascii"))),
        files=tuple(files),
        interference=tuple(said["interference"]),
    )


def dropped(said: str) -> int | None:
    """Packets that dumpcap says it lost; None where it does not say.

    >>> dropped("Packets received/dropped on interface 'eth0': 9/2 (pcap:2/dumpcap:0/flushed:0/ps_ifdrop:0)")
    2
    """
    found = _DROPPED.search(said)
    return None if found is None else int(found[2])


def tool() -> str:
    """The program that captured, with its version."""
    first = run(("dumpcap", "--version")).out.splitlines()[0]
    version = re.search(r"\d+(\.\d+)+", first)
    return f"dumpcap {version[0]}" if version else "dumpcap"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
