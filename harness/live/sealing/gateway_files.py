"""What a gateway kept while capturing went on, copied into the evidence: leases, flows, the proxy's records, keys, certificate.

Called when capturing ends and the gateway is still up. Never by sealing: a journal that somebody else wrote must not name files of this
machine to be copied.

Blind spots: a file that still grows is copied as it is then.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from harness.live.sealing.folder import GATEWAY
from harness.model.gateway_state import GatewayState

FLOWS: Final = "flows.txt"
PROXY_LOG: Final = "proxy.jsonl"
KEY_LOG: Final = "tls-keys.log"
_NAMES: Final = ("leases.txt", FLOWS, PROXY_LOG, KEY_LOG, "ca.pem")


def keep_gateway_files(folder: Path, state: GatewayState) -> tuple[str, ...]:
    """Copy what is there; nothing that was copied before is replaced.

    Returns:
        What could not be copied, one sentence each.
    """
    sources = (state.leases, state.own.flows, state.proxy_log, state.key_log, state.ca_certificate)
    faults = []
    for name, source in zip(_NAMES, sources, strict=True):
        if source is None:
            continue
        try:
            (folder / GATEWAY).mkdir(exist_ok=True)
            with Path(source).open("rb") as given, (folder / GATEWAY / name).open("xb") as kept:
                shutil.copyfileobj(given, kept)
                kept.flush()
                os.fsync(kept.fileno())
        except FileExistsError:
            continue
        except OSError as fault:
            faults.append(f"{source}: cannot be copied into the evidence: {fault.strerror}")
    return tuple(faults)
