"""A headless Chromium, driven by Selenium, that tells of every request and of every complaint on its console."""

from __future__ import annotations

import json
import os
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from scripts.axe_core import SCRIPT

QUIET = (
    "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--force-device-scale-factor=1",
    "--hide-scrollbars",
)  # fmt: skip
"""Chromium by itself asks for updates and the like; what is asked then is the page's."""


class Browser:
    """One window."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, fragment: str = "") -> float:
        """Open a file anew and wait until it is loaded; seconds that this took."""
        self.driver.get("about:blank")
        self.requests()
        self.complaints()
        began = time.perf_counter()
        self.driver.get(page.as_uri() + fragment)
        return time.perf_counter() - began

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script by the driver, which no policy of the page holds back."""
        return self.driver.execute_script(script, *arguments)

    def until(self, what: Callable[[], Any], told: str, seconds: float = 5.0) -> Any:
        """Wait until something is true."""
        end = time.monotonic() + seconds
        while not (found := what()):
            assert time.monotonic() < end, f"waited in vain: {told}"
            time.sleep(0.02)
        return found

    def size(self, width: int, height: int) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def media(self, **features: str) -> None:
        """Emulate what a user prefers: ``prefers_color_scheme="dark"``."""
        told = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": told})

    def printed(self) -> bytes:
        """The page as a PDF."""
        return b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"])

    def picture(self) -> bytes:
        """What the window shows, as PNG."""
        return b64decode(self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])

    def requests(self) -> list[str]:
        """Addresses that were asked for since the last call."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What stands on the console since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def accessibility(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA, a line for each element."""
        if not SCRIPT.exists():
            pytest.skip("capability: axe")
        self.run(SCRIPT.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            """
            const done = arguments[arguments.length - 1];
            const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
            axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
              .then((found) => done(found.violations), (fault) => done([{id: String(fault), nodes: [{}]}]));
            """
        )
        return [
            f"{fault['id']}: {node.get('target')} {node.get('failureSummary', '')} {node.get('html', '')[:200]}"
            for fault in found
            for node in fault["nodes"]
        ]


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start Chromium; skips where it is not there.

    Args:
        profile: A new folder for what it keeps.
    """
    chromium, driver = which("chromium"), which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("capability: chromium")
    options = Options()
    options.binary_location = chromium
    for argument in (*QUIET, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield Browser(started)
    finally:
        started.quit()
