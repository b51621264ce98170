"""One row of Zeek's conn.log -> a connection (docs.zeek.org, ``base/protocols/conn/main.zeek``, Conn::Info).

``history`` tells which kinds of packets either side sent, ``conn_state`` the same more coarsely where there is no
history. Payload of TCP is counted by sequence numbers, so what was sent again is not in it. The originator is the
client; Zeek may have turned it by the ports (``^``), and of a connection met in the middle it is who was seen first.

Whether data or only a handshake was sent inside TLS and QUIC no field tells: a side that sent at most
``TLS_HANDSHAKE_OCTETS`` or ``QUIC_HANDSHAKE_OCTETS`` is taken to have sent no data (decision 0127).

Blind spots: ``missed_bytes`` are not told by direction and are left out. A connection that Zeek stopped to look at
(``x``) has lower bounds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from harness.model.record_facts import Course, Ends, Figures, FlowRecord
from harness.model.words import ClientBy, ContactLevel
from harness.wire.told_times import BrokenValueError
from harness.wire.zeek_values import (
    ZeekRow,
    address_of,
    count_of,
    interval_ns_of,
    text_of,
    time_ns_of,
)

TLS_HANDSHAKE_OCTETS: Final = 4_096
"""A ClientHello with post-quantum keys and a ticket, and what ends the handshake, are some 3,000 octets."""
QUIC_HANDSHAKE_OCTETS: Final = 8_192
"""The same in datagrams of at least 1,200 octets (RFC 9000 §14.1), some of them sent again."""
_LEAST_TCP_OCTETS: Final = 2
"""A single octet is a keep-alive's (RFC 9293 §3.8.4), as in ``harness.stages.contact_levels``."""
_SEALED: Final = frozenset(("ssl", "dtls", "quic"))
_FLAGS: Final = {"s": 0x02, "h": 0x12, "a": 0x10, "f": 0x01, "r": 0x04}
"""Letter of ``history`` -> TCP flags that the packet certainly had (RFC 9293 §3.1)."""
_STATES: Final = {
    "S0": "S", "S1": "ShAa", "SF": "ShAaFf", "REJ": "Sr", "S2": "ShAaF", "S3": "ShAaf", "RSTO": "ShAaR",
    "RSTR": "ShAar", "RSTOS0": "SR", "RSTRH": "hr", "SH": "SF", "SHR": "hf",
}  # fmt: skip
"""State -> the least history that it stands for; OTH stands for none."""
_ATTEMPTED, _CONNECTED = ContactLevel.ATTEMPTED.value, ContactLevel.CONNECTED.value
_HANDSHAKE, _DATA = ContactLevel.HANDSHAKE.value, ContactLevel.DATA.value
Pair = tuple[int | None, int | None]


def ends_of(row: ZeekRow) -> Ends:
    """Both ends as ``id`` names them.

    Raises:
        BrokenValueError: An address is missing, or a value is none of its type.
    """
    client, server = address_of(row, "id.orig_h"), address_of(row, "id.resp_h")
    if client is None or server is None:
        raise BrokenValueError
    return Ends(client, count_of(row, "id.orig_p", 65_535), server, count_of(row, "id.resp_p", 65_535))


def uid_of(row: ZeekRow) -> str:
    """Name of the connection.

    Raises:
        BrokenValueError: There is none.
    """
    uid = text_of(row, "uid")
    if uid is None:
        raise BrokenValueError
    return uid[:64]


def conn_record(row: ZeekRow, packet: int) -> FlowRecord:
    """Read one row.

    Raises:
        BrokenValueError: What a connection needs is missing, or a value is none of its type.
    """
    ends, transport = ends_of(row), _transport(row)
    if transport not in ("tcp", "udp"):  # ICMP has type and code in their place
        ends = ends._replace(client_port=None, server_port=None)
    start_ns = time_ns_of(row, "ts")
    figures = _figures(row, transport, ends)
    history = _history(row)
    sent = _sent(history, figures.payload_octets, transport)
    return FlowRecord(
        uid=uid_of(row),
        packet=packet,
        whole=True,
        ends=ends,
        transport=transport,
        start_ns=start_ns,
        end_ns=start_ns + max(interval_ns_of(row, "duration") or 0, 0),
        client_by=_client_by(history, transport),
        contact=_contacts(row, transport, ends, history, figures.payload_octets, sent),
        data=sent,
        figures=figures,
        course=_course(history) if transport == "tcp" else Course(),
        macs=(text_of(row, "orig_l2_addr"), text_of(row, "resp_l2_addr")),
    )


def _transport(row: ZeekRow) -> str:
    word = text_of(row, "proto")
    if word in ("tcp", "udp"):
        return word
    if word == "icmp":
        return "icmpv6" if ":" in (address_of(row, "id.orig_h") or "") else "icmp"
    number = count_of(row, "ip_proto", 255)
    return "ip" if number is None else f"ip-{number}"


def _figures(row: ZeekRow, transport: str, ends: Ends) -> Figures:
    packets = count_of(row, "orig_pkts"), count_of(row, "resp_pkts")
    ip_octets = count_of(row, "orig_ip_bytes"), count_of(row, "resp_ip_bytes")
    payload: Pair = count_of(row, "orig_bytes"), count_of(row, "resp_bytes")
    if payload == (None, None) and transport == "udp":
        # Left out where nothing lasted: one packet, or several at the same time. IP octets tell it then.
        headers = 8 + (40 if ":" in (ends.client_ip or "") else 20)
        payload = _less(ip_octets[0], packets[0], headers), _less(ip_octets[1], packets[1], headers)
    return Figures(packets, ip_octets, payload, payload if transport == "tcp" else (None, None))


def _less(octets: int | None, packets: int | None, headers: int) -> int | None:
    return None if octets is None or packets is None else max(octets - packets * headers, 0)


def _history(row: ZeekRow) -> str | None:
    """What either side sent, upper case the originator; None where nothing tells."""
    return text_of(row, "history") or _STATES.get(text_of(row, "conn_state") or "")


def _sent(history: str | None, payload: Pair, transport: str) -> tuple[bool, bool]:
    """Whether either side sent payload: by octets where they are told, else by history."""
    least = _LEAST_TCP_OCTETS if transport == "tcp" else 1
    letters = ("D" in history, "d" in history) if history else (False, False)
    told = [
        letter if octets is None else octets >= least for letter, octets in zip(letters, payload, strict=True)
    ]
    return told[0], told[1]


def _client_by(history: str | None, transport: str) -> str:
    opened = (
        transport == "tcp" and history is not None and "^" not in history and bool({"S", "h"} & set(history))
    )
    return ClientBy.SYN.value if opened else ClientBy.FIRST.value


def _contacts(
    row: ZeekRow, transport: str, ends: Ends, history: str | None, payload: Pair, sent: tuple[bool, bool]
) -> tuple[str, str]:
    """How far each side got with the other."""
    services = set((text_of(row, "service") or "").replace("-", "").split(","))
    sealed = services & _SEALED
    unnamed_quic = transport == "udp" and ends.server_port == 443 and services == {""}
    most = None
    if sealed or unnamed_quic:
        most = TLS_HANDSHAKE_OCTETS if transport == "tcp" else QUIC_HANDSHAKE_OCTETS
    levels = []
    for side in range(2):
        reached = transport != "tcp" or _answered(history, side) or not (history and "Ss"[side] in history)
        if not reached:
            levels.append(_ATTEMPTED)
        elif not sent[side]:
            levels.append(_CONNECTED)
        else:
            octets = payload[side]
            levels.append(_HANDSHAKE if most is not None and (octets is None or octets <= most) else _DATA)
    return levels[0], levels[1]


@lru_cache(maxsize=4_096)
def _answered(history: str | None, side: int) -> bool:
    """Whether the other side sent anything but a refusal."""
    if history is None:
        return False
    others = {letter.lower() for letter in history if letter.isalpha() and letter.islower() == (side == 0)}
    return bool(others & set("hadf"))


@lru_cache(maxsize=4_096)
def _course(history: str | None) -> Course:
    if history is None:
        return Course()
    letters = set(history)
    closed = {"F", "f"} <= letters
    by = {"R": "client", "r": "server"}
    resets = [who for letter, who in by.items() if letter in letters]
    reset_by = "both" if len(resets) == 2 else resets[0] if resets else None
    return Course(
        flags=(_flags(history, upper=True), _flags(history, upper=False)),
        opening=_opening(letters),
        ended_by="fin" if closed else "rst" if resets else None,
        reset_by=reset_by,
    )


def _opening(letters: set[str]) -> str:
    if "S" in letters:
        return "opened" if "h" in letters and {"A", "D", "F"} & letters else "half_open"
    return "answer_only" if "h" in letters else "mid_stream"


def _flags(history: str, *, upper: bool) -> int | None:
    own = [letter.lower() for letter in history if letter.isalpha() and letter.isupper() == upper]
    flags = 0
    for letter in own:
        flags |= _FLAGS.get(letter, 0)
    return flags if own else None
