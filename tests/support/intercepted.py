"""Run as a program inside namespaces of its own: a device, a gateway with a proxy, and servers; what the device saw is written down.

    unshare --mount --net --pid --fork --kill-child --mount-proc python -m tests.support.intercepted OUT MITMDUMP MODE

Nothing here touches the namespaces of whoever calls: it refuses to begin in the network of process 1's parent world, and all of it ends with it. The device
(``tests.support.intercepted_device``) and the servers (``tests.support.intercepted_servers``) are processes of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from harness.interception.process import RunningProxy, start
from harness.interception.setup import PROXY_UID, PlantedValue, ProxyMode, Setup
from harness.model.words import CaStore
from tests.support.lab_certificates import write_certificates

DEVICE, GATEWAY_LAN, GATEWAY_WAN, SERVER = "10.77.0.2", "10.77.0.1", "198.51.100.7", "203.0.113.10"
PORT, CLOSED, PLAIN, STREAM = 9191, 9999, 80, 1883
HONEY = b"SKYLARK-0007-HONEY"
OUTSIDE = "HARNESS_TEST_OUTSIDE"
"""Variable with the network namespace of the caller."""
_NAT = """table ip translated {
 chain outward { type nat hook postrouting priority srcnat; ip saddr 10.77.0.0/24 oifname "wan0" masquerade; }
}"""
_REDIRECT = f"""table ip redirected {{
 chain inward {{ type nat hook prerouting priority dstnat; iifname "lan0" meta l4proto tcp redirect to :{PORT}; }}
}}"""
_BLOCK = 'table ip blocked { chain quic { type filter hook forward priority 0; iifname "lan0" udp dport 443 reject; }; }'


def sh(*command: str, text: str = "") -> str:
    """Call a program; its fault is ours."""
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def within(name: str, *command: str, text: str = "") -> str:
    return sh("ip", "netns", "exec", name, *command, text=text)


def link(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    """A cable between two namespaces: name of the namespace, of the interface, address."""
    sh(
        "ip",
        "link",
        "add",
        one[1],
        "netns",
        one[0],
        "type",
        "veth",
        "peer",
        "name",
        other[1],
        "netns",
        other[0],
    )
    for name, device, address in (one, other):
        sh("ip", "-n", name, "address", "add", address, "dev", device)
        sh("ip", "-n", name, "link", "set", "dev", device, "up")


def build(mode: ProxyMode) -> None:
    """The three networks."""
    if str(Path("/proc/self/ns/net").readlink()) == os.environ[OUTSIDE]:
        raise SystemExit("not in a network namespace of its own")
    sh("mount", "-t", "tmpfs", "tmpfs", "/run")
    if mode is ProxyMode.TUN and _has_users():
        # As udev leaves it on machines that have one: open to everybody, for what it makes needs rights of its own.
        sh("mknod", "-m", "666", "/run/tun", "c", "10", "200")
        sh("mount", "--bind", "/run/tun", "/dev/net/tun")
    for name in ("device", "internet"):
        sh("ip", "netns", "add", name)
        sh("ip", "-n", name, "link", "set", "lo", "up")
    # The gateway is this process's own, so that the proxy is started as it is in the field.
    sh("mkdir", "-p", "/run/netns")
    sh("touch", "/run/netns/gateway")
    sh("mount", "--bind", "/proc/self/ns/net", "/run/netns/gateway")
    sh("ip", "link", "set", "lo", "up")
    link(("device", "wlan0", f"{DEVICE}/24"), ("gateway", "lan0", f"{GATEWAY_LAN}/24"))
    link(("gateway", "wan0", f"{GATEWAY_WAN}/24"), ("internet", "eth0", "198.51.100.1/24"))
    sh("ip", "-n", "device", "route", "add", "default", "via", GATEWAY_LAN)
    sh("ip", "route", "add", "default", "via", "198.51.100.1")
    sh("ip", "-n", "internet", "address", "add", f"{SERVER}/32", "dev", "lo")
    sh("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0")
    sh("nft", "-f", "-", text=f"{_NAT}\n{_REDIRECT}\n" if mode is ProxyMode.TRANSPARENT else f"{_NAT}\n")


def proxy(out: Path, program: str, mode: ProxyMode) -> RunningProxy:
    """Start it as the gateway does."""
    setup = Setup(
        program=Path(program),
        folder=out / "proxy",
        mode=mode,
        ca_folder=out / "ca",
        ca_store=CaStore.SYSTEM,
        port=PORT,
        planted=(PlantedValue(id="serial", forms=(HONEY,)),),
        upstream_authorities=out / "authority.pem",
        uid=PROXY_UID if _has_users() else None,
    )
    running = start(setup)
    if mode is ProxyMode.TUN:
        sh("ip", "link", "set", "dev", setup.device, "up")
        sh("ip", "route", "add", "default", "dev", setup.device, "table", "200")
        sh("ip", "rule", "add", "iif", "lan0", "lookup", "200")
    return running


def _has_users() -> bool:
    """Whether another user can be set here: not where only root is mapped (user_namespaces(7))."""
    return int(Path("/proc/self/uid_map").read_text().split()[2]) > PROXY_UID


def device(out: Path, steps: Sequence[str]) -> None:
    """Let the device act."""
    within("device", sys.executable, "-m", "tests.support.intercepted_device", str(out), *steps)


def main(out: Path, program: str, mode: ProxyMode) -> None:
    """Everything, once."""
    write_certificates(out)
    build(mode)
    servers = subprocess.Popen(
        [
            "ip",
            "netns",
            "exec",
            "internet",
            sys.executable,
            "-m",
            "tests.support.intercepted_servers",
            str(out),
        ],
        stdout=subprocess.PIPE,
    )
    assert servers.stdout is not None
    servers.stdout.readline()
    running = proxy(out, program, mode)
    shutil.copyfile(running.setup.certificate, out / "proxy-ca.pem")
    about = {"uid": sh("stat", "-c", "%u", f"/proc/{running.pid}").strip(), "pid": running.pid}
    device(
        out, ("accepted", "refused", "refused", "silent", "silent", "nameless", "nameless", "closed", "plain")
    )
    if mode is ProxyMode.TRANSPARENT:
        # The file is moved away while a connection is open.
        device(out, ("moved", "quic"))
        sh("nft", "-f", "-", text=_BLOCK)
        device(out, ("quic",))
    about["problem"] = running.stop()
    (out / "about.json").write_text(json.dumps(about))
    os.kill(servers.pid, signal.SIGKILL)
    servers.wait()


if __name__ == "__main__":
    began = time.monotonic()
    main(Path(sys.argv[1]), sys.argv[2], ProxyMode(sys.argv[3]))
    print(f"{time.monotonic() - began:.1f} s")
