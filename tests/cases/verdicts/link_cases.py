"""Cases about what packets lie in at the tap: one for each link type, so that a witness is found in every one of them."""

from __future__ import annotations

from functools import partial

from tests.cases.verdicts.base_documents import US6
from tests.cases.verdicts.builder import CN, HOST, Case, case

CN6 = "240e:3a1::5"
FORGED = {
    "null": "a BSD loopback header in the machine's byte order (NULL), as macOS and Windows show loopback and some VPNs",
    "loop": "a BSD loopback header in network byte order (LOOP), as OpenBSD writes it",
    "sll": "Linux's cooked header (LINUX_SLL), as the interface 'any' shows every interface",
    "sll2": "Linux's second cooked header (LINUX_SLL2), which tells the interface too",
    "ppp": "PPP, as a modem's interface shows it",
    "ppp_hdlc": "PPP in HDLC-like framing",
    "ppp_with_dir": "PPP behind an octet that tells the direction",
    "pppoe": "PPPoE without its Ethernet header (PPP_ETHER)",
    "c_hdlc": "Cisco HDLC",
    "dot11": "802.11 data frames in clear, to and from an access point",
    "radiotap": "802.11 data frames behind a radiotap header, as a radio in monitor mode shows them",
    "raw": "nothing (RAW): IP begins at once, as VPN apps capture",
    "vlan": "Ethernet with an 802.1Q tag",
}
LINKS = "../../../captures/links/"
OTHERS: dict[str, tuple[str, str, str]] = {
    "prism": (
        "prism.pcap",
        "Scapy 2.8.0 wrote the frames around seven datagrams, as tests/captures/README.md says.",
        "802.11 frames behind a Prism header, which old drivers give instead of radiotap",
    ),
    "ppi": (
        "ppi.pcap",
        "Scapy 2.8.0 wrote the frames around seven datagrams, as tests/captures/README.md says.",
        "frames behind a Per-Packet Information header, of 802.11 and of Ethernet",
    ),
    "nflog": (
        "nflog.pcap",
        "dumpcap 4.0.17 on a group that an nftables rule of Linux 6.18 logged loopback packets to (tests/captures/README.md).",
        "messages of Linux's netfilter log",
    ),
    "pktap": (
        "pktap.pcap",
        "Two records of macOS that a public program prints, with made-up addresses (tests/captures/README.md).",
        "PKTAP headers of macOS, which tell the process that sent a packet",
    ),
    "usb": (
        "usb-rndis-qemu.pcap",
        "A Linux guest in QEMU and QEMU's USB network adapter, which exist in software only (tests/captures/README.md).",
        "transfers of a USB network adapter (RNDIS), as usbmon shows them",
    ),
}
"""Case to its file, where that is from, and what is in it: link types that the forge does not write."""
RELINKED: dict[str, tuple[str, str, str]] = {
    "user2": (
        "pktap.pcap",
        "editcap -F pcap -T user2 ../../../captures/links/pktap.pcap user2.pcap",
        "PKTAP headers under link type USER2, as tcpdump of macOS writes them",
    ),
    "usb-linux": (
        "usb-ncm.pcap",
        "editcap -F pcap -C 48:16 -L -T usb-linux ../../../captures/links/usb-ncm.pcap usb-linux.pcap",
        "transfers of a USB network adapter behind usbmon's shorter header (USB_LINUX)",
    ),
}
"""Likewise, where editcap 4.0.17 made the file of another one: its command."""


def _forged(case: Case, link: str) -> None:
    case.network["link"] = link
    case.log_at(CN)
    case.expect("FAIL", "FAIL", HOST)


for _link, _words in FORGED.items():
    case(
        f"link-{_link.replace('_', '-')}",
        f"Data goes to China, and at the tap packets lie in {_words}. "
        "Without reading it, the tap would be blind: INCONCLUSIVE at best, where there is a witness.",
    )(partial(_forged, link=_link))


@case(
    "link-ipv4",
    "Data goes to China, and the file's link type says that every packet is IPv4 without a header before it. "
    "Without reading it, the tap would be blind: INCONCLUSIVE at best, where there is a witness.",
)
def link_ipv4(case: Case) -> None:
    case.network.update({"link": "raw", "link_type": 228})
    case.log_at(CN)
    case.expect("FAIL", "FAIL", HOST)


@case(
    "link-ipv6",
    "Data goes to China, and the file's link type says that every packet is IPv6 without a header before it. "
    "Without reading it, the tap would be blind: INCONCLUSIVE at best, where there is a witness.",
)
def link_ipv6(case: Case) -> None:
    case.network.update({"link": "raw", "link_type": 229, "resolver": "2001:db8:8::1"})
    case.point["resolvers"] = ["2001:db8:8::1"]
    case.host("resolver", "2001:db8:8::1")
    for traffic in case.situation["traffic"]:
        traffic["ip"] = 6
    case.situation["hosts"][0]["addresses"] = [US6]
    case.cell["ip_versions"] = [6]
    case.log_at(CN6, ip=6)
    case.expect("FAIL", "FAIL", HOST)


def _other(case: Case, file: str, origin: str, copied: str | None) -> None:
    case.asked = {"captures": [file], "countries": ["CN"]}
    case.copies = {file: copied} if copied else {}
    case.origin = f"Origin: {origin} SYNTHETIC. No scenario is judged: it shows what is read. Licence: Apache-2.0, as the project."


for _name, (_file, _origin, _words) in OTHERS.items():
    case(
        f"link-{_name}",
        f"A capture by another program holds {_words}. "
        "Without reading them, every packet would be unread, and nothing could be said of any country.",
    )(partial(_other, file=_file, origin=_origin, copied=LINKS + _file))
for _name, (_file, _origin, _words) in RELINKED.items():
    case(
        f"link-{_name}",
        f"A capture by another program holds {_words}. "
        "Without reading them, every packet would be unread, and nothing could be said of any country.",
    )(partial(_other, file=f"{_name}.pcap", origin=f"`{_origin}` (editcap 4.0.17) made it.", copied=None))
