"""Names of link types (tcpdump.org/linktypes): those that are read, and those often met."""

from __future__ import annotations

from typing import Final

from harness.kernel.link import DLT_LAYERS

_NOT_READ: Final = {
    8: "SLIP", 9: "PPP", 50: "PPP_HDLC", 51: "PPP_ETHER", 104: "C_HDLC", 105: "IEEE802_11", 117: "PFLOG",
    119: "IEEE802_11_PRISM", 143: "DOCSIS", 147: "USER0", 163: "IEEE802_11_AVS", 187: "BLUETOOTH_HCI_H4",
    189: "USB_LINUX", 192: "PPI", 195: "IEEE802_15_4", 201: "BLUETOOTH_HCI_H4_WITH_PHDR",
    220: "USB_LINUX_MMAPPED", 227: "CAN_SOCKETCAN", 239: "NFLOG", 240: "NETANALYZER", 249: "USBPCAP",
    251: "BLUETOOTH_LE_LL", 253: "NETLINK", 256: "BLUETOOTH_LE_LL_WITH_PHDR", 258: "PKTAP", 266: "USB_DARWIN",
}  # fmt: skip


def link_name(dlt: int) -> str:
    """Name of a link type; ``DLT-N`` for one without a name here.

    >>> link_name(1), link_name(9999)
    ('ETHERNET', 'DLT-9999')
    """
    if dlt in DLT_LAYERS:
        return DLT_LAYERS[dlt][0]
    return _NOT_READ.get(dlt, f"DLT-{dlt}")
