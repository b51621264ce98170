"""``harness campaign``: begin a campaign, and take evidence into it; each subcommand is a module of its own (``harness.cli.subcommands``)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.cli.subcommands import Subcommands, run

SUBCOMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "init": "write a scenario and a run sheet to begin with",
        "add": "take sealed evidence into the scenario that it was captured for",
    }
)
"""Every subcommand and what it does."""

_ABOUT = """\
A campaign: one scenario with its cells, planned, then captured one after the other, then judged together.
"""

_OWN = Subcommands("campaign", _ABOUT, SUBCOMMANDS)

parser, request, subcommand = _OWN.parser, _OWN.request, _OWN.module

__all__ = ["SUBCOMMANDS", "parser", "request", "run", "subcommand"]
