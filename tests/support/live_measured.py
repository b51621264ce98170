"""A live run on an interface that carries traffic at a set rate, measured: what was lost, how far pictures are behind, memory.

By hand: ``python -m tests.support.live_measured MBIT SECONDS [STOPPED_S]``. The far end and the one that sends are processes of their own in
two namespaces, dumpcap a third, and the run this one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from harness.lab.namespaces import End, Namespaces
from harness.model.live import LivePicture
from tests.support.in_lab import result_in_lab

NEAR: Final = ("192.0.2.1", "2001:db8::1")
FAR: Final = ("192.0.2.2", "2001:db8::2")
INTERFACE: Final = "lan0"
LOAD: Final = (sys.executable, "-m", "harness.lab.load")
KEPT_BACK_S: Final = 2.0
"""What lies in the kernel's buffer when dumpcap is asked to end is neither written nor counted (harness.live.recording.recorder)."""
ONCE: Final = ".once.example"
"""End of names that come only once."""
_SAMPLE_S: Final = 0.1
_SETTLED: Final = 0.25
"""Share of the run after which memory has to have come to rest."""
_SYSFS: Final = "/sys/class/net/{}/statistics/{}"


def live_run(
    lab: Namespaces, folder: Path, mbit: float, seconds: float, stopped_s: float = 0.0
) -> dict[str, Any]:
    """Run, and give what was measured.

    Args:
        lab: Empty.
        folder: For the evidence.
        mbit: Payload to send, Mb/s.
        seconds: For so long.
        stopped_s: How long dumpcap is stopped in the middle, with a small buffer, so that packets are lost.
    """
    from harness.live.planned_run import Wanted, planned_run
    from harness.live.recording.capturing import CaptureTap
    from harness.live.recording.recorder import Rotation, Settings
    from harness.live.run import Run

    _two_machines(lab)
    settings = Settings(
        buffer_mib=1 if stopped_s else 64, rotation=Rotation(octets=100_000_000), reserve_octets=1 << 20
    )
    taps = (CaptureTap(interface=INTERFACE, vantage="lan"),)
    wanted = Wanted(
        folder=folder / "evidence",
        taps=taps,
        settings=settings,
        countries=("CN",),
        gateway=str(folder / "none"),
    )
    with lab.entered("far"):
        run = Run(planned_run(wanted))
        run.start()
    given, passed, sampled = _traffic(lab, run, mbit, seconds, stopped_s)
    run.stop()
    last = run.finish()
    assert last is not None
    return {
        "mbit": given["mbit"],
        "interface_packets": passed,
        **_names_missed(run, given["names"]),
        "files": len(list((folder / "evidence/captures").glob("*.pcapng"))),
        "troubles": list(run.troubles()),
        **_figures(last, *sampled),
    }


def _traffic(
    lab: Namespaces, run: Any, mbit: float, seconds: float, stopped_s: float
) -> tuple[dict[str, Any], int, tuple[list[float], list[float]]]:
    """Send it: what was sent, packets that crossed the interface, and what was sampled meanwhile."""
    taking = lab.start("far", [*LOAD, "take", *FAR], stdout=subprocess.PIPE)
    assert taking.stdout is not None
    assert taking.stdout.readline() == "ready\n"
    before = _counted(lab)
    # Into a file: it names everything that it asked for, which is more than a pipe holds that nobody reads yet.
    with tempfile.TemporaryFile("w+") as told:
        giving = lab.start("near", [*LOAD, "give", str(mbit), str(seconds), *FAR], stdout=told)
        if stopped_s:
            time.sleep(seconds / 3)
            _stop_dumpcap(stopped_s)
        sampled = _sample(run, giving)
        told.seek(0)
        given = json.load(told)
    taking.send_signal(signal.SIGTERM)
    taking.communicate(timeout=60)
    time.sleep(KEPT_BACK_S)
    return given, _counted(lab) - before, sampled


def _two_machines(lab: Namespaces) -> None:
    def ends(addresses: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{address}/{64 if ':' in address else 24}" for address in addresses)

    lab.add("near", "far")
    lab.link(End("near", "wan0", ends(NEAR)), End("far", INTERFACE, ends(FAR)))


def _figures(last: LivePicture, behind: list[float], memory: list[float]) -> dict[str, Any]:
    """What the last picture says, and what was sampled before it."""
    (tap,) = last.taps
    settled = memory[int(len(memory) * _SETTLED) :] or memory
    return {
        "captured": tap.packets,
        "drops": tap.capture_drops,
        "kernel_drops": tap.kernel_drops,
        "endpoints": len(last.endpoints),
        "behind_median_s": round(median(behind), 2) if behind else None,
        "behind_most_s": round(max(behind, default=0.0), 2),
        "memory_first_mb": round(settled[0] / 1e6),
        "memory_last_mb": round(settled[-1] / 1e6),
        "cpu_s": round(time.process_time(), 1),
        "blind_spots": list(last.blind_spots),
    }


def _sample(run: Any, giving: subprocess.Popen[str]) -> tuple[list[float], list[float]]:
    """How old the youngest packet in the picture on the screen is, and resident octets, while traffic runs."""
    behind, memory = [], []
    page = os.sysconf("SC_PAGE_SIZE")
    while giving.poll() is None:
        picture = run.latest()
        if picture is not None and picture.taps and picture.taps[0].behind_ns is not None:
            behind.append((time.time_ns() - picture.at_ns + picture.taps[0].behind_ns) / 1e9)
            memory.append(float(int(Path("/proc/self/statm").read_text().split()[1]) * page))
        time.sleep(_SAMPLE_S)
    return behind, memory


def _counted(lab: Namespaces) -> int:
    """Packets that crossed the interface, both ways."""
    files = [_SYSFS.format(INTERFACE, name) for name in ("rx_packets", "tx_packets")]
    said = lab.run("far", ["cat", *files]).out
    return sum(map(int, said.split()))


def _stop_dumpcap(seconds: float) -> None:
    """Stop the program that captures for a while, so that the kernel's buffer fills up."""
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and _is_dumpcap(path)]
    assert pids
    for number in (signal.SIGSTOP, signal.SIGCONT):
        for pid in pids:
            os.kill(pid, number)
        if number is signal.SIGSTOP:
            time.sleep(seconds)


def _is_dumpcap(process: Path) -> bool:
    try:
        return (process / "comm").read_text().strip() == "dumpcap"
    except OSError:
        return False


def _names_missed(run: Any, given: Sequence[str]) -> dict[str, int]:
    """Names that conversations told; of those that come again, how many pictures do not know. Others are folded when there are many."""
    known = {
        name
        for reader in run.readers
        for frame in reader.ask(0.0).facts.names.frames()
        for name in frame["name"]
    }
    again = {name for name in given if not name.endswith(ONCE)}
    return {"names_given": len(set(given)), "names_again": len(again), "names_missed": len(again - known)}


if __name__ == "__main__":
    # By its name, as it is imported once more inside.
    from tests.support import live_measured

    with tempfile.TemporaryDirectory() as made:
        arguments = [float(text) for text in sys.argv[1:]]
        found = result_in_lab(live_measured.live_run, Path(made), *arguments, timeout_s=3_600)
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
