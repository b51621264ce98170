"""What a device, a server and captures do in the world of ``gateway_world``."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path
from typing import Any

from harness.lab.namespaces import Namespaces
from tests.support.dhcp_client import ROUTER, address_of, ask
from tests.support.gateway_world import DEVICE, GATEWAY, INTERNET, run_in
from tests.support.in_lab import wait_until

MAC = "02:00:00:00:00:20"


def address_by_dhcp(lab: Namespaces, name: bytes = b"") -> str:
    """The device asks for an address, and takes it and the way that it is given."""
    with lab.entered(DEVICE):
        given = ask("eth0", MAC, name)
    address, router = address_of(given), IPv4Address(given[ROUTER])
    run_in(lab, DEVICE, "ip", "addr", "add", f"{address}/24", "dev", "eth0")
    run_in(lab, DEVICE, "ip", "route", "add", "default", "via", str(router))
    return address


def address_by_router(lab: Namespaces, prefix: str) -> str:
    """The device asks for a router, by being plugged in, and makes itself an address (RFC 4862)."""
    lab.ip(DEVICE, "link set eth0 down", "link set eth0 up")

    def made() -> str | None:
        told = json.loads(run_in(lab, DEVICE, "ip", "-j", "-6", "addr", "show", "dev", "eth0"))
        addresses = [one["local"] for link in told for one in link.get("addr_info", ())]
        return next((one for one in addresses if ip_address(one) in ip_network(prefix)), None)

    return str(wait_until(made, "a router advertisement", timeout_s=40))


@contextmanager
def serve(lab: Namespaces, *addresses: str, ports: tuple[int, ...] = (443, 5000)) -> Iterator[None]:
    """Servers in the internet that tell whoever connects as whom they see them; by UDP too."""
    with ExitStack() as stack:
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            for port in ports:
                with lab.entered(INTERNET):
                    listener = stack.enter_context(closing(socket.socket(family, socket.SOCK_STREAM)))
                    datagrams = stack.enter_context(closing(socket.socket(family, socket.SOCK_DGRAM)))
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((address, port))
                listener.listen()
                datagrams.bind((address, port))
                threading.Thread(target=_tell, args=(listener,), daemon=True).start()
                threading.Thread(target=_tell_datagrams, args=(datagrams,), daemon=True).start()
        yield


def exchange(lab: Namespaces, name: str, address: str, port: int, *, udp: bool = False) -> dict[str, Any]:
    """Connect from a namespace: ``peer`` and ``peer_port`` as the server sees them, ``source`` and ``port`` as they are."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with lab.entered(name):
        client = socket.socket(family, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
    with closing(client):
        client.settimeout(10)
        client.connect((address, port))
        source = client.getsockname()
        client.send(b"\x01who am I")
        return {**json.loads(client.recv(1000)), "source": source[0], "port": source[1]}


@contextmanager
def captures(lab: Namespaces, folder: Path, *interfaces: str) -> Iterator[dict[str, Path]]:
    """dumpcap at interfaces of the gateway."""
    running: list[subprocess.Popen[str]] = []
    files = {name: folder / f"{name}.pcapng" for name in interfaces}
    for name, file in files.items():
        command = ("dumpcap", "-q", "-i", name, "-w", str(file))
        process = lab.start(GATEWAY, command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        running.append(process)
        assert process.stderr is not None
        while "File:" not in (line := process.stderr.readline()):
            assert line, f"dumpcap ended: {process.wait()}"
    try:
        yield files
    finally:
        for process in running:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)


def _tell(listener: socket.socket) -> None:
    while True:
        try:
            connection, peer = listener.accept()
        except OSError:  # closed: the test has ended
            return
        with connection:
            connection.recv(100)
            connection.sendall(json.dumps({"peer": peer[0], "peer_port": peer[1]}).encode())


def _tell_datagrams(datagrams: socket.socket) -> None:
    while True:
        try:
            _, peer = datagrams.recvfrom(100)
            datagrams.sendto(json.dumps({"peer": peer[0], "peer_port": peer[1]}).encode(), peer)
        except OSError:
            return
