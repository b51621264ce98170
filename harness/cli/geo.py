"""``harness geo``: place data, told, taken in and asked; each subcommand is a module of its own (``harness.cli.subcommands``)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.cli.subcommands import Subcommands, run

SUBCOMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "status": "which data sets are there, how old they are, and which are asked for a date",
        "import": "take in a file of place data",
        "update": "fetch newer place data from those who publish them",
        "lookup": "say what is known of addresses",
        "plan": "say which addresses need to be measured, and from how near",
        "probe": "measure round trips to addresses from here, now",
        "measurements": "take in round trips that probes elsewhere measured",
        "explain": "say of one address what every data set says, what counts, and why",
    }
)
"""Every subcommand and what it does."""

_ABOUT = """\
Place data: which are there, taking in more, and asking them. Registration, operator, location and physics are four questions, and are never
mixed; docs/geodata.md says what each data set means.
"""

_OWN = Subcommands("geo", _ABOUT, SUBCOMMANDS)

parser, request, subcommand = _OWN.parser, _OWN.request, _OWN.module

__all__ = ["SUBCOMMANDS", "parser", "request", "run", "subcommand"]
