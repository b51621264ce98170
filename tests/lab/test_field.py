"""The whole of a day in the field, with the real programs: gateway up, live at both sides, canaries, sealed, judged, gateway down."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

from harness.lab.namespaces import Namespaces
from harness.rules.skeleton import skeleton
from tests.support.in_lab import in_lab, wait_until

NEEDED = ("nft", "ethtool", "conntrack", "dnsmasq", "dumpcap")
CLOCK_PORT, APP_PORT, BOTH = 123, 443, 5000


def scenario_for(folder: Path) -> Path:
    """A campaign of one region with a vantage point at each side of the gateway."""
    text = skeleton("field", ["DE"])
    lan = text[text.index("- id: de\n") : text.index("cells:")]
    wan = lan.replace("- id: de\n", "- id: de-wan\n", 1).replace("tap: gateway-lan", "tap: gateway-wan", 1)
    path = folder / "scenario.yaml"
    path.write_text(
        text.replace(lan, f"{lan.rstrip()}\n{wan}", 1).replace("02:00:00:00:00:10", "02:00:00:00:00:20")
    )
    return path


@in_lab(*NEEDED, timeout_s=170)
def test_a_day_in_the_field(lab: Namespaces, folder: Path) -> None:
    from harness.rules.scenario import load_scenario
    from tests.support.gateway_devices import address_by_dhcp, exchange, serve
    from tests.support.gateway_world import (
        DEVICE,
        GATEWAY,
        SERVER,
        WAN,
        differences,
        machine_now,
        three_machines,
    )

    def harness(*words: str) -> subprocess.CompletedProcess[str]:
        command = (sys.executable, "-m", "harness", *words)
        with lab.entered(GATEWAY):
            return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    state = ("--state", str(folder / "state"))
    three_machines(lab, ipv6=False)
    before = machine_now(lab)
    up = harness("gateway", "up", "--lan", "lan0", "--wan", "wan0", "--dhcp", *state)
    assert up.returncode == 0, up.stderr
    out = folder / "de-1"
    command = [
        *(
            sys.executable,
            "-m",
            "harness",
            "live",
            "--json-lines",
            "--out",
            str(out),
            "--gateway",
            str(folder / "state"),
        ),
        *("-i", "lan0", "--vantage", "de", "-i", "wan0", "--vantage", "de-wan"),
        *("--scenario", str(scenario_for(folder)), "--cell", "de-1", "--verbose"),
    ]
    live = lab.start(
        GATEWAY, command, stdout=subprocess.PIPE, stderr=(folder / "said").open("w"), stdin=subprocess.DEVNULL
    )

    def at_work() -> bool:
        journal = out / "session.jsonl"
        return journal.exists() and '"canaries"' in journal.read_text()

    wait_until(at_work, "capturing to begin and canaries to be looked for", timeout_s=60)
    with serve(lab, SERVER, ports=(CLOCK_PORT, APP_PORT, BOTH)):
        own = address_by_dhcp(lab, b"phone")
        assert exchange(lab, DEVICE, SERVER, APP_PORT)["peer"] == WAN
        exchange(lab, DEVICE, SERVER, BOTH, udp=True)
        exchange(lab, GATEWAY, SERVER, BOTH, udp=True)
        exchange(lab, GATEWAY, SERVER, CLOCK_PORT, udp=True)
        seen = _until_shown(
            live, {("de-1/de", APP_PORT), ("de-1/de-wan", APP_PORT), ("de-1/de-wan", CLOCK_PORT)}
        )
    assert seen["de-1/de-wan", CLOCK_PORT]["ours"] is True
    assert seen["de-1/de-wan", APP_PORT]["ours"] is False
    live.send_signal(signal.SIGINT)
    live.communicate(timeout=90)
    said = (folder / "said").read_text()
    assert live.returncode == 0, said
    events = [json.loads(line) for line in (out / "session.jsonl").read_text().splitlines()]
    looked = [event for event in events if event["event"] == "canaries"]
    assert [(event["when"], event["fault"]) for event in looked] == [("start", None), ("end", None)]
    assert {point["holds"] for event in looked for point in event["points"]} == {"yes"}, looked
    assert {point["id"] for point in looked[0]["points"]} >= {
        "canary_wan_udp4",
        "canary_wan_tcp4",
        "canary_lan_udp4",
    }
    scenario = load_scenario(out / "scenario.yaml")
    cell = next(cell for cell in scenario.cells if cell.id == "de-1")
    assert {file.vantage_point for file in cell.captures} == {"de", "de-wan"}
    tools = {(server, port) for tool in scenario.tools for server in tool.servers for port in tool.ports}
    assert (SERVER, CLOCK_PORT) in tools
    assert not {(SERVER, APP_PORT), (SERVER, BOTH)} & tools
    assert own in (out / "gateway/leases.txt").read_text()
    assert f"and a device both spoke with {SERVER} port {BOTH}" in (out / "manifest.json").read_text()
    down = harness("gateway", "down", *state)
    assert down.returncode == 0, down.stderr
    after = machine_now(lab)
    assert differences(before, after) == {}


def _until_shown(live: subprocess.Popen[str], wanted: set[tuple[str, int]]) -> dict[tuple[str, int], dict]:
    """Lines of new endpoints until all wanted ones, by vantage point and port, were told."""
    found: dict[tuple[str, int], dict] = {}
    assert live.stdout is not None
    for line in live.stdout:
        told = json.loads(line)
        if told["event"] == "new":
            port = int(told["endpoint"].split()[0].rpartition(":")[2])
            found[told["vantage"], port] = told
        if wanted <= set(found):
            return found
    raise AssertionError(f"only {sorted(found)} were told")
