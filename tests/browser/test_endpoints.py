"""Endpoints in a real browser: filter, sort, choose columns, follow one to its packet, go back; ten thousand of them at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Keys

from harness.reports.html.page import analysis_page, verification_page
from tests.support.browser import Browser
from tests.support.many_endpoints import many_in_analysis, many_in_verification

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
SECTION = "section[data-section=endpoints]"
ROWS = f"{SECTION} tr[data-key]"
DIALOG = f"{SECTION} dialog[data-endpoint-page]"
MOST_OF_TEN_THOUSAND = 15_000_000
MOST_OF_A_HUNDRED = 1_000_000


@pytest.fixture
def opened(chromium: Browser, pages: dict[str, Path]) -> Browser:
    chromium.size(1280, 900)
    chromium.open(pages["campaign"])
    return chromium


def texts(browser: Browser, selector: str) -> list[str]:
    """Of all at one moment: the script draws rows anew whenever it likes."""
    return list(
        browser.run(
            "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)", selector
        )
    )


def cells(browser: Browser, column: str) -> list[str]:
    return texts(browser, f"{ROWS} [data-cell={column}]")


def filtered(browser: Browser, word: str) -> list[str]:
    """Rows once all of them, and there are some, hold a word that was asked for."""
    browser.one(f"{SECTION} [data-filter]").send_keys(word)

    def found() -> list[str]:
        rows = texts(browser, ROWS)
        return rows if all(word in row for row in rows) else []

    return list(browser.until(found, "rows with the word alone"))


def is_open(browser: Browser) -> Callable[[], bool]:
    return lambda: bool(browser.run(f"return document.querySelector('{DIALOG}').open"))


def test_a_filter_leaves_what_it_says_and_tells_how_many(opened: Browser) -> None:
    before = len(opened.all(ROWS))
    shown = filtered(opened, "log.skylark")
    assert 0 < len(shown) < before
    opened.until(lambda: str(len(shown)) in texts(opened, f"{SECTION} [data-count]")[0], "the count is told")
    opened.run("arguments[0].click()", opened.one(f"{SECTION} [data-reset]"))
    opened.until(lambda: len(opened.all(ROWS)) == before, "all rows again")


def test_sorting_turns_round_and_says_so(opened: Browser) -> None:
    button = opened.one(f"{SECTION} button[data-sort=up]")
    seen = []
    for _ in range(2):
        opened.run("arguments[0].click()", button)
        heads = opened.all(f"{SECTION} th[aria-sort=ascending], {SECTION} th[aria-sort=descending]")
        assert len(heads) == 1
        seen.append((heads[0].get_attribute("aria-sort"), cells(opened, "up")))
    assert {order for order, _ in seen} == {"ascending", "descending"}
    assert seen[0][1] != seen[1][1]


def test_columns_can_be_left_out(opened: Browser) -> None:
    opened.run("arguments[0].open = true", opened.one(f"{SECTION} details.columns"))
    box = opened.one(f"{SECTION} input[data-column=operator]")
    there = bool(box.get_property("checked"))
    assert bool(cells(opened, "operator")) is there
    opened.run("arguments[0].click()", box)
    opened.until(lambda: bool(cells(opened, "operator")) is not there, "the column changes")


def test_a_witness_is_followed_to_its_packet_and_back(opened: Browser, pages: dict[str, Path]) -> None:
    filtered(opened, "log.skylark")
    opened.run("document.querySelector(arguments[0]).click()", f"{ROWS} a[data-endpoint]")
    opened.until(is_open(opened), "its page opens")
    told = opened.one(DIALOG).text
    for wanted in ("47.94.10.10", "sni", "dbip-country", "CN", "packet", "tshark -r"):
        assert wanted in told, wanted
    address = str(opened.run("return location.href"))
    assert "#e=" in address
    ActionChains(opened.driver).send_keys(Keys.ESCAPE).perform()
    opened.until(lambda: not is_open(opened)(), "Esc closes it")
    assert opened.run("return document.activeElement.matches('a[data-endpoint]')")
    opened.open(pages["campaign"], address[address.index("#") :])
    opened.until(is_open(opened), "the link opens it anew")
    assert "47.94.10.10" in opened.one(DIALOG).text
    assert opened.accessibility() == []


def test_the_back_button_leads_back(opened: Browser) -> None:
    opened.run("document.querySelector(arguments[0]).click()", f"{ROWS} a[data-endpoint]")
    opened.until(is_open(opened), "its page opens")
    opened.driver.back()
    opened.until(lambda: not is_open(opened)(), "back closes it")


@pytest.mark.parametrize("of", ["analysis", "verification"])
def test_ten_thousand_endpoints_fit_and_can_be_searched(chromium: Browser, tmp_path: Path, of: str) -> None:
    """How long opening takes is in docs/performance.md; no test asserts times."""
    page = (
        analysis_page(many_in_analysis(10_000))
        if of == "analysis"
        else verification_page([many_in_verification(10_000)])
    )
    assert len(page) <= MOST_OF_TEN_THOUSAND
    file = tmp_path / "many.html"
    file.write_bytes(page)
    took = chromium.open(file)
    print(f"{of}: {len(page):,} octets, opened in {took:.2f} s")
    assert chromium.requests() == [file.as_uri()]
    assert chromium.complaints() == []
    assert "10,000" in chromium.one(f"{SECTION} [data-count]").text.replace("10000", "10,000")
    assert 0 < len(chromium.all(ROWS)) <= 500


def test_a_hundred_endpoints_are_a_small_file() -> None:
    assert len(analysis_page(many_in_analysis(100))) <= MOST_OF_A_HUNDRED
    assert len(verification_page([many_in_verification(100)])) <= MOST_OF_A_HUNDRED
