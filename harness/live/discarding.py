"""A folder in which capturing was to begin and did not -> as it was before, so that the same command can be given again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from harness.live.recording.capturing import CAPTURES
from harness.live.recording.journal import FILE
from harness.live.recording.one_tap import SAID
from harness.live.sealing.folder import GIVEN, capture_files


def discard(folder: Path) -> None:
    """Take away what a run wrote that captured nothing; where a capture file is there, nothing is taken away.

    What the author brought along besides (rules of endpoints) stays: the same is copied again.
    """
    if capture_files(folder):
        return
    with suppress(OSError):  # what cannot be taken away stays, and the next run tells that it is there
        for said in (folder / CAPTURES).glob(f"*{SAID}"):
            said.unlink()
        for name in (FILE, GIVEN):
            (folder / name).unlink(missing_ok=True)
        (folder / CAPTURES).rmdir()
        folder.rmdir()
