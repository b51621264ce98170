"""What ``harness live`` is asked on the command line -> what a run is planned by."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from harness.cli.each import each
from harness.cli.live_options import Request
from harness.cli.options import raise_faults
from harness.cli.scenarios import scenario_file
from harness.errors import UsageError
from harness.live.alerting.alerts import Hooks, command_of
from harness.live.alerting.webhook import Webhook
from harness.live.planned_run import Wanted
from harness.live.recording.capturing import CaptureTap
from harness.live.recording.recorder import Rotation, Settings
from harness.model.scenario_ids import id_of


def wanted_of(request: Request) -> Wanted:
    """What is to be captured, into which folder."""
    rotation = Rotation(octets=request.rotate_mb * 1_000_000, seconds=request.rotate_s or None)
    taps = zip(request.interfaces, request.vantages, strict=True)
    given = request.vantages != request.interfaces
    return Wanted(
        folder=Path(request.out or _folder_name()),
        taps=tuple(
            CaptureTap(interface=interface, vantage=vantage if given else id_of(interface, "tap"))
            for interface, vantage in taps
        ),
        settings=Settings(
            rotation=rotation, buffer_mib=request.buffer_mib, snaplen=request.snaplen, comment=request.comment
        ),
        scenario=None if request.scenario is None else scenario_file(Path(request.scenario)),
        cell=request.cell,
        countries=request.countries,
        site=request.site,
        devices=request.devices,
        gateway=request.gateway,
    )


def _folder_name() -> str:
    return f"live-{datetime.fromtimestamp(time.time(), UTC):%Y%m%dT%H%M%SZ}"


def hooks_of(request: Request) -> Hooks:
    """Who is told when a claim is refuted.

    Raises:
        UsageError: A command or address is none; every mistake at once.
    """
    faults: list[str] = []
    commands = each(command_of, request.on_refuted, faults)
    webhooks = each(_webhook, request.webhooks, faults)
    raise_faults(faults, "live")
    return Hooks(
        commands=commands,
        webhooks=webhooks,
        redact=request.redact_alerts,
    )


def _webhook(text: str) -> Webhook:
    return Webhook(url=_from_file(text[1:]) if text.startswith("@") else text)


def _from_file(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"--webhook @{name}: cannot be read: {fault}") from None
