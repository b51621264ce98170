"""Transport payloads of a forged file, read octet by octet: Ethernet or raw IPv4, no options of IP, TCP or UDP."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ENHANCED = 6
IP_AT, UDP = 14, 17


def blocks(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each block of a little-endian pcapng file."""
    at = 0
    while at < len(octets):
        kind, length = struct.unpack_from("<II", octets, at)
        yield kind, octets[at + 8 : at + length - 4]
        at += length


def payloads(path: Path) -> list[bytes]:
    """Payload of each packet; that of packet n is the (n-1)-th. Empty where it is neither TCP nor UDP."""
    found = []
    for kind, body in blocks(path.read_bytes()):
        if kind == ENHANCED:
            octets = struct.unpack_from("<I", body, 12)[0]
            found.append(_payload(body[20 : 20 + octets]))
    return found


def _payload(frame: bytes) -> bytes:
    if frame[12:14] != b"\x08\x00" or frame[IP_AT] != 0x45 or frame[IP_AT + 9] not in (6, UDP):
        return b""
    layer = frame[IP_AT + 20 :]
    return layer[8:] if frame[IP_AT + 9] == UDP else layer[(layer[12] >> 4) * 4 :]


def said(truth: dict[str, Any], folder: Path) -> dict[str, list[bytes]]:
    """Octets of each message of the first network, by conversation, as they lie in the packets that the truth names."""
    network = truth["networks"][0]
    all_payloads = payloads(folder / network["file"])
    found: dict[str, list[bytes]] = {}
    for flow in network["flows"]:
        for message in flow.get("messages", ()):
            whole = all_payloads[message["first_packet"] - 1 : message["last_packet"]]
            found.setdefault(flow["conversation"], []).append(b"".join(whole))
    return found
