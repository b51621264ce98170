"""``harness endpoints``: the catalogue of endpoints, asked and written; each subcommand is a module of its own (``harness.cli.subcommands``)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.cli.subcommands import Subcommands, run

SUBCOMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "lint": "check rule files and run their examples",
        "explain": "say of a host or address which rules know it, and why",
        "search": "find rules by words",
        "stats": "count rules by kind, category, country, confidence and file",
        "unmatched": "propose rules for what an analysis saw and no rule knows",
        "import": "make rules of a list of names, or a claim of a MUD file",
    }
)
"""Every subcommand and what it does."""

_ABOUT = """\
The catalogue: who runs and who hosts an endpoint, and why that is believed. Neither says where it is; that is `harness geo`. How to read and write
rules stands in docs/endpoints.md and docs/rules.md.
"""

_OWN = Subcommands("endpoints", _ABOUT, SUBCOMMANDS)

parser, request, subcommand = _OWN.parser, _OWN.request, _OWN.module

__all__ = ["SUBCOMMANDS", "parser", "request", "run", "subcommand"]
