"""--only: what is taken, and what is told where it cannot be."""

from __future__ import annotations

import pytest

from harness.cli.only import check_values, selection
from harness.errors import UsageError
from harness.model.selection import VARIABLES, Selection
from tests.support.verification_scenario import scenario


def refused(*texts: str) -> str:
    with pytest.raises(UsageError) as fault:
        check_values(selection(texts), [scenario()])
    return str(fault.value)


def test_without_it_all_cells_are_meant() -> None:
    assert selection([]) == Selection()
    check_values(Selection(), [])


def test_values_and_variables_are_read() -> None:
    found = selection(["egress.region = US, BR,US", "session=1"])
    assert found == Selection((("egress.region", ("US", "BR")), ("session", ("1",))))
    check_values(found, [scenario()])
    assert [cell.id for cell in scenario().cells if found.holds(cell)] == ["us-base", "us-v1", "br-v1"]


def test_firmware_is_a_choice_of_versions() -> None:
    assert selection([], ["1.0, 1.1,1.0"]) == selection(["subject.version=1.0,1.1"])
    assert selection(["egress.region=US"], ["1.0"]) == selection(["egress.region=US", "subject.version=1.0"])


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_variable_is_known(variable: str) -> None:
    value = VARIABLES[variable](scenario().cells[1])
    check_values(selection([f"{variable}={value}"]), [scenario()])


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("egres.region=US", "did you mean egress.region?"),
        ("egress_region=US", "did you mean egress.region?"),
        ("Egress.Region=US", "did you mean egress.region?"),
        ("version=1.0", "did you mean subject.version?"),
        ("zzz=1", "there are subject.version, settings, egress.region"),
        ("=US", "there are subject.version"),
        ("", "there are subject.version"),
        ("egress.region", "give at least one value"),
        ("egress.region=", "give at least one value"),
        ("egress.region=US,,DE", "give at least one value"),
        ("egress.region=us", "no test cell has it; there are BR, DE, JP, SG, US"),
        ("subject.version=2", "no test cell has it; there are 1.0, 1.1"),
        ("bearer=wired", "no test cell has it; there is wifi"),
    ],
)
def test_a_fault_is_told_with_what_there_is(text: str, hint: str) -> None:
    assert hint in refused(text)


def test_all_faults_are_told_at_once() -> None:
    told = refused("egres.region=US", "bearer")
    assert "egress.region?" in told
    assert "bearer=VALUE" in told
    told = refused("egress.region=FR,XX", "bearer=wired")
    assert [value for value in ("=FR", "=XX", "=wired") if value not in told] == []


def test_a_variable_twice_would_choose_nothing() -> None:
    assert "write egress.region=A,B" in refused("egress.region=US", "egress.region=DE")


def test_values_that_no_single_cell_has_together_are_refused() -> None:
    assert "no test cell has all of egress.region=US subject.version=1.1" in refused(
        "egress.region=US", "subject.version=1.1"
    )
