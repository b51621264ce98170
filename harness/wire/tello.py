"""A datagram from or to a Tello -> command or state of its SDK, or a packet of its native protocol.

Text: Tello SDK user guides 1.3, 2.0 and 3.0. One command, one answer or one state string fills a datagram. Native: 0xCC, length in
the upper 13 of 16 bits, CRC-8 of these three octets, type and direction, message number, sequence number, payload, CRC-16;
least octet first, seeds as in DUML (TelloPilots wiki, "Protocol"); it begins with ``conn_req:`` and a port.

A native packet of random octets passes with 2^-48, a connection request or answer with 2^-72, a state string with less
than 2^-200. Of commands the shortest has five letters (2^-40), but letters are no random octets: other programs may say
``ok`` or ``stop``, so commands and answers are certain only together (``consistent``).

Blind spots: answers to queries (numbers, the serial number after ``sn?``) and H.264 video have no mark; flight logs (message
4176) are masked and not read. The network's password in ``wifi`` and ``ap`` commands is told as such and not kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.crc import crc8, crc16
from harness.wire.duml import CRC8_SEED, CRC16_SEED

LAYER: Final = "tello"
MAX_TEXT_OCTETS: Final = 512

_MARK: Final = 0xCC
_LEAST_PACKET: Final = 11
_FROM_AIRCRAFT: Final = 0x80
_TO_AIRCRAFT: Final = 0x40
_CONNECTION: Final = re.compile(rb"conn_(req|ack):(..)", re.DOTALL)
_STATE: Final = re.compile(rb"(?:[a-z]{1,8}:[0-9.,-]{1,40};){8,40}(?:\r\n)?")
_STATE_KEYS: Final = (b";pitch:", b";roll:", b";yaw:", b";bat:", b";baro:")
_PLAIN: Final = frozenset(
    b"command takeoff land streamon streamoff emergency stop mon moff motoron motoroff throwfly reboot".split()
)
_ANSWERS: Final = frozenset((b"ok", b"OK", b"error"))
_COMMAND: Final = re.compile(
    rb"(?P<word>up|down|left|right|forward|back|cw|ccw|speed) [0-9]{1,4}"
    rb"|(?P<rc>rc)(?: -?[0-9]{1,3}){4}"
    rb"|(?P<flip>flip) [lrfb]"
    rb"|(?P<go>go|curve|jump)(?: -?[0-9]{1,4}){4,7}(?: m-?[0-9]){0,2}"
    rb"|(?P<mode>mdirection|setfps|setbitrate|setresolution|downvision) [a-z0-9]{1,6}"
    rb"|(?P<network>wifi|ap|multwifi) [ -~]{1,64} [ -~]{1,64}"
    rb"|(?P<query>speed|battery|time|wifi|sdk|sn|height|temp|attitude|baro|acceleration|tof|hardware|wifiversion|ap|ssid)\?"
)
_OWN_WORDS: Final = frozenset(("command", "streamon", "streamoff", "rc", "takeoff", "battery?", "sdk?"))
"""Commands that no other protocol is known to have."""
_LETTERS: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzO")
"""Octets that a text of this protocol begins with."""
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Said of most datagrams, so made once."""
_NETWORK_WORDS: Final = frozenset(("wifi", "ap", "multwifi"))


class TelloMessage(NamedTuple):
    """One datagram."""

    kind: str
    """``command``, ``answer``, ``state``, ``connection`` or ``packet``."""
    word: str
    """Command or answer without its arguments; of a packet the message's number; else empty."""
    from_aircraft: bool | None
    """Which side sent it; None where a packet does not tell."""
    certain: bool
    """Whether this datagram alone shows the protocol."""
    credentials: bool = False
    """Whether it holds a network's password in clear."""


def decode_datagram(data: bytes) -> TelloMessage | Malformed:
    """Read one whole UDP payload."""
    if data[:1] == b"\xcc":
        return _packet(data)
    if not data or data[0] not in _LETTERS or len(data) > MAX_TEXT_OCTETS:
        return _NOT_THIS
    connection = _CONNECTION.fullmatch(data)
    if connection is not None:
        return TelloMessage("connection", "", connection[1] == b"ack", certain=True)
    if _STATE.fullmatch(data) and all(key in b";" + data for key in _STATE_KEYS):
        return TelloMessage("state", "", from_aircraft=True, certain=True)
    return _text(data.removesuffix(b"\n").removesuffix(b"\r"))


def consistent(datagrams: Sequence[bytes]) -> bool:
    """Say whether datagrams between two ports, of both directions, are all this protocol and prove it together.

    One that is certain is enough; else it takes two, of which one is a command that no other protocol is known to have.
    """
    messages = [decode_datagram(datagram) for datagram in datagrams]
    told = [message for message in messages if not isinstance(message, Malformed)]
    if len(told) < len(messages):
        return False
    if any(message.certain for message in told):
        return True
    return len(told) > 1 and any(message.word in _OWN_WORDS for message in told)


def _packet(data: bytes) -> TelloMessage | Malformed:
    octets = len(data)
    if octets < _LEAST_PACKET or data[1] | data[2] << 8 != octets << 3:
        return Malformed(Reason.NOT_THIS, 1, LAYER)
    if data[3] != crc8(data[:3], CRC8_SEED):
        return Malformed(Reason.NOT_THIS, 3, LAYER)
    if crc16(data[:-2], CRC16_SEED) != data[-2] | data[-1] << 8:
        return Malformed(Reason.BAD_VALUE, octets - 2, LAYER)
    ways = data[4] & (_FROM_AIRCRAFT | _TO_AIRCRAFT)
    from_aircraft = {_FROM_AIRCRAFT: True, _TO_AIRCRAFT: False}.get(ways)
    return TelloMessage("packet", str(data[5] | data[6] << 8), from_aircraft, certain=True)


def _text(text: bytes) -> TelloMessage | Malformed:
    if text in _ANSWERS:
        return TelloMessage("answer", text.decode("ascii"), from_aircraft=True, certain=False)
    if text in _PLAIN:
        return TelloMessage("command", text.decode("ascii"), from_aircraft=False, certain=False)
    match = _COMMAND.fullmatch(text)
    if match is None:
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    word = match[match.lastgroup or 0].decode("ascii")
    if match.lastgroup == "query":
        word += "?"
    secret = word in _NETWORK_WORDS
    return TelloMessage("command", word, from_aircraft=False, certain=False, credentials=secret)
