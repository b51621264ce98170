"""Frames of drone protocols: published ones, and some made with checksums calculated bit by bit, apart from ``harness.wire.crc``."""

from __future__ import annotations

import struct


def crc_low_first(octets: bytes, polynomial: int, seed: int) -> int:
    """Any CRC that takes the lowest bit first, as its definition says it."""
    for octet in octets:
        seed ^= octet
        for _ in range(8):
            seed = seed >> 1 ^ (polynomial if seed & 1 else 0)
    return seed


def crc24q(octets: bytes) -> int:
    """CRC-24Q as a division of polynomials."""
    rest = int.from_bytes(octets + bytes(3), "big")
    for bit in range(len(octets) * 8 - 1, -1, -1):
        if rest >> (bit + 24) & 1:
            rest ^= 0x1864CFB << bit
    return rest


DUML_PC = bytes.fromhex("550e04662a28de2f40004f0154c8")
"""strazzere/duml-packet, README.md: a PC asks DM36x air for a file."""
DUML_APP = bytes.fromhex("551b0475022800a0400088170046237c415050000000000002e6e8")
"""An app registers itself; published by the client "osmosis", with the datagram of ``DJI_COMMAND``."""
DUML_PING = bytes.fromhex("550d04330a0e0300400601f44a")
"""A PC asks a remote controller for its sticks, as several programs for the Mavic Mini send it."""
DJI_COMMAND = bytes.fromhex("2f80214c405a05dd385a405a0000000001010000") + DUML_APP
DJI_HANDSHAKE = bytes.fromhex(
    "30803add00000057d0e964006400c0051400000a0064006400c005140000640014006400c00514000064000101040a02"
)
"""samuelsadok/dji_protocol, udp_protocol.md: the app's, and the aircraft's answer below."""
DJI_ANSWER = bytes.fromhex("08803add0000006f")
DJI_ACKNOWLEDGEMENT = bytes.fromhex("2280214c000004cb00000000000000000000000000000000385a385a000000000000")

TELLO_TAKEOFF = bytes.fromhex("cc58007c685400e401c216")
TELLO_LAND = bytes.fromhex("cc600027685500e50100bac7")
TELLO_VIDEO = bytes.fromhex("cc58007c6025000000" + "6c95")
"""f41ardu/TelloProcessing, Tello.pde."""
TELLO_STATE = (
    b"mid:-1;x:-100;y:-100;z:-100;mpry:0,0,0;pitch:0;roll:0;yaw:-3;vgx:0;vgy:0;vgz:1;templ:58;temph:60;tof:71;h:50;"
    b"bat:82;baro:-57.14;time:14;agx:17.00;agy:-4.00;agz:-956.00;\r\n"
)

MAVLINK = {
    "HEARTBEAT 1": "fe0907010100000000000203510403faad",
    "HEARTBEAT 2": "fd090000070101000000000000000203510403a4ac",
    "HEARTBEAT signed": "fd0901000701010000000000000002035104034354030100000000002b0161349fbc",
    "GLOBAL_POSITION_INT 1": "fe1c08010121e8030000081eae1ccb4ddd0678520800e803000001000200030028230168",
    "GLOBAL_POSITION_INT 2": (
        "fd1c0000080101210000e8030000081eae1ccb4ddd0678520800e80300000100020003002823f07e"
    ),
    "HOME_POSITION": ("fd1c0000070101f20000c0dcd1eb48b5205a0a0000000000000000000000000000000000803fc292"),
    "GPS_RAW_INT": ("fd1e00000701011800000500000000000000081eae1ccb4ddd060100000001000100010001000309f8ae"),
    "OPEN_DRONE_ID_BASIC_ID": (
        "fd2c00000701016432000000000000000000000000000000000000000000000001023135383146303030304558414d504c4530303031"
        "8000"
    ),
    "OPEN_DRONE_ID_MESSAGE_PACK": (
        "fd2500000701017332000000000000000000000000000000000000000000000019011210000000081eae1ccb4ddd060939"
    ),
    "AUTOPILOT_VERSION": (
        "fd4e000007010194000001000000000000000800000000000000020000000300000004000000050000000600070000000000000000"
        "00000000000000000000000000000000000102030405060708090a0b0c0d0e0f1011127092"
    ),
    "AHRS 1 first": "fe1c050101a30000803f0000004000004040000080400000a0400000c0400000e04043d0",
    "AHRS 1 next": "fe1c060101a30000803f0000004000004040000080400000a0400000c0400000e040e610",
    "AHRS 2 first": "fd1c0000050101a300000000803f0000004000004040000080400000a0400000c0400000e0404bf9",
    "AHRS 2 next": "fd1c0000060101a300000000803f0000004000004040000080400000a0400000c0400000e04000ee",
}
"""Made with pymavlink 2.4.50: position 48.1173 N, 11.5166667 E; home 33.8568 S, 151.2093 E; AHRS is of ArduPilot's dialect."""

RTCM_1005 = bytes.fromhex("d300133ed7d30202980edeef34b4bd62ac0941986f33360b98")
"""The example of RTCM 10403 §4.2 that decoders are commonly tested with: station 2003."""
GGA = b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"
GLL = b"$GPGLL,4916.45,N,12311.12,W,225444,A,*1D\r\n"
"""Commonly published examples of NMEA 0183."""

ARSDK_EVENT = bytes([4, 126, 0, 15, 0, 0, 0, 1, 4, 1, 0, 7, 0, 0, 0])
"""AeroRust/arsdk-rs, a frame of a drone: ardrone3.PilotingState.FlyingStateChanged."""
ARSDK_ASKS = b'{"controller_type":"computer", "controller_name":"katarina", "d2c_port":"43210"}'
ARSDK_ANSWERS = (
    b'{"status":0,"c2d_port":54321,"arstream_fragment_size":1400,"arstream_fragment_maximum_number":128,'
    b'"arstream_max_ack_interval":-1}\x00'
)
"""As programs for the Bebop and the Jumping Sumo have them."""


def mavlink(name: str) -> bytes:
    """A frame of ``MAVLINK``."""
    return bytes.fromhex(MAVLINK[name])


def duml(payload: bytes = b"", *, version: int = 1, kind: int = 0) -> bytes:
    """A frame from an app to a camera."""
    head = struct.pack("<BH", 0x55, 13 + len(payload) | version << 10)
    head += bytes([crc_low_first(head, 0x8C, 0x77)])
    body = head + struct.pack("<BBHBBB", 0x02, 0x01, 1, kind, 2, 3) + payload
    return body + struct.pack("<H", crc_low_first(body, 0x8408, 0x3692))


def tello(number: int, payload: bytes = b"", *, kind: int = 0x88) -> bytes:
    """A native packet, from the aircraft unless said otherwise."""
    head = struct.pack("<BH", 0xCC, 11 + len(payload) << 3)
    body = head + bytes([crc_low_first(head, 0x8C, 0x77), kind]) + struct.pack("<HH", number, 1) + payload
    return body + struct.pack("<H", crc_low_first(body, 0x8408, 0x3692))


def rtcm(payload: bytes) -> bytes:
    """A frame."""
    body = b"\xd3" + len(payload).to_bytes(2, "big") + payload
    return body + crc24q(body).to_bytes(3, "big")


def nmea(text: bytes) -> bytes:
    """A sentence from what stands between mark and checksum."""
    check = 0
    for octet in text:
        check ^= octet
    return b"$%b*%02X\r\n" % (text, check)


def arsdk(buffer: int, payload: bytes, *, kind: int = 2, sequence: int = 1) -> bytes:
    """A frame."""
    return struct.pack("<BBBI", kind, buffer, sequence, 7 + len(payload)) + payload


def remote_id_message(kind: int, body: bytes, version: int = 2) -> bytes:
    """A message of Open Drone ID."""
    return bytes([kind << 4 | version]) + body.ljust(24, b"\x00")


def remote_id_pack(*messages: bytes) -> bytes:
    """A message pack."""
    return bytes([0xF2, 25, len(messages)]) + b"".join(messages)


BASIC_ID = remote_id_message(0, b"\x12" + b"1581F0000EXAMPLE0001")
LOCATION = remote_id_message(1, bytes(4) + struct.pack("<ii", 481173000, 115166667))
SYSTEM = remote_id_message(4, bytes(1) + struct.pack("<ii", -338568000, 1512093000))
OPERATOR = remote_id_message(5, b"\x00" + b"GBR-OP-123ABCD")
SELF_ID = remote_id_message(3, b"\x00" + b"Recreational")
PACK = remote_id_pack(BASIC_ID, LOCATION, SYSTEM, SELF_ID, OPERATOR)


def element(body: bytes) -> bytes:
    """A vendor element."""
    return bytes([0xDD, len(body)]) + body


def beacon(*elements: bytes, flags: int = 0) -> bytes:
    """A beacon with an SSID before the elements."""
    header = bytes([0x80, flags]) + bytes(22)
    return header + (bytes(4) if flags & 0x80 else b"") + bytes(12) + b"\x00\x04test" + b"".join(elements)


def nan_action(pack: bytes, *, control: int = 0x10) -> bytes:
    """A NAN service discovery frame with one service descriptor."""
    descriptor = bytes.fromhex("8869199d9209") + bytes([1, 0, control, len(pack) + 1, 7]) + pack
    attribute = b"\x03" + struct.pack("<H", len(descriptor)) + descriptor
    return (
        bytes([0xD0, 0])
        + bytes(22)
        + bytes.fromhex("0409506f9a13")
        + attribute
        + b"\x0e\x04\x00\x01\x00\x02\x07"
    )


def droneid(version: int, *, state: int = 0x45) -> bytes:
    """A flight record of DJI DroneID: aircraft 48.1173 N 11.5167 E, pilot and home with one degree more each."""

    def place(latitude: float, longitude: float, *, latitude_first: bool = False) -> bytes:
        told = (latitude, longitude) if latitude_first else (longitude, latitude)
        return struct.pack("<ii", *(round(angle * 174533.0) for angle in told))

    record = struct.pack("<BHH", version, 9, state) + b"0M6TEXAMPLE00001" + place(48.1173, 11.5167)
    record += bytes(16 if version == 1 else 12)
    if version > 1:
        record += bytes(8) + place(49.1173, 12.5167, latitude_first=True)
    record += place(50.1173, 13.5167) + bytes([16, 0])
    return bytes.fromhex("263712586213") + b"\x10" + record


FRENCH_ID = (
    bytes.fromhex("6a5c3501010101")
    + b"\x02\x1e" + b"EXA001".ljust(30, b"\x00")
    + b"\x04\x04" + struct.pack(">i", 4811730) + b"\x05\x04" + struct.pack(">i", -1151667)
    + b"\x08\x04" + struct.pack(">i", 4811000) + b"\x09\x04" + struct.pack(">i", -1151000)
)  # fmt: skip
NTRIP_1 = b"GET /MOUNT HTTP/1.0\r\nUser-Agent: NTRIP client/1.0\r\nAuthorization: Basic eDp5\r\n\r\n"
NTRIP_2 = (
    b"GET /MOUNT HTTP/1.1\r\nHost: Caster.example:2101\r\nNtrip-Version: Ntrip/2.0\r\nUser-Agent: NTRIP other/2\r\n"
    b"Ntrip-GGA: " + GGA + b"\r\n"
)
NTRIP_SOURCE = b"SOURCE secret /MOUNT\r\nSource-Agent: NTRIP server/1.0\r\n\r\n"
