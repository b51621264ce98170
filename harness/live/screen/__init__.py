"""The terminal view: endpoints by concern, taps, claims so far and blind spots, drawn anew every second.

``running.show`` is all that others call. Everything but ``app``, ``canvas``, ``running`` and ``typing_line`` is pure and
knows no terminal.
"""

from __future__ import annotations

import os

# Read by Textual once, when it is imported. Terminals other than kitty differ in what they know of its protocol for keys,
# some print what they do not know, and no key here needs it.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
