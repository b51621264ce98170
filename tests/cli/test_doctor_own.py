"""Questions to harness itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harness.cli.doctor_asking import answers_of
from harness.cli.doctor_own import data_probes, proxy_probes, python_probe, speed_probe
from harness.cli.doctor_questions import Asked, system_probes, write_probe
from harness.interception.environment import VARIABLE as PROXY_VARIABLE
from harness.kernel import jit
from harness.machine.gateway_state import FILE, VARIABLE, state_text
from harness.model.readiness import State
from tests.sources.test_proxy_clients import LAB
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture
from tests.support.gateway_states import gateway_state
from tests.support.repository import ROOT


def test_data_that_come_with_it_are_there() -> None:
    found = {probe.question.id: answers_of(probe) for probe in data_probes()}
    assert list(found) == ["compiled", "place-data", "catalogue"]
    (catalogue,) = found["catalogue"]
    assert catalogue.state is State.THERE
    # How old they are depends on the day.
    (places,) = found["place-data"]
    assert places.state in {State.THERE, State.LIMITED}
    assert places.facts["days_off"]


def test_packages_load_here() -> None:
    (answer,) = answers_of(python_probe())
    assert answer.state is State.THERE


def test_speed_is_not_measured_before_the_kernel_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jit, "is_compiled", lambda: False)
    (answer,) = answers_of(speed_probe())
    assert answer.state is State.UNTOLD
    assert "not compiled yet" in answer.said


def test_speed_is_measured() -> None:
    (answer,) = answers_of(speed_probe())
    assert isinstance(answer.facts["packets_per_second"], int)
    assert answer.facts["packets_per_second"] > 0


def test_the_proxy_that_root_would_use_is_asked(
    fake_programs: FakePrograms,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PROXY_VARIABLE, str(tmp_path / "none"))
    proxy, _ = proxy_probes()
    assert [one.state for one in answers_of(proxy)] == [State.MISSING]
    path = fake_programs.make("mitmdump", "Mitmproxy: 11.0.2\nPython:    3.11.7\n")
    (answer,) = answers_of(proxy)
    assert (answer.state, answer.said) == (State.THERE, f"11.0.2, {path}")


def test_clients_of_the_gateway_s_proxy_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    _, ca = proxy_probes()
    assert [one.state for one in answers_of(ca)] == [State.UNTOLD]
    (tmp_path / FILE).write_text(state_text(gateway_state(proxy_log=str(LAB))))
    (answer,) = answers_of(ca)
    assert (answer.state, answer.facts["accepted"]) == (State.THERE, ["192.168.77.2"])
    (tmp_path / FILE).write_text(json.dumps({"schema_version": 1}))
    (answer,) = answers_of(ca)
    assert answer.state is State.UNTOLD
    assert str(tmp_path / FILE) in answer.said


def test_the_page_tells_of_every_row_and_of_no_other(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "howto" / "doctor.md").read_text()
    rows = page.partition("## What is asked")[2].partition("## What it cannot tell")[0]
    told = {
        name
        for row in rows.splitlines()
        for name in re.findall(r"`([a-z0-9-]+)`", row.split("|")[1] if "|" in row else "")
    }
    asked = Asked(interfaces=(), folder=tmp_path)
    probes = [
        *system_probes(asked),
        write_probe(asked),
        python_probe(),
        *proxy_probes(),
        *data_probes(),
        speed_probe(),
    ]
    assert told - {"id"} == {probe.question.id for probe in probes}
