"""What this machine can do of the lab: each thing tried, none assumed.

What needs namespaces is tried in fresh ones, by ``python -m harness.lab.checking`` as their first process.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from harness.errors import MachineError
from harness.lab.isolation import start_inside, way_in
from harness.lab.namespaces import End, Namespaces
from harness.machine.programs import find

_ALL_FRAMES: Final = 3
_NAT: Final = "table {} t {{ chain c {{ type nat hook postrouting priority srcnat; masquerade; }}; }}"
_REDIRECT: Final = (
    "table ip r { chain c { type nat hook prerouting priority dstnat; tcp dport 443 redirect to :8080; }; }"
)
_SAID: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One thing, tried."""

    id: str
    purpose: str
    """What the lab does with it, or does instead."""
    needed: bool
    """Whether the lab cannot run without it."""
    fault: str | None
    """What is missing or was said; None: it works."""


_PROGRAMS: Final = (
    ("ip", "links, addresses and routes", True, "apt install iproute2"),
    ("nft", "address translation at the gateway", True, "apt install nftables"),
    ("dumpcap", "captures", True, "apt install wireshark-common"),
    ("tc", "distance by netem, else in userspace", False, "apt install iproute2"),
    ("mitmdump", "TLS opened at the gateway", False, "apt install mitmproxy"),
)


def trials() -> tuple[Trial, ...]:
    """Try everything; what cannot be tried for want of namespaces has their fault."""
    found = [
        Trial(id=name, purpose=purpose, needed=needed, fault=None if find(name) else f"not installed: {how}")
        for name, purpose, needed, how in _PROGRAMS
    ]
    quic = None if find_spec("aioquic") else "not installed: pip install 'harness[lab]'"
    found.append(Trial(id="aioquic", purpose="HTTP/3 between app and servers", needed=False, fault=quic))
    return (*found, *_inside())


def runs(found: tuple[Trial, ...]) -> bool:
    """Whether the lab can run."""
    return not any(trial.needed and trial.fault for trial in found)


def _inside() -> tuple[Trial, ...]:
    purpose = "a network of the lab's own"
    try:
        way = way_in()
        process = start_inside(
            [sys.executable, "-m", "harness.lab.checking"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except MachineError as fault:
        return (Trial(id="namespaces", purpose=purpose, needed=True, fault=str(fault)),)
    said, faults = process.communicate()
    if process.returncode != 0:
        return (Trial(id="namespaces", purpose=purpose, needed=True, fault=faults.strip()[-_SAID:]),)
    how = "as an ordinary user" if "--user" in way else "as root"
    return (
        Trial(id="namespaces", purpose=f"{purpose}, {how}", needed=True, fault=None),
        *(Trial(**one) for one in json.loads(said)),
    )


def _tried(command: str, *, stdin: str = "") -> Callable[[Namespaces], str | None]:
    def attempt(lab: Namespaces) -> str | None:
        done = lab.run("one", command.split(), stdin=stdin)
        return None if done.ok else done.why.splitlines()[0][:_SAID]

    return attempt


def _frames(lab: Namespaces) -> str | None:
    with lab.entered("one"), socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as end:
        end.bind(("a0", _ALL_FRAMES))
    return None


_ATTEMPTS: Final[Mapping[str, tuple[str, bool, Callable[[Namespaces], str | None]]]] = MappingProxyType(
    {
        "bridge": ("an access point", True, _tried("ip link add br0 type bridge")),
        "forwarding": (
            "a gateway",
            True,
            _tried("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1"),
        ),
        "nat-ipv4": ("address translation", True, _tried("nft -f -", stdin=_NAT.format("ip"))),
        "nat-ipv6": ("address translation of IPv6", False, _tried("nft -f -", stdin=_NAT.format("ip6"))),
        "redirect": ("TLS opened at the gateway", False, _tried("nft -f -", stdin=_REDIRECT)),
        "frames": ("distance in userspace, captures", True, _frames),
        "netem": (
            "distance by the kernel; else in userspace",
            False,
            _tried("tc qdisc add dev a0 root netem delay 9ms"),
        ),
        "tun": ("interception at a tunnel", False, _tried("ip tuntap add dev t0 mode tun")),
        "capturing": ("captures", True, _tried("dumpcap -D")),
    }
)
"""By id: purpose, whether needed, how it is tried."""


def attempts(lab: Namespaces) -> tuple[Trial, ...]:
    """Try what needs namespaces."""
    lab.add("one", "other")
    lab.link(End("one", "a0"), End("other", "b0"))
    found = []
    for name, (purpose, needed, attempt) in _ATTEMPTS.items():
        try:
            fault = attempt(lab)
        except (OSError, MachineError) as error:
            fault = str(error)
        found.append(Trial(id=name, purpose=purpose, needed=needed, fault=fault))
    return tuple(found)


if __name__ == "__main__":
    sys.stdout.write(json.dumps([asdict(trial) for trial in attempts(Namespaces())]))
