"""``harness lab``: a small internet in network namespaces, with a drone app in it; each subcommand is a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.cli.subcommands import Subcommands, run

SUBCOMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "check": "say what this machine can do of it",
        "run": "let the app do everything, captured at four taps, and write a scenario of it",
        "shell": "open a shell in it, to try things by hand",
        "load": "send mixed traffic at a set rate between two places of it, and count",
    }
)
"""Every subcommand and what it does."""

_ABOUT = """\
A small internet on this machine alone: a phone and an aircraft behind a gateway, and servers in four countries by
address and distance, in network namespaces that nothing outside can reach. All that it makes says SYNTHETIC.
"""

_OWN = Subcommands("lab", _ABOUT, SUBCOMMANDS)

parser, request, subcommand = _OWN.parser, _OWN.request, _OWN.module

__all__ = ["SUBCOMMANDS", "parser", "request", "run", "subcommand"]
