"""A gateway that sends devices' connections through a proxy, with the real one."""

from __future__ import annotations

import json
from pathlib import Path

from harness.lab.namespaces import Namespaces
from harness.machine.gateway_state import parse_state
from harness.machine.own_flows import Sender, read_own_flows, sender_of
from tests.gateway.test_up import NEEDED, flows_of, harness, put_back
from tests.support.in_lab import in_lab


@in_lab(*NEEDED, "mitmproxy")
def test_tcp_of_devices_goes_through_the_proxy_and_stays_theirs(lab: Namespaces, folder: Path) -> None:
    from tests.support.gateway_devices import address_by_dhcp, exchange, serve
    from tests.support.gateway_world import DEVICE, GATEWAY, SERVER, WAN, machine_now, three_machines

    state_folder = Path("/run/gateway")  # open to the proxy's user, as a test's own folder is not
    three_machines(lab, ipv6=False)
    before = machine_now(lab)
    words = ("up", "--lan", "lan0", "--wan", "wan0", "--dhcp", "--intercept", "transparent")
    up = harness(lab, state_folder, *words)
    assert up.returncode == 0, up.stderr
    text = (state_folder / "state/state.json").read_text()
    state = parse_state(text, "state")
    assert [one.value for one in state.interference] == ["tls_interception"]
    assert "mitmdump" in [one.name for one in state.tools]
    assert state.ca_certificate is not None
    assert Path(state.ca_certificate).read_text().startswith("-----BEGIN CERTIFICATE-----")
    with serve(lab, SERVER):
        device = address_by_dhcp(lab)
        told = exchange(lab, DEVICE, SERVER, 443)
        udp = exchange(lab, DEVICE, SERVER, 5000, udp=True)
        exchange(lab, GATEWAY, SERVER, 5000)
    assert (told["peer"], udp["peer"]) == (WAN, WAN)
    flows = flows_of(json.loads(text)).flows
    # Two connections: the device's ends at the proxy, the proxy's begins with the port that the server saw.
    [first] = [one for one in flows if (one.first.source, one.first.source_port) == (device, told["port"])]
    [second] = [one for one in flows if (one.first.source, one.first.source_port) == (WAN, told["peer_port"])]
    assert (first.redirected, first.first.destination) == (True, SERVER)
    assert (sender_of(first, state), sender_of(second, state)) == (
        Sender.DEVICE,
        Sender.UNKNOWN if state.own.proxy_uid is None else Sender.PROXY,
    )
    own = read_own_flows(state)
    assert own is not None
    # Neither 443, where only the proxy went, nor 5000, where the device went by UDP, is ours.
    assert [tool.name for tool in own.tools] == ["gateway"]
    status = harness(lab, state_folder, "status")
    assert (status.returncode, "transparent, CA" in status.stdout) == (0, True)
    down = harness(lab, state_folder, "down")
    assert down.returncode == 0, down.stdout + down.stderr
    put_back(lab, before)
