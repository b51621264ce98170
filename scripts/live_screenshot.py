"""Rewrite the picture of the view of ``harness live`` in ``docs/images``: ``python -m scripts.live_screenshot``.

Made-up pictures, drawn by the view itself and exported by Textual as SVG; no terminal and no browser is needed.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Final

from harness.live.screen.app import LiveApp, Shown
from tests.support.live_pictures import MemoryDesk, S, drone_pictures

ROOT: Final = Path(__file__).resolve().parent.parent
IMAGE: Final = ROOT / "docs" / "images" / "live.svg"
WIDTH, HEIGHT = 120, 24
_FETCHED: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_NAMED: Final = re.compile(r"terminal-\d+")


async def picture() -> str:
    """The view at the end of the made-up capture."""
    last = list(drone_pictures())[-1]
    given = Shown(
        began_ns=last.at_ns - 21 * S, free_octets=lambda: 12_000_000_000, now_ns=lambda: last.at_ns + S
    )
    app = LiveApp(lambda: last, MemoryDesk(), given)
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        return cleaned(app.export_screenshot(title="harness live"))


def cleaned(svg: str) -> str:
    """Without fonts that a reader's browser would fetch from elsewhere, and the same each time that it is made."""
    return _NAMED.sub("terminal", _FETCHED.sub("", svg)).replace("Fira Code", "monospace")


def main() -> None:
    """Draw it."""
    IMAGE.write_text(asyncio.run(picture()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
