"""Pictures whose every text may be what a hostile server or file put there."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from harness.model.live import LiveClaim, LiveEndpoint, LivePicture, LiveTap, TapState
from tests.support.live_pictures import BEGAN_NS, S

HOSTILE = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://x.example\x1b\\link",
    "\x1bP$q\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1bc",
    "\x9b31mc1",
    "\x90dcs\x9c",
    "\x9d0;osc\x9c",
    "\x0e\x0f shifted",
    "[bold]markup[/bold] [@click=app.exit]x[/]",
    "[/",
    "\\[escaped\\]",
    "\u202eevil\u202c",
    "zero\u200bwidth\u2060\ufeff",
    "two\nlines\r\x0b\x0c\x85\u2028\u2029",
    "nul\x00bel\x07bs\x08tab\t",
    "a" * 255 + ".example",
    "-rf $(reboot) `id`; 'x' \"y\" | > &",
    '" concern="none',
    "-",
    "",
    "\u0301combining",
    "\ud800lone",
    "\u5bbd\u5b57" * 40,
    "\u05d0\u05d1 right to left",
    "x" * 700,
)
"""Each acts on some terminal, markup, log or shell, or breaks a column."""


def pictures() -> st.SearchStrategy[LivePicture]:
    """Any picture, by a number: drawing each text by itself took a minute for what takes a second so."""
    return st.integers(0, 2**32 - 1).map(picture_of)


def picture_of(seed: int) -> LivePicture:
    """The picture of a number; keys of endpoints and taps and ids of claims stand in it once."""
    drawn = Random(seed)
    endpoints = {row.key: row for row in (_endpoint(drawn) for _ in range(drawn.randrange(7)))}
    taps = {(tap.interface, tap.vantage): tap for tap in (_tap(drawn) for _ in range(drawn.randrange(4)))}
    claims = {claim.id: claim for claim in (_claim(drawn) for _ in range(drawn.randrange(4)))}
    return LivePicture(
        at_ns=_time(drawn),
        endpoints=tuple(endpoints.values()),
        taps=tuple(taps.values()),
        claims=tuple(claims.values()),
        blind_spots=_texts(drawn),
        notes=_texts(drawn),
    )


def _text(drawn: Random) -> str:
    """Of the list above, or of any code points, lone surrogates included."""
    if drawn.random() < 0.7:
        return drawn.choice(HOSTILE)
    most = drawn.choice((0x80, 0x300, 0x10000, 0x110000))
    return "".join(chr(drawn.randrange(most)) for _ in range(drawn.randrange(12)))


def _texts(drawn: Random) -> tuple[str, ...]:
    return tuple(_text(drawn) for _ in range(drawn.randrange(4)))


def _count(drawn: Random) -> int:
    return drawn.randrange(10 ** drawn.randrange(1, 19))


def _maybe(drawn: Random) -> int | None:
    return drawn.choice((None, 0, _count(drawn)))


def _time(drawn: Random) -> int:
    return BEGAN_NS + drawn.randrange(3_000) * S


def _endpoint(drawn: Random) -> LiveEndpoint:
    """Few keys, so that the same endpoint comes again in other pictures."""
    return LiveEndpoint(
        vantage=drawn.choice(("gateway-lan", _text(drawn))),
        address=drawn.choice(("192.0.2.1", "192.0.2.2", "2001:db8::1", _text(drawn))),
        transport=drawn.choice(("tcp", "udp")),
        port=drawn.choice((None, 53, 443, 65_535)),
        name=drawn.choice((None, _text(drawn))),
        located=_text(drawn),
        whose=_text(drawn),
        rank=drawn.randrange(5),
        concern=_text(drawn),
        ours=drawn.random() < 0.3,
        octets_up=_count(drawn),
        octets_down=_count(drawn),
        packets=_count(drawn),
        first_ns=_time(drawn),
        last_ns=_time(drawn),
        capture=_text(drawn),
        packet=_count(drawn),
        details=_texts(drawn),
    )


def _tap(drawn: Random) -> LiveTap:
    return LiveTap(
        interface=drawn.choice(("lan0", "wan0", _text(drawn))),
        vantage=drawn.choice(("gateway-lan", _text(drawn))),
        state=drawn.choice(list(TapState)),
        packets=_count(drawn),
        octets=_count(drawn),
        behind_ns=drawn.choice((None, -(10**9), _count(drawn))),
        kernel_drops=_maybe(drawn),
        capture_drops=_maybe(drawn),
        note=drawn.choice(("", _text(drawn))),
    )


def _claim(drawn: Random) -> LiveClaim:
    witnesses = _texts(drawn)
    keys = tuple(drawn.choice(("192.0.2.1:443 tcp", "192.0.2.2:443 tcp")) for _ in witnesses)
    return LiveClaim(
        id=drawn.choice(("no-data-to-cn", "CN", _text(drawn))),
        text=_text(drawn),
        refuted=drawn.random() < 0.5,
        words=_text(drawn),
        witnesses=witnesses,
        witness_keys=drawn.choice(((), keys)),
    )
