"""Linux USB captures: the Ethernet frames of a tethered phone or drone in CDC-NCM blocks.

Functions as in harness.kernel.link.

Blind spots: RNDIS, CDC-ECM and other bulk transfers are counted as such and not read; a block that
holds several frames is counted, because a packet of the capture is one record. A block that was split over two
transfers is cut in the first, and not read in the second.
"""

from __future__ import annotations

from harness.kernel.accessors import u8, u16le, u32, u32le
from harness.kernel.codes import BAD_HEADER, CUT, L_ETHERNET, NO_IP, SEVERAL, USB_BULK
from harness.kernel.jit import layer
from harness.kernel.link import stop


@layer
def usb(buf, p, end, packet, header):
    """Usbmon event (Linux Documentation/usb/usbmon.rst), 48 octets, or 64 where mapped; then the data.

    Only bulk transfers with data lead on; an event without data is the other half of one that has them.
    """
    if p + header > end:
        return stop(packet, CUT)
    if u8(buf, p + 9, end) != 3 or u8(buf, p + 15, end) != 0 or u32le(buf, p + 36, end) == 0:
        return stop(packet, NO_IP)
    p += header
    if u32(buf, p, end) == 0x4E434D48:  # NCMH
        return ncm(buf, p, end, packet)
    return stop(packet, USB_BULK)


@layer
def ncm(buf, p, end, packet):
    """CDC-NCM block of 16-bit form (USB NCM10 §3.2.1, §3.3.1): header, and a table of its datagrams."""
    table = p + u16le(buf, p + 10, end)
    if p + 12 > end or table + 16 > end:
        return stop(packet, CUT)
    if u32(buf, table, end) != 0x4E434D30:  # NCM0: datagrams without CRC
        return stop(packet, USB_BULK)
    first, octets = u16le(buf, table + 8, end), u16le(buf, table + 10, end)
    if first == 0 or octets == 0:
        return stop(packet, NO_IP)
    if first < 12:
        return stop(packet, BAD_HEADER)
    if u16le(buf, table + 12, end) != 0 or u16le(buf, table + 6, end) != 0:
        return stop(packet, SEVERAL)
    return L_ETHERNET, p + first
