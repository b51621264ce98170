"""Drone data-egress observation: packets in, located and classified endpoints out."""

from __future__ import annotations

__version__ = "0.1.0"
