"""What the gateway needs to know of a proxy that opens TLS, to start it and to send it traffic; ``harness.interception`` knows the rest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.gateway.ruleset import PROXY_PORT
from harness.gateway.wish import Wish
from harness.interception.folder import may_open
from harness.interception.setup import PROXY_UID, ProxyMode, Setup, command_of, environment_of
from harness.machine.programs import find
from harness.machine.rights import mapped
from harness.model.gateway_state import GatewayState, InterceptionMode, QuicPolicy

_TUN_DEVICE: Final = Path("/dev/net/tun")
TUN: Final = "harness0"
"""The proxy's interface in TUN mode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyPlan:
    """How it is started, and where it writes."""

    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    """All of it."""
    ready: str
    """As for ``harness.gateway.steps.Start``."""
    log: str
    """What its add-on writes, one JSON object a line."""
    key_log: str | None
    ca_certificate: str | None
    uid: int | None
    """User that it becomes; None: it stays who the gateway is."""


def proxy_setup(program: Path, folder: Path, ca_folder: Path, wish: Wish) -> Setup:
    """How the proxy is to run at this gateway.

    It becomes a user of its own, by which its connections are told from the gateway's, where the kernel lets it, and where that user may make
    the interface that the TUN mode needs. Else nothing tells them apart, and nothing of the gateway's is excluded (``own_flows``).
    """
    tun = wish.interception is InterceptionMode.TUN
    own = mapped(PROXY_UID) and (not tun or may_open(_TUN_DEVICE, PROXY_UID))
    return Setup(
        program=program,
        folder=folder,
        mode=ProxyMode.TUN if tun else ProxyMode.TRANSPARENT,
        ca_folder=ca_folder,
        port=PROXY_PORT,
        device=TUN,
        quic_blocked=wish.quic is QuicPolicy.BLOCK,
        ca_store=wish.ca_store,
        uid=PROXY_UID if own else None,
        with_parent=False,  # the gateway outlives who sets it up
    )


def keep_certificate(setup: Setup, state: GatewayState) -> None:
    """Put the CA's certificate, which the proxy has made by now, where the state says: whoever sets up devices may read it there.

    Raises:
        MachineError: It cannot be copied.
    """
    if state.ca_certificate is not None:
        try:
            shutil.copyfile(setup.ca_folder / "mitmproxy-ca-cert.pem", state.ca_certificate)
        except OSError as fault:
            raise MachineError(f"{fault.filename}: the CA's certificate: {fault.strerror}") from fault


def proxy_plan(setup: Setup, certificate: str, environ: Mapping[str, str] = os.environ) -> ProxyPlan:
    """The same as what the planner takes.

    Args:
        setup: How it runs.
        certificate: Where the CA's certificate is to be.
        environ: Variables of this process.

    Raises:
        MachineError: setpriv is missing.
    """
    setpriv = find("setpriv")
    if setpriv is None:
        raise MachineError("setpriv is not installed (Debian: `apt install util-linux`)")
    ready = f"interface:{setup.device}" if setup.mode is ProxyMode.TUN else f"listen:{setup.port}"
    return ProxyPlan(
        command=command_of(setup, setpriv),
        environment=tuple(sorted(environment_of(setup, environ).items())),
        ready=ready,
        log=str(setup.events),
        key_log=str(setup.key_log),
        ca_certificate=certificate,
        uid=setup.uid,
    )
