"""The line that steps, notes and filters are typed on."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from textual.suggester import SuggestFromList
from textual.widgets import Input

_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
"""Categories of what acts on a terminal or cannot be seen; pasted text may hold it."""
TEXT_MOST: Final = 500
"""Characters of one step or note."""


def typed(text: str) -> str:
    """Text as typed or pasted, without what acts on a terminal or cannot be seen.

    >>> typed("take-off" + chr(27) + "[31m")
    'take-off[31m'
    """
    return "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)[:TEXT_MOST]


class TypingLine(Input):
    """An input of one line without a frame."""

    DEFAULT_CSS = """
    TypingLine { dock: bottom; height: 1; border: none; padding: 0; display: none; }
    TypingLine:focus { border: none; }
    TypingLine.open { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.cursor_blink = False

    def open(self, text: str, suggestions: Sequence[str]) -> None:
        """Show it with a text to begin with; a suggestion is taken with the right arrow."""
        self.suggester = SuggestFromList([typed(word) for word in suggestions], case_sensitive=False)
        self.value = typed(text)
        self.cursor_position = len(self.value)
        self.add_class("open")
        self.focus()

    def close(self) -> None:
        """Take it away."""
        self.blur()
        self.remove_class("open")
        self.value = ""

    def validate_value(self, value: str) -> str:
        """Whatever way a text came in."""
        return typed(value)
