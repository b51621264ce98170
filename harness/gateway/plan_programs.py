"""Programs that run as long as a gateway is up, with the files that they need: changes out."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv6Interface
from typing import Final

from harness.gateway.changes import (
    Change,
    EnvironmentVariable,
    LinkUp,
    OwnFile,
    Program,
    Setting,
    Way,
)
from harness.gateway.dnsmasq import DnsmasqPlan, dnsmasq_configuration
from harness.gateway.facts import Facts
from harness.gateway.prefixes import lease_range
from harness.gateway.proxy import TUN, ProxyPlan
from harness.model.gateway_state import InterceptionMode

ROUTES: Final = "8277"
"""Table of routes, and rank of the rule that leads to it: free on any machine that has not chosen the very same number."""
_LAST: Final = "4278198272"
"""Metric behind all others."""
_NETFILTER: Final = 12
"""Protocol of netlink (linux/netlink.h, NETLINK_NETFILTER)."""


def tracking_change(facts: Facts, record: str) -> Iterator[Change]:
    """Events of connection tracking into a file: each flow with its sender before translation (conntrack(8))."""
    if "conntrack" in facts.programs:
        yield Program(
            name="conntrack",
            # Of the WAN side and of all else: who reads tells them apart, and nothing is left out.
            command=(
                "conntrack",
                "--event",
                "--event-mask",
                "NEW,DESTROY",
                "--output",
                "timestamp,extended,id",
                "--buffer-size",
                "8388608",
            ),
            token=_token(facts, "conntrack"),
            log=f"{record}/flows.txt",
            ready=f"netlink:{_NETFILTER}",
        )


def proxy_changes(
    proxy: ProxyPlan | None, mode: InterceptionMode, facts: Facts, record: str, *, ipv6: bool
) -> Iterator[Change]:
    """The proxy, and in TUN mode the routes into it.

    Should the proxy end, nothing passes by it: redirected connections are refused, and behind the route into its interface stands one that
    leads nowhere.

    Raises:
        ValueError: A mode that needs a proxy has none.
    """
    if mode is InterceptionMode.NONE:
        return
    if proxy is None:
        raise ValueError("no proxy to intercept with")
    yield Program(
        name="proxy",
        command=proxy.command,
        token=_token(facts, "proxy"),
        log=f"{record}/proxy.txt",
        ready=proxy.ready,
        environment=tuple(EnvironmentVariable(name=name, value=value) for name, value in proxy.environment),
    )
    if mode is InterceptionMode.TUN:
        yield LinkUp(interface=TUN)
        for key, value in (("forwarding", "1"), ("rp_filter", "2")):
            before = facts.settings.get(f"net/ipv4/conf/default/{key}", "0")
            yield Setting(key=f"net/ipv4/conf/{TUN}/{key}", value=value, before=before)
        for version in (4, 6) if ipv6 else (4,):
            yield Way(kind="route", version=version, words=("default", "dev", TUN, "table", ROUTES))
            yield Way(
                kind="route",
                version=version,
                words=("unreachable", "default", "metric", _LAST, "table", ROUTES),
            )


def rule_changes(mode: InterceptionMode, lan: str, *, ipv6: bool) -> Iterator[Change]:
    """In TUN mode: what comes from devices asks the table of routes that leads into the proxy."""
    if mode is InterceptionMode.TUN:
        for version in (4, 6) if ipv6 else (4,):
            yield Way(
                kind="rule",
                version=version,
                words=("priority", ROUTES, "iif", lan, "lookup", ROUTES),
            )


def dnsmasq_changes(
    facts: Facts,
    lan: str,
    own4: IPv4Interface,
    own6: IPv6Interface | None,
    folder: str,
    record: str,
) -> Iterator[Change]:
    """Addresses, a resolver and router advertisements for devices."""
    first, last = lease_range(own4)
    plan = DnsmasqPlan(
        interface=lan,
        address=str(own4.ip),
        first=first,
        last=last,
        netmask=str(own4.netmask),
        ipv6=None if own6 is None else str(own6.ip),
        user=facts.dnsmasq_user,
        leases=f"{record}/leases",
    )
    configuration = f"{folder}/dnsmasq.conf"
    yield OwnFile(path=configuration, text=dnsmasq_configuration(plan))
    yield Program(
        name="dnsmasq",
        command=("dnsmasq", f"--conf-file={configuration}"),
        token=_token(facts, "dnsmasq"),
        log=f"{record}/dnsmasq.txt",
        ready="log:started, version",
    )


def _token(facts: Facts, name: str) -> str:
    return f"{facts.draw[5:].hex()}-{name}"
