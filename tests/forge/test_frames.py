"""Frames of every link of the forge: tshark reads in each the packets that it reads in Ethernet, and so does the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from harness.kernel.link import DLT_LAYERS
from harness.pipeline import packets
from harness.rules.forge_forms import NetworkForm
from tests.support.forging import forge, situation
from tests.support.tshark import TSHARK, fields

LINKS = [
    one for one in get_args(NetworkForm.model_fields["link"].annotation) if one not in ("ethernet", "gre")
]
READ = (
    "ip.src",
    "ip.dst",
    "ipv6.src",
    "ipv6.dst",
    "tcp.srcport",
    "tcp.seq_raw",
    "udp.srcport",
    "dns.qry.name",
)
TRAFFIC: list[dict[str, Any]] = [
    {"kind": "arp", "device": "phone", "at_s": 0},
    {"kind": "dhcp", "device": "phone", "at_s": 1},
    {"kind": "tls", "device": "phone", "at_s": 2, "to": "api.skylark.example", "octets_up": 400, "ip": 6},
    {"kind": "tcp", "device": "phone", "at_s": 3, "to": "log.skylark.example", "octets_up": 30},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same conversations in a network of each link."""
    into = tmp_path_factory.mktemp("links")
    at = {"coordinates": [50.1, 8.7]}
    networks = [{"id": f"link-{link.replace('_', '-')}", "link": link, **at} for link in ("ethernet", *LINKS)]
    # The seed of a conversation hangs on its network's id; packets are compared by what does not.
    forge(situation(networks=networks, traffic=TRAFFIC), into)
    return into


def file(folder: Path, link: str) -> Path:
    return folder / f"link-{link.replace('_', '-')}.pcapng"


def rows(path: Path) -> list[tuple[Any, ...]]:
    """What the product reads of each packet with IP."""
    read = packets(str(path)).filter(verdict="ip")
    return read.select("source_ip", "destination_ip", "source_port", "payload_octets", "ip_octets").rows()


@pytest.mark.parametrize("link", LINKS)
def test_the_product_reads_the_same_packets_in_each(link: str, folder: Path) -> None:
    wanted = [(*row[:2], *row[3:]) for row in rows(file(folder, "ethernet"))]
    assert len(wanted) > 20
    assert [(*row[:2], *row[3:]) for row in rows(file(folder, link))] == wanted
    table = packets(str(file(folder, link)))
    assert {DLT_LAYERS[dlt][0] for dlt in table["link_type"]} <= {name for name, _ in DLT_LAYERS.values()}
    assert table.filter(verdict="ip").height + (link == "vlan") * 2 == table.height


@pytest.mark.skipif(TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("link", LINKS)
def test_tshark_reads_what_the_product_reads(link: str, folder: Path) -> None:
    path = file(folder, link)
    theirs = [frame for frame in fields(path, READ) if frame["ip.src"] or frame["ipv6.src"]]
    ends = [
        tuple(frame["ip.src"] + frame["ip.dst"] or frame["ipv6.src"] + frame["ipv6.dst"]) for frame in theirs
    ]
    assert ends == [row[:2] for row in rows(path)]
    ports = [frame["tcp.srcport"] or frame["udp.srcport"] for frame in theirs]
    assert [int(port) for (port,) in ports] == [row[2] for row in rows(path)]
    assert any(frame["dns.qry.name"] for frame in theirs)
