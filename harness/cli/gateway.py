"""``harness gateway``: a machine between the product and the internet; each subcommand is a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from harness.cli.subcommands import Subcommands, run

SUBCOMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "up": "set this machine up between devices and the internet",
        "down": "put everything back as it was, also after a crash",
        "status": "say what is up, for whom, and whether anybody has changed it since",
        "check": "see that packets pass as planned, and that captures see them",
        "install-proxy": "install the proxy that opens TLS, in an environment of its own",
    }
)
"""Every subcommand and what it does."""

_ABOUT = """\
A gateway between the product and the internet, to capture at. Every change of the machine is written down before it is made, and undone by
`harness gateway down`; a reboot undoes everything too. docs/howto/gateway.md shows the way.
"""

_OWN = Subcommands("gateway", _ABOUT, SUBCOMMANDS)

parser, request, subcommand = _OWN.parser, _OWN.request, _OWN.module

__all__ = ["SUBCOMMANDS", "parser", "request", "run", "subcommand"]
