"""Who else configures an interface: NetworkManager or systemd-networkd, which may take back what a gateway sets up."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from harness.machine.programs import find, run

_NETWORKD: Final = Path("/run/systemd/netif/links")
_UNMANAGED: Final = {"unmanaged", "unavailable", "disconnected"}


def manager_of(interface: str, index: int) -> tuple[str, str] | None:
    """Its manager and the command that makes it let go until the next start; None where none is known to.

    Args:
        interface: Its name.
        index: As the kernel counts; systemd-networkd keeps its files by it.
    """
    if find("nmcli") is not None:
        done = run(("nmcli", "-t", "-f", "DEVICE,STATE", "device"))
        if done.ok and networkmanager_has(done.out, interface):
            return "NetworkManager", f"nmcli device set {interface} managed no"
    try:
        told = (_NETWORKD / str(index)).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    if networkd_has(told):
        return "systemd-networkd", (
            f"printf '[Match]\\nName={interface}\\n[Link]\\nUnmanaged=yes\\n' "
            f"> /run/systemd/network/00-harness-{interface}.network && networkctl reload"
        )
    return None


def networkmanager_has(text: str, interface: str) -> bool:
    r"""``nmcli -t -f DEVICE,STATE device`` in; whether an interface is in use by it.

    >>> networkmanager_has("eth0:connected\nwlan0:unmanaged\n", "eth0")
    True
    """
    # A colon within a name is escaped by a backslash (nmcli(1)).
    told = dict(line.replace("\\:", "\0").partition(":")[::2] for line in text.splitlines())
    state = told.get(interface.replace(":", "\0"))
    return state is not None and state.partition(" ")[0] not in _UNMANAGED


def networkd_has(text: str) -> bool:
    """A file of /run/systemd/netif/links in; whether systemd-networkd configures the interface.

    >>> networkd_has("ADMIN_STATE=configured"), networkd_has("ADMIN_STATE=unmanaged")
    (True, False)
    """
    states = [line.partition("=")[2] for line in text.splitlines() if line.startswith("ADMIN_STATE=")]
    return bool(states) and states[0] not in ("unmanaged", "linger", "initialized")
