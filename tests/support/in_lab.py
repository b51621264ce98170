"""Tests that run inside fresh network namespaces: nothing that they configure can reach the machine's own network.

::

    @in_lab("nft")
    def test_addresses(lab: Namespaces, folder: Path) -> None: ...

The function runs in a process of its own, the first of its namespaces, and as root there; it may open sockets. What
it raises fails the test, with its traceback. Its module is imported once more in that process, so what is heavy is
best imported inside. ``result_in_lab`` runs one function the same way and hands back its value, for fixtures of a
session.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from harness.errors import MachineError
from harness.lab.isolation import start_inside, way_in
from harness.machine.programs import find
from harness.machine.tun import try_tun
from tests.support.repository import ROOT

Inside = Callable[..., Any]
PROGRAMS = {"mitmproxy": "mitmdump"}
"""Programs of capabilities of another name."""
PACKAGES = {"scapy"}
"""Those that are a Python package."""
TIMEOUT_S = 100


@cache
def namespaces_missing() -> str | None:
    """Why no namespaces can be made here; None where they can."""
    if find("ip") is None:
        return "ip (Debian: iproute2) is not installed"
    try:
        way_in()
    except MachineError as fault:
        return str(fault)
    return None


def skip_unless(*capabilities: str) -> None:
    """Skip the test that calls this unless namespaces and the programs of further capabilities are here."""
    if missing := namespaces_missing():
        sys.stderr.write(f"{missing}\n")
        pytest.skip("capability: netns")
    for capability in capabilities:
        if not _is_here(capability):
            pytest.skip(f"capability: {capability}")


def _is_here(capability: str) -> bool:
    if capability == "tun":
        return try_tun().works
    if capability in PACKAGES:
        return find_spec(capability) is not None
    return find(PROGRAMS.get(capability, capability)) is not None


def result_in_lab(function: Inside, folder: Path, *arguments: Any, timeout_s: float = TIMEOUT_S) -> Any:
    """Run a function of a module's top level inside, and hand back what it returns.

    Args:
        function: Takes the lab's namespaces, the folder, and the arguments; what it returns must be JSON.
        folder: Where it may write; it sees the same file system, but for /run.
        arguments: JSON values.
        timeout_s: It and all that it started are killed after so long.

    Raises:
        AssertionError: It raised; with its traceback.
    """
    answer = folder / f"{function.__name__}.answer.json"
    command = [sys.executable, "-m", "tests.support.in_lab", function.__module__, function.__qualname__]
    process = start_inside(
        [*command, str(folder), str(answer), json.dumps(arguments)],
        environment={"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        said, _ = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
        raise AssertionError(
            f"{function.__qualname__}: no end after {timeout_s} s inside the lab:\n{said}"
        ) from None
    assert process.returncode == 0, f"{function.__qualname__} inside the lab:\n{said}"
    return json.loads(answer.read_text())


def in_lab(*capabilities: str, timeout_s: float = TIMEOUT_S) -> Callable[[Inside], Callable[[Path], None]]:
    """Make a test of a function that takes the lab's namespaces and a folder."""

    def decorate(function: Inside) -> Callable[[Path], None]:
        def test(tmp_path: Path) -> None:
            skip_unless(*capabilities)
            result_in_lab(function, tmp_path, timeout_s=timeout_s)

        test.__name__, test.__qualname__ = function.__name__, function.__qualname__
        test.__module__, test.__doc__ = function.__module__, function.__doc__
        test.inside = function  # type: ignore[attr-defined]
        return test

    return decorate


def wait_until(condition: Callable[[], Any], what: str, *, timeout_s: float = 20.0) -> Any:
    """Wait for a condition and hand back its first true value.

    Raises:
        AssertionError: It did not come true; says for what.
    """
    end = time.monotonic() + timeout_s
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {timeout_s} s for {what}")
        time.sleep(0.01)
    return found


def _main(module: str, name: str, folder: str, answer: str, arguments: str) -> None:
    from harness.lab.namespaces import Namespaces

    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    function: Inside = getattr(found, "inside", found)
    value = function(Namespaces(), Path(folder), *json.loads(arguments))
    Path(answer).write_text(json.dumps(value))


if __name__ == "__main__":
    _main(*sys.argv[1:])
    sys.stdout.flush()
    # As the first process of its namespaces it takes all others with it; nothing is left to wait for.
    os._exit(0)
