"""``harness analyze``: captures in; a report, a JSON document and an exit status out."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from harness.cli.analyze_options import MINUTES, Request, parser, request
from harness.cli.countries import country
from harness.cli.devices import device
from harness.cli.each import each
from harness.cli.exits import Exit, exit_for
from harness.cli.formats import check_formats, give
from harness.cli.interruption import stoppable
from harness.cli.notes import stage, tell
from harness.cli.options import raise_faults
from harness.cli.outcome import told_file
from harness.cli.progress import ProgressBar
from harness.cli.redacting import RedactionKey, redacted_analysis, redaction_key
from harness.cli.site import site
from harness.cli.streams import standard_input
from harness.cli.target import STDOUT, check_target, write_target
from harness.errors import UsageError
from harness.model.words import CaStore

if TYPE_CHECKING:
    from harness.model.hosts import HostsFile
    from harness.model.sites import Site
    from harness.tables.analysis import Analysis

__all__ = ["parser", "request", "run"]


def run(request: Request) -> Exit:
    """Check the whole command line, read, print, and say how it went.

    Raises:
        UsageError: The command line is wrong; every mistake that can be seen in it at once.
        HarnessError: A capture cannot be read, or a file cannot be written.
    """
    checked = _checked(request)
    # Imported here: these bring polars, numpy and numba, which --help must not wait for. What imports
    # make stays to the end of the process, so the collector need not look at it, neither now nor when
    # the interpreter ends: that costs a quarter of a second otherwise.
    gc.disable()
    import harness.pipeline  # noqa: PLC0415, F401
    from harness.kernel.jit import is_compiled  # noqa: PLC0415
    from harness.tables.documents import OPENING_OF_ANALYSIS  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    if not is_compiled():
        tell("compiling for this machine, once; up to a minute", event="compiling")

    if request.json not in (None, STDOUT):
        check_target(str(request.json), OPENING_OF_ANALYSIS)
    if request.minutes is not None:
        check_target(request.minutes, None, MINUTES)
    check_formats(request.formats, request.json)
    analysis, cut = _analysis(request, checked)
    analysis = redacted_analysis(analysis, checked.key)
    with stage("report", "writing the report"):
        _print(analysis, request)
    _write_minutes(analysis, request.minutes)
    answered = exit_for(answer.answer for answer in analysis.answers)
    status = Exit.INTERRUPTED if cut else answered
    gc.freeze()
    return status


def _analysis(request: Request, checked: _Checked) -> tuple[Analysis, bool]:
    """What the captures show, and whether reading was stopped early."""
    from harness.pipeline import analyze  # noqa: PLC0415 - see run

    stdin = standard_input() if STDOUT in request.paths else None
    with (
        stoppable() as stop,
        stage("read", "reading and judging captures", paths=list(request.paths)),
        ProgressBar() as progress,
    ):
        analysis = analyze(
            request.paths,
            devices=checked.devices,
            countries=checked.countries,
            hosts=checked.hosts,
            site=checked.site,
            idle_timeout_s=request.idle_timeout_s,
            minutes=request.minutes is not None,
            keylogs=request.keylogs,
            ca_store=None if request.ca_store is None else CaStore(request.ca_store),
            content=request.content,
            stdin=stdin,
            progress=progress,
            stop=stop,
        )
    return analysis, stop.cut


class _Checked(NamedTuple):
    """What is asked, in one form, each once."""

    devices: tuple[str, ...]
    countries: tuple[str, ...]
    hosts: tuple[HostsFile, ...]
    site: Site | None
    key: RedactionKey | None
    """Of pseudonyms; None: nothing is redacted."""


def _checked(request: Request) -> _Checked:
    """Check everything that is asked; all faults are told together."""
    faults: list[str] = []
    devices = each(device, request.devices, faults)
    countries = each(country, request.countries, faults)
    hosts = _hosts(request.hosts, faults)
    keys = each(redaction_key, [request.redacting], faults)
    sites = each(site, [] if request.site is None else [request.site], faults)
    if request.paths.count(STDOUT) > 1:
        faults.append("standard input (-) can be read only once")
    if request.minutes is not None and not request.minutes.endswith((".csv", ".parquet")):
        faults.append(f"{MINUTES} {request.minutes}: give a file that ends in .csv or .parquet")
    raise_faults(faults, "analyze")
    return _Checked(devices, countries, hosts, next(iter(sites), None), next(iter(keys), None))


def _hosts(paths: Sequence[str], faults: list[str]) -> tuple[HostsFile, ...]:
    if not paths:
        return ()
    from harness.sources.hosts_file import read_hosts  # noqa: PLC0415 - see run

    try:
        return read_hosts(paths)
    except UsageError as fault:
        faults.append(str(fault))
        return ()


def _print(analysis: Analysis, request: Request) -> None:
    """Report, document and other formats."""
    from harness.reports.document import document  # noqa: PLC0415 - see run
    from harness.reports.terminal import render  # noqa: PLC0415 - see run
    from harness.tables.documents import OPENING_OF_ANALYSIS  # noqa: PLC0415 - see run

    give(
        request,
        request.formats,
        analysis,
        (OPENING_OF_ANALYSIS, lambda: document(analysis)),
        lambda width, colour: render(analysis, width, colour=colour, all_rows=request.all_rows),
    )
    if request.json == STDOUT or request.formats.on_stdout is not None:
        _notes(analysis)


def _write_minutes(analysis: Analysis, target: str | None) -> None:
    """Octets per minute, where they were asked for."""
    from harness.reports.minutes import SUFFIXES, minutes_file  # noqa: PLC0415 - see run

    if target is None or analysis.minutes is None:
        return
    suffix = next(suffix for suffix in SUFFIXES if target.endswith(suffix))
    write_target(minutes_file(analysis.minutes, analysis.flows, suffix), target, None, MINUTES)
    told_file(target, replaced=False)


def _notes(analysis: Analysis) -> None:
    """What the report would have said, for a person who watches while a program reads."""
    from harness.reports.text import shown  # noqa: PLC0415 - see run

    for text in analysis.notes:
        tell(shown(text))
