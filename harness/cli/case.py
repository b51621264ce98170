"""``harness case``: directories of cases; each subcommand is a module of its own (``harness.cli.subcommands``)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.cli.subcommands import Subcommands, run

SUBCOMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "new": "write the directory of a case, to go on from",
        "update": "make its captures anew, and write down the rows of every hop",
        "diff": "run it, and show hop by hop what is not as written down",
        "list": "say what cases there are, and what each shows",
    }
)
"""Every subcommand and what it does."""

_ABOUT = """\
Cases: a directory with a described situation, the captures that the forge makes of it, a scenario, and the rows that must come of it at
every hop from captures to verdicts. docs/cases.md says how to make one.
"""

_OWN = Subcommands("case", _ABOUT, SUBCOMMANDS)

parser, request, subcommand = _OWN.parser, _OWN.request, _OWN.module

__all__ = ["SUBCOMMANDS", "parser", "request", "run", "subcommand"]
