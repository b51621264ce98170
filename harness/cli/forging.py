"""A checked situation in; the files that the forge made of it, and what it said, out.

The forge is a process of its own under another licence, and nothing imports it (decision 0070).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from harness import __version__
from harness.errors import HarnessError

_NO_SCAPY = "the forge needs scapy, which is not installed: install the extra, `pip install 'harness[forge]'`"


def forged(situation: Mapping[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the forge to its end.

    Args:
        situation: As ``harness.rules.forge_situation.load_situation`` gives it.
        folder: For its files; made where it is missing.

    Returns:
        Its exit status, and what it wrote to both streams.

    Raises:
        HarnessError: scapy is missing.
    """
    if find_spec("scapy") is None:
        raise HarnessError(_NO_SCAPY)
    return subprocess.run(
        [sys.executable, "-m", "harness.forge", "-o", str(folder), "--version", __version__],
        input=json.dumps(situation),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
