"""Outlines of countries to draw on, and one point in each to draw at: pictures of places, never evidence of them.

``world.json`` is made by ``scripts/build_world.py`` from Natural Earth; its own ``about`` says what it is and what it is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

NO_CODE = ""
"""Key of land whose holders do not agree whose it is, or that has no code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What there is to draw."""

    about: Mapping[str, str]
    """Attribution, licence, source and what is wrong with it."""
    outlines: Mapping[str, str]
    """ISO 3166-1 alpha-2 -> SVG path data in the map of ``projection``; small countries have none at this scale."""
    points: Mapping[str, tuple[float, float]]
    """ISO 3166-1 alpha-2 -> longitude and latitude of a point in the country, in degrees."""


@cache
def world() -> World:
    """The world, read once."""
    held = json.loads((files(__package__) / "world.json").read_text(encoding="utf-8"))
    return World(
        about=MappingProxyType(held["about"]),
        outlines=MappingProxyType(held["outlines"]),
        points=MappingProxyType({code: (float(x), float(y)) for code, (x, y) in held["points"].items()}),
    )
