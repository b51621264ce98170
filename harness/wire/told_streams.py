"""Messages of further protocols over TCP -> facts: names of the peer, what a proxy was asked for, ids, programs.

Which octets are which protocol, and how sure that is, each decoder says (its own module).

Blind spots: what the decoders leave out: passwords, stream keys, queries.
"""

from __future__ import annotations

from typing import Final

from harness.model.facts import Facts
from harness.model.malformed import Malformed
from harness.model.protocols import Protocol
from harness.model.words import NameSource
from harness.wire import (
    arsdk,
    duml,
    http2,
    mavlink,
    mqtt,
    nmea,
    ntrip,
    openvpn,
    rtcm,
    rtmp,
    rtsp,
    sip,
    socks,
    stun,
    toy_wifi,
)  # fmt: skip
from harness.wire.addresses import host_and_port
from harness.wire.httpdns import find_lookup
from harness.wire.mqtt_topics import read_topics, serial_number
from harness.wire.openings import Stream
from harness.wire.told import details, listed, named
from harness.wire.told_datagrams import (
    duml_facts,
    mavlink_facts,
    nmea_facts,
    rtcm_facts,
    sip_facts,
    stun_facts,
)  # fmt: skip
from harness.wire.told_http import QUESTION, TARGET, ntrip_facts


def _stun(data: bytes) -> Facts | Malformed:
    found = stun.decode_stun(data)
    return found if isinstance(found, Malformed) else stun_facts(found)


def _socks(data: bytes) -> Facts | Malformed:
    found = socks.decode_socks(data)
    if isinstance(found, Malformed):
        return found
    key = "client_address" if found.command is socks.SocksCommand.UDP_ASSOCIATE else TARGET
    fields = {key: host_and_port(found.host, found.port)}
    return details(
        Protocol.SOCKS, version=found.version, command=found.command.value, user_name=found.user, **fields
    )


def _mqtt_client(data: bytes) -> Facts | Malformed:
    found = mqtt.decode_connect(data)
    if isinstance(found, Malformed):
        return found
    return details(
        Protocol.MQTT, client_id=found.client_id, will_topic=found.will_topic, user_name=found.has_user_name
    )


def _mqtt_server(data: bytes) -> Facts | Malformed:
    found = mqtt.decode_connack(data)
    if isinstance(found, Malformed):
        return found
    return details(Protocol.MQTT, client_id=found.assigned_client_id, server_reference=found.server_reference)


def _mqtt_topics(data: bytes) -> Facts:
    topics = [told.topic for told in read_topics(data)]
    serials = [serial for topic in topics if (serial := serial_number(topic)) is not None]
    return listed(Protocol.MQTT, "topic", topics) + listed(Protocol.MQTT, "serial", serials)


def _rtmp(data: bytes) -> Facts | Malformed:
    found = rtmp.decode_connect(data)
    if isinstance(found, Malformed):
        return found
    host = None if found.url is None else found.url.host
    said = details(Protocol.RTMP, app=found.app, software=found.flash_version, player_host=found.swf_host)
    return named(host, NameSource.RTMP_URL) + said


def _rtmp_commands(data: bytes) -> Facts:
    return listed(Protocol.RTMP, "command", (command.name for command in rtmp.read_commands(data)))


def _http2(data: bytes) -> Facts | Malformed:
    found = http2.decode_request(data)
    return found if isinstance(found, Malformed) else details(Protocol.HTTP2) + _http2_request(found)


def _http2_further(data: bytes) -> Facts:
    found = http2.decode_requests(data)
    if isinstance(found, Malformed):
        return ()
    return tuple(fact for request in found[1:] for fact in _http2_request(request))


def _http2_request(request: http2.Request) -> Facts:
    if request.scheme is None and request.host is not None:  # CONNECT (RFC 9113 §8.5)
        return listed(Protocol.HTTP2, TARGET, (host_and_port(request.host, request.port),))
    lookup = find_lookup(request.method, request.path or "", request.host, request.content_type)
    asked = (
        () if lookup is None else details(Protocol.HTTPDNS) + listed(Protocol.HTTPDNS, QUESTION, lookup.asked)
    )
    return named(request.host, NameSource.HTTP2_AUTHORITY) + asked


def _rtsp(data: bytes) -> Facts | Malformed:
    found = rtsp.decode_rtsp(data)
    if isinstance(found, Malformed):
        return found
    said = details(
        Protocol.RTSP,
        method=found.method,
        path=found.path,
        software=found.user_agent or found.server,
        realm=found.realm,
    )
    return named(found.host, NameSource.RTSP_URI) + said


def _sip(data: bytes) -> Facts | Malformed:
    found = sip.decode_sip(data)
    return found if isinstance(found, Malformed) else sip_facts(found)


def _openvpn(data: bytes) -> Facts | Malformed:
    found = openvpn.decode_stream(data)
    return found if isinstance(found, Malformed) else details(Protocol.OPENVPN, guard=found.guard)


def _ntrip(data: bytes) -> Facts | Malformed:
    found = ntrip.decode_request(data)
    return found if isinstance(found, Malformed) else ntrip_facts(found)


def _arsdk(data: bytes) -> Facts | Malformed:
    found = arsdk.decode_handshake(data)
    if isinstance(found, Malformed):
        return found
    return details(
        Protocol.ARSDK, controller_name=found.controller_name, controller_type=found.controller_type
    )


def _duml(data: bytes) -> Facts | Malformed:
    found = duml.decode_frame(data)
    return found if isinstance(found, Malformed) else duml_facts([found])


def _mavlink(data: bytes) -> Facts | Malformed:
    first = mavlink.read_frame(data)
    return first if isinstance(first, Malformed) else mavlink_facts([first])


def _nmea(data: bytes) -> Facts | Malformed:
    found = nmea.decode_sentence(data)
    return found if isinstance(found, Malformed) else nmea_facts([found])


def _rtcm(data: bytes) -> Facts | Malformed:
    found = rtcm.decode_frame(data)
    return found if isinstance(found, Malformed) else rtcm_facts([found])


def _toy_wifi(_: bytes) -> Facts:
    return details(Protocol.TOY_WIFI, module="lewei")  # by what ``wanted`` looks for


STREAMS: Final = (
    Stream(stun.wanted, _stun),
    Stream(socks.wanted, _socks),
    Stream(mqtt.wanted, _mqtt_client, _mqtt_topics),
    Stream(mqtt.server_wanted, _mqtt_server, _mqtt_topics),
    Stream(rtmp.wanted, _rtmp, _rtmp_commands),
    Stream(http2.wanted, _http2, _http2_further),
    Stream(rtsp.wanted, _rtsp),
    Stream(sip.wanted, _sip),
    Stream(openvpn.wanted, _openvpn),
    Stream(ntrip.wanted, _ntrip),
    Stream(arsdk.wanted, _arsdk),
    Stream(duml.wanted, _duml),
    Stream(mavlink.wanted, _mavlink),
    Stream(nmea.wanted, _nmea),
    Stream(rtcm.wanted, _rtcm),
    Stream(toy_wifi.wanted, _toy_wifi),
)
"""In the order in which they are asked; no two are sure of the same octets (a test)."""
