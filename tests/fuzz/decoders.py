"""Everything of ``harness.wire`` that reads octets, with valid messages to begin from.

``tests/repo/test_fuzzed.py`` says that nothing is missing: every public function whose name is of ``READS``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple

from harness.wire import (
    amf0,
    authority,
    certificates,
    dns,
    dns_names,
    dtls,
    ech,
    http,
    http2,
    http2_frames,
    httpdns,
    httpdns_answers,
    ike,
    mavlink,
    messages,
    mqtt_fields,
    mqtt_topics,
    opaque,
    quic,
    quic_packet,
    remote_id,
    rtmp,
    rtmp_chunks,
    rtp,
    sdp,
    session_ids,
    sip,
    svcb,
    tello,
    text_head,
    tls,
    tls_extensions,
    tls_server,
    told_http,
    toy_wifi,
    websocket,
    wireguard,
)
from harness.wire.further import datagram_start, stream_start
from harness.wire.http_response import HttpResponse, decode_response
from harness.wire.httpdns import HttpdnsService, Lookup
from harness.wire.messages import MessageKind
from tests.fuzz import test_datagrams_fuzz as udp
from tests.fuzz import test_drone_fuzz as drones
from tests.fuzz import test_quic_fuzz as quic_fuzz
from tests.fuzz import test_streams_fuzz as streams
from tests.fuzz import test_text_streams_fuzz as texts
from tests.fuzz import test_wire_fuzz as first
from tests.fuzz.record_decoders import TABLE as RECORDS
from tests.support.datagrams import esp
from tests.support.datagrams import rtp as rtp_packet
from tests.support.datagrams import wireguard as wireguard_packet
from tests.support.drone_frames import PACK

READS: Final = re.compile(r"(decode|read|find)_\w+|(\w+_)?wanted|consistent|certain|looks_\w+|crypto_frames")


class Decoder(NamedTuple):
    """One function."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def _each(data: bytes, count: int = 6) -> list[bytes]:
    """Datagrams of one length out of one input."""
    octets = max(1, len(data) // count)
    return [data[at : at + octets] for at in range(0, len(data), octets)][:count]


def _over(consistent: Callable[[list[bytes]], bool]) -> Callable[[bytes], object]:
    return lambda data: consistent([data, data, data]) or consistent(_each(data))


def _all(read: Callable[[bytes], Iterator[object]]) -> Callable[[bytes], object]:
    return lambda data: tuple(read(data))


def _answer(data: bytes) -> object:
    response = decode_response(data)
    asked = Lookup(HttpdnsService.ALIYUN, ("www.vendor.example",), opaque=False)
    return httpdns_answers.decode_answer(asked, response) if isinstance(response, HttpResponse) else response


def _stream(data: bytes) -> object:
    start = stream_start(begins=True)
    return start.look(data[: len(data) // 2])[0] + start.look(data)[0] + start.end(data)


def _datagrams(data: bytes) -> object:
    start = datagram_start()
    return tuple(start.feed(one) for one in (data, *_each(data))) + start.end()


def _certain(data: bytes) -> object:
    frames = mavlink.decode_frames(data)
    return isinstance(frames, tuple) and mavlink.certain(frames)


_LOOKUP: Final = Lookup(HttpdnsService.ALIYUN, ("a.example",), opaque=False)
_FLIGHTS: Final = first.SEEDS[MessageKind.TLS_SERVER]
_HELLOS: Final = first.SEEDS[MessageKind.TLS]
_REQUESTS: Final = first.SEEDS[MessageKind.HTTP]
_DNS: Final = first.SEEDS[MessageKind.DNS]
_MQTT: Final = streams.STREAMS["mqtt"].seeds + streams.STREAMS["mqtt server"].seeds
_RTMP: Final = streams.STREAMS["rtmp"].seeds
_HTTP2: Final = streams.STREAMS["http2"].seeds
_EXTENSIONS: Final = first.HELLO[53:]
"""Behind their length."""
_DTLS: Final = dtls.ClientHellos()
_DTLS_HELLOS: Final = tuple(_DTLS.feed(0, part) for part in udp.SEEDS["dtls"][:2])
_QUERY: Final = bytes.fromhex("000001000001000000000000") + b"\3www\7example\3com\0\0\1\0\1"
_NOISE: Final = tuple(random.Random(7).randbytes(octets) for octets in (60, 200))
_HEADS: Final = texts.RTSP + texts.SIP + texts.HTTP
_BODIES: Final = tuple(body for bodies in texts.BODIES.values() for body in bodies)
STREAM_SEEDS: Final = (
    *_MQTT, *_RTMP, *_HTTP2, *texts.RTSP, *texts.SIP, *texts.SOCKS, *udp.SEEDS["stun"],
    *(seed for _, _, seeds in drones.STREAMS.values() for seed in seeds),
)  # fmt: skip
DATAGRAM_SEEDS: Final = (
    *(seed for seeds in udp.SEEDS.values() for seed in seeds), *texts.SIP,
    *(seed for name in ("duml", "dji-udp", "mavlink-datagram", "tello", "arsdk", "nmea-datagram", "rtcm-datagram", "toy-wifi")
      for seed in drones.WHOLE[name][1]),
)  # fmt: skip


def _whole(data: bytes, read: Callable[[bytes, int, int], object]) -> object:
    return read(data, 0, len(data))


def _extensions(data: bytes) -> object:
    return tls_extensions.read_extensions(data, 0, len(data), tls_extensions.CLIENT_READERS)


def _name(data: bytes) -> object:
    """What it raises where the octets end inside a name is part of what it says."""
    try:
        return dns_names.read_name(data, 12, {})
    except IndexError:
        return None


def _lookup(data: bytes) -> object:
    return httpdns.find_lookup("GET", data.decode("latin-1"), "a.example")


_TABLE: Final[dict[str, tuple[Callable[[bytes], object], tuple[bytes, ...]]]] = {
    "amf0.read_value": (partial(amf0.read_value, at=0), (streams.SAID, streams.SAID[19:])),
    "amf0.read_object": (partial(amf0.read_object, at=0), (streams.SAID[19:], streams.SAID)),
    "certificates.read_certificate": (certificates.read_certificate, (first.LEAF,)),
    "dns.decode_answers": (dns.decode_answers, _DNS),
    "dns_names.read_name": (_name, _DNS),
    "dtls.read_records": (dtls.read_records, udp.SEEDS["dtls"]),
    "dtls.hello_wanted": (dtls.hello_wanted, _DTLS_HELLOS),
    "dtls.decode_hello": (dtls.decode_hello, _DTLS_HELLOS),
    "http.wanted": (http.wanted, _REQUESTS),
    "http.decode_host": (http.decode_host, _REQUESTS),
    "http.read_request": (http.read_request, _REQUESTS),
    "http2_frames.read_blocks": (_all(http2_frames.read_blocks), _HTTP2),
    "httpdns.find_lookup": (_lookup, texts.TARGETS),
    "httpdns.read_query": (httpdns.read_query, (_QUERY,)),
    "httpdns_answers.decode_answer": (_answer, texts.HTTP),
    "httpdns_answers.read_answer": (partial(httpdns_answers.read_answer, _LOOKUP), _BODIES),
    "messages.message_wanted": (partial(messages.message_wanted, MessageKind.DNS_TCP), _DNS),
    "messages.decode_message": (partial(messages.decode_message, MessageKind.MDNS), _DNS),
    "mqtt_fields.read_header": (lambda data: mqtt_fields.read_header(data, 0), _MQTT),
    "mqtt_topics.read_topics": (mqtt_topics.read_topics, _MQTT),
    "opaque.looks_opaque": (opaque.looks_opaque, (*STREAM_SEEDS, *_NOISE)),
    "openings.StreamStart": (_stream, STREAM_SEEDS),
    "openings.DatagramStart": (_datagrams, DATAGRAM_SEEDS),
    "quic.hello_wanted": (quic.hello_wanted, (quic_fuzz.HELLO,)),
    "quic.crypto_frames": (quic.crypto_frames, quic_fuzz.FRAMES),
    "quic_packet.read_packet": (quic_packet.read_packet, quic_fuzz.DATAGRAMS),
    "remote_id.read_messages": (lambda data: remote_id.read_messages(data, 3, 5), (PACK,)),
    "rtmp.read_commands": (rtmp.read_commands, _RTMP),
    "rtmp_chunks.read_messages": (_all(lambda data: rtmp_chunks.read_messages(data, 3073)), _RTMP),
    "sdp.read_addresses": (sdp.read_addresses, texts.SIP),
    "sip.datagram": (partial(sip.decode_sip, datagram=True), texts.SIP),
    "ech.read_configs": (ech.read_configs, (first.CONFIGS,)),
    "svcb.read_binding": (svcb.read_binding, (first.SERVICES[44:], first.SERVICES[-11:])),
    "text_head.read_head": (lambda data: text_head.read_head(data, "text"), _HEADS),
    "text_head.head_wanted": (
        lambda data: text_head.head_wanted(data, text_head.read_head(data, "text")), _HEADS),
    "tls.wanted": (tls.wanted, _HELLOS),
    "tls.decode_client_hello": (tls.decode_client_hello, _HELLOS),
    "tls.read_hello_message": (tls.read_hello_message, (first.HELLO,)),
    "tls_extensions.read_extensions": (_extensions, (first.HELLO[51:], first.HELLO[53:])),
    "tls_extensions.read_ech": (partial(_whole, read=tls_extensions.read_ech), (b"\0\0\1\0\1\x2a\0\0\0\0",)),
    "tls_extensions.read_server_name": (partial(_whole, read=tls_extensions.read_server_name), (_EXTENSIONS[4:24],)),
    "tls_extensions.read_protocols": (partial(_whole, read=tls_extensions.read_protocols), (_EXTENSIONS[-14:],)),
    "session_ids.read_session_id": (session_ids.read_session_id, _HELLOS + _FLIGHTS),
    "tls_server.wanted": (tls_server.wanted, _FLIGHTS),
    "tls_server.decode_server_flight": (tls_server.decode_server_flight, _FLIGHTS),
    "told_http.request_wanted": (told_http.request_wanted, _REQUESTS),
    "told_http.http_facts": (told_http.http_facts, _REQUESTS),
    "authority.read_authority": (authority.read_authority, (b"user:secret@a.example:80", b"[2001:db8::1]:8080")),
    "websocket.decode_upgrade": (websocket.decode_upgrade, streams.STREAMS["websocket"].seeds),
}  # fmt: skip


_RTP: Final = tuple(rtp_packet(number) for number in range(1, 7))
_ESP: Final = tuple(esp(0xC0FFEE00, number) for number in range(1, 7))
_WIREGUARD: Final = tuple(wireguard_packet(4, 96, counter=number) for number in range(6))
_OVER: Final[tuple[tuple[Any, tuple[bytes, ...]], ...]] = (
    (rtp, (b"".join(_RTP),)), (ike, (b"".join(_ESP),)), (wireguard, (b"".join(_WIREGUARD),)),
    (mavlink, drones.WHOLE["mavlink-datagram"][1]), (tello, drones.WHOLE["tello"][1]),
    (toy_wifi, drones.WHOLE["toy-wifi"][1]),
)  # fmt: skip
"""Modules that tell by several datagrams: inputs are such datagrams of one length, behind each other."""
_CHANNEL: Final = bytes.fromhex("4001 0008 0102030405060708")


def _framed(datagrams: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """As over TCP: behind their lengths."""
    return tuple(len(one).to_bytes(2, "big") + one for one in datagrams)


def _named(function: Callable[..., object]) -> str:
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def _decoders() -> dict[str, Decoder]:
    """The table, and what other tests of this folder list already."""
    pairs: list[tuple[Callable[..., object], tuple[bytes, ...]]] = []
    pairs += [(decode, udp.SEEDS[name]) for name, decode in udp.CERTAIN.items()]
    more = {"dtls": (), "stun": (_CHANNEL,), "rtcp": _RTP, "ike": _ESP}
    pairs += [(decode, udp.SEEDS[name] + more[name]) for name, decode in udp.OTHERS.items()]
    for name, (wanted, decode) in udp.STREAMS.items():
        seeds = udp.SEEDS[name] if name == "stun" else _framed(udp.SEEDS[name])
        pairs += [(wanted, seeds), (decode, seeds)]
    for stream in streams.STREAMS.values():
        pairs += [(read, stream.seeds) for read in (stream.wanted, stream.decode) if read is not None]
    pairs.append((http2.decode_requests, _HTTP2))
    for wanted, decode, _, seeds in texts.STREAMS.values():
        pairs += [(wanted, seeds), (decode, seeds)]
    pairs += list(drones.WHOLE.values())
    for wanted, decode, seeds in drones.STREAMS.values():
        pairs += [(wanted, seeds), (decode, seeds)]
    pairs.append((toy_wifi.wanted, (b"lewei_cmd\0" + bytes(30),)))
    found = {name: Decoder(*row) for name, row in (_TABLE | RECORDS).items()}
    found |= {_named(read): Decoder(read, tuple(seeds)) for read, seeds in pairs}
    for module, seeds in _OVER:
        found[_named(module.consistent)] = Decoder(_over(module.consistent), seeds)
    found["mavlink.certain"] = Decoder(_certain, drones.WHOLE["mavlink-datagram"][1])
    return found


DECODERS: Final = _decoders()
