"""Names inside a DNS message: octets at a place -> text and the place after it (RFC 1035 §3.1, §4.1.4)."""

from __future__ import annotations

from typing import Final

from harness.model.malformed import Malformed, Reason
from harness.wire.text import labels_text

LAYER: Final = "dns"
HEADER_OCTETS: Final = 12
MAX_NAME_OCTETS: Final = 255
"""Length octets and the root's included (RFC 1035 §2.3.4)."""
MAX_POINTERS: Final = 127
"""Of one name: as many as it can have labels. Chains of thousands of pointers are made to cost time."""


def read_name(data: bytes, start: int, names: dict[int, str]) -> tuple[str, int] | Malformed:
    """Read a name and the offset after it; IndexError where the bytes end inside it.

    Every pointer must lead to before the part it ends (RFC 1035 §4.1.4 "prior occurrence"),
    which makes a loop impossible; there are at most ``MAX_POINTERS``.
    """
    octet = data[start]
    if octet >= 0xC0:
        known = names.get((octet & 0x3F) << 8 | data[start + 1])
        if known is not None:
            return known, start + 2
    labels: list[bytes] = []
    position = part = start
    after = octets = pointers = 0
    while octet:
        if octet < 0x40:
            labels.append(data[position + 1 : position + 1 + octet])
            position += 1 + octet
            octets += 1 + octet
            if octets >= MAX_NAME_OCTETS:
                return Malformed(Reason.TOO_LONG, start, LAYER)
        elif octet >= 0xC0:
            target = (octet & 0x3F) << 8 | data[position + 1]
            if not HEADER_OCTETS <= target < part:
                return _bad_pointer(position, part, target)
            pointers += 1
            if pointers > MAX_POINTERS:
                return Malformed(Reason.TOO_LONG, start, LAYER)
            after = after or position + 2
            position = part = target
        else:  # 01 and 10 are reserved (RFC 6891 §5)
            return Malformed(Reason.BAD_VALUE, position, LAYER)
        octet = data[position]
    text = names[start] = labels_text(labels)
    return text, after or position + 1


def _bad_pointer(position: int, part: int, target: int) -> Malformed:
    """Tell a pointer into its own name from one to what is no earlier name."""
    reason = Reason.LOOP if part <= target <= position + 1 else Reason.BAD_VALUE
    return Malformed(reason, position, LAYER)
