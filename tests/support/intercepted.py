"""A device, a gateway with a proxy, and servers, inside a lab: everything that the proxy may meet, once; what the device saw is written down.

The device (``tests.support.intercepted_device``) and the servers (``tests.support.intercepted_servers``) are processes of their own.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.interception.process import RunningProxy, start
from harness.interception.setup import PROXY_UID, PlantedValue, ProxyMode, Setup
from harness.machine.programs import run
from harness.model.words import CaStore
from tests.support.lab_certificates import write_certificates

if TYPE_CHECKING:
    from harness.lab.namespaces import Namespaces

PORT = 9191
HONEY = b"SKYLARK-0007-HONEY"
HERE = Path("/run/intercepted")
"""In the lab's own memory: the folders that pytest makes are closed to the proxy's user."""
_NAT = """table ip translated {
 chain outward { type nat hook postrouting priority srcnat; ip saddr 10.77.0.0/24 oifname "wan0" masquerade; }
}
"""
_REDIRECT = f"""table ip redirected {{
 chain inward {{ type nat hook prerouting priority dstnat; iifname "lan0" meta l4proto tcp redirect to :{PORT}; }}
}}
"""
_BLOCK = """table ip blocked {
 chain quic { type filter hook forward priority 0; iifname "lan0" udp dport 443 reject; }
}
"""
_ALL = ("accepted", "refused", "refused", "silent", "silent", "nameless", "nameless", "closed", "plain")


def has_users() -> bool:
    """Whether another user can be set here: not where only root is mapped (user_namespaces(7))."""
    return int(Path("/proc/self/uid_map").read_text().split()[2]) > PROXY_UID


def build(lab: Namespaces) -> None:
    """The three networks."""
    from harness.lab.namespaces import End

    lab.add("device", "gateway", "internet")
    lab.link(End("device", "wlan0", ("10.77.0.2/24",)), End("gateway", "lan0", ("10.77.0.1/24",)))
    lab.link(End("gateway", "wan0", ("198.51.100.7/24",)), End("internet", "eth0", ("198.51.100.1/24",)))
    lab.ip("device", "route add default via 10.77.0.1")
    lab.ip("gateway", "route add default via 198.51.100.1")
    lab.ip("internet", "addr add 203.0.113.10/32 dev lo")
    lab.setting("gateway", "net/ipv4/ip_forward", "1")


def rules(lab: Namespaces, text: str) -> None:
    done = lab.run("gateway", ["nft", "-f", "-"], stdin=text)
    assert done.ok, done.why


def setup(program: str, mode: ProxyMode, **given: Any) -> Setup:
    """A proxy in the lab, as the gateway would start it."""
    fields: dict[str, Any] = {
        "program": Path(program), "folder": HERE / "proxy", "mode": mode, "ca_folder": HERE / "ca",
        "ca_store": CaStore.SYSTEM, "port": PORT, "planted": (PlantedValue(id="serial", forms=(HONEY,)),),
        "upstream_authorities": HERE / "authority.pem", "uid": PROXY_UID if has_users() else None,
    }  # fmt: skip
    return Setup(**(fields | given))


def proxy(lab: Namespaces, program: str, mode: ProxyMode) -> RunningProxy:
    """Start it, and lead connections to it."""
    if mode is ProxyMode.TUN and has_users():
        # As udev leaves it: open to everybody, because what is made by it needs rights of its own.
        for command in (
            ("mknod", "-m", "666", "/run/tun", "c", "10", "200"),
            ("mount", "--bind", "/run/tun", "/dev/net/tun"),
        ):
            assert run(command).ok
    made = setup(program, mode)
    with lab.entered("gateway"):
        running = start(made)
    rules(lab, _NAT if mode is ProxyMode.TUN else _NAT + _REDIRECT)
    if mode is ProxyMode.TUN:
        lab.ip("gateway", f"link set dev {made.device} up", f"route add default dev {made.device} table 200")
        lab.ip("gateway", "rule add iif lan0 lookup 200")
    return running


def device(lab: Namespaces, steps: Sequence[str]) -> None:
    """Let the device act."""
    done = lab.run(
        "device", [sys.executable, "-m", "tests.support.intercepted_device", str(HERE), *steps], timeout_s=90
    )
    assert done.ok, done.err


def everything(lab: Namespaces, folder: Path, program: str, mode: str) -> dict[str, Any]:
    """Do it all; what is written goes to the folder."""
    HERE.mkdir(mode=0o755)
    write_certificates(HERE)
    build(lab)
    servers = lab.start(
        "internet", [sys.executable, "-m", "tests.support.intercepted_servers", str(HERE)], stdout=-1
    )
    assert servers.stdout is not None
    assert servers.stdout.readline() == "ready\n"
    running = proxy(lab, program, ProxyMode(mode))
    shutil.copyfile(running.setup.certificate, HERE / "proxy-ca.pem")
    about: dict[str, Any] = {"uid": Path(f"/proc/{running.pid}").stat().st_uid, "owned": has_users()}
    device(lab, _ALL)
    if mode == ProxyMode.TRANSPARENT.value:
        # The file is moved away while a connection is open.
        device(lab, ("moved", "quic"))
        rules(lab, _BLOCK)
        device(lab, ("quic",))
    about |= {"problem": running.problem(), "end": running.stop()}
    servers.kill()
    about["keys"] = sorted(
        str(path) for path in HERE.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()
    )
    about["modes"] = {path.name: path.stat().st_mode & 0o777 for path in (HERE / "proxy").iterdir()}
    shutil.copytree(HERE / "proxy", folder / "proxy")
    shutil.copyfile(HERE / "device.jsonl", folder / "device.jsonl")
    return about
