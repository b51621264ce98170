"""Keys as a person presses them, on Textual's own driver without a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from harness.live.desk import MarkKind
from harness.live.screen import app as app_module
from harness.live.screen.app import LiveApp, Shown
from harness.live.screen.typing_line import TypingLine
from harness.live.screen.view import Page
from harness.model.live import LivePicture
from tests.support.live_pictures import (
    BEGAN_NS,
    MemoryDesk,
    S,
    drone_endpoints,
    drone_pictures,
    endpoint,
    picture,
)

PICTURE = list(drone_pictures())[-1]


@pytest.fixture(autouse=True)
def _draw_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "REDRAW_NS", 0)
    monkeypatch.setattr(app_module, "POLL_S", 3_600)


class Rig:
    """An app, its desk, and the picture that it is given next."""

    def __init__(self, first: LivePicture | None, *, broken: bool) -> None:
        self.desk = MemoryDesk(broken=broken)
        self.now = first
        self.troubles: tuple[str, ...] = ()
        given = Shown(
            steps=("take-off", "logged in"), troubles=lambda: self.troubles, now_ns=lambda: PICTURE.at_ns + S
        )
        self.app = LiveApp(lambda: self.now, self.desk, given)

    @property
    def text(self) -> str:
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines)

    def show(self, one: LivePicture) -> None:
        self.now = one
        self.app.look()


def play(
    scene: Callable[[Rig, Pilot[bool]], Awaitable[None]],
    *,
    size: tuple[int, int] = (100, 30),
    broken: bool = False,
    first: LivePicture | None = PICTURE,
) -> Rig:
    async def run() -> Rig:
        rig = Rig(first, broken=broken)
        async with rig.app.run_test(size=size) as pilot:
            await scene(rig, pilot)
            await pilot.pause()
        return rig

    return asyncio.run(run())


def test_a_step_is_marked_with_a_suggestion_of_the_scenario() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press("s")
        await pilot.press("t", "a")
        await pilot.pause()
        assert "take-off" in rig.text
        await pilot.press("right", "enter")
        await pilot.pause()
        assert "step taken down: take-off" in rig.text

    (mark,) = play(scene).desk.marks()
    assert (mark.kind, mark.text) == (MarkKind.STEP, "take-off")


def test_letters_of_a_note_are_no_keys() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press("n", *"sync q", "enter")

    rig = play(scene)
    assert [(mark.kind, mark.text) for mark in rig.desk.marks()] == [(MarkKind.NOTE, "sync q")]
    assert rig.app.return_value is None


def test_nothing_is_taken_down_where_nothing_was_typed_or_it_was_left() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press("s", "space", "enter", "n", "x", "escape")
        await pilot.press("p")
        assert rig.app.view_now.paused

    assert play(scene).desk.marks() == ()


def test_what_could_not_be_taken_down_is_said_and_stays_to_be_tried_again() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press("n", *"low", "enter")
        await pilot.pause()
        assert "NOT TAKEN DOWN: session.jsonl: no space left on device" in rig.text
        rig.desk.broken = False
        await pilot.press("enter")

    assert [mark.text for mark in play(scene, broken=True).desk.marks()] == ["low"]


def test_a_filter_lists_what_holds_its_words() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press("slash", *"mqtt", "enter")
        assert [row.address for row in rig.app.view_now.rows] == ["203.0.113.7"]
        await pilot.press("escape")
        assert len(rig.app.view_now.rows) == 7

    play(scene)


def test_the_pause_says_that_capturing_goes_on() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press("space")
        rig.show(picture(drone_endpoints(BEGAN_NS)[:1], at_s=60))
        await pilot.pause()
        assert "VIEW PAUSED, capturing goes on" in rig.text
        assert "mqtt.dronelab.example" in rig.text
        await pilot.press("p")
        await pilot.pause()
        assert "mqtt.dronelab.example" not in rig.text

    play(scene)


def test_an_endpoint_is_opened_where_the_cursor_stands() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "Wireshark: ip.addr == 203.0.113.7 && tcp.port == 8883" in rig.text
        await pilot.press("enter")
        assert rig.app.view_now.page is Page.TABLE

    play(scene)


@pytest.mark.parametrize(
    "keys", [["ctrl+c"], ["q", "y"], ["s", "ctrl+c"], ["s", "x", "escape", "question_mark", "ctrl+c"]]
)
def test_stopping(keys: list[str]) -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press(*keys)

    assert play(scene).app.return_value is True


@pytest.mark.parametrize("keys", [["q", "n"], ["ctrl+q", "escape"], ["y"], ["tab", "ctrl+p", "f1"]])
def test_not_stopping(keys: list[str]) -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press(*keys)

    rig = play(scene)
    assert rig.app.return_value is None
    assert rig.desk.marks() == ()


def test_the_last_picture_is_on_the_screen_whatever_came_before() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        for one in drone_pictures():
            rig.show(one)
        for one in (
            picture([endpoint("198.51.100.77")], at_s=90),
            picture([endpoint("198.51.100.78")], at_s=91),
        ):
            rig.show(one)
            await pilot.pause()
        assert "198.51.100.78:443 tcp" in rig.text
        assert "198.51.100.77" not in rig.text

    play(scene)


def test_what_the_view_draws_is_what_stands_on_the_screen() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        for keys in (["down"], ["i"], ["question_mark"], ["escape", "c"]):
            await pilot.press(*keys)
            await pilot.pause()
            drawn = ["".join(text for text, _ in line).rstrip() for line in rig.app._drawn.lines]
            assert rig.text.split("\n") == drawn

    play(scene, size=(80, 24))


def test_another_size_is_drawn_anew() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.resize_terminal(160, 45)
        await pilot.pause()
        assert "packets  age" in rig.text
        assert len(rig.text.split("\n")) == 45

    play(scene, size=(80, 24))


def test_a_failed_alert_is_said() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        rig.troubles = ("webhook at hooks.example: 1 alert not delivered; the server took too long",)
        rig.app.look()
        await pilot.pause()
        assert "webhook at hooks.example: 1 alert not delivered" in rig.text

    play(scene)


def test_what_is_pasted_cannot_act_on_the_terminal() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        await pilot.press("n")
        rig.app.query_one(TypingLine).insert_text_at_cursor("a\x1b[31mb\x07")
        await pilot.pause()
        assert "a[31mb" in rig.text
        await pilot.press("enter")

    assert [mark.text for mark in play(scene).desk.marks()] == ["a[31mb"]


def test_before_the_first_picture_it_says_that_it_waits() -> None:
    async def scene(rig: Rig, pilot: Pilot[bool]) -> None:
        assert "waiting for the first packets" in rig.text

    play(scene, first=None)
