"""``harness gateway``: a machine between the product and the internet; each subcommand is a module of its own (``harness.cli.subcommands``)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.cli.subcommands import Subcommands, run

SUBCOMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "install-proxy": "install the proxy that opens TLS, in an environment of its own",
    }
)
"""Every subcommand and what it does."""

_ABOUT = """\
A gateway between the product and the internet.
"""

_OWN = Subcommands("gateway", _ABOUT, SUBCOMMANDS)

parser, request, subcommand = _OWN.parser, _OWN.request, _OWN.module

__all__ = ["SUBCOMMANDS", "parser", "request", "run", "subcommand"]
