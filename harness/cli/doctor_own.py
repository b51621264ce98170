"""Every question of ``harness doctor`` to harness itself: packages, compiled code, data, the proxy, and the speed of reading."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from harness.cli.doctor_asking import Probe
from harness.cli.doctor_questions import GATEWAY, INTERCEPTION, LAB, LIVE, REPLAY, question
from harness.cli.geo_options import today
from harness.errors import MachineError
from harness.interception.environment import FOR_ALL, VARIABLE, tried
from harness.machine.gateway_state import read_state, state_folder
from harness.machine.packages import try_packages
from harness.model.readiness import Answer
from harness.reports.doctor import own, proxy

_READING = "Reading"


def python_probe() -> Probe:
    """Whether packages load; nothing of the others here may be asked before it is known."""
    return Probe(
        question=question(_READING, "python", "Python", (REPLAY, LIVE, GATEWAY, INTERCEPTION, LAB)),
        ask=lambda: [own.of_python(try_packages())],
    )


def proxy_probes() -> tuple[Probe, ...]:
    """Of interception."""
    group = "Interception"
    return (
        Probe(question=question(group, "mitmproxy", "mitmproxy", (INTERCEPTION,)), ask=_proxy),
        Probe(question=question(group, "ca", "CA on devices", useful=(INTERCEPTION,)), ask=_ca),
    )


def data_probes() -> tuple[Probe, ...]:
    """Those that need packages which may not load."""
    return (
        Probe(question=question(_READING, "compiled", "compiled code", useful=(REPLAY, LIVE)), ask=_compiled),
        Probe(question=question(_READING, "place-data", "place data", (REPLAY, LIVE)), ask=_place_data),
        Probe(question=question(_READING, "catalogue", "catalogue", (REPLAY, LIVE)), ask=_catalogue),
    )


def speed_probe() -> Probe:
    """The one that keeps the processor busy; asked alone."""
    return Probe(
        question=question(_READING, "read-speed", "speed of reading", useful=(REPLAY, LIVE)), ask=_speed
    )


def _proxy() -> Iterator[Answer]:
    # A gateway is root's, so what root would use is asked for.
    environment = {VARIABLE: str(FOR_ALL), **os.environ}
    yield proxy.of_proxies(tried(environment))


def _ca() -> Iterator[Answer]:
    from harness.sources.proxy_clients import read_clients  # noqa: PLC0415 - only where somebody asks

    state = read_state(state_folder())
    if state is None or state.proxy_log is None:
        yield proxy.of_no_proxy()
        return
    found = read_clients(Path(state.proxy_log))
    yield proxy.of_clients(found.accepted, found.refused, whole=found.whole)


def _compiled() -> Iterator[Answer]:
    from harness.kernel.code_store import code_folder  # noqa: PLC0415 - llvmlite is heavy
    from harness.kernel.jit import is_compiled  # noqa: PLC0415
    from harness.machine.disk import read_room  # noqa: PLC0415

    folder = code_folder()
    yield own.of_compiled(str(folder), compiled=is_compiled(), writable=read_room(folder).writable)


def _place_data() -> Iterator[Answer]:
    from harness.sources.geo_library import library, taken  # noqa: PLC0415 - polars is heavy

    day = today()
    yield own.of_place_data([one.source for one in taken(library(os.environ), day)], day)


def _catalogue() -> Iterator[Answer]:
    from harness.rules.catalogue import load_catalogue  # noqa: PLC0415 - pydantic is heavy

    rules = load_catalogue(None)
    yield own.of_catalogue(len(rules.rules), rules.sha256)


def _speed() -> Iterator[Answer]:
    from harness.kernel.jit import is_compiled  # noqa: PLC0415 - llvmlite is heavy

    if not is_compiled():
        raise MachineError("the kernel is not compiled yet, which takes longer than this may")
    from harness.sources.reading_speed import measure  # noqa: PLC0415 - polars is heavy

    speed = measure()
    yield own.of_speed(speed.packets_per_second, speed.bits_per_second)
