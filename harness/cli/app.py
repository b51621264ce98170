"""The command line's grammar: commands, options, help texts. A command returns its job, ``main`` runs it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from harness import __version__
from harness.cli.analyze import Request, run
from harness.cli.exits import Exit

Job = Callable[[], int]
"""What a parsed command line asks for; run outside the option parser, which would turn a broken pipe into status 1."""

_EXITS = """\
Exit status: 0 read, and no country asked about was seen; 1 a country was witnessed; 3 none witnessed, at least \
one possible; 2 wrong usage; 4 a capture cannot be read, a file cannot be written, or harness itself is at fault; \
130 stopped by Ctrl-C."""

app = typer.Typer(
    name="harness",
    add_completion=False,
    # Plain help: quick, and nothing in it is taken for markup.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if value:
        typer.echo(f"harness {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def harness(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001, FBT002 - acts through its callback; typer calls with names
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """See what a drone product sends where: packet captures in, named, located, classified endpoints out."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(Exit.USAGE)


@app.command(epilog=_EXITS)
def analyze(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH", help="Captures (pcap, pcapng); - reads standard input.", show_default=False
        ),
    ],
    device: Annotated[
        list[str] | None,
        typer.Option(
            metavar="X",
            help="Device under test: MAC, address or prefix (CIDR). It is the client where no handshake was seen. "
            "May be repeated.",
        ),
    ] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CC",
            help="Answer for this country (ISO 3166-1, two letters): witnessed, possible or none seen. May be repeated.",
        ),
    ] = None,
    json: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|-",
            help="Write every table as one JSON document (docs/json.md). - writes only that to standard output. "
            "A file that is no earlier document of harness is never replaced.",
        ),
    ] = None,
    idle_timeout: Annotated[
        int, typer.Option(metavar="S", min=1, max=86_400, help="A gap of more than S seconds ends a flow.")
    ] = 300,
    all_rows: Annotated[  # noqa: FBT002 - typer calls with names
        bool, typer.Option("--all", help="List everything: local endpoints and the ends of long lists too.")
    ] = False,
    width: Annotated[
        int | None,
        typer.Option(metavar="N", min=60, max=1000, help="Columns of the report, instead of the terminal's."),
    ] = None,
) -> Job:
    """Read captures and report where the product talked to.

    For each endpoint: name, address, country with its status, operator, category, octets each way. Countries of
    registration and of legal control are told apart from location. Captures are only read, never changed.
    """
    request = Request(
        paths=tuple(paths),
        devices=tuple(device or ()),
        countries=tuple(country or ()),
        json=json,
        idle_timeout_s=idle_timeout,
        all_rows=all_rows,
        width=width,
    )
    return partial(run, request)
