"""Programs that stand in for tshark: one that ends early, one that hangs, one that says what it was given."""

from __future__ import annotations

import sys
from pathlib import Path

VERSION = "TShark (Wireshark) 0.0 (made up)"
CRASHES = "import os, sys; sys.stdin.buffer.read(100); sys.stderr.write('broken\\n'); sys.stderr.flush(); os.abort()"
FAILS = (
    "import sys; sys.stdin.buffer.read(); sys.stderr.write('Running as user\\nnot a capture\\n'); sys.exit(2)"
)
HANGS = "import time; time.sleep(600)"
TALKS = "import sys; sys.stdin.buffer.read(); sys.stdout.write('[\\n' + {text!r} + '\\n]\\n')"


def program(folder: Path, body: str) -> str:
    """Write one that does so; give its path."""
    path = folder / "tshark"
    path.write_text(
        f"#!{sys.executable}\nimport sys\nif '--version' in sys.argv:\n    print({VERSION!r}); sys.exit()\n{body}\n"
    )
    path.chmod(0o755)
    return str(path)
