"""Made-up pictures of a capture under way: documentation addresses and `.example` names, but for servers whose country is the point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from harness.errors import MachineError
from harness.live.desk import Mark, MarkKind
from harness.model.live import LiveClaim, LiveEndpoint, LivePicture, LiveTap, TapState
from harness.reports.concern import CONTROL, NONE, POSSIBLE, UNLOCATED, WITNESS

S = 1_000_000_000
BEGAN_NS = 1_793_613_600 * S
"""2026-11-02 10:00:00 UTC."""

LAN = LiveTap(
    interface="lan0",
    vantage="gateway-lan",
    state=TapState.CAPTURING,
    packets=4_210,
    octets=3_145_728,
    behind_ns=400_000_000,
    kernel_drops=0,
    capture_drops=None,
)
WAN = replace(LAN, interface="wan0", vantage="gateway-wan", packets=4_190, octets=3_140_002)
CLAIM = LiveClaim(
    id="no-data-to-cn",
    text="No data goes to China.",
    refuted=False,
    words="nothing refutes it so far; 2 endpoints could be in CN",
    witnesses=(),
)
REFUTED = replace(
    CLAIM,
    refuted=True,
    words="REFUTED: application data went to 1 endpoint in CN",
    witnesses=("logs.cn.dronelab.example 52.80.0.10:443 tcp, captures/gateway-lan_00001.pcapng packet 812",),
)
BLIND = "Drops of capturing are unknown until the end."
SYNTHETIC = "SYNTHETIC: this traffic was made by the lab; it says nothing about a product."


def endpoint(address: str = "192.0.2.10", **more: object) -> LiveEndpoint:
    """One endpoint; nothing about it is of concern unless said."""
    plain = LiveEndpoint(
        vantage="gateway-lan",
        address=address,
        transport="tcp",
        port=443,
        name=None,
        located="US agreed",
        whose="Example Cloud",
        rank=NONE,
        concern="",
        ours=False,
        octets_up=1_234,
        octets_down=56_789,
        packets=42,
        first_ns=BEGAN_NS,
        last_ns=BEGAN_NS,
        capture="captures/gateway-lan_00001.pcapng",
        packet=17,
        details=(),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def drone_endpoints(at_ns: int) -> tuple[LiveEndpoint, ...]:
    """What a drone app of the lab speaks with, the largest concern first."""
    return (
        endpoint("52.80.0.10", name="logs.cn.dronelab.example", located="CN agreed", whose="Skylark logs", rank=WITNESS,
                 concern="witness CN", octets_up=812_345, octets_down=20_480, packets=2_210, last_ns=at_ns - S,
                 packet=812, details=("also named: telemetry.dronelab.example", "TLS 1.3, JA4 t13d1516h2_8daaf6152771_e5627efa2ab1",
                                      "least round trip 231.4 ms")),
        endpoint("203.0.113.7", port=8_883, name="mqtt.dronelab.example", located="SG single", whose="Example Broker",
                 rank=POSSIBLE, concern="possible CN", octets_up=40_960, packets=310, last_ns=at_ns - 4 * S),
        endpoint("198.51.100.23", name="cdn.dronelab.example", whose="Example CDN, on Alder Cloud", rank=CONTROL,
                 concern="control CN", octets_up=9_000, packets=120, last_ns=at_ns - 65 * S),
        endpoint("2001:db8::5:1", transport="udp", name="video.dronelab.example", located="unknown", whose="",
                 rank=UNLOCATED, concern="unlocated", octets_up=5_000_000, packets=4_002, last_ns=at_ns),
        endpoint("192.0.2.10", name="api.dronelab.example", last_ns=at_ns - 12 * S),
        endpoint("192.0.2.53", transport="udp", port=53, name=None, whose="resolver", octets_up=912, octets_down=2_048,
                 packets=24, last_ns=at_ns - 30 * S),
        endpoint("192.0.2.123", transport="udp", port=123, name=None, whose="gateway's clock", ours=True, octets_up=96,
                 octets_down=96, packets=2, last_ns=at_ns - 3_700 * S),
    )  # fmt: skip


def picture(
    endpoints: Sequence[LiveEndpoint] = (),
    *,
    at_s: float = 0,
    taps: Sequence[LiveTap] = (LAN,),
    claims: Sequence[LiveClaim] = (CLAIM,),
    blind_spots: Sequence[str] = (BLIND,),
    notes: Sequence[str] = (),
) -> LivePicture:
    """One picture, so many seconds after capturing began."""
    return LivePicture(
        at_ns=BEGAN_NS + round(at_s * S),
        endpoints=tuple(endpoints),
        taps=tuple(taps),
        claims=tuple(claims),
        blind_spots=tuple(blind_spots),
        notes=tuple(notes),
    )


def drone_pictures() -> Iterator[LivePicture]:
    """A capture from its first packet: endpoints come one by one, a claim is refuted, a tap goes and comes back."""
    starting = replace(LAN, state=TapState.STARTING, packets=0, octets=0, behind_ns=None)
    yield picture(taps=[starting], at_s=0, notes=[SYNTHETIC])
    for count in range(1, 8):
        at_s = 3 * count
        known = drone_endpoints(BEGAN_NS + at_s * S)[7 - count :]
        lan = replace(LAN, packets=900 * count, octets=700_000 * count)
        if count == 4:
            lan = replace(lan, state=TapState.GONE, note="lan0 is not there any more")
        claim = REFUTED if count == 7 else CLAIM
        yield picture(known, at_s=at_s, taps=[lan, WAN], claims=[claim], notes=[SYNTHETIC])


class MemoryDesk:
    """A desk that keeps marks in memory."""

    def __init__(self, *, broken: bool = False) -> None:
        self.kept: list[Mark] = []
        self.broken = broken

    def mark(self, kind: MarkKind, text: str) -> Mark:
        if self.broken:
            raise MachineError("session.jsonl: no space left on device")
        self.kept.append(Mark(kind=kind, text=text, at_ns=BEGAN_NS + len(self.kept) * S))
        return self.kept[-1]

    def marks(self) -> tuple[Mark, ...]:
        return tuple(self.kept)
