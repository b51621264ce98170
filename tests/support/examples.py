"""How many examples a law gets whose example takes long (decision 0173)."""

from __future__ import annotations

from typing import Final

from hypothesis import settings

COSTLY: Final = settings(max_examples=settings().max_examples // 4)
"""A quarter of what other laws get, also in the soak: for laws that took more than 1.5 s of processor time, most of them over whole tables."""
