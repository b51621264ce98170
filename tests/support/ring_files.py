"""Files of a capture that is cut into several, as dumpcap's ring does, written piece by piece."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import frames


def ring_of(timed: list[tuple[int, bytes]], files: int) -> list[bytes]:
    """The packets in so many captures, one after the other."""
    size = -(-len(timed) // files)
    return [frames.pcap(timed[at : at + size]) for at in range(0, len(timed), size)]


@dataclass
class Ring:
    """A tap's files, which grow as they are told to."""

    folder: Path
    ended: bool = False
    paths: list[Path] = field(default_factory=list)

    def begin(self) -> None:
        """Begin the next file."""
        path = self.folder / f"lan0_{len(self.paths) + 1:05d}_20261127100000.pcapng"
        path.write_bytes(b"")
        self.paths.append(path)

    def write(self, octets: bytes) -> None:
        """Write on in the last file."""
        with self.paths[-1].open("ab") as file:
            file.write(octets)

    def copy(self, path: Path) -> None:
        """Begin a file and write all of a capture to it."""
        self.begin()
        shutil.copyfile(path, self.paths[-1])

    def listed(self) -> list[str]:
        """See TapFiles."""
        return [str(path) for path in self.paths]

    def over(self) -> bool:
        """See TapFiles."""
        return self.ended
