"""Messages of further protocols over UDP, some over TCP too -> facts: names, relayed ends, ids, programs.

Which octets are which protocol, and how sure that is, each decoder says (its own module). Of a position only that it was
there is told, and by which message.

Blind spots: what the decoders leave out: user names, passwords.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from harness.model.facts import Facts
from harness.model.malformed import Malformed, Reason
from harness.model.protocols import Protocol
from harness.model.words import NameSource
from harness.wire import (
    arsdk,
    dji_udp,
    duml,
    ike,
    mavlink,
    nmea,
    ntp,
    openvpn,
    rtcm,
    rtp,
    sip,
    srt,
    stun,
    tello,
    wireguard,
)  # fmt: skip
from harness.wire.addresses import host_and_port
from harness.wire.told import details, listed, messages_of, named
from harness.wire.told_http import TARGET

_LAYER: Final = "udp"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, _LAYER)


def stun_facts(message: stun.StunMessage) -> Facts:
    """Give the facts of a message; the peers of a relay are what it is asked to reach."""
    alternate = message.alternate_server
    said = details(
        Protocol.STUN,
        software=message.software,
        realm=message.realm,
        user_name=message.user,
        relay=message.turn,
        mapped_address=None if message.mapped is None else host_and_port(*message.mapped),
        relayed_address=None if message.relayed is None else host_and_port(*message.relayed),
        alternate_server=None if alternate is None else host_and_port(*alternate),
        alternate_domain=message.alternate_domain,
    )
    return said + listed(Protocol.STUN, TARGET, (host_and_port(*peer) for peer in message.peers))


def sip_facts(message: sip.SipMessage) -> Facts:
    """Give the facts of a message."""
    protocol = Protocol.GB28181 if message.gb28181 else Protocol.SIP
    ends = {"to": message.to, "from": message.from_, "contact": message.contact}
    hosts = {f"{word}_host": end.host for word, end in ends.items() if end is not None}
    said = details(
        protocol, method=message.method, software=message.user_agent or message.server, realm=message.realm,
        command=message.command, **hosts,
    )  # fmt: skip
    said += listed(protocol, "device_id", message.device_ids) + listed(protocol, "media", message.media)
    asked = message.request.host if message.request is not None and message.method is not None else None
    return named(asked, NameSource.SIP_URI) + said


def duml_facts(frames: Iterable[duml.DumlFrame], protocol: Protocol = Protocol.DUML) -> Facts:
    """Give the facts of frames: between which devices, and which sets of commands."""
    ends = [f"{_device(frame.sender)} > {_device(frame.receiver)}" for frame in frames]
    sets = [frame.command_set or str(frame.command_set_number) for frame in frames]
    return (
        *details(protocol),
        *listed(Protocol.DUML, "devices", (end.replace(" ", "") for end in ends)),
        *listed(Protocol.DUML, "command_set", (word.replace(" ", "_") for word in sets)),
    )


def _device(device: duml.Device) -> str:
    return f"{device.kind or device.number}:{device.unit}".replace(" ", "_")


def mavlink_facts(frames: Sequence[mavlink.MavlinkFrame]) -> Facts:
    """Give the facts of frames: who speaks, which messages, whose serial numbers, whether positions."""
    contents = [frame.contents for frame in frames]
    told = [one.remote_id for one in contents if one.remote_id is not None]
    serials = [one.identity for one in contents if one.identity is not None]
    serials += [uas_id.text for one in told for uas_id in one.uas_ids]
    positions = [one.position for one in contents if one.position is not None]
    positions += [place for one in told for place in one.positions]
    return (
        *details(Protocol.MAVLINK, version=frames[0].version),
        *listed(Protocol.MAVLINK, "system", (str(frame.system) for frame in frames)),
        *listed(Protocol.MAVLINK, "serial", serials),
        *listed(Protocol.MAVLINK, "position", messages_of(positions)),
    )


def nmea_facts(sentences: Iterable[nmea.NmeaSentence]) -> Facts:
    """Give the facts of sentences."""
    places = [sentence.position for sentence in sentences if sentence.position is not None]
    return details(Protocol.NMEA) + listed(Protocol.NMEA, "position", messages_of(places))


def rtcm_facts(frames: Iterable[rtcm.RtcmFrame]) -> Facts:
    """Give the facts of frames."""
    stations = [str(frame.station) for frame in frames if frame.station is not None]
    return details(Protocol.RTCM) + listed(Protocol.RTCM, "station", stations)


def _stun(datagram: bytes) -> Facts | Malformed:
    found = stun.decode_stun_datagram(datagram)
    return found if isinstance(found, Malformed) else stun_facts(found)


def _srt(datagram: bytes) -> Facts | Malformed:
    found = srt.decode_srt(datagram)
    if isinstance(found, Malformed):
        return found
    return details(
        Protocol.SRT,
        version=found.version,
        software=found.software,
        stream_host=found.host,
        user_name=found.user,
    )


def _wireguard(datagram: bytes) -> Facts | Malformed:
    found = wireguard.decode_wireguard(datagram)
    if isinstance(found, Malformed):
        return found
    # Data have no fixed octets but the first four: only their numbers over several make them sure.
    return _NOT_THIS if found.from_client is None else details(Protocol.WIREGUARD)


def _openvpn(datagram: bytes) -> Facts | Malformed:
    found = openvpn.decode_openvpn(datagram)
    return found if isinstance(found, Malformed) else details(Protocol.OPENVPN, guard=found.guard)


def _ike(datagram: bytes) -> Facts | Malformed:
    found = ike.decode_ike(datagram)
    if isinstance(found, Malformed):
        return found
    said = details(Protocol.IKE, version=found.version, gateway=found.gateway)
    return said + listed(Protocol.IKE, "software", found.vendors)


def _ntp(datagram: bytes) -> Facts | Malformed:
    found = ntp.decode_ntp(datagram)
    if isinstance(found, Malformed):
        return found
    return details(Protocol.NTP, stratum=found.stratum or None, reference=found.reference)


def _sip(datagram: bytes) -> Facts | Malformed:
    found = sip.decode_sip(datagram, datagram=True)
    return found if isinstance(found, Malformed) else sip_facts(found)


def _rtcp(datagram: bytes) -> Facts | Malformed:
    found = rtp.decode_rtcp(datagram)
    return (
        found
        if isinstance(found, Malformed)
        else details(Protocol.RTCP, cname=found.cname, software=found.tool)
    )


def _dji(datagram: bytes) -> Facts | Malformed:
    found = dji_udp.decode_datagram(datagram)
    return found if isinstance(found, Malformed) else duml_facts(found.frames, Protocol.DJI_WIFI)


def _duml(datagram: bytes) -> Facts | Malformed:
    found = duml.decode_frame(datagram)
    return found if isinstance(found, Malformed) else duml_facts(duml.find_frames(datagram))


def _mavlink(datagram: bytes) -> Facts | Malformed:
    found = mavlink.decode_frames(datagram)
    if isinstance(found, Malformed):
        return found
    return mavlink_facts(found) if mavlink.certain(found) else _NOT_THIS


def _tello(datagram: bytes) -> Facts | Malformed:
    found = tello.decode_datagram(datagram)
    if isinstance(found, Malformed):
        return found
    return tello_facts([found]) if found.certain else _NOT_THIS


def tello_facts(messages: Iterable[tello.TelloMessage]) -> Facts:
    """Give the facts of messages, with whether a Wi-Fi password was in them."""
    password = any(message.credentials for message in messages)
    return details(Protocol.TELLO, password=password)


def _arsdk(datagram: bytes) -> Facts | Malformed:
    found = arsdk.decode_datagram(datagram)
    if isinstance(found, Malformed):
        return found
    serials = [frame.serial.replace(" ", "_") for frame in found if frame.serial is not None]
    places = [frame.position for frame in found if frame.position is not None]
    return (
        *details(Protocol.ARSDK),
        *listed(Protocol.ARSDK, "serial", serials),
        *listed(Protocol.ARSDK, "position", messages_of(places)),
    )


def announced_facts(service_types: Iterable[str]) -> Facts:
    """Give the facts of DNS-SD service types that a device answers for: which product of Parrot's it is."""
    products = [
        word.replace(" ", "_") for one in service_types if (word := arsdk.product_of(one)) is not None
    ]
    return details(Protocol.ARSDK) + listed(Protocol.ARSDK, "product", products) if products else ()


def _nmea(datagram: bytes) -> Facts | Malformed:
    found = nmea.decode_sentences(datagram)
    return found if isinstance(found, Malformed) else nmea_facts(found)


def _rtcm(datagram: bytes) -> Facts | Malformed:
    found = rtcm.decode_frames(datagram)
    return found if isinstance(found, Malformed) else rtcm_facts(found)


DATAGRAMS: Final = (
    _stun, _srt, _wireguard, _openvpn, _ike, _ntp, _sip, _rtcp, _dji, _duml, _mavlink, _tello, _arsdk, _nmea, _rtcm,
)  # fmt: skip
"""One datagram tells; in the order in which they are asked."""
