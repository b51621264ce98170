from __future__ import annotations

from dataclasses import replace

from harness.live.screen.head import STALE_NS, drops, elapsed, summary, title
from harness.live.screen.view import View, advanced, paused
from harness.model.live import LivePicture, TapState
from harness.reports.lines import Style
from tests.support.live_pictures import BEGAN_NS, BLIND, CLAIM, LAN, REFUTED, SYNTHETIC, WAN, S, picture


def said(view: View, width: int = 120, room: int = 20) -> list[str]:
    return ["".join(text for text, _ in line) for line in summary(view, width, room)]


def of(one: LivePicture) -> View:
    return advanced(View(), one)


def test_a_tap_says_all_that_is_known_of_it() -> None:
    (line,) = [text for text in said(of(picture()), 160) if text.startswith("lan0")]
    assert line == (
        "lan0 (gateway-lan): capturing; 4,210 packets, 3.1 MB, behind 0.400 s;"
        " drops: kernel 0, capture unknown until the end"
    )


def test_a_rate_is_told_from_two_pictures() -> None:
    later = picture(taps=[replace(LAN, octets=LAN.octets + 50_000)], at_s=2)
    assert "3.1 MB, 25.0 kB/s, behind" in said(advanced(of(picture()), later), 160)[0]


def test_what_is_not_known_is_never_zero() -> None:
    assert drops(replace(LAN, kernel_drops=None)) == "kernel unknown, capture unknown until the end"
    assert drops(replace(LAN, capture_drops=0)) == "kernel 0, capture 0"


def test_nothing_read_yet_is_said() -> None:
    starting = replace(LAN, state=TapState.STARTING, behind_ns=None)
    assert "starting; 4,210 packets, 3.1 MB, nothing read yet" in said(of(picture(taps=[starting])), 160)[0]


def test_the_worst_stands_first() -> None:
    gone = replace(WAN, state=TapState.GONE, note="wan0 is not there any more")
    view = of(picture(taps=[LAN, gone], claims=[CLAIM, replace(REFUTED, id="other")], notes=[SYNTHETIC]))
    lines = said(view, 200)
    assert [line.split(" ")[0] for line in lines] == [
        "wan0",
        "other:",
        "SYNTHETIC:",
        "lan0",
        "no-data-to-cn:",
        "1",
    ]
    assert "GONE, nothing is seen" in lines[0]
    assert lines[0].endswith("wan0 is not there any more")
    assert summary(view, 200, 20)[0][0][1] is Style.BAD


def test_what_has_no_room_is_said_to_be_left_out() -> None:
    lines = said(of(picture(taps=[LAN] * 9)), 200, room=4)
    assert len(lines) == 4
    assert lines[-1] == "and 8 lines more: i shows all"


def test_a_claim_is_never_said_to_hold() -> None:
    words = " ".join(said(of(picture())))
    assert "nothing refutes it so far" in words
    assert "PASS" not in words


def test_blind_spots_are_counted_and_the_first_is_said() -> None:
    assert said(of(picture(blind_spots=[BLIND, "another"])))[-1] == f"2 blind spots: {BLIND}"


def test_troubles_come_before_everything() -> None:
    view = replace(of(picture()), troubles=("webhook at hooks.example: 1 alert not delivered; too slow",))
    assert said(view)[0].startswith("webhook at hooks.example")


def test_while_paused_what_is_refuted_and_what_went_is_said_all_the_same() -> None:
    view = paused(of(picture()))
    gone = replace(LAN, state=TapState.GONE)
    lines = said(advanced(view, picture(claims=[REFUTED], taps=[gone], at_s=1)), 160)
    assert "GONE" in lines[0]
    assert "REFUTED" in lines[1]


def test_the_title_says_for_how_long_and_whether_it_is_now() -> None:
    def text(view: View, now_ns: int) -> str:
        return "".join(piece for piece, _ in title(view, 100, now_ns, 12_345_678_901))

    view = of(picture())
    assert (
        text(view, BEGAN_NS + 3_725 * S)
        == "harness live  1:02:05  0 endpoints  12.3 GB free  AS OF 1 h 2 min AGO"
    )
    assert "AGO" not in text(view, BEGAN_NS + STALE_NS)
    assert text(paused(view), BEGAN_NS).endswith("VIEW PAUSED, capturing goes on")


def test_time_that_ran_backwards_is_none() -> None:
    assert elapsed(-5 * S) == "0:00:00"
