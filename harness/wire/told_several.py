"""Several datagrams of one side -> facts, for protocols that one datagram does not tell, or tells only a part of.

How many are enough, each decoder says (its own module).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harness.model.facts import Facts
from harness.model.malformed import Malformed, Reason
from harness.model.protocols import Protocol
from harness.model.words import HelloTransport
from harness.wire import dtls, ike, mavlink, rtp, tello, toy_wifi, wireguard
from harness.wire.openings import Datagrams
from harness.wire.told import details
from harness.wire.told_datagrams import mavlink_facts, tello_facts
from harness.wire.told_hello import hello_facts

_LAYER: Final = "udp"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, _LAYER)
_MORE: Final = Malformed(Reason.TRUNCATED, 0, _LAYER)


def _dtls_over(datagrams: Sequence[bytes]) -> Facts | Malformed:
    """DTLS, with the client's hello where it is whole; a server's or a later datagram has none."""
    first = dtls.decode_dtls(datagrams[0])
    if isinstance(first, Malformed):
        return _NOT_THIS
    hellos = dtls.ClientHellos()
    for datagram in datagrams:
        hellos.feed(0, datagram)
    if not hellos.prefix:
        return details(Protocol.DTLS)
    if dtls.hello_wanted(hellos.prefix) > len(hellos.prefix) and not hellos.capped:
        return _MORE
    return _dtls_hello(hellos.prefix)


def _dtls_at_end(datagrams: Sequence[bytes]) -> Facts:
    """A hello that stays cut, as far as it goes: that it is DTLS, its first datagram made certain."""
    hellos = dtls.ClientHellos()
    for datagram in datagrams:
        hellos.feed(0, datagram)
    return _dtls_hello(hellos.prefix)


def _dtls_hello(message: bytes) -> Facts:
    found = dtls.decode_hello(message)
    hello = found if isinstance(found, Malformed) else hello_facts(found.hello, HelloTransport.DTLS)
    return details(Protocol.DTLS) if isinstance(hello, Malformed) else hello


def _rtp_over(datagrams: Sequence[bytes]) -> Facts | Malformed:
    if any(isinstance(rtp.decode_rtp(one), Malformed) for one in datagrams):
        return _NOT_THIS
    return details(Protocol.RTP) if rtp.consistent(datagrams) else _MORE


def _wireguard_over(datagrams: Sequence[bytes]) -> Facts | Malformed:
    if any(isinstance(wireguard.decode_wireguard(one), Malformed) for one in datagrams):
        return _NOT_THIS
    return details(Protocol.WIREGUARD) if wireguard.consistent(datagrams) else _MORE


def _esp_over(datagrams: Sequence[bytes]) -> Facts | Malformed:
    others = [one for one in datagrams if not ike.is_keepalive(one)]
    if any(isinstance(ike.decode_esp(one), Malformed) for one in others):
        return _NOT_THIS
    return details(Protocol.ESP) if ike.consistent(datagrams) else _MORE


def _mavlink_over(datagrams: Sequence[bytes]) -> Facts | Malformed:
    found = [mavlink.decode_frames(one) for one in datagrams]
    frames = [frame for one in found if not isinstance(one, Malformed) for frame in one]
    if any(isinstance(one, Malformed) for one in found):
        return _NOT_THIS
    return mavlink_facts(frames) if mavlink.consistent(datagrams) else _MORE


def _tello_over(datagrams: Sequence[bytes]) -> Facts | Malformed:
    found = [tello.decode_datagram(one) for one in datagrams]
    messages = [one for one in found if not isinstance(one, Malformed)]
    if len(messages) < len(found):
        return _NOT_THIS
    return tello_facts(messages) if tello.consistent(datagrams) else _MORE


def _toy_wifi_over(datagrams: Sequence[bytes]) -> Facts | Malformed:
    if any(isinstance(toy_wifi.decode_datagram(one), Malformed) for one in datagrams):
        return _NOT_THIS
    return details(Protocol.TOY_WIFI) if toy_wifi.consistent(datagrams) else _MORE


OVER_SEVERAL: Final = (
    Datagrams(_dtls_over, _dtls_at_end),
    Datagrams(_rtp_over),
    Datagrams(_wireguard_over),
    Datagrams(_mavlink_over),
    Datagrams(_tello_over),
    Datagrams(_toy_wifi_over),
    Datagrams(_esp_over),
)
"""In the order in which they are asked."""
