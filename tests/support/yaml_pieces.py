"""Bits of YAML that break files in different ways when they are pasted into one."""

from __future__ import annotations

YAML_PIECES = (
    *("", "[]", "{}", "null", "- a", "1", "-1", "1e999", "x: y"),
    *("'", '"', ":", "\n", "  ", "true", "[[a]]"),
)
