"""The sniffer that stands in for dumpcap: through the same code that looks after dumpcap."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from harness.lab.namespaces import Namespaces
from harness.live.recording.recorder import Rotation, Settings
from harness.live.recording.tool import sniffer
from harness.model.live import TapState
from tests.support.in_lab import in_lab
from tests.support.live_lab import RESERVE, SMALL, cable, capturing, events, look_until, numbers_in, send


@in_lab("scapy")
def test_files_rotate_without_loss_and_what_was_lost_is_counted(lab: Namespaces, folder: Path) -> None:
    cable(lab)
    with capturing(lab, folder, SMALL, tool=sniffer()) as (capture, _):
        send(lab, 500)
        look_until(capture, lambda: len(numbers_in(folder / "captures")) >= 500, "all frames")
    assert numbers_in(folder / "captures") == list(range(500))
    (tap,) = capture.taps()
    assert (tap.state, tap.capture_drops) == (TapState.ENDED, 0)
    assert len(tap.files) > 3
    assert "loses packets much sooner" in tap.note
    (end,) = events(folder, "run-ends")
    assert (end["received"], end["dropped"]) == (500, 0)


@in_lab("scapy")
def test_loss_is_told_as_the_socket_counts_it(lab: Namespaces, folder: Path) -> None:
    from harness.reading import read_captures

    cable(lab)
    sent = 20_000
    settings = Settings(rotation=Rotation(octets=None, seconds=None), buffer_mib=1, reserve_octets=RESERVE)
    with capturing(lab, folder, settings, tool=sniffer()) as (_, _journal):
        (pid,) = [
            int(one.parent.name) for one in Path("/proc").glob("[0-9]*/cmdline") if b"\0sniff\0" in _read(one)
        ]
        os.kill(pid, signal.SIGSTOP)
        send(lab, sent)
        os.kill(pid, signal.SIGCONT)
    kept = len(numbers_in(folder / "captures"))
    (end,) = events(folder, "run-ends")
    assert 0 < kept < sent / 2
    assert end["dropped"] == sent - kept
    (read,) = read_captures([str(folder / "captures" / "lan-r001.pcapng")], 300, None, None)
    assert read is not None
    assert (read.file.drops, read.tally.packets) == (sent - kept, kept)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@in_lab("scapy")
def test_an_interface_that_cannot_be_opened_is_told(lab: Namespaces, folder: Path) -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [*sniffer().command, "-i", "nowhere0", "-w", str(folder / "x.pcapng")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith('dumpcap: cannot capture on "nowhere0" (')
    assert not (folder / "x.pcapng").exists()
    assert sys.executable == sniffer().command[0]
