"""A device behind ``harness gateway up --intercept``, with both IP versions, in a lab: what the device saw, what was recorded and captured.

Unlike ``tests.support.intercepted``, where the proxy stands alone, everything here is as the program sets it up: its rules, its routes, its
settings. Servers that the proxy is to believe are told to it by its own ``config.yaml`` in the CA's folder.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.lab_certificates import write_certificates

if TYPE_CHECKING:
    from harness.lab.namespaces import Namespaces

HERE = Path("/run/proxied")
"""In the lab's own memory, open to the proxy's user."""
_STEPS = ("accepted", "http2", "refused", "refused", "silent", "silent")
_OF_QUIC = {"block": ("initials",), "pass": ("http3", "http3_refused", "http3_refused")}


def steps_of(quic: str) -> list[str]:
    """What the device does: each step by both IP versions, over QUIC last, because what is refused there counts for TCP."""
    both = [f"{version}:{step}" for steps in (_STEPS, _OF_QUIC[quic]) for version in (4, 6) for step in steps]
    return ["6:streamed", "4:held", *both]


def call(lab: Namespaces, name: str, *words: str, timeout_s: float = 90) -> str:
    """What a module says in a namespace; it has to leave with 0."""
    done = lab.run(name, [sys.executable, "-m", *words], timeout_s=timeout_s)
    assert done.ok, f"{words}: {done.why}\n{done.err}"
    return done.out


def everything(
    lab: Namespaces, folder: Path, program: str, mode: str, quic: str, steps: Sequence[str] = ()
) -> dict[str, Any]:
    """Do it all; what is written goes to the folder."""
    from tests.support.gateway_devices import address_by_dhcp, address_by_router, captures
    from tests.support.gateway_world import DEVICE, differences, machine_now

    before = world(lab, mode)
    words = ("--lan", "lan0", "--wan", "wan0", "--dhcp", "--intercept", mode, "--quic", quic)
    proxy = ("--proxy", program, "--ca", str(HERE / "ca"), "--ca-store", "system")
    about: dict[str, Any] = {"up": gateway(lab, "up", *words, *proxy)}
    state = json.loads((HERE / "state/state.json").read_text())
    record = Path(state["record"])
    (HERE / "proxy").symlink_to(record / "proxy")
    shutil.copyfile(state["ca_certificate"], HERE / "proxy-ca.pem")
    with captures(lab, folder, "lan0", "wan0") as files:
        # The second begins anew with the first's routes gone, so it comes first.
        own6 = address_by_router(lab, state["prefixes"][1])
        about["device"] = [address_by_dhcp(lab, b"phone"), own6]
        call(lab, DEVICE, "tests.support.proxied_peers", "device", str(HERE), *(steps or steps_of(quic)))
        about["status"] = gateway(lab, "status")
        about["check"] = gateway(lab, "check", *(f"--capture={file}" for file in files.values()))
    about["down"] = gateway(lab, "down")
    about["left"] = differences(before, machine_now(lab))
    shutil.copytree(record, folder / "record", ignore=shutil.ignore_patterns("program"))
    (folder / "state.json").write_text(json.dumps(state))
    shutil.copyfile(HERE / "device.jsonl", folder / "device.jsonl")
    return about


def gateway(lab: Namespaces, *words: str) -> str:
    """What ``harness gateway`` says."""
    from tests.support.gateway_world import GATEWAY

    return call(lab, GATEWAY, "harness", "gateway", *words, "--state", str(HERE / "state"))


def world(lab: Namespaces, mode: str) -> dict[str, Any]:
    """Certificates, machines and servers; what the gateway's machine is like before it is one."""
    from tests.support.gateway_world import INTERNET, machine_now, three_machines
    from tests.support.intercepted import has_users

    HERE.mkdir(mode=0o755)
    write_certificates(HERE)
    (HERE / "ca").mkdir()
    (HERE / "ca/config.yaml").write_text(f"ssl_verify_upstream_trusted_ca: {HERE}/authority.pem\n")
    three_machines(lab)
    if mode == "tun" and has_users():
        tun_for_everybody()
    command = [sys.executable, "-m", "tests.support.proxied_peers", "servers", str(HERE)]
    servers = lab.start(INTERNET, command, stdout=-1)
    assert servers.stdout is not None
    assert servers.stdout.readline() == "ready\n"
    return machine_now(lab)


def tun_for_everybody() -> None:
    """As udev leaves /dev/net/tun: open to everybody, because what is made by it needs rights of its own."""
    from harness.machine.programs import run

    for command in (
        ("mknod", "-m", "666", "/run/tun", "c", "10", "200"),
        ("mount", "--bind", "/run/tun", "/dev/net/tun"),
    ):
        assert run(command).ok
