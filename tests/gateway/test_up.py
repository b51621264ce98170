"""A gateway between a device and the internet, with the real programs: set up, used, checked, disturbed, taken down."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from harness.lab.namespaces import Namespaces
from harness.machine.flow_events import FlowRecord, parse_flow_events
from tests.support.in_lab import in_lab, wait_until

NEEDED = ("nft", "ethtool", "conntrack", "dnsmasq")


def harness(lab: Namespaces, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program in the gateway's namespace."""
    from tests.support.gateway_world import GATEWAY

    command = (sys.executable, "-m", "harness.cli.main", "gateway", *words, "--state", str(folder / "state"))
    with lab.entered(GATEWAY):
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def flows_of(state: dict) -> FlowRecord:
    return parse_flow_events(Path(state["own"]["flows"]).read_text().splitlines())


@in_lab(*NEEDED, "dumpcap")
def test_a_device_behind_a_gateway(lab: Namespaces, folder: Path) -> None:
    from tests.support.gateway_devices import address_by_dhcp, address_by_router, captures, exchange, serve
    from tests.support.gateway_world import (
        DEVICE,
        GATEWAY,
        SERVER,
        SERVER6,
        WAN,
        WAN6,
        machine_now,
        three_machines,
    )

    three_machines(lab)
    before = machine_now(lab)
    up = harness(lab, folder, "up", "--lan", "lan0", "--wan", "wan0", "--dhcp")
    assert up.returncode == 0, up.stderr
    assert "none: the product is not interfered with" in up.stdout
    state = json.loads((folder / "state/state.json").read_text())
    own6 = address_by_router(lab, state["prefixes"][1])
    with captures(lab, folder, "lan0", "wan0") as files, serve(lab, SERVER, SERVER6):
        own = address_by_dhcp(lab, b"phone")
        told = exchange(lab, DEVICE, SERVER, 443)
        datagram = exchange(lab, DEVICE, SERVER, 443, udp=True)
        told6 = exchange(lab, DEVICE, SERVER6, 443)
        exchange(lab, GATEWAY, SERVER, 5000)
        exchange(lab, GATEWAY, SERVER, 443)
        words = [word for file in files.values() for word in ("--capture", str(file))]
        check = harness(lab, folder, "check", *words)
    assert (told["source"], told["peer"], told6["source"], told6["peer"]) == (own, WAN, own6, WAN6)
    assert check.returncode == 0, check.stdout + check.stderr
    for one, protocol in ((told, "tcp"), (datagram, "udp"), (told6, "tcp")):
        joined(state, one, protocol)
    status_of_it(lab, folder, own, SERVER)
    again = harness(lab, folder, "up", "--lan", "lan0", "--wan", "wan0")
    assert (again.returncode, "harness gateway down" in again.stderr) == (2, True), again.stderr
    taken_down(lab, folder, before, Path(state["record"]))


def joined(state: dict, one: dict, protocol: str) -> None:
    """What joins both sides of a translated flow: the server saw the very port that the record has."""
    assert [
        (flow.answers.destination, flow.answers.destination_port)
        for flow in flows_of(state).flows
        if (flow.protocol, flow.first.source, flow.first.source_port)
        == (protocol, one["source"], one["port"])
    ] == [(one["peer"], one["peer_port"])]


def status_of_it(lab: Namespaces, folder: Path, device: str, server: str) -> None:
    """Where the gateway alone went is ours; where the device went too is not excused."""
    status = harness(lab, folder, "status")
    assert status.returncode == 0, status.stdout
    assert f"{server} port 5000 (ours alone)" in status.stdout
    assert f"{server} port 443 tcp (shared with devices, so not excluded)" in status.stdout
    assert f"{device} 02:00:00:00:00:20 calls itself phone" in status.stdout
    told = json.loads(harness(lab, folder, "status", "--json", "-").stdout)
    assert {"address": server, "port": 5000} in told["own_traffic"]["alone"]
    assert {"address": server, "port": 443, "protocol": "tcp"} in told["own_traffic"]["shared"]
    assert [(one["address"], one["name"]) for one in told["devices"]] == [(device, "phone")]
    assert told["state"] == json.loads((folder / "state/state.json").read_text())


def taken_down(lab: Namespaces, folder: Path, before: dict, record: Path) -> None:
    """Everything is as before, and the record stays."""
    down = harness(lab, folder, "down")
    assert (down.returncode, down.stderr.count("the record is in")) == (0, 1), down.stdout
    put_back(lab, before)
    assert harness(lab, folder, "down").returncode == 0
    kept = {path.name for path in record.iterdir()}
    assert kept == {
        *("flows.txt", "dnsmasq.txt", "leases", "rules.txt", "checks.jsonl", "journal.jsonl", "counters.json")
    }
    assert [path.name for path in (folder / "state").iterdir() if path.is_file()] == ["lock"]


def put_back(lab: Namespaces, before: dict) -> None:
    from tests.support.gateway_world import differences, machine_now

    assert differences(before, machine_now(lab)) == {}


@in_lab(*NEEDED)
def test_what_others_change_is_told_and_taken_down_all_the_same(lab: Namespaces, folder: Path) -> None:
    from tests.support.gateway_world import GATEWAY, machine_now, run_in, three_machines

    three_machines(lab, ipv6=False)
    before = machine_now(lab)
    up = harness(lab, folder, "up", "--lan", "lan0", "--wan", "wan0", "--quic", "block", "--ipv6", "off")
    assert up.returncode == 0, up.stderr
    state = json.loads((folder / "state/state.json").read_text())
    assert (state["interference"], state["ip_versions"]) == (["quic_blocked", "ipv6_blocked"], [4])
    assert harness(lab, folder, "status").returncode == 0
    run_in(lab, GATEWAY, "nft", "add rule inet harness_gateway postrouting masquerade")
    run_in(lab, GATEWAY, "ethtool", "-K", "lan0", "rx", "on")
    run_in(lab, GATEWAY, "ip", "addr", "del", "10.77.0.1/24", "dev", "lan0")
    lab.setting(GATEWAY, "net/ipv4/conf/wan0/forwarding", "0")
    status = harness(lab, folder, "status", "--width", "100")
    assert status.returncode == 3
    assert status.stdout.partition("by somebody else:\n")[2].splitlines() == [
        "  lan0: rx-checksumming on again",
        "  no longer so: lan0 gets 10.77.0.1/24",
        "  table inet harness_gateway: its rules are others than those set",
        "  net/ipv4/conf/wan0/forwarding was set to 1 and is 0",
    ]
    assert json.loads(harness(lab, folder, "status", "--json", "-").stdout)["drift"] == [
        line.strip() for line in status.stdout.partition("by somebody else:\n")[2].splitlines()
    ]
    check = harness(lab, folder, "check", "--width", "100", "--json", str(folder / "check.json"))
    assert check.returncode == 3
    found = json.loads((folder / "check.json").read_bytes())
    kept = (Path(state["record"]) / "checks.jsonl").read_text().splitlines()[-1]
    assert {key: found[key] for key in ("at_ns", "canaries", "points")} == json.loads(kept)
    assert sum(one["holds"] == "no" for one in found["points"]) >= 4
    assert "NO   offloads_off         lan0: rx-checksumming on" in check.stdout
    assert (
        "NO   answers_ipv4         IPv4 answers to devices would leave nowhere, not by lan0" in check.stdout
    )
    assert harness(lab, folder, "down").returncode == 0
    put_back(lab, before)


@in_lab(*NEEDED)
def test_what_cannot_be_made_undoes_what_was(lab: Namespaces, folder: Path) -> None:
    import socket

    from tests.support.gateway_world import GATEWAY, machine_now, three_machines

    three_machines(lab)
    before = machine_now(lab)
    with lab.entered(GATEWAY), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", 53))  # dnsmasq finds no room
        up = harness(lab, folder, "up", "--lan", "lan0", "--wan", "wan0", "--dhcp")
    assert up.returncode == 4, up.stdout
    assert "dnsmasq" in up.stderr
    assert "what had been done is undone" in up.stderr
    put_back(lab, before)


@in_lab(*NEEDED)
def test_two_at_once_do_not_mix(lab: Namespaces, folder: Path) -> None:
    from harness.gateway.up import alone
    from tests.support.gateway_world import three_machines

    three_machines(lab)
    with alone(folder / "state"):
        up = harness(lab, folder, "up", "--lan", "lan0", "--wan", "wan0")
    assert (up.returncode, "another process" in up.stderr) == (4, True), up.stderr


@in_lab(*NEEDED)
def test_a_killed_up_is_taken_down(lab: Namespaces, folder: Path) -> None:
    """The program itself, killed while it waits for one that never gets ready."""
    from tests.support.gateway_world import GATEWAY, machine_now, three_machines

    three_machines(lab)
    before = machine_now(lab)
    programs = folder / "programs"
    programs.mkdir()
    (programs / "conntrack").write_text('#!/bin/sh\n[ "$1" = --version ] || exec sleep 1000\n')
    (programs / "conntrack").chmod(0o755)
    words = ("up", "--lan", "lan0", "--wan", "wan0", "--state", str(folder / "state"))
    process = lab.start(
        GATEWAY,
        (
            "env",
            f"PATH={programs}:/usr/bin:/bin",
            sys.executable,
            "-m",
            "harness.cli.main",
            "gateway",
            *words,
        ),
    )
    journal = folder / "state/journal.jsonl"
    wait_until(
        lambda: journal.exists() and '"kind": "program"' in journal.read_text(), "the program to start"
    )
    process.kill()
    process.wait(20)
    assert "begun and not taken down" in harness(lab, folder, "status").stderr
    assert harness(lab, folder, "down").returncode == 0
    put_back(lab, before)
