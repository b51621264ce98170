"""TLS opened at the lab's gateway: the proxy that ``harness gateway`` uses, and what sends connections to it.

Devices of the lab hold its CA as one of the system's, but for what is pinned. TCP of the LAN is redirected; QUIC passes
by. The proxy's own connections come from the gateway and are not translated, so that their ports are those it tells.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from harness import __version__
from harness.errors import MachineError
from harness.interception.environment import proxy_program
from harness.interception.process import RunningProxy, start
from harness.interception.setup import ProxyMode, Setup
from harness.lab.namespaces import Namespaces
from harness.lab.trust import files_in
from harness.lab.world import GATEWAY_V6
from harness.model.words import CaStore

FOLDER: Final = "proxy"
_REDIRECT: Final = """\
table inet lab_proxy {{
 chain in {{
  type nat hook prerouting priority dstnat
  iifname "lan0" meta l4proto tcp redirect to :{port}
 }}
}}
"""


def setup_in(folder: Path, program: Path, region: str) -> Setup:
    """How the proxy of a run is to run."""
    return Setup(
        program=program,
        folder=folder / FOLDER,
        mode=ProxyMode.TRANSPARENT,
        ca_folder=folder / FOLDER / "ca",
        ca_store=CaStore.SYSTEM,
        upstream_authorities=files_in(folder).authority,
        comment=f"SYNTHETIC harness-lab {__version__}: proxy in region {region}",
    )


def intercept(lab: Namespaces, folder: Path, region: str) -> RunningProxy:
    """Start the proxy at the gateway, send TCP of the LAN to it, and let devices trust it.

    Args:
        lab: Built.
        folder: Of the run; holds its certificates.
        region: Of the run.

    Raises:
        MachineError: There is no mitmdump, or it does not start.
    """
    program = proxy_program()
    if program is None:
        raise MachineError("mitmdump is not installed; `harness gateway install-proxy` brings it")
    # Its connections over IPv6 need an address to come from.
    lab.ip("gw", f"addr add {GATEWAY_V6}/128 dev lo nodad")
    with lab.entered("gw"):
        proxy = start(setup_in(folder, program, region))
    done = lab.run("gw", ("nft", "-f", "-"), stdin=_REDIRECT.format(port=proxy.setup.port))
    if not done.ok:
        raise MachineError(f"nft refuses to redirect to the proxy: {done.why}")
    with (folder / "trusted.pem").open("ab") as trusted:
        trusted.write(proxy.setup.certificate.read_bytes())
    return proxy
