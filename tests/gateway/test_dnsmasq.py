"""dnsmasq's configuration as text, and what dnsmasq itself says of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harness.gateway.dnsmasq import DnsmasqPlan, dnsmasq_configuration
from harness.machine.programs import run
from tests.support.in_lab import skip_unless

PLAN = DnsmasqPlan(
    interface="lan0",
    address="10.77.0.1",
    first="10.77.0.50",
    last="10.77.0.249",
    netmask="255.255.255.0",
    ipv6="fd00:77::1",
    user="root",
    leases="/run/r/leases",
)


def test_the_file() -> None:
    assert dnsmasq_configuration(PLAN).splitlines() == [
        "interface=lan0",
        "except-interface=lo",
        "bind-interfaces",
        "cache-size=0",
        "no-hosts",
        "dhcp-range=10.77.0.50,10.77.0.249,255.255.255.0,2h",
        "dhcp-option=option:router,10.77.0.1",
        "dhcp-option=option:dns-server,10.77.0.1",
        "dhcp-authoritative",
        "no-ping",
        "dhcp-leasefile=/run/r/leases",
        "log-dhcp",
        "log-facility=-",
        "user=root",
        "keep-in-foreground",
        "pid-file",
        "group=",
        "enable-ra",
        "dhcp-range=::,constructor:lan0,ra-stateless,64,2h",
        "dhcp-option=option6:dns-server,[fd00:77::1]",
    ]


def test_one_that_becomes_another_user_leaves_its_group_too() -> None:
    assert "group=" not in dnsmasq_configuration(replace(PLAN, user="dnsmasq")).splitlines()


def test_dnsmasq_takes_it(tmp_path: Path) -> None:
    skip_unless("dnsmasq")
    path = tmp_path / "own.conf"
    path.write_text(dnsmasq_configuration(PLAN))
    done = run(("dnsmasq", "--test", f"--conf-file={path}"))
    assert done.ok, done.why
    path.write_text(dnsmasq_configuration(PLAN).replace("cache-size", "cash-size"))
    assert not run(("dnsmasq", "--test", f"--conf-file={path}")).ok
