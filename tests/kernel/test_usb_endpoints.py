"""What descriptors say of USB endpoints: golden devices, and what must not be believed."""

from __future__ import annotations

import struct

import numpy as np

from harness.kernel.codes import ECM_FRAMES, NO_FRAMES
from harness.kernel.records import PACKET
from harness.kernel.usb_endpoints import ROWS, note_endpoints, nothing_known

Event = tuple[int, bytes]
DATA = bytes(60)


def event(
    address: int, endpoint: int, kind: int, data: bytes, *, type_: bytes = b"C", setup: bytes = b""
) -> bytes:
    head = (
        bytes(8) + type_ + bytes([kind, endpoint, address]) + b"\x01\0" + (b"\0" if setup else b"-") + b"\0"
    )
    return (
        head + bytes(16) + struct.pack("<II", len(data), len(data)) + setup.ljust(8, b"\0") + bytes(16) + data
    )


def device(address: int = 2, configurations: int = 1) -> bytes:
    return event(address, 0x80, 2, b"\x12\x01" + bytes(15) + bytes([configurations]))


def interface(number: int, class_: int, subclass: int, *endpoints: int) -> bytes:
    bulk = b"".join(bytes([7, 5, endpoint, 2, 0, 2, 0]) for endpoint in endpoints)
    return bytes([9, 4, number, 0, len(endpoints), class_, subclass, 0, 0]) + bulk


def configuration(*interfaces: bytes, address: int = 2, number: int = 1) -> bytes:
    body = b"".join(interfaces)
    head = b"\x09\x02" + struct.pack("<H", 9 + len(body)) + bytes([len(interfaces), number, 0, 0x80, 250])
    return event(address, 0x80, 2, head + body)


def chosen(number: int, address: int = 2) -> bytes:
    return event(address, 0, 2, b"", type_=b"S", setup=bytes([0, 9, number]))


def bulk(endpoint: int = 0x81, address: int = 2) -> bytes:
    return event(address, endpoint, 3, DATA)


UNION = bytes([5, 0x24, 6, 0, 1])
ECM = (interface(0, 2, 6) + UNION, interface(1, 10, 0), interface(1, 10, 0, 0x81, 0x02))
DISK = (interface(0, 8, 6, 0x81, 0x02),)


def kinds(*events: bytes, known: np.ndarray | None = None, dlt: int = 220) -> list[int]:
    """What is known of the endpoints of the bulk transfers among these events."""
    packets = np.zeros(len(events), dtype=PACKET)
    at = 0
    for packet, octets in zip(packets, events, strict=True):
        packet["offset"], packet["captured"], packet["dlt"] = at, len(octets), dlt
        at += len(octets)
    buf = np.frombuffer(b"".join(events), dtype=np.uint8)
    note_endpoints(buf, packets, len(packets), nothing_known() if known is None else known)
    return [int(packet["usb"]) for packet, one in zip(packets, events, strict=True) if one[9] == 3]


def test_the_data_endpoints_of_ecm_are_known() -> None:
    assert kinds(device(), configuration(*ECM), bulk(), bulk(0x02)) == [ECM_FRAMES, ECM_FRAMES]
    assert kinds(device(), configuration(*ECM), bulk(0x83), bulk(address=3)) == [0, 0]


def test_nothing_is_known_before_the_descriptors() -> None:
    assert kinds(bulk(), device(), configuration(*ECM), bulk()) == [0, ECM_FRAMES]
    assert kinds(configuration(*ECM), bulk()) == [0]


def test_knowledge_is_kept_from_batch_to_batch() -> None:
    known = nothing_known()
    assert kinds(device(), configuration(*ECM), known=known) == []
    assert kinds(bulk(), known=known) == [ECM_FRAMES]


def test_files_are_known_as_such() -> None:
    debug_bridge, pictures = interface(0, 0xFF, 0x42, 0x81), interface(0, 6, 1, 0x81)
    for one in (DISK[0], debug_bridge, pictures):
        assert kinds(device(), configuration(one), bulk()) == [NO_FRAMES]


def test_a_device_of_both_has_each_on_its_endpoints() -> None:
    both = configuration(*ECM, interface(2, 8, 6, 0x83))
    assert kinds(device(), both, bulk(), bulk(0x83)) == [ECM_FRAMES, NO_FRAMES]


def test_a_modem_is_not_ecm() -> None:
    modem = (interface(0, 2, 2) + UNION, interface(1, 10, 0, 0x81))
    another = (interface(0, 2, 6) + bytes([5, 0x24, 6, 0, 3]), interface(1, 10, 0, 0x81))
    assert kinds(device(), configuration(*modem), bulk()) == [0]
    assert kinds(device(), configuration(*another), bulk()) == [0]


def test_of_several_configurations_the_chosen_one_tells() -> None:
    both = [device(configurations=2), configuration(*ECM), configuration(*DISK, number=2)]
    assert kinds(*both, bulk(), chosen(2), bulk(), chosen(1), bulk()) == [0, NO_FRAMES, ECM_FRAMES]
    assert kinds(*both, chosen(0), bulk()) == [0]


def test_another_device_at_the_address_is_another() -> None:
    before = device(), configuration(*ECM), bulk()
    assert kinds(*before, device(), bulk()) == [ECM_FRAMES, 0]
    assert kinds(*before, device(), configuration(*DISK), bulk()) == [ECM_FRAMES, NO_FRAMES]


def test_descriptors_in_part_tell_nothing() -> None:
    whole = configuration(*ECM)
    assert kinds(device(), whole[:-1], bulk()) == [0]
    asked_for_less = event(2, 0x80, 2, whole[64:73])
    assert kinds(device(), asked_for_less, bulk()) == [0]
    not_an_answer = event(2, 0x80, 2, whole[64:], type_=b"S")
    assert kinds(device(), not_an_answer, bulk()) == [0]


def test_what_contradicts_itself_ends_the_walk() -> None:
    zero = configuration(ECM[0], bytes(2), *ECM[1:])
    beyond = configuration(ECM[0], b"\xff\x24", *ECM[1:])
    for one in (zero, beyond):
        assert kinds(device(), one, bulk()) == [0]


def test_the_device_itself_is_no_endpoint() -> None:
    for configurations in (1, 2, 235):
        known = nothing_known()
        assert kinds(device(configurations=configurations), bulk(0), known=known) == [0]
    assert kinds(device(), configuration(interface(0, 8, 6, 0)), bulk(0), bulk(0x81)) == [0, 0]


def test_many_endpoints_push_out_the_oldest() -> None:
    many = configuration(interface(0, 10, 0, *[endpoint % 128 for endpoint in range(ROWS)]), address=3)
    assert kinds(device(), configuration(*ECM), device(3), many, bulk()) == [0]


def test_other_links_are_left_alone() -> None:
    assert kinds(device(), configuration(*ECM), bulk(), dlt=1) == [0]
