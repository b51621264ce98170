"""Protocols: the words for what is spoken in a flow, what a port suggests, and what hides what is inside.

Words and ports are those of the protocols' own specifications, of IANA's registry, and of
the drone protocols' published descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Protocol(StrEnum):
    """What is spoken. Public: never renamed."""

    ARSDK = "arsdk"
    """Parrot's ARNetwork and its discovery."""
    COAP = "coap"
    """Constrained Application Protocol (RFC 7252); known by port only."""
    DHCP = "dhcp"
    """Addresses and settings for hosts (RFC 2131, RFC 9915); known by port only."""
    DJI_WIFI = "dji_wifi"
    """DJI's framing between app and aircraft, with DUML inside."""
    DNS = "dns"
    """Names and addresses (RFC 1035), over UDP and TCP."""
    DOH = "doh"
    """DNS queries over HTTPS (RFC 8484)."""
    DOT = "dot"
    """DNS over TLS (RFC 7858)."""
    DTLS = "dtls"
    """TLS over datagrams (RFC 6347, RFC 9147)."""
    DUML = "duml"
    """DJI's command frames."""
    ESP = "esp"
    """IPsec payload in UDP (RFC 3948)."""
    GB28181 = "gb28181"
    """SIP as in GB/T 28181: devices have numbers of 20 digits."""
    HTTP = "http"
    """HTTP/1 (RFC 9112)."""
    HTTP2 = "http2"
    """HTTP/2 in clear (RFC 9113)."""
    HTTPDNS = "httpdns"
    """Names looked up by plain HTTP requests, past every resolver."""
    IKE = "ike"
    """Key exchange of IPsec (RFC 7296)."""
    LLMNR = "llmnr"
    """Names on the local link (RFC 4795)."""
    MAVLINK = "mavlink"
    """Messages between aircraft, ground station and companion, versions 1 and 2."""
    MDNS = "mdns"
    """Multicast DNS (RFC 6762)."""
    MQTT = "mqtt"
    """Messages by topic through a broker, versions 3.1, 3.1.1 and 5."""
    MQTTS = "mqtts"
    """MQTT over TLS."""
    NETBIOS = "netbios"
    """NetBIOS over UDP (RFC 1002); known by port only."""
    NMEA = "nmea"
    """Sentences of NMEA 0183."""
    NTP = "ntp"
    """Time (RFC 5905)."""
    NTRIP = "ntrip"
    """Corrections for positioning over HTTP."""
    OPAQUE = "opaque"
    """No header in clear and no pattern: what fully encrypted protocols look like."""
    OPENVPN = "openvpn"
    """A tunnel, over UDP and TCP."""
    QUIC = "quic"
    """A transport with TLS inside (RFC 9000)."""
    REMOTE_ID = "remote_id"
    """Broadcasts of drones in 802.11 management frames: Open Drone ID (ASTM F3411), DJI DroneID, French e-identification."""
    RTCM = "rtcm"
    """Corrections for positioning (RTCM 10403)."""
    RTCP = "rtcp"
    """Reports on RTP streams (RFC 3550 §6)."""
    RTMP = "rtmp"
    """Live video and commands, as sent to streaming sites."""
    RTP = "rtp"
    """Audio and video in datagrams (RFC 3550); with SRTP only its headers are in clear."""
    RTSP = "rtsp"
    """Control of media streams (RFC 2326, RFC 7826)."""
    SIP = "sip"
    """Calls and sessions (RFC 3261)."""
    SOCKS = "socks"
    """Proxies, versions 4, 4a and 5 (RFC 1928)."""
    SRT = "srt"
    """Secure Reliable Transport: video in datagrams, perhaps encrypted."""
    SSDP = "ssdp"
    """Discovery of UPnP devices; known by port only."""
    STUN = "stun"
    """STUN and TURN (RFC 8489, RFC 8656)."""
    TELLO = "tello"
    """Commands, state and video of Ryze Tello."""
    TLS = "tls"
    """Transport Layer Security over TCP (RFC 8446, RFC 5246 and before)."""
    TOY_WIFI = "toy_wifi"
    """Wi-Fi modules of toy drones."""
    WEBSOCKET = "websocket"
    """Messages after an upgrade of HTTP (RFC 6455)."""
    WIREGUARD = "wireguard"
    """A tunnel over UDP."""


TUNNELS: Final = frozenset({Protocol.SOCKS, Protocol.WIREGUARD, Protocol.OPENVPN, Protocol.IKE, Protocol.ESP})
"""Carry what is meant for others: the servers behind them are not seen. An HTTP proxy is known by its target, a relay by TURN."""

PORTS: Final[Mapping[tuple[str, int], Protocol]] = MappingProxyType(
    {
        ("udp", 53): Protocol.DNS, ("tcp", 53): Protocol.DNS, ("tcp", 853): Protocol.DOT, ("udp", 67): Protocol.DHCP,
        ("udp", 68): Protocol.DHCP, ("udp", 547): Protocol.DHCP, ("udp", 5353): Protocol.MDNS, ("udp", 5355): Protocol.LLMNR,
        ("udp", 137): Protocol.NETBIOS, ("udp", 138): Protocol.NETBIOS, ("udp", 1900): Protocol.SSDP,
        ("tcp", 80): Protocol.HTTP, ("tcp", 443): Protocol.TLS, ("udp", 443): Protocol.QUIC,
        ("udp", 123): Protocol.NTP, ("udp", 3478): Protocol.STUN, ("tcp", 3478): Protocol.STUN, ("tcp", 1883): Protocol.MQTT,
        ("tcp", 8883): Protocol.MQTTS, ("tcp", 1935): Protocol.RTMP, ("tcp", 554): Protocol.RTSP, ("tcp", 8554): Protocol.RTSP,
        ("udp", 5060): Protocol.SIP, ("tcp", 5060): Protocol.SIP, ("udp", 5683): Protocol.COAP, ("tcp", 1080): Protocol.SOCKS,
        ("udp", 51820): Protocol.WIREGUARD, ("udp", 1194): Protocol.OPENVPN, ("tcp", 1194): Protocol.OPENVPN,
        ("udp", 500): Protocol.IKE, ("udp", 4500): Protocol.ESP, ("udp", 9003): Protocol.DJI_WIFI, ("udp", 8889): Protocol.TELLO,
        ("udp", 8890): Protocol.TELLO, ("udp", 14550): Protocol.MAVLINK, ("udp", 14540): Protocol.MAVLINK,
        ("udp", 14555): Protocol.MAVLINK, ("tcp", 5760): Protocol.MAVLINK, ("tcp", 44444): Protocol.ARSDK,
        ("udp", 54321): Protocol.ARSDK, ("udp", 43210): Protocol.ARSDK, ("tcp", 2101): Protocol.NTRIP,
    }
)  # fmt: skip
"""What the server's port suggests where no payload told it: never evidence."""

MALFORMED: Final = "malformed"
"""Key of a protocol's fact, where its first message could not be read: the value is the reason."""
