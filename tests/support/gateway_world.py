"""Three machines in the lab's namespaces: a device, the gateway and the internet; and what the gateway machine is like at one time.

What is looked at is asked of the system's own programs and files, not of the code under test.
"""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

from harness.lab.namespaces import End, Namespaces

DEVICE, GATEWAY, INTERNET = "device", "gw", "net"
SERVER, SERVER6 = "203.0.113.7", "2001:db8:7::7"
WAN, WAN6 = "198.51.100.2", "2001:db8:1::2"
_DYNAMIC = {"valid_life_time", "preferred_life_time", "tentative", "expires", "nud_state"}
_DRAWN = {"tcp_fastopen_key"}
"""Drawn by the kernel when a program first asks for it; nothing that anybody set."""
_COUNTS = re.compile(r"packets \d+ bytes \d+")


def three_machines(lab: Namespaces, *, ipv6: bool = True, lan_up: bool = False) -> None:
    """Device, gateway and internet, before a gateway is set up; offloads of the gateway are on."""
    lab.add(DEVICE, GATEWAY, INTERNET)
    lab.link(
        End(GATEWAY, "wan0", (f"{WAN}/24", *([f"{WAN6}/64"] if ipv6 else []))),
        End(INTERNET, "up0", ("198.51.100.1/24", "2001:db8:1::1/64"), "02:00:00:00:00:01"),
    )
    lab.link(End(GATEWAY, "lan0"), End(DEVICE, "eth0", (), "02:00:00:00:00:20"))
    lab.ip(INTERNET, f"addr add {SERVER}/32 dev lo", f"addr add {SERVER6}/128 dev lo nodad")
    ways = ["route add default via 198.51.100.1"]
    ways += ["-6 route add default via 2001:db8:1::1"] if ipv6 else []
    for way in ways:
        run_in(lab, GATEWAY, "ip", *way.split())
    offloads = [word for name in ("rx", "tx", "sg", "tso", "gso", "gro") for word in (name, "on")]
    for interface in ("lan0", "wan0"):
        run_in(lab, GATEWAY, "ethtool", "-K", interface, *offloads)
    if not lan_up:
        lab.ip(GATEWAY, "link set lan0 down")


def run_in(lab: Namespaces, name: str, *command: str) -> str:
    """What a program says in a namespace; it has to leave with 0."""
    done = lab.run(name, command)
    assert done.ok, f"{command}: {done.why}"
    return done.out


def machine_now(lab: Namespaces) -> dict[str, Any]:
    """Everything that a gateway may change, as it is now."""
    with lab.entered(GATEWAY):
        return {
            "rules": _COUNTS.sub("", run_in(lab, GATEWAY, "nft", "list", "ruleset")),
            "links": _told(run_in(lab, GATEWAY, "ip", "-j", "-d", "address")),
            "routes": [
                _told(run_in(lab, GATEWAY, "ip", "-j", version, "route", "show", "table", "all"))
                for version in ("-4", "-6")
            ],
            "ways": [_told(run_in(lab, GATEWAY, "ip", "-j", version, "rule")) for version in ("-4", "-6")],
            "features": {name: run_in(lab, GATEWAY, "ethtool", "-k", name) for name in ("lan0", "wan0")},
            "settings": settings_now(),
            "programs": programs_now(),
        }


def settings_now() -> dict[str, str]:
    """Settings of the network that this thread is in, but for counts."""
    found = {}
    folders = (Path("/proc/sys/net", name) for name in ("ipv4", "ipv6/conf", "ipv6/icmp"))
    for path in (path for folder in folders for path in folder.rglob("*")):
        if path.name not in _DRAWN and path.is_file() and os.access(path, os.R_OK):
            try:
                found[str(path)] = path.read_text()
            except OSError:  # some may only be written, some are of another namespace
                continue
    return found


def programs_now() -> dict[int, str]:
    """Processes of the lab that have not ended."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                told = (entry / "stat").read_text()
            except OSError:
                continue
            name, _, rest = told.partition("(")[2].rpartition(")")
            if rest.split()[0] not in "ZX":
                found[int(entry.name)] = name
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is another than before."""
    return {
        key: [value, after[key]]
        if not isinstance(value, dict)
        else {
            name: (value.get(name), after[key].get(name))
            for name in {*value, *after[key]}
            if value.get(name) != after[key].get(name)
        }
        for key, value in before.items()
        if value != after[key]
    }


def killed(child: int) -> bool:
    """Wait for a child; whether it was killed by SIGKILL."""
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _told(text: str) -> Any:
    """A listing of ip without what runs down by itself."""
    return _still(json.loads(text) if text.strip() else [])


def _still(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _still(one) for key, one in value.items() if key not in _DYNAMIC}
    return [_still(one) for one in value if one] if isinstance(value, list) else value
