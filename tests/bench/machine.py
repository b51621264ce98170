"""What a measurement ran on: processor, memory, system, and versions of the programs."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path


def _output(command: list[str]) -> list[str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return []
    return (done.stdout or done.stderr).splitlines()


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _softflowd_version() -> str:
    """Debian's record of the package; the program itself tells no version."""
    if not shutil.which("dpkg-query"):
        return ""
    return " ".join(_output(["dpkg-query", "-W", "-f", "${Package} ${Version}", "softflowd"]))


def machine() -> str:
    """Processor, memory, system and versions, one line each."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "polars"))
    found = [
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, {packages}",
        "".join(_output(["tshark", "--version"])[:1]).strip(),
        "".join(_output(["ndpiReader", "-h"])[:1]).strip().removeprefix("Welcome to "),
        _softflowd_version(),
    ]
    return "\n".join(f"- {line}" for line in found if line)
