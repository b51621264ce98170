"""Offloads that falsify captures."""

from __future__ import annotations

from pathlib import Path

from harness.lab.namespaces import Namespaces
from tests.support.in_lab import in_lab


@in_lab("ethtool")
def test_what_is_on_and_can_be_switched_off(lab: Namespaces, folder: Path) -> None:
    from harness.machine.features import FALSIFYING, falsifying_on
    from tests.support.gateway_world import GATEWAY, run_in, three_machines

    three_machines(lab)
    with lab.entered(GATEWAY):
        before = falsifying_on("lan0")
        assert "generic-segmentation-offload" in before
        assert set(before) <= set(FALSIFYING)
        run_in(lab, GATEWAY, "ethtool", "-K", "lan0", *(word for name in before for word in (name, "off")))
        assert falsifying_on("lan0") == ()
