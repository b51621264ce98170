"""Linux USB captures: the Ethernet frames of a tethered phone or drone in RNDIS, CDC-NCM and CDC-ECM.

Functions as in harness.kernel.link. RNDIS and NCM frames stand behind headers of their own; an ECM frame stands bare, and is
read only where descriptors say that its endpoint carries such frames (harness.kernel.usb_endpoints).

Blind spots: other bulk transfers are counted as such and not read, ECM without its descriptors among them; a transfer that
holds several frames is counted, because a packet of the capture is one record. A block or frame that was split over two
transfers is cut in the first, and counts in the second as whatever its octets look like. The header is read
in the byte order of a little-endian machine.
"""

from __future__ import annotations

from harness.kernel.accessors import u8, u16le, u32, u32le
from harness.kernel.codes import (
    BAD_HEADER,
    CUT,
    ECM_FRAMES,
    L_ETHERNET,
    NO_FRAMES,
    NO_IP,
    SEVERAL,
    USB_BULK,
)
from harness.kernel.jit import layer
from harness.kernel.link import stop


@layer
def usb(buf, p, end, packet, header):
    """Usbmon event (Linux Documentation/usb/usbmon.rst), 48 octets, or 64 where mapped; then RNDIS, CDC-NCM or CDC-ECM.

    Only bulk transfers with data lead on; an event without data is the other half of one that has them.
    """
    if p + header > end:
        return stop(packet, CUT)
    other_half = u8(buf, p + 15, end) == 0x3C or u8(buf, p + 15, end) == 0x3E  # '<' to come, '>' gone before
    octets = u32le(buf, p + 32, end)
    if u8(buf, p + 9, end) != 3 or other_half or octets == 0:
        return stop(packet, NO_IP)
    p += header
    if packet["usb"] == NO_FRAMES:
        return stop(packet, USB_BULK)
    if packet["usb"] == ECM_FRAMES:  # USB ECM120 §3.3: the frame without check sequence, and nothing else
        return L_ETHERNET, p
    if u32(buf, p, end) == 0x4E434D48:  # NCMH
        return ncm(buf, p, end, packet)
    if u32(buf, p, end) == 0x01000000:  # REMOTE_NDIS_PACKET_MSG
        return rndis(buf, p, end, packet, octets)
    return stop(packet, CUT if p == end else USB_BULK)


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


@layer
def rndis(buf, p, end, packet, octets):
    """RNDIS packet message (MS-RNDIS §2.2.14): type, length, offset (from itself) and length of the frame.

    ``octets`` of the transfer: a few behind the message fill it up, more may be another message.
    """
    if p + 44 > end:
        return stop(packet, CUT)
    message = u32le(buf, p + 4, end)
    first = 8 + u32le(buf, p + 8, end)
    reserved = u32(buf, p + 36, end) | u32(buf, p + 40, end)
    if first < 44 or first + u32le(buf, p + 12, end) > message or message > octets or reserved != 0:
        return stop(packet, USB_BULK)
    if message + 44 <= octets:
        return stop(packet, SEVERAL)
    return L_ETHERNET, p + first
