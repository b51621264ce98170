"""Names of link types (tcpdump.org/linktypes): those that are read, and those often met."""

from __future__ import annotations

from typing import Final

from harness.kernel.link import DLT_LAYERS

_NOT_READ: Final = {
    8: "SLIP", 10: "FDDI", 19: "ATM_CLIP", 107: "FRELAY", 109: "ENC", 117: "PFLOG", 143: "DOCSIS", 147: "USER0",
    163: "IEEE802_11_AVS", 166: "PPP_PPPD", 187: "BLUETOOTH_HCI_H4",
    195: "IEEE802_15_4", 201: "BLUETOOTH_HCI_H4_WITH_PHDR", 226: "IPNET", 227: "CAN_SOCKETCAN", 240: "NETANALYZER",
    249: "USBPCAP", 251: "BLUETOOTH_LE_LL", 253: "NETLINK", 256: "BLUETOOTH_LE_LL_WITH_PHDR", 266: "USB_DARWIN",
}  # fmt: skip


def link_name(dlt: int) -> str:
    """Name of a link type; ``DLT-N`` for one without a name here.

    >>> link_name(1), link_name(9999)
    ('ETHERNET', 'DLT-9999')
    """
    if dlt in DLT_LAYERS:
        return DLT_LAYERS[dlt][0]
    return _NOT_READ.get(dlt, f"DLT-{dlt}")


def named_unread() -> tuple[tuple[int, str], ...]:
    """Number and name of the link types that are not read, by number."""
    return tuple(sorted(_NOT_READ.items()))
