"""``harness lab load``: only inside the lab, between two ends."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from harness.cli.lab_load import Request, request, run
from harness.errors import MachineError, UsageError
from harness.lab.namespaces import Namespaces
from tests.support.in_lab import in_lab
from tests.support.mishaps import NEAR, Cable


def test_a_command_line_is_read() -> None:
    assert request(["give", "192.0.2.2", "2001:db8::2", "--mbit", "20", "--seconds", "3"]) == Request(
        take=False, addresses=("192.0.2.2", "2001:db8::2"), mbit=20, seconds=3
    )


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(UsageError, match=r"'near': give an address\n'far': give an address"):
        request(["take", "near", "192.0.2.1", "far"])


def test_outside_the_lab_nothing_is_sent() -> None:
    with pytest.raises(MachineError, match="nothing outside namespaces"):
        run(request(["give", "192.0.2.2"]))


@in_lab()
def test_both_ends_say_what_they_counted(lab: Namespaces, folder: Path) -> None:
    cable = Cable(lab, folder)
    load = [sys.executable, "-m", "harness", "lab", "load"]
    cable.background.start("take", "near", [*load, "take", *NEAR])
    cable.background.ready("take", "ready")
    done = lab.run("far", [*load, "give", *NEAR, "--mbit", "10", "--seconds", "1"], timeout_s=60)
    assert done.ok, done.why
    assert cable.background.end("take", signal.SIGINT) == 0
    taken = json.loads(cable.background.log("take").read_text().splitlines()[-1])
    assert taken["stream_octets"] == json.loads(done.out)["stream_octets"] > 0
    nobody = lab.run("far", [*load, "give", "192.0.2.99", "--seconds", "1"], timeout_s=60)
    assert nobody.code == 4
    assert "is that the end that takes?" in nobody.err
