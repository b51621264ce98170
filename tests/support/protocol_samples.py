"""What each further protocol says first, from specifications and recorded programs, and by hand what it tells."""

from __future__ import annotations

from typing import NamedTuple

from tests.support import client_streams as curl
from tests.support import datagram_vectors as recorded
from tests.support import drone_frames as drones
from tests.support import text_messages as texts
from tests.support.datagrams import attribute, esp, rtcp, sdes
from tests.support.datagrams import ike as ike_message
from tests.support.datagrams import ntp as ntp_message
from tests.support.datagrams import rtp as rtp_packet
from tests.support.datagrams import stun as stun_message
from tests.support.datagrams import wireguard as wireguard_packet
from tests.support.stream_messages import publish


class Sample(NamedTuple):
    """What one side sends first."""

    name: str
    protocol: str
    """A value of ``harness.model.protocols.Protocol``."""
    port: int
    """Of the server, as its specification has it; else any."""
    data: tuple[bytes, ...]
    """Datagrams, or one stream."""
    tshark: str
    """What tshark's column Protocol begins with."""
    details: dict[str, str]
    """Some of what is told: key to value, without those that a key has further."""
    named: tuple[str, str] | None = None
    """Name of the peer and where it comes from."""
    client: bool = True


_SOFTWARE = attribute(0x8022, b"app/1.0")
_CONNACK = bytes.fromhex("2011 009d 0e 1c 000b 622e6578616d706c653a31") + publish(b"t", b"\0")
_OPENVPN = len(recorded.OPENVPN_PLAIN).to_bytes(2, "big") + recorded.OPENVPN_PLAIN
_IKE = ike_message(34, (33, bytes(40)), (43, b"Gateway-5.9"), (41, b"\0\0\x40\x17\3\x09a.example"))
_LEWEI = b"lewei_cmd\0" + bytes(36)
_SERIAL = "0102030405060708090a0b0c0d0e0f101112"

STREAMS = (
    Sample("stun", "stun", 3478, (stun_message(1, _SOFTWARE),), "STUN", {"software": "app/1.0"}),
    Sample("socks5", "socks", 1080, (texts.SOCKS5,), "Socks", {"version": "5", "command": "connect", "target": "hidden.example:443"}),
    Sample("socks5-password", "socks", 1080, (texts.SOCKS5_PASSWORD,), "Socks", {"user_name": "yes", "target": "198.51.100.7:80"}),
    Sample("socks4a", "socks", 1080, (texts.SOCKS4A,), "Socks", {"version": "4", "target": "hidden.example:443"}),
    Sample("mqtt", "mqtt", 1883, (curl.MQTT_SUBSCRIBES,), "MQTT",
        {"client_id": "curlffbaadf1", "user_name": "yes", "topic": "thing/product/1ZNBJ7R0010078/services", "serial": "1ZNBJ7R0010078"}),
    Sample("mqtt-server", "mqtt", 1883, (_CONNACK,), "MQTT", {"server_reference": "b.example:1"}, client=False),
    Sample("rtmp", "rtmp", 1935, (curl.RTMP_PUBLISHES,), "RTMP", {"app": "live", "command": "releaseStream"},
        ("live.vendor.example", "rtmp_url")),
    Sample("http2", "http2", 80, (curl.HTTP2_POSTS,), "HTTP2", {}, ("api.vendor.example", "http2_authority")),
    Sample("rtsp", "rtsp", 554, (texts.DESCRIBE,), "RTSP", {"method": "DESCRIBE", "path": "/fizzle/foo"},
        ("server.example.com", "rtsp_uri")),
    Sample("rtsp-options", "rtsp", 554, (texts.DESCRIBE.replace(b"DESCRIBE", b"OPTIONS"),), "RTSP", {"method": "OPTIONS"},
        ("server.example.com", "rtsp_uri")),
    Sample("rtsp-server", "rtsp", 554, (texts.RTSP_ANSWER,), "RTSP", {"software": "PhonyServer/1.0"}, client=False),
    Sample("sip", "sip", 5060, (texts.TORTUOUS_INVITE,), "SIP", {"method": "INVITE", "media": "192.0.2.3"},
        ("chair-dnrc.example.com", "sip_uri")),
    Sample("sip-options", "sip", 5060, (texts.SIP_OK.replace(b"SIP/2.0 200 OK", b"OPTIONS sip:bob@biloxi.com SIP/2.0"),), "SIP",
        {"method": "OPTIONS", "software": "HomeServer\\032v2"}, ("biloxi.com", "sip_uri")),
    Sample("gb28181", "gb28181", 5060, (texts.REGISTER,), "SIP", {"device_id": texts.PLATFORM}, ("media.example", "sip_uri")),
    Sample("openvpn", "openvpn", 1194, (_OPENVPN,), "OpenVPN", {}),
    Sample("ntrip", "ntrip", 2101, (drones.NTRIP_SOURCE,), "TCP", {"mountpoint": "MOUNT", "password": "yes"}),
    Sample("arsdk", "arsdk", 44444, (drones.ARSDK_ASKS,), "TCP", {"controller_name": "katarina"}),
    Sample("duml", "duml", 8000, (drones.DUML_APP,), "TCP", {"command_set": "general"}),
    Sample("mavlink", "mavlink", 5760, (drones.mavlink("AUTOPILOT_VERSION"),), "TCP", {"version": "2", "serial": _SERIAL}),
    Sample("nmea", "nmea", 8001, (drones.GGA,), "TCP", {"position": "GPGGA"}),
    Sample("rtcm", "rtcm", 8002, (drones.RTCM_1005,), "TCP", {"station": "2003"}),
    Sample("toy-wifi", "toy_wifi", 7060, (_LEWEI,), "TCP", {"module": "lewei"}),
)  # fmt: skip
DATAGRAMS = (
    Sample("stun", "stun", 3478, (stun_message(1, _SOFTWARE),), "STUN", {"software": "app/1.0"}),
    Sample("turn", "stun", 3478, (recorded.TURN_ALLOCATED,), "STUN", {"relay": "yes"}, client=False),
    Sample("srt", "srt", 9000, (recorded.SRT_CALL,), "SRT", {"stream_host": "ingest.camera.example", "user_name": "yes"}),
    Sample("wireguard", "wireguard", 51820, (wireguard_packet(1, 148),), "WireGuard", {}),
    Sample("wireguard-data", "wireguard", 51820, tuple(wireguard_packet(4, 96, counter=n) for n in range(4)), "WireGuard", {}),
    Sample("openvpn", "openvpn", 1194, (recorded.OPENVPN_AUTH,), "OpenVPN", {"guard": "tls-auth"}),
    Sample("ike", "ike", 500, (_IKE,), "ISAKMP", {"gateway": "a.example", "software": "Gateway-5.9"}),
    Sample("ntp", "ntp", 123, (ntp_message(0x24, 1, b"GPS\0"),), "NTP", {"stratum": "1", "reference": "GPS"}, client=False),
    Sample("gb28181", "gb28181", 5060, (texts.KEEPALIVE,), "SIP", {"command": "Keepalive", "device_id": texts.PLATFORM}),
    Sample("rtcp", "rtcp", 5005, (rtcp(200, 0, bytes(24)) + sdes(7, cname=b"cam@192.0.2.5", tool=b"tool"),), "RTCP",
        {"cname": "cam@192.0.2.5", "software": "tool"}),
    Sample("dji-wifi", "dji_wifi", 9003, (drones.DJI_COMMAND,), "UDP", {}),
    Sample("duml", "duml", 8000, (drones.DUML_APP,), "UDP", {"command_set": "general"}),
    Sample("mavlink", "mavlink", 14550, (drones.mavlink("OPEN_DRONE_ID_BASIC_ID"),), "UDP", {"serial": "1581F0000EXAMPLE0001"}),
    Sample("tello", "tello", 8889, (drones.TELLO_LAND,), "UDP", {}),
    Sample("tello-words", "tello", 8889, (b"command", b"takeoff", b"land"), "UDP", {}),
    Sample("arsdk", "arsdk", 54321, (drones.ARSDK_EVENT * 2,), "UDP", {}),
    Sample("nmea", "nmea", 8001, (drones.GGA + drones.GLL,), "UDP", {"position": "GPGGA"}),
    Sample("rtcm", "rtcm", 8002, (drones.RTCM_1005 * 2,), "UDP", {"station": "2003"}),
    Sample("dtls", "dtls", 4433, (recorded.DTLS_HELLO, recorded.DTLS_HELLO_REST), "DTLS", {}, ("relay.camera.example", "dtls_sni")),
    Sample("dtls-server", "dtls", 4433, (recorded.DTLS_SERVER,), "DTLS", {}, client=False),
    Sample("rtp", "rtp", 5004, tuple(rtp_packet(number) for number in range(5)), "UDP", {}),
    Sample("esp", "esp", 4500, tuple(esp(0xC0FFEE00, number) for number in range(1, 6)), "ESP", {}),
    Sample("toy-wifi", "toy_wifi", 50000, (bytes.fromhex("6680808080010199"),) * 3, "UDP", {}),
)  # fmt: skip
