"""How many examples laws get, where that is not what the profile says (decision 0173)."""

from __future__ import annotations

import os
from typing import Final

from hypothesis import settings

_SOAKING: Final = os.environ.get("HARNESS_HYPOTHESIS") == "soak"
COSTLY: Final = settings(max_examples=settings().max_examples // (1 if _SOAKING else 4))
"""A quarter of what other laws get, and in the soak as many: for laws that took more than 1.5 s of processor time, most of them over whole tables."""
