"""Link layers, one target for each family: the first octet chooses the link type, the rest is the frame."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from harness.kernel.link import DLT_LAYERS
from harness.sources.app_names import AppNames
from tests.fuzz.targets.records import check, decoded, walk

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

_FAMILIES: Final = {
    "ethernet": (1,),
    "ppp": (9, 50, 51, 104, 204),
    "wireless": (105, 119, 127, 192),
    "cooked": (0, 108, 113, 239, 276),
    "usb": (189, 220),
    "pktap": (149, 258),
    "raw": (12, 14, 101, 228, 229),
}
"""Link types of each family; those that stand in none are the family ``rare``."""


def families() -> dict[str, tuple[int, ...]]:
    """Every link type that is read, by family."""
    known = {dlt for family in _FAMILIES.values() for dlt in family}
    rare = tuple(dlt for dlt in DLT_LAYERS if dlt not in known)
    return {**_FAMILIES, "rare": (*rare, 147, 65_535, -1)}


def link(dlts: tuple[int, ...], data: bytes) -> None:
    """A frame of one of these link types."""
    if data:
        walk([(dlts[data[0] % len(dlts)], data[1:])])


def usb_events(data: bytes) -> None:
    """Events of a USB capture behind one another, so that descriptors tell of transfers; each behind its length."""
    frames = []
    while data:
        frames.append((220, data[1 : 1 + data[0]]))
        data = data[1 + data[0] :]
    if frames:
        walk(frames)


def trailer(data: bytes) -> None:
    """An Ethernet frame whose end may be PCAPdroid's trailer: 32 octets behind a magic."""
    frame = data[32:] + b"\x01\x07\x20\x21" + data[:28]
    buf, packets = decoded([(1, frame), (1, data)])
    check(packets)
    names = AppNames()
    names.take(buf, packets)
    assert all(names.names.values())


TARGETS: Final[dict[str, Target]] = {
    **{f"link-{name}": partial(link, dlts) for name, dlts in families().items()},
    "link-usb-events": usb_events,
    "link-trailer": trailer,
}
