"""The gateway's table as text, and what nft itself says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.gateway.ruleset import Rules, table_rules
from harness.lab.namespaces import Namespaces
from harness.model.gateway_state import InterceptionMode, QuicPolicy
from tests.support.in_lab import in_lab

PLAIN = """\
table inet harness_gateway {
    counter devices_out {
    }

    counter devices_back {
    }

    counter devices_to_proxy {
    }

    counter proxy_to_devices {
    }

    counter devices_other_ways {
    }

    counter ipv6_rejected {
    }

    counter quic_rejected {
    }

    chain forward {
        type filter hook forward priority filter; policy accept;
        iifname "lan0" oifname != "wan0" counter name devices_other_ways drop
        iifname "lan0" oifname "wan0" counter name devices_out accept
        iifname "wan0" oifname "lan0" ct state established,related counter name devices_back accept
        oifname "lan0" drop
        iifname "wan0" meta nfproto ipv4 drop
        iifname "wan0" meta nfproto ipv6 drop
    }

    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "wan0" ip saddr 10.77.0.0/24 masquerade
        oifname "wan0" ip6 saddr fd00:77:0:1::/64 masquerade
    }
}
"""


def rules(**changed: Any) -> Rules:
    told: dict[str, Any] = {
        "lan": "lan0",
        "wan": "wan0",
        "exit": "wan0",
        "prefixes": ("10.77.0.0/24", "fd00:77:0:1::/64"),
        "ipv6": True,
        "interception": InterceptionMode.NONE,
        "quic": QuicPolicy.PASS,
        "proxy_uid": None,
        "closed": (4, 6),
    }
    return Rules(**{**told, **changed})


def lines_of(chain: str, text: str) -> list[str]:
    _, _, rest = text.partition(f"chain {chain} {{\n")
    return [line.strip() for line in rest.partition("}\n")[0].splitlines()[1:] if line.strip()]


def test_a_plain_gateway() -> None:
    assert table_rules(rules()) == PLAIN


def test_quic_and_ipv6_are_rejected_before_anything_is_let_through() -> None:
    told = lines_of("forward", table_rules(rules(ipv6=False, quic=QuicPolicy.BLOCK, closed=())))
    assert told[:2] == [
        'iifname "lan0" meta nfproto ipv6 counter name ipv6_rejected reject with icmpx admin-prohibited',
        'iifname "lan0" udp dport 443 counter name quic_rejected reject',
    ]


def test_transparent_interception() -> None:
    text = table_rules(rules(interception=InterceptionMode.TRANSPARENT, proxy_uid=61100))
    assert lines_of("prerouting", text) == [
        'iifname "lan0" meta l4proto tcp fib daddr type != local redirect to :8080'
    ]
    assert lines_of("input", text) == [
        'iifname != { "lo", "lan0" } tcp dport 8080 drop',
        'iifname "lan0" tcp dport 8080 counter name devices_to_proxy',
    ]
    assert lines_of("output", text) == [
        'oifname "lan0" tcp sport 8080 counter name proxy_to_devices',
        'oifname "wan0" meta skuid 61100 ct state new ct mark 0 ct mark set 0x68770002',
    ]


def test_into_a_tun_everything_of_devices_leaves_by_it_alone() -> None:
    text = table_rules(rules(interception=InterceptionMode.TUN, exit="harness0"))
    assert lines_of("forward", text)[:4] == [
        'iifname "lan0" oifname != "harness0" counter name devices_other_ways drop',
        'iifname "lan0" oifname "harness0" counter name devices_out accept',
        'iifname "harness0" oifname "lan0" counter name devices_back accept',
        'iifname "harness0" drop',
    ]
    assert "redirect" not in text


def test_the_proxys_ports_are_never_changed() -> None:
    # Only addresses of devices are translated, and never with random ports.
    for mode in InterceptionMode:
        text = table_rules(rules(interception=mode))
        assert "random" not in text
        assert all("saddr" in line for line in lines_of("postrouting", text))


@in_lab("nft")
def test_nft_takes_every_table(lab: Namespaces, folder: Path) -> None:
    from itertools import product

    from harness.machine.programs import run

    for mode, quic, ipv6, uid in product(InterceptionMode, QuicPolicy, (True, False), (None, 61100)):
        leaves = "harness0" if mode is InterceptionMode.TUN else "wan0"
        text = table_rules(rules(interception=mode, quic=quic, ipv6=ipv6, proxy_uid=uid, exit=leaves))
        done = run(("nft", "--check", "--file", "-"), stdin=text)
        assert done.ok, f"{text}\n{done.why}"
    assert not run(("nft", "--check", "--file", "-"), stdin=PLAIN.replace("masquerade", "masks")).ok
