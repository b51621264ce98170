"""The form of a made-up situation. Pydantic checks it, ``docs/forge.md`` lists it.

Descriptions here are read by authors twice: in the field reference, and as the
mending half of the message for a missing key. What only shows between keys is
checked in ``harness.rules.forge_expand``.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from harness.rules.forge_between import BetweenForm
from harness.rules.forge_message_forms import MessageForm, ValueForm
from harness.rules.forge_values import (
    FILE,
    V4,
    V6,
    Address,
    Coordinates,
    Form,
    HeaderTold,
    Id,
    Instant,
    Mac,
    Name,
    Octets,
    Port,
    Seconds,
    Share,
    Told,
    decimal,
    text,
)


class RepeatForm(Form):
    """The same conversation again, each time with a port of its own."""

    every_s: Annotated[float, BeforeValidator(decimal), Field(gt=0, le=86_400)] = Field(
        description="seconds from one beginning to the next"
    )
    times: Annotated[int, Field(ge=2, le=10_000)] = Field(description="how often in all")


class ReplicateForm(Form):
    """A large file: the whole traffic of each network again for more devices."""

    copies: Annotated[int, Field(ge=2, le=1_000_000)] = Field(description="how often in all")
    spread_s: Seconds = Field(description="seconds over which the copies begin")


class GatewayForm(Form):
    """The box that the device sends through; its resolver unless the network names another."""

    mac: Mac = Field(default="02:00:5e:00:00:01", description="its MAC on the side of the devices")
    v4: V4 = Field(default="192.168.8.1", description="its IPv4 address on that side")
    v6: V6 = Field(default="fe80::1", description="its IPv6 address on that side")


class LossForm(Form):
    """Packets that passed the tap and are not in the file."""

    share: Share = Field(description="share of packets that the capture misses, 0 to 1")
    counter: Literal["counted", "absent", "zero"] = Field(
        default="counted",
        description="what the file says of it: `counted` the true number, `absent` no counter, `zero` a wrong 0",
    )


class SeenForm(Form):
    """Which packets the capture filter lets through; state it in ``if_filter`` or leave it unstated."""

    ports: list[Port] = Field(default=[], description="only these ports of either side; none: any")
    ip_versions: list[Literal[4, 6]] = Field(default=[], description="only these IP versions; none: both")


class NetworkForm(Form):
    """A vantage point: the network that devices are in, its tap, and the file that comes of it."""

    id: Id = Field(description="id of the vantage point or cell")
    coordinates: Coordinates = Field(description="[latitude, longitude] in degrees")
    file: Annotated[str, text(FILE, "a file name that ends in .pcapng, without folder")] | None = Field(
        default=None, description="name of the file; left out: the id with .pcapng"
    )
    start: Instant | None = Field(
        default=None, description="time from which `at_s` counts here; left out: the situation's"
    )
    from_s: Seconds = Field(default=0.0, description="capturing begins so many seconds after `start`")
    to_s: Seconds | None = Field(
        default=None, description="capturing ends then; left out: after the last packet"
    )
    link: Literal[
        "ethernet", "vlan", "raw", "gre", "null", "loop", "sll", "sll2",
        "ppp", "ppp_hdlc", "ppp_with_dir", "pppoe", "c_hdlc", "dot11", "radiotap",
    ] = Field(
        default="ethernet",
        description="frames of the tap: `vlan` tagged with 8, `raw` IP alone, `gre` IP in GRE in IP; others as "
        "docs/layers.md calls them; ARP only in `ethernet` and `vlan`",
    )  # fmt: skip
    link_type: Annotated[int, Field(ge=0, le=65_535)] | None = Field(
        default=None, description="link type that the file states, where it is to be another than the frames'"
    )
    gateway: GatewayForm = Field(default=GatewayForm(), description="mac, v4 and v6 of the gateway")
    resolver: Address | None = Field(
        default=None, description="resolver given by DHCP; left out: the gateway's IPv4 address"
    )
    nat_v4: V4 | None = Field(
        default=None, description="tap behind address translation: all IPv4 comes from this address"
    )
    clock_offset_ms: Annotated[int, Field(ge=-86_400_000, le=86_400_000)] = Field(
        default=0, description="added to the file's times gives true time"
    )
    loss: LossForm | None = Field(default=None, description="share, and what the file says of it")
    snaplen: Annotated[int, Field(ge=64, le=262_144)] = Field(
        default=262_144, description="octets kept of each packet"
    )
    truncate_at: Annotated[int, Field(ge=200)] | None = Field(
        default=None, description="the file ends at this octet"
    )
    if_filter: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="capture filter that the file states"
    )
    between: BetweenForm | None = Field(
        default=None, description="what answers in the servers' name, near the tap"
    )
    seen: SeenForm | None = Field(default=None, description="ports and ip_versions that were captured")
    key_log: Literal["file", "block", "both", "none"] = Field(
        default="file",
        description="where secrets of tls with messages go: `file` beside the capture (.keys), `block` inside it",
    )


class DeviceForm(Form):
    """A device in the networks, under test or not."""

    id: Id = Field(description="id of the device")
    mac: Mac = Field(description="MAC, lower case with colons")
    v4: V4 | None = Field(default=None, description="IPv4 address")
    v6: V6 | None = Field(default=None, description="IPv6 address")


class HostForm(Form):
    """Something that answers, and where it is."""

    id: Id = Field(description="id of the host")
    addresses: list[Address] = Field(
        min_length=1, description="its addresses; the first of a version is used"
    )
    coordinates: Coordinates | None = Field(
        default=None, description="[latitude, longitude]; either this or `rtt_ms`"
    )
    rtt_ms: Annotated[float, BeforeValidator(decimal), Field(ge=0.01, le=5_000)] | None = Field(
        default=None, description="least round trip from everywhere, for anycast or a liar"
    )


class AnswerForm(Form):
    """What a name resolves to in some networks."""

    host: Id = Field(description="host whose addresses are answered")
    networks: list[Id] = Field(
        default=[], description="where; none: in every network that no other answer names"
    )


class NameForm(Form):
    """A name, and where it leads by where the question comes from (GeoDNS)."""

    name: Name = Field(description="host name")
    cname: list[Name] = Field(default=[], description="aliases in between, in order")
    answers: list[AnswerForm] = Field(min_length=1, description="host, and networks")
    ttl_s: Annotated[int, Field(ge=0, le=86_400)] = Field(default=300, description="TTL of each record")


class HttpForm(Form):
    """What is said in a conversation of kind ``http``."""

    method: Annotated[str, text(re.compile("[A-Z]{1,10}"), "a method such as GET")] = Field(
        default="GET", description="method"
    )
    host: HeaderTold | None = Field(default=None, description="Host header as sent; left out: `to`")
    path: Annotated[
        str, text(re.compile(r"/[!-~]{0,900}"), "a path of printable ASCII that begins with /")
    ] = Field(default="/", description="path and query")
    body: Annotated[str, Field(max_length=900)] = Field(
        default="", description="body of the request; filled up to `octets_up`"
    )
    response: Annotated[str, Field(max_length=900)] = Field(
        default="", description="body of the response; filled up to `octets_down`"
    )


class TrafficForm(Form):
    """A conversation of a device, in one or more networks."""

    kind: Literal["tls", "http", "dns", "tcp", "udp", "ntp", "icmp", "dhcp", "arp"] = Field(
        description="tls, http, dns, tcp, udp, ntp, icmp, dhcp or arp"
    )
    device: Id = Field(description="who opens it")
    at_s: Seconds = Field(description="seconds after the network's start")
    to: Annotated[str, Field(min_length=1, max_length=253)] | None = Field(
        default=None, description="name or address; not for dhcp and arp; dns: the resolver asked"
    )
    id: Id | None = Field(default=None, description="id in truth.json; left out: kind and position")
    networks: list[Id] = Field(default=[], description="where; none: in every network")
    repeat: RepeatForm | None = Field(default=None, description="every_s and times")
    port: Port | None = Field(
        default=None,
        description="server's port; left out: tls 443, http 80, dns 53, ntp 123, tcp and udp 9000",
    )
    ip: Literal[4, 6] = Field(default=4, description="IP version")
    nat64: bool = Field(
        default=False, description="over IPv6 to the host's IPv4 address behind 64:ff9b::/96 (RFC 6052)"
    )
    resolve: bool = Field(default=True, description="ask for the name first; an address needs no asking")
    resolver: Address | None = Field(default=None, description="resolver asked; left out: the network's")
    name: Name | None = Field(default=None, description="dns: the name asked for")
    level: Literal["syn_only", "refused", "connected", "handshake", "data"] = Field(
        default="data", description="how far it gets; for kinds over TCP, `handshake` for tls only"
    )
    octets_up: Octets = Field(
        default=0, description="payload to the server; tls: before encryption, at least 19 with level data"
    )
    octets_down: Octets = Field(default=0, description="payload to the device; tls: before encryption")
    sni: Told | None = Field(
        default=None,
        description="tls: name in the hello as sent, escapes too; left out: `to` where that is a name; `none`: no name",
    )
    messages: list[MessageForm] = Field(
        default=[],
        max_length=200,
        description="tls, http, tcp, udp: what is said, in order, in place of octets_up and octets_down; tls is real then",
    )
    tls_version: Literal["1.2", "1.3"] = Field(default="1.3", description="tls with messages: the version")
    keys: bool = Field(default=True, description="tls with messages: whether the key log opens it")
    segment_octets: Annotated[int, Field(ge=16, le=1380)] = Field(
        default=1380, description="with messages over TCP: payload of a packet at most"
    )
    http: HttpForm = Field(default=HttpForm(), description="method, host, path, body, response")
    answered: bool = Field(default=True, description="false: nothing comes back (not for kinds over TCP)")
    retransmissions: Annotated[int, Field(ge=0, le=100)] = Field(
        default=0, description="so many of the segments of data to the server are sent twice"
    )
    syn_retransmissions: Annotated[int, Field(ge=0, le=5)] = Field(
        default=0, description="SYNs before the one that is answered"
    )
    close: Literal["fin", "rst", "none"] = Field(default="fin", description="how a TCP connection ends")


class BackgroundForm(Form):
    """What an operating system does by itself: clock, connectivity check, push channel."""

    device: Id = Field(description="whose operating system")
    time: Name = Field(description="name of its time server (NTP)")
    check: Name = Field(description="name of its connectivity check (HTTP)")
    push: Name = Field(description="name of its push service (TLS)")
    networks: list[Id] = Field(default=[], description="where; none: in every network")
    from_s: Seconds = Field(default=1.0, description="first time")
    every_s: Annotated[float, BeforeValidator(decimal), Field(ge=10, le=86_400)] = Field(
        default=300.0, description="seconds between rounds"
    )
    times: Annotated[int, Field(ge=1, le=1_000)] = Field(default=1, description="rounds")


class SituationForm(Form):
    """The top of the file."""

    schema_version: Literal[1] = Field(description="1")
    id: Id = Field(description="id of the situation")
    title: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        description="one line that says what it is"
    )
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(
        description="whole number that all randomness follows from"
    )
    start: Instant = Field(description="time from which `at_s` counts, such as 2026-11-02T10:00:00Z")
    detour: Annotated[float, BeforeValidator(decimal), Field(ge=1, le=10)] = Field(
        default=1.6, description="length of cables by length of the great circle"
    )
    networks: list[NetworkForm] = Field(
        min_length=1, max_length=200, description="vantage points, at least one"
    )
    devices: list[DeviceForm] = Field(min_length=1, description="devices, at least one")
    hosts: list[HostForm] = Field(default=[], description="what answers, and where it is")
    names: list[NameForm] = Field(default=[], description="names and where they lead")
    values: list[ValueForm] = Field(default=[], description="what messages hold: planted values, and decoys")
    traffic: list[TrafficForm] = Field(default=[], description="conversations")
    background: list[BackgroundForm] = Field(
        default=[], description="what operating systems do by themselves"
    )
    replicate: ReplicateForm | None = Field(default=None, description="copies and spread_s, for large files")
