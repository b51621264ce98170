"""5-tuples of flows: canonical order, hash, and which connection a packet opens."""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.codes import F_ACK, F_RST, F_SYN
from harness.kernel.jit import layer
from harness.kernel.records import NONE

_SIGN: Final = np.int64(-(2**63))
_MASK32: Final = 0xFFFFFFFF
EMPTY: Final = -1
"""A slot of the hash table without a flow."""


@layer
def below(x_hi, x_lo, x_port, y_hi, y_lo, y_port):
    """Order of (address, port), addresses as unsigned numbers."""
    if x_hi != y_hi:
        return (x_hi ^ _SIGN) < (y_hi ^ _SIGN)
    if x_lo != y_lo:
        return (x_lo ^ _SIGN) < (y_lo ^ _SIGN)
    return x_port < y_port


@layer
def mix(state, value):
    """One round of a multiply-xorshift hash over 64 bits."""
    state = (state ^ np.uint64(value)) * np.uint64(0x9E3779B97F4A7C15)
    return state ^ (state >> np.uint64(29))


@layer
def key_hash(seed, key):
    """Hash of a row's 5-tuple, 64 bits."""
    state = mix(np.uint64(seed), key["a_lo"])
    state = mix(state, key["b_lo"])
    if key["family"] == 6:
        state = mix(mix(state, key["a_hi"]), key["b_hi"])
    ports = (np.int64(key["a_port"]) + 1) << 20 | (np.int64(key["b_port"]) + 1)
    return mix(state, ports << 8 | np.int64(key["protocol"]) & 0xFF)


@layer
def slot_of(rows, slots, seed, key):
    """Slot that holds this row's key, or the empty one where it belongs (linear probing)."""
    mask = slots.shape[0] - 1
    slot = np.int64(key_hash(seed, key) >> np.uint64(24)) & mask
    while slots[slot] != EMPTY and not same_key(rows[slots[slot]], key):
        slot = (slot + 1) & mask
    return slot


@layer
def same_key(x, y):
    """Whether two rows have one 5-tuple."""
    return (
        x["a_lo"] == y["a_lo"]
        and x["b_lo"] == y["b_lo"]
        and x["a_port"] == y["a_port"]
        and x["b_port"] == y["b_port"]
        and x["a_hi"] == y["a_hi"]
        and x["b_hi"] == y["b_hi"]
        and x["protocol"] == y["protocol"]
        and x["family"] == y["family"]
    )


@layer
def set_key(key, packet):
    """Write a packet's canonical 5-tuple; give the side that sent it."""
    key["family"] = packet["family"]
    key["protocol"] = packet["protocol"]
    sent_by_b = below(
        packet["destination_hi"],
        packet["destination_lo"],
        packet["destination_port"],
        packet["source_hi"],
        packet["source_lo"],
        packet["source_port"],
    )
    if sent_by_b:
        key["a_hi"] = packet["destination_hi"]
        key["a_lo"] = packet["destination_lo"]
        key["a_port"] = packet["destination_port"]
        key["b_hi"] = packet["source_hi"]
        key["b_lo"] = packet["source_lo"]
        key["b_port"] = packet["source_port"]
        return 1
    key["a_hi"] = packet["source_hi"]
    key["a_lo"] = packet["source_lo"]
    key["a_port"] = packet["source_port"]
    key["b_hi"] = packet["destination_hi"]
    key["b_lo"] = packet["destination_lo"]
    key["b_port"] = packet["destination_port"]
    return 0


@layer
def set_opening(key, packet, side):
    """Write which connection the packet opens; initiator NONE where it opens none."""
    key["initiator"] = NONE
    key["isn"] = NONE
    flags = packet["flags"]
    if flags < 0 or flags & F_SYN == 0 or flags & F_RST:
        return
    if flags & F_ACK:
        key["initiator"] = 1 - side
        key["isn"] = (packet["ack"] - 1) & _MASK32
    else:
        key["initiator"] = side
        key["isn"] = packet["seq"]
