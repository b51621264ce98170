"""Flow records -> which side is the client, and how that is known.

In this order: who sent the SYN (or was sent the SYN-ACK); a device under test named by the
user; the only side with a local or carrier address, which a group address is not: it only
receives (RFC 1122 §3.2.1.3, RFC 4291 §2.7); who sent the first packet. The last is a convention,
not evidence, and the column says so.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.kernel.records import NONE
from harness.model.addresses import scope_of
from harness.model.nat64 import Prefixes
from harness.model.words import ClientBy, Remote, Scope
from harness.stages.address_text import address_texts
from harness.stages.mac_text import mac_text

_MAC = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")
_GROUPS = ("multicast", "broadcast")
_NO_PREFIXES = Prefixes()

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Devices:
    """Devices under test, as the user named them."""

    macs: frozenset[int] = frozenset()
    """MACs as big-endian numbers."""
    networks: tuple[Network, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every device in one form: MACs with colons, addresses as prefixes."""
        return (*sorted(mac_text(mac) for mac in self.macs), *sorted(str(net) for net in self.networks))

    @classmethod
    def parse(cls, texts: Sequence[str]) -> Devices:
        """Read MACs (``02:00:00:aa:bb:cc``), addresses and prefixes.

        Raises:
            ValueError: A text is none of the three.
        """
        macs, networks = [], []
        for text in texts:
            if _MAC.fullmatch(text):
                macs.append(int(text.replace(":", ""), 16))
            else:
                networks.append(ipaddress.ip_network(text))
        return cls(frozenset(macs), tuple(networks))

    def seen(self, addresses: Sequence[str], macs: NDArray[np.int64]) -> frozenset[str]:
        """Those of the devices that are among these addresses and MACs, in the user's form."""
        parsed = [ipaddress.ip_address(address) for address in addresses] if self.networks else []
        by_address = {str(net) for net in self.networks if any(address in net for address in parsed)}
        by_mac = {mac_text(mac) for mac in self.macs if (macs == mac).any()}
        return frozenset(by_address | by_mac)

    def holds(self, address: str) -> bool:
        """Whether an address is one of the devices'."""
        if not self.networks:
            return False
        parsed = ipaddress.ip_address(address)
        return any(parsed in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Sides:
    """Addresses of both sides of each flow, and the client's side."""

    a_text: NDArray[np.object_]
    b_text: NDArray[np.object_]
    client: NDArray[np.int64]
    """0: A is the client, 1: B."""
    by: NDArray[np.object_]
    """ClientBy values."""
    remote: NDArray[np.object_]
    """Remote values."""
    devices_seen: frozenset[str]
    """Those devices, as the user named them, that have a flow here."""


def choose_sides(rows: NDArray[np.void], devices: Devices, translated: Prefixes = _NO_PREFIXES) -> Sides:
    """Choose the client side of each flow.

    Args:
        rows: FLOW records.
        devices: Devices under test.
        translated: NAT64 prefixes: what lies in them is not inside, though the prefix may be a private one.
    """
    index_a, texts_a = address_texts(rows["family"], rows["a_hi"], rows["a_lo"])
    index_b, texts_b = address_texts(rows["family"], rows["b_hi"], rows["b_lo"])
    a_device = _is_device(rows, 0, index_a, texts_a, devices)
    b_device = _is_device(rows, 1, index_b, texts_b, devices)
    a_inside = inside(texts_a, translated)[index_a]
    b_inside = inside(texts_b, translated)[index_b]
    opened = rows["initiator"] != NONE
    conditions = [opened, a_device != b_device, a_inside != b_inside]
    client = np.select(
        conditions,
        [rows["initiator"], b_device.astype(np.int64), b_inside.astype(np.int64)],
        rows["first_side"],
    )
    by = np.select(
        conditions,
        [_word(ClientBy.SYN), _word(ClientBy.DEVICE), _word(ClientBy.PRIVATE)],
        _word(ClientBy.FIRST),
    )
    return Sides(
        a_text=_texts(texts_a)[index_a],
        b_text=_texts(texts_b)[index_b],
        client=client.astype(np.int64),
        by=by,
        remote=far_sides(client, opened, (a_device, b_device), (a_inside, b_inside)),
        devices_seen=devices.seen([*texts_a, *texts_b], rows["mac"]),
    )


def far_sides(
    client: NDArray[np.int64],
    opened: NDArray[np.bool_],
    device: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    within: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> NDArray[np.object_]:
    """The far side: not the device's, else not the inner one, else the one that did not open the flow.

    Args:
        client: Side of the client.
        opened: Whether it was seen opening the flow.
        device: Whether each side is a device under test.
        within: Whether each side is inside.
    """
    by_device, by_place = device[0] != device[1], within[0] != within[1]
    far = np.select([by_device, by_place], [device[0], within[0]], client == 0).astype(np.int64)
    told = np.where(far == client, _word(Remote.CLIENT), _word(Remote.SERVER))
    return np.select(
        [by_device | by_place | within[0], opened], [told, _word(Remote.LIKELY_SERVER)], _word(Remote.UNKNOWN)
    )


def _word(value: ClientBy | Remote) -> NDArray[np.object_]:
    return np.array(str(value), dtype=object)


def _texts(texts: list[str]) -> NDArray[np.object_]:
    return np.array(texts, dtype=object)


def _is_device(
    rows: NDArray[np.void], side: int, index: NDArray[np.int64], texts: list[str], devices: Devices
) -> NDArray[np.bool_]:
    by_address = np.array([devices.holds(text) for text in texts], dtype=bool)[index]
    by_mac = np.isin(rows["mac"][:, side], list(devices.macs))
    return np.asarray(by_address | by_mac)


def inside(texts: Sequence[str], translated: Prefixes) -> NDArray[np.bool_]:
    """Whether each address is one of the local network or the carrier's, and no group."""
    scopes = [(text, *scope_of(text)) for text in texts]
    return np.array(
        [
            scope is not Scope.INTERNET and kind not in _GROUPS and not translated.holding(text)
            for text, scope, kind in scopes
        ],
        dtype=bool,
    )
