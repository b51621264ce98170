"""The sections of text in a browser: the first screen, what can be followed and copied, and what is folded."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from tests.support.browser import Browser

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]


def test_two_claims_fit_the_first_screen(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.size(1280, 800)
    chromium.open(pages["campaign"])
    claims = chromium.all(".claim")
    assert len(claims) == 2
    assert all(claim.rect["y"] + claim.rect["height"] <= 800 for claim in claims)
    first = claims[0].text
    for told in ("No user data goes to mainland China.", "FAIL as tested", "FAIL as asserted", "A test from US only",
                 "It would have missed 2 of 2 findings.", "egress.region: US", "Not covered:"):  # fmt: skip
        assert told in first
    left, right = claims[0].find_elements("css selector", ".card")
    assert left.rect["y"] == right.rect["y"]
    assert left.rect["x"] < right.rect["x"]


def test_a_finding_has_a_lasting_address_and_a_command_to_copy(
    chromium: Browser, pages: dict[str, Path]
) -> None:
    chromium.size(1280, 800)
    chromium.media(prefers_reduced_motion="reduce")
    chromium.open(pages["campaign"], "#finding-no-data-to-cn-diag.skylark.example")
    top = chromium.run("return document.querySelector(':target').getBoundingClientRect().top")
    assert 0 <= top < 800
    button = chromium.one(".finding .look button")
    assert button.text == "Copy filter"
    chromium.run("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    chromium.until(lambda: button.text != "Copy filter", "the button says what came of it")


def test_a_link_to_a_cell_opens_its_details(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.media(prefers_reduced_motion="reduce")
    chromium.open(pages["campaign"])
    chromium.one(".matrix tbody th a").click()
    chromium.until(
        lambda: chromium.run("return document.querySelector(':target')?.checkVisibility()"), "it opens"
    )


def test_what_is_folded_is_printed(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["campaign"])
    printed = pypdf.PdfReader(io.BytesIO(chromium.printed()))
    first = " ".join(printed.pages[0].extract_text().split())
    assert "FAIL as tested" in first
    text = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
    assert "independent session" in text
    assert "Our own tools: excluded" in text or "Background, which the device" in text
