"""The HTML report in a real browser: it loads, asks for nothing, complains of nothing, and can be used by everybody."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from tests.support.browser import Browser

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
EACH = ["campaign", "example", "two", "compared", "hostile", "analysis"]


@pytest.mark.parametrize("name", EACH)
def test_a_page_asks_for_itself_alone_and_complains_of_nothing(
    chromium: Browser, pages: dict[str, Path], name: str
) -> None:
    chromium.open(pages[name])
    assert chromium.requests() == [pages[name].as_uri()]
    assert chromium.complaints() == []
    assert not chromium.run("return document.querySelectorAll('img, iframe, object').length")


def test_the_fence_around_the_page_holds(chromium: Browser, pages: dict[str, Path]) -> None:
    """What a hostile name would do, were the other fences gone: the policy stops it."""
    chromium.open(pages["example"])
    chromium.run(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s);"
        "const i = document.createElement('img'); i.src = 'http://192.0.2.1/x.png'; document.body.append(i);"
    )
    assert chromium.run("return window.ran === undefined")
    assert len([told for told in chromium.complaints() if "Content Security Policy" in told]) == 2


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(chromium: Browser, pages: dict[str, Path], name: str, scheme: str) -> None:
    chromium.size(1280, 900)
    chromium.media(prefers_color_scheme=scheme)
    chromium.open(pages[name])
    assert chromium.accessibility() == []


def test_dark_and_light_are_what_the_system_says_until_somebody_chooses(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    def ground() -> str:
        return str(chromium.run("return getComputedStyle(document.body).backgroundColor"))

    chromium.media(prefers_color_scheme="dark")
    chromium.open(pages["example"])
    dark = ground()
    chromium.media(prefers_color_scheme="light")
    light = ground()
    assert dark != light
    button = chromium.one("#theme")
    found = []
    for _ in range(3):
        button.click()
        found.append((button.text, ground()))
    assert found == [("Theme: light", light), ("Theme: dark", dark), ("Theme: system", light)]


def test_it_prints(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.media(prefers_color_scheme="dark")
    chromium.open(pages["campaign"])
    printed = pypdf.PdfReader(io.BytesIO(chromium.printed()))
    text = " ".join("\n".join(page.extract_text() for page in printed.pages).split())
    assert "SYNTHETIC: made up by harness-forge" in text
    assert "log.skylark.example" in text
    assert "Theme:" not in text


def test_it_fits_a_narrow_window(chromium: Browser, pages: dict[str, Path]) -> None:
    """WCAG 2.2 success criterion 1.4.10: 320 CSS pixels, without scrolling sideways."""
    chromium.size(320, 640)
    for name in EACH:
        chromium.open(pages[name])
        assert chromium.run("return document.documentElement.scrollWidth") <= 320, name
    chromium.size(1280, 900)


def test_a_ring_shows_how_far_an_answer_can_have_come(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["campaign"])
    options = chromium.all("#r1-map-disc option")
    assert len(options) > 10
    chosen = next(option for option in options if "sao-paulo" in option.text)
    chosen.click()
    assert str(chromium.one(".rings path").get_attribute("d")).startswith("M")
    told = chromium.one(".ring-text").text
    assert "not farther than" in told
    assert "CN is out of reach." in told
    assert chromium.all(".lands path.excluded[data-code=CN]")
    options[0].click()
    assert not chromium.all(".rings path, .excluded")
