"""Linux USB captures: what the devices' descriptors say of the bulk endpoints that transfers go to.

A CDC-ECM transfer is a bare Ethernet frame. Its octets alone do not tell it from a file that is copied to a stick, and a file
may hold a frame that somebody made up; so descriptors decide (USB 2.0 §9.6, USB CDC120 §5.2.3). libpcap asks the
devices of a bus for them as a capture of that bus begins, and Linux asks a device that is plugged in.

Blind spots: a configuration that the capture does not have whole tells nothing; of a device with several, one tells
nothing until the host chooses it. The oldest of 64 endpoints is forgotten.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.accessors import u8, u16, u16le, u32le
from harness.kernel.codes import ECM_FRAMES, L_USB, L_USB_MMAPPED, NO_FRAMES
from harness.kernel.jit import entry, layer
from harness.kernel.link import first_layer
from harness.kernel.records import PACKET

ROWS: Final = 64
WIDTH: Final = 4
DEVICE: Final = 0
ENDPOINT: Final = 1
CONFIGURATION: Final = 2
KIND: Final = 3
"""Columns: bus and address of the device; address of the endpoint, 0 for the device itself; the configuration that has it; what it carries.

The device's own row has the number of its configurations, and as CONFIGURATION the one in use, 0 where that is not known.
"""
_NOBODY: Final = -1


def nothing_known() -> NDArray[np.int64]:
    """The state to begin a capture with: rows, and behind them the number of rows ever noted."""
    return np.full(ROWS * WIDTH + 1, _NOBODY, dtype=np.int64)


@layer
def note(known, device, endpoint, configuration, kind):
    """Note a row in the place of the oldest."""
    known[ROWS * WIDTH] += 1
    at = (known[ROWS * WIDTH] % ROWS) * WIDTH
    known[at + DEVICE] = device
    known[at + ENDPOINT] = endpoint
    known[at + CONFIGURATION] = configuration
    known[at + KIND] = kind


@layer
def row_of(known, device, endpoint, configuration):
    """Place of a row, -1 where there is none; a configuration of -1 is any."""
    for at in range(0, ROWS * WIDTH, WIDTH):
        asked = configuration == -1 or known[at + CONFIGURATION] == configuration
        if asked and known[at + DEVICE] == device and known[at + ENDPOINT] == endpoint:
            return at
    return -1


@layer
def forget(known, device, configuration):
    """Forget a device, or the endpoints of one of its configurations."""
    for at in range(0, ROWS * WIDTH, WIDTH):
        one = known[at + ENDPOINT] != 0 and known[at + CONFIGURATION] == configuration
        if known[at + DEVICE] == device and (configuration == -1 or one):
            known[at + DEVICE] = -1


@layer
def kind_of(known, device, endpoint):
    """What an endpoint carries in the configuration that is in use; 0 where that is not known."""
    owner = row_of(known, device, 0, -1)
    if owner < 0 or endpoint == 0:
        return np.int64(0)
    row = row_of(known, device, endpoint, known[owner + CONFIGURATION])
    return known[row + KIND] if row >= 0 else np.int64(0)


@layer
def carries(interface_class, subclass, is_ecm):
    """What the bulk endpoints of an interface carry.

    Still image (which is MTP), mass storage and Android's debug bridge carry files: a frame in them is a file's content.
    """
    if is_ecm:
        return ECM_FRAMES
    files = interface_class == 6 or interface_class == 8 or (interface_class == 0xFF and subclass == 0x42)
    return NO_FRAMES if files else 0


@layer
def configuration(buf, p, end, device, known):
    """Configuration descriptor and all that follow it (USB 2.0 §9.6.3): note its bulk endpoints.

    An interface of class 2, subclass 6 is ECM's; its union descriptor names the interface that has the data.
    """
    number = u8(buf, p + 5, end)
    forget(known, device, number)
    interface = interface_class = subclass = ecm_data = np.int64(-1)
    for _ in range(512):
        length, kind = u8(buf, p, end), u8(buf, p + 1, end)
        if length < 2 or p + length > end:
            return
        if kind == 4:  # interface
            interface = u8(buf, p + 2, end)
            interface_class, subclass = u8(buf, p + 5, end), u8(buf, p + 6, end)
        elif kind == 0x24 and u8(buf, p + 2, end) == 6 and length >= 5:  # union
            if interface_class == 2 and subclass == 6:
                ecm_data = u8(buf, p + 4, end)
        elif kind == 5 and u8(buf, p + 3, end) & 3 == 2 and u8(buf, p + 2, end) != 0:  # bulk endpoint
            is_ecm = interface_class == 0x0A and interface == ecm_data
            note(known, device, u8(buf, p + 2, end), number, carries(interface_class, subclass, is_ecm))
        p += length


@layer
def control(buf, p, end, header, device, known):
    """Control transfer: descriptors that a device gives, and the choice of a configuration (USB 2.0 §9.4.7)."""
    octets = u32le(buf, p + 32, end)
    if u8(buf, p + 14, end) == 0 and u16(buf, p + 40, end) == 0x0009:  # SET_CONFIGURATION
        owner = row_of(known, device, 0, -1)
        if owner >= 0:
            known[owner + CONFIGURATION] = u8(buf, p + 42, end)
        return
    completed = u8(buf, p + 8, end) == 0x43 and u8(buf, p + 10, end) == 0x80
    p += header
    if not completed or p + octets > end:
        return
    if u16(buf, p, end) == 0x1201 and octets == 18:
        forget(known, device, -1)
        note(known, device, 0, 0, u8(buf, p + 17, end))
    if u16(buf, p, end) == 0x0902 and u16le(buf, p + 2, end) == octets:
        owner = row_of(known, device, 0, -1)
        if owner >= 0 and known[owner + KIND] == 1:
            known[owner + CONFIGURATION] = u8(buf, p + 5, end)
        configuration(buf, p, p + octets, device, known)


@entry(np.uint8, PACKET, int, np.int64)
def note_endpoints(buf, packets, count, known):
    """Set ``usb`` of the first ``count`` records; ``known`` is kept from batch to batch of a capture."""
    for i in range(count):
        packet = packets[i]
        code = first_layer(packet["dlt"])
        if code != L_USB and code != L_USB_MMAPPED:
            continue
        p = packet["offset"]
        end = p + packet["captured"]
        header = 64 if code == L_USB_MMAPPED else 48
        if p + header > end:
            continue
        device = u16le(buf, p + 12, end) << 8 | u8(buf, p + 11, end)
        if u8(buf, p + 9, end) == 2:
            control(buf, p, end, header, device, known)
        elif u8(buf, p + 9, end) == 3:
            packet["usb"] = kind_of(known, device, u8(buf, p + 10, end))
