from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.live.desk import Mark, MarkKind
from harness.live.screen.drawn import width_of
from harness.live.screen.keys import pressed
from harness.live.screen.pages import HELP, page, wireshark_filter
from harness.live.screen.view import Page, View, advanced, opened
from harness.model.live import LivePicture
from tests.support.hostile_pictures import pictures
from tests.support.live_pictures import (
    BEGAN_NS,
    BLIND,
    REFUTED,
    SYNTHETIC,
    drone_endpoints,
    endpoint,
    picture,
)

PICTURE = picture(drone_endpoints(BEGAN_NS), claims=[REFUTED], notes=[SYNTHETIC])


def texts(view: View, width: int = 100) -> str:
    return "\n".join("".join(text for text, _ in line) for line in page(view, width))


def test_an_endpoint_is_shown_with_the_packet_to_look_at() -> None:
    text = texts(opened(advanced(View(), PICTURE), Page.ENDPOINT))
    for part in (
        "logs.cn.dronelab.example",
        "52.80.0.10:443 tcp",
        "witness CN",
        "- also named: telemetry.dronelab.example",
        "captures/gateway-lan_00001.pcapng, packet 812",
        "Wireshark: ip.addr == 52.80.0.10 && tcp.port == 443",
        "tshark -r captures/gateway-lan_00001.pcapng -Y 'frame.number == 812' -V",
    ):
        assert part in text


def test_a_file_name_cannot_add_words_to_the_command() -> None:
    hostile = endpoint(capture="a b;$(reboot).pcapng")
    text = texts(opened(advanced(View(), picture([hostile])), Page.ENDPOINT), 200)
    command = next(line for line in text.splitlines() if line.startswith("tshark"))
    assert shlex.split(command)[2] == hostile.capture


@pytest.mark.parametrize(
    ("address", "port", "transport", "words"),
    [
        ("192.0.2.1", 443, "udp", "ip.addr == 192.0.2.1 && udp.port == 443"),
        ("2001:db8::1", None, "icmpv6", "ipv6.addr == 2001:db8::1"),
        ("fe80::1%eth0", 53, "tcp", "ipv6.addr == fe80::1 && tcp.port == 53"),
        ("192.0.2.1", 7, "gre", "ip.addr == 192.0.2.1"),
        ("x || 1", 443, "tcp", None),
    ],
)
def test_filters_of_wireshark(address: str, port: int | None, transport: str, words: str | None) -> None:
    assert wireshark_filter(endpoint(address, port=port, transport=transport)) == words


def test_an_endpoint_that_is_gone_is_said_to_be() -> None:
    view = opened(advanced(View(), PICTURE), Page.ENDPOINT)
    assert texts(advanced(view, picture(at_s=1))) == "this endpoint is not in the picture any more"


def test_everything_is_shown_whole() -> None:
    mark = Mark(kind=MarkKind.STEP, text="take-off", at_ns=BEGAN_NS)
    view = opened(advanced(View(marks=(mark,), troubles=("alert: no",)), PICTURE), Page.FACTS)
    text = texts(view, 200)
    for part in (
        SYNTHETIC,
        BLIND,
        REFUTED.witnesses[0],
        "2026-11-02 10:00:00 UTC step take-off",
        "alert: no",
    ):
        assert part in text


def test_every_key_of_the_help_does_something() -> None:
    named = {
        "up": ["up"], "down": ["down"], "pgup": ["pageup"], "pgdn": ["pagedown"], "space": ["space"], "esc": ["escape"],
        "/": ["slash"], "?": ["question_mark"], "ctrl-c": ["ctrl+c"],
    }  # fmt: skip
    rows = [endpoint(f"192.0.2.{number}") for number in range(40)]
    middle = advanced(View(), picture(rows))
    middle = pressed(pressed(middle, "pagedown", 10).view, "pagedown", 10).view
    for keys, _ in HELP:
        for key in keys.replace(" or ", " ").split():
            for name in named.get(key, [key]):
                came = pressed(middle, name, 10)
                assert came.view != middle or came.wish != "none", name


@given(pictures(), st.sampled_from(Page), st.integers(40, 120))
def test_no_line_is_wider_than_the_terminal(one: LivePicture, which: Page, width: int) -> None:
    view = opened(advanced(View(), one), which)
    assert all(width_of(line) <= width for line in page(view, width))
