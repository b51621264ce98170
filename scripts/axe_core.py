"""Fetch axe-core, which the browser tests check pages with: ``python -m scripts.axe_core``.

Deque's accessibility engine (MPL-2.0) is a program to test with, no part of this project: it lies in the environment, never in the
tree. Without npm the tests that need it are skipped and say so.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copyfile, which
from typing import Final

from scripts.geodata_packages import Package, obtain

AXE: Final = Package(
    client="npm",
    name="axe-core",
    version="4.14.1",
    archive="axe-core-4.14.1.tgz",
    sha256="e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745",
)
SCRIPT: Final = Path(sys.prefix) / "axe-core" / f"axe-{AXE.version}.min.js"
"""Where it lies once fetched."""


def main() -> None:
    """Fetch it unless it is there."""
    if SCRIPT.exists():
        return
    if which("npm") is None:
        print("Missing: npm, to fetch axe-core. The tests that need it are skipped.", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as temporary:
        try:
            unpacked = obtain(AXE, Path(temporary))
        except subprocess.CalledProcessError:
            print("Could not fetch axe-core: the tests that need it are skipped.", file=sys.stderr)
            return
        SCRIPT.parent.mkdir(parents=True, exist_ok=True)
        copyfile(unpacked / "axe.min.js", SCRIPT)


if __name__ == "__main__":
    main()
