"""The network as it stands: who reaches whom, by which address, after which time."""

from __future__ import annotations

import re
import socket
import time
from pathlib import Path

from harness.lab.building import build
from harness.lab.namespaces import Namespaces
from harness.lab.processes import Background
from harness.lab.world import DEVICES, HOSTS, REGIONS, round_trip_ms
from tests.support.in_lab import in_lab


@in_lab("nft")
def test_devices_reach_every_server_after_its_round_trip(lab: Namespaces, folder: Path) -> None:
    began = time.monotonic()
    build(lab, REGIONS["SG"], Background(lab, folder))
    print(f"built in {time.monotonic() - began:.2f} s")
    for host in HOSTS:
        for version, address in ((socket.AF_INET, host.v4), (socket.AF_INET6, host.v6)):
            with lab.entered(host.id):
                server = socket.create_server((address, 443), family=version)
            with lab.entered("phone"):
                asked = time.monotonic()
                client = socket.create_connection((address, 443), timeout=20)
            took_ms = (time.monotonic() - asked) * 1000
            peer = server.accept()[1][0]
            expected = "198.51.100.135" if version == socket.AF_INET else DEVICES[0].v6
            assert (peer, took_ms >= round_trip_ms(REGIONS["SG"], host)) == (expected, True), host
            client.close()
            server.close()


@in_lab("nft")
def test_devices_see_each_other_and_the_gateway_does_not(lab: Namespaces, folder: Path) -> None:
    build(lab, REGIONS["US"], Background(lab, folder))
    phone, aircraft = DEVICES
    with lab.entered(phone.id):
        there = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        there.bind((phone.v4, 14550))
        there.settimeout(10)
    with lab.entered(aircraft.id), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.sendto(b"position", (phone.v4, 14550))
    assert there.recvfrom(100)[1][0] == aircraft.v4


@in_lab("nft")
def test_without_a_gateway_somebody_else_makes_one(lab: Namespaces, folder: Path) -> None:
    build(lab, REGIONS["US"], Background(lab, folder), gateway=False)
    assert lab.run("gw", ("nft", "list", "ruleset")).out == ""
    assert not re.search(r"inet 192\.168", lab.run("gw", ("ip", "addr")).out)
    assert lab.run("gw", ("cat", "/proc/sys/net/ipv4/ip_forward")).out == "0\n"
