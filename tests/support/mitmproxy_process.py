"""mitmproxy's parsers, asked in a process of their own: its pins would hold others back, so it has its own environment."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.support.repository import ROOT


def interpreter() -> str | None:
    """The Python that has mitmproxy, by the first line of its program; None = not on this machine."""
    program = shutil.which("mitmdump")
    first = Path(program).read_bytes().partition(b"\n")[0] if program else b""
    return first[2:].decode() if first.startswith(b"#!") else None


class Parsers:
    """One process, for many messages."""

    def __init__(self, python: str) -> None:
        script = str(ROOT / "tests/support/mitmproxy_parsers.py")
        self._process = subprocess.Popen(
            [*python.split(), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, kind: str, data: bytes) -> Any:
        """What mitmproxy reads in a message; None where it refuses it."""
        given, told = self._process.stdin, self._process.stdout
        assert given is not None
        assert told is not None
        given.write(f"{kind} {data.hex()}\n")
        given.flush()
        return json.loads(told.readline())

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)
