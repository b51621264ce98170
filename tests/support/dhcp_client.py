"""A DHCP client of our own (RFC 2131): asks for an address at an interface, and says what it was given."""

from __future__ import annotations

import secrets
import socket
import struct
from ipaddress import IPv4Address

_MAGIC = b"\x63\x82\x53\x63"
_BROADCAST = 0x8000
SUBNET, ROUTER, RESOLVERS, HOST_NAME, REQUESTED, TYPE, SERVER, END = 1, 3, 6, 12, 50, 53, 54, 255
DISCOVER, OFFER, REQUEST, ACK = 1, 2, 3, 5


def ask(interface: str, mac: str, name: bytes = b"", *, tries: int = 10) -> dict[int, bytes]:
    """Get an address: options by number, and the address itself under 0.

    Args:
        interface: Of this network namespace; need not have an address.
        mac: Of the interface.
        name: What the device calls itself.
        tries: How often it asks.

    Raises:
        AssertionError: Nobody answers.
    """
    number = secrets.token_bytes(4)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        client.bind(("0.0.0.0", 68))
        client.settimeout(1.0)
        named = {HOST_NAME: name} if name else {}
        offer = _answer(client, number, mac, {TYPE: bytes([DISCOVER]), **named}, OFFER, tries)
        wanted = {TYPE: bytes([REQUEST]), REQUESTED: offer[0], SERVER: offer[SERVER], **named}
        return _answer(client, number, mac, wanted, ACK, tries)


def address_of(given: dict[int, bytes]) -> str:
    return str(IPv4Address(given[0]))


def _answer(
    client: socket.socket, number: bytes, mac: str, options: dict[int, bytes], kind: int, tries: int
) -> dict[int, bytes]:
    for _ in range(tries):
        client.sendto(_message(number, mac, options), ("255.255.255.255", 67))
        try:
            while True:
                told = client.recv(2048)
                found = _options(told[240:])
                if told[4:8] == number and found.get(TYPE) == bytes([kind]):
                    return {**found, 0: told[16:20]}
        except TimeoutError:
            continue
    raise AssertionError(f"no answer of kind {kind} after {tries} tries")


def _message(number: bytes, mac: str, options: dict[int, bytes]) -> bytes:
    head = struct.pack("!BBBB4sHH16x", 1, 1, 6, 0, number, 0, _BROADCAST)
    hardware = bytes.fromhex(mac.replace(":", "")).ljust(16, b"\0")
    told = b"".join(bytes([key, len(value)]) + value for key, value in options.items())
    return head + hardware + bytes(192) + _MAGIC + told + bytes([END])


def _options(octets: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    place = 0
    while place < len(octets) and octets[place] != END:
        if octets[place] == 0:
            place += 1
            continue
        length = octets[place + 1]
        found[octets[place]] = octets[place + 2 : place + 2 + length]
        place += 2 + length
    return found
