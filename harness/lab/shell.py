"""The lab for somebody's hands: built, its servers running, and a shell in one of its namespaces.

``python -m harness.lab.shell REGION FOLDER NAMESPACE GATEWAY COMMAND...`` is the first process of the namespaces; all of
it ends with the command. FOLDER, for certificates and logs, is a temporary one of whoever starts it. GATEWAY is ``made``
or ``none``; in the latter case whoever tries a gateway makes one in ``gw``.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from harness.errors import HarnessError
from harness.lab.building import build, resolver_file
from harness.lab.namespaces import Namespaces
from harness.lab.processes import Background
from harness.lab.trust import make
from harness.lab.world import REGIONS


def open_lab(lab: Namespaces, region: str, folder: Path, *, gateway: bool) -> Background:
    """Build the network and start its servers.

    Raises:
        MachineError: Something cannot be started; says what.
    """
    background = Background(lab, folder / "logs")
    files = make(folder, dt.datetime.now(dt.UTC))
    shutil.copyfile(files.authority, folder / "trusted.pem")
    build(lab, REGIONS[region], background, gateway=gateway)
    background.start("servers", "isp", [sys.executable, "-m", "harness.lab.servers", region, str(folder)])
    background.ready("servers", "ready")
    return background


def main(region: str, folder: Path, namespace: str, gateway: str, command: Sequence[str]) -> int:
    """Open it and run a command in it; the command's exit status, or 4."""
    try:
        lab = Namespaces()
        open_lab(lab, region, folder, gateway=gateway == "made")
    except HarnessError as fault:
        sys.stderr.write(f"{fault}\n")
        return 4
    # In a mount namespace of our own: outside, the file stays what it is.
    with_names = ["sh", "-c", 'mount --bind "$0" /etc/resolv.conf 2>/dev/null; exec "$@"']
    started = lab.start(namespace, [*with_names, str(resolver_file(folder)), *command])
    while True:
        try:
            return started.wait()
        except KeyboardInterrupt:
            # The command has got it too, and decides.
            continue


if __name__ == "__main__":
    status = main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:])
    sys.stderr.flush()
    os._exit(status)
